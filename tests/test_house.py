"""The house stands as CONTRIBUTING.md says: its rooms, its imports, its wheel."""

import ast
import configparser
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("requests", "tenders", "catalog", "passports", "programmes", "deadlines")

# Rules beside every module of a room's procedure/ and rules/: they may import nothing that could make a
# decision depend on a database, a page or the time.
RULES = {
    "qyzmet.deadlines.calculator.batch",
    "qyzmet.deadlines.calculator.explanation",
    "qyzmet.deadlines.calendar.csv_file",
    "qyzmet.deadlines.working_days",
    "qyzmet.feeds.atom",
    "qyzmet.procedure.form_sections",
    "qyzmet.procedure.whose_turn.preparing",
    "qyzmet.procedure.table",
    "qyzmet.programmes.files.contents_file",
    "qyzmet.programmes.files.writing",
    "qyzmet.programmes.programme.sections",
    "qyzmet.procedure.whose_turn.turns",
    "qyzmet.requests.assignment.parts",
    "qyzmet.requests.proposal.sections",
    "qyzmet.requests.request.annex1",
    "qyzmet.sentences.sentence",
    "qyzmet.tenders.bids.sections",
    "qyzmet.texts",
    "qyzmet.years",
}
VOCABULARY = {"qyzmet.vocabulary", "qyzmet.clock", "qyzmet.procedure.house_rules", "qyzmet.procedure.table"}

# A module of so many lines surely holds a second thing; from 300 on one looks for it.
TOO_LONG = 500


@cache
def kept_files() -> tuple[Path, ...]:
    """Every file that is in git or will be: new ones too, ignored ones not."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file())


def modules() -> dict[str, Path]:
    """Every module of the application and its rooms, by the name it is imported under."""
    found = {}
    for path in kept_files():
        parts = path.relative_to(ROOT).with_suffix("").parts
        if path.suffix == ".py" and len(parts) > 1 and parts[0] in ("qyzmet", *ROOMS):
            name = parts if parts[0] == "qyzmet" else ("qyzmet", *parts)
            found[".".join(name).removesuffix(".__init__")] = path
    return found


@cache
def tree(path: Path) -> ast.Module:
    """A module, parsed; nobody changes it."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imported(name: str, path: Path) -> Iterator[str]:
    """Whatever a module imports, by full names; `from a import b` gives a.b, as b may be a module."""
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            yield from (".".join([*base, *filter(None, [node.module]), alias.name]) for alias in node.names)


def room_of(name: str) -> str | None:
    """The room that a module belongs to."""
    parts = name.split(".")
    return parts[1] if parts[0] == "qyzmet" and len(parts) > 1 and parts[1] in ROOMS else None


def is_rule_by_place(name: str) -> bool:
    """It lies in a room's procedure/ or rules/."""
    return bool(room_of(name)) and name.split(".")[2:3] in (["procedure"], ["rules"])


def test_no_room_is_a_regular_package():
    """A room has no __init__.py, so that it never hides another package of its name."""
    assert [str(room) for room in ROOMS if (ROOT / room / "__init__.py").exists()] == []


def test_import_requests_finds_the_http_library():
    """With the checkout first on the path, `import requests` still finds the HTTP library, and our room is ours."""
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "import requests, qyzmet.requests\n"
        "print(requests.get.__module__, list(qyzmet.requests.__path__)[0])"
    )
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.split(maxsplit=1) == ["requests.api", f"{ROOT / 'requests'}\n"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the files that git keeps, with what make builds beside them."""
    copy = tmp_path_factory.mktemp("wheel") / "copy"
    built = [
        path for folder in (ROOT / "static" / "build", ROOT / "qyzmet" / "translations") for path in folder.rglob("*")
    ]
    for path in {*kept_files(), *(path for path in built if path.is_file() and path.suffix != ".pyc")}:
        target = copy / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    answer = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(copy.parent), str(copy)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    (path,) = copy.parent.glob("*.whl")
    return path


@pytest.mark.once
@pytest.mark.slow
def test_the_wheel_holds_everything_that_runs(wheel: Path):
    """Modules, templates, static files, translations and the calendar's data are in the wheel, inside qyzmet/."""
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    wanted = {path.relative_to(ROOT) for path in modules().values()}
    for folder in ("templates", "static", "deadlines/data", "programmes/data"):
        wanted |= {path.relative_to(ROOT) for path in (ROOT / folder).rglob("*") if path.is_file()}
    wanted |= {path.relative_to(ROOT) for path in (ROOT / "qyzmet").rglob("*.mo")}
    names = {str(path if path.parts[0] == "qyzmet" else "qyzmet" / path) for path in wanted}
    assert sorted(names - held) == []
    assert {name.split("/")[0] for name in held if ".dist-info/" not in name} == {"qyzmet"}


@pytest.mark.once
@pytest.mark.slow
def test_the_wheel_runs_from_another_folder(wheel: Path, tmp_path: Path):
    """Installed elsewhere, the application finds its rooms and its files inside itself, and libraries beside it."""
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    code = (
        f"import sys; sys.path.insert(0, {str(site)!r})\n"
        "from qyzmet.files import paths\n"
        "import qyzmet.deadlines.working_days as rule, requests, requests.api\n"
        "import qyzmet.requests, qyzmet.tenders, qyzmet.catalog, qyzmet.programmes\n"
        "folders = [paths.TEMPLATES, paths.STATIC, paths.DEADLINES_DATA, paths.PROGRAMMES_DATA, paths.TRANSLATIONS]\n"
        "for folder in (*folders, paths.MIGRATIONS):\n"
        "    assert folder.is_dir() and folder.is_relative_to(sys.path[0]), folder\n"
        "assert rule.__file__.startswith(sys.path[0]), rule.__file__\n"
        "assert not requests.__file__.startswith(sys.path[0]), requests.__file__\n"
    )
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    answer = subprocess.run([sys.executable, "-c", code], cwd=elsewhere, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr


def test_libraries_are_the_same_in_both_lists():
    """What setup.cfg requires is what requirements/run.in locks, but for what only installs the checkout."""
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg")
    required = {re.split(r"[<>=\s]", line)[0] for line in setup["options"]["install_requires"].split("\n") if line}
    lines = (ROOT / "requirements" / "run.in").read_text().splitlines()
    locked = {re.split(r"[<>=\s]", line)[0] for line in lines if line and not line.startswith("#")}
    assert locked - required == {"setuptools", "wheel"}
    assert required - locked == set()


@pytest.mark.slow
def test_no_file_names_a_registry_or_a_machine():
    """Nothing in the project names a package registry's host or a folder of somebody's machine."""
    # Written in pieces, so that this file does not name them either.
    hosts = ["pypi" + ".org", "pythonhosted" + ".org", "registry.npmjs" + ".org", "deb.debian" + ".org"]
    folders = [r"(?<![\w.*)\]}-])/" + name + r"/\w" for name in ("work", "root", "Users")]
    forbidden = re.compile("|".join([*map(re.escape, hosts), *folders]))
    found = []
    for path in kept_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # A picture.
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in forbidden.finditer(text)]
    assert found == []


def test_modules_hold_one_thing():
    """A module of 500 lines or more holds a second thing, and is parted by what the two are."""
    paths = [path for path in kept_files() if path.suffix == ".py" and "versions" not in path.parts]
    lengths = {str(path.relative_to(ROOT)): len(path.read_bytes().splitlines()) for path in paths}
    assert {name: length for name, length in lengths.items() if length >= TOO_LONG} == {}


@pytest.mark.slow
def test_only_the_clock_asks_for_the_time():
    """No module but qyzmet/clock.py reads a clock, in Python or in SQL, or imports what can."""
    asks = re.compile(r"(^|\.)(datetime|date)\.(now|today|utcnow)$|(^|\.)func\.(now|current_\w+|localtime\w*)$")
    found = []
    for name, path in modules().items():
        if name == "qyzmet.clock":
            continue
        found += [f"{name} imports {what}" for what in imported(name, path) if what.split(".")[0] == "time"]
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and asks.search(ast.unparse(node)):
                found.append(f"{name}:{node.lineno} {ast.unparse(node)}")
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "CURRENT_TIMESTAMP" in node.value:
                found.append(f"{name}:{node.lineno} CURRENT_TIMESTAMP")
    assert found == []


def test_rules_import_only_the_vocabulary():
    """A rule depends on the standard library, the vocabulary and other rules, and never on the present time."""
    everything = modules()
    rules = {name for name in everything if name in RULES or is_rule_by_place(name)}
    assert rules >= RULES, "a rule was renamed: RULES names one that is not there"
    found = []
    for name in sorted(rules):
        for what in imported(name, everything[name]):
            owner = what if what in everything else what.rpartition(".")[0]
            if what.split(".")[0] not in sys.stdlib_module_names and owner not in rules | VOCABULARY:
                found.append(f"{name} imports {what}")
        for node in ast.walk(tree(everything[name])):
            if isinstance(node, ast.Attribute) and ast.unparse(node) in ("clock.now", "clock.today", "clock.wall"):
                found.append(f"{name}:{node.lineno} asks for the time")
            elif isinstance(node, ast.ImportFrom) and node.module == "qyzmet.clock":
                found += [f"{name} imports {a.name}" for a in node.names if a.name in ("now", "today", "wall")]
    assert found == []


@pytest.mark.slow
def test_imports_point_one_way():
    """`deadlines` knows no other room, and no room knows another room's views."""
    found = []
    for name, path in modules().items():
        room = room_of(name)
        for what in imported(name, path):
            other = room_of(what)
            if not room or not other or other == room:
                continue
            if room == "deadlines" or "views" in what.split("."):
                found.append(f"{name} imports {what}")
    assert found == []


@pytest.mark.slow
def test_rooms_import_rooms_relatively():
    """A room imports its own and other rooms' modules relatively, so that every name can be followed on disk."""
    found = []
    for name, path in modules().items():
        if not room_of(name):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and not node.level and room_of(node.module or ""):
                found.append(f"{name}:{node.lineno} imports {node.module}")
    assert found == []
