"""The modules of the application stand above one another: whoever follows the imports comes to an end."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from tests.test_house import ROOMS, imported, modules, tree

pytestmark = pytest.mark.once

# The modules that each module needs.
Graph = dict[str, set[str]]


def needs(everything: Mapping[str, Path]) -> Graph:
    """The modules that each module needs, wherever it says so: also in a function, and for the type checker alone.

    `from a import b` needs a.b where that is a module, else a. A text that is a module's name needs it too, for
    `import_module` takes such texts. Whoever imports a.b runs the __init__.py of a, unless it belongs to a itself.
    """
    graph: Graph = {}
    for name, path in everything.items():
        found = {_module(what, everything) for what in [*imported(name, path), *_texts(path)]}
        above = {package for what in found for package in _packages(what)} - set(_packages(name))
        graph[name] = ((found | above) & everything.keys()) - {name}
    return graph


@cache
def needs_here() -> Graph:
    """The modules that each module of the application needs."""
    return needs(modules())


def _texts(path: Path) -> Iterator[str]:
    """Every text in a module, without what stands behind a colon: the command line names "module:function"."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value.partition(":")[0]


def _module(what: str, everything: Mapping[str, Path]) -> str:
    return what if what in everything else what.rpartition(".")[0]


def _packages(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts))]


def circles(graph: Graph) -> list[list[str]]:
    """One way round for all modules that need one another, each way from a module back to itself."""
    reached = {name: _reached(graph, name) for name in graph}
    found = []
    seen: set[str] = set()
    for name in sorted(graph):
        if name in reached[name] - seen:
            seen |= {other for other in reached[name] if name in reached[other]}
            found.append(_way_round(graph, name))
    return found


def _reached(graph: Graph, start: str) -> set[str]:
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        further = graph[waiting.pop()] - reached
        reached |= further
        waiting += further
    return reached


def _way_round(graph: Graph, start: str) -> list[str]:
    """The shortest way from a module back to itself."""
    ways, seen = [[start]], {start}
    for way in ways:
        if start in graph[way[-1]]:
            return [*way, start]
        for other in sorted(graph[way[-1]] - seen):
            seen.add(other)
            ways.append([*way, other])
    raise AssertionError(f"no way leads back to {start}")


@pytest.mark.slow
def test_no_import_leads_back():
    """No module needs, through whatever it imports, itself: what two sides need stands below both."""
    graph = needs_here()
    # The graph is the real one: modules import across the folders, and the rooms are named in texts.
    assert "qyzmet.procedure.engine" in graph["qyzmet.people.organisations.handover"]
    assert "qyzmet.tenders.views" in graph["qyzmet.rooms"]
    assert [" -> ".join(way) for way in circles(graph)] == []


# The parts of a room, or of the application, from the lowest up: each may import itself and those before it.
PARTS = {
    "qyzmet.requests": (
        "procedure",
        "services_register",
        "filing",
        "ppp",
        "assignment",
        "review",
        "request",
        "proposal",
        "lists",
    ),
    # What an envelope holds is entered before the Commission, which adds it to its minutes.
    "qyzmet.tenders": ("procedure", "rules", "announcement", "barred", "bids", "commission", "envelopes", "decision"),
    "qyzmet.catalog": ("procedure", "entry", "classifiers", "formation", "development", "under_way"),
    "qyzmet.passports": ("procedure", "rules", "diagram", "passport", "exchange", "comparison", "register"),
    "qyzmet.programmes": ("procedure", "rules", "citations", "reports", "register", "programme", "files"),
    "qyzmet.people": ("accounts", "organisations", "administration"),
}
# What draws pages or answers systems; an act knows neither.
_ABOVE_ACTS = ("qyzmet.procedure.pages", "qyzmet.api")
_PAGES = {"page", "pages", "views", "api"}


@pytest.mark.parametrize("room", PARTS)
def test_the_parts_of_a_room_import_one_way(room: str):
    """The announcement knows nothing of bids, bids nothing of the Commission: what two parts ask stands below both."""
    places = {f"{room}.{part}": place for place, part in enumerate(PARTS[room])}

    def place_of(name: str) -> int | None:
        return places.get(".".join(name.split(".")[:3]))

    found = []
    for name, others in needs_here().items():
        mine = place_of(name)
        for other in sorted(others):
            theirs = place_of(other)
            if mine is not None and theirs is not None and theirs > mine:
                found.append(f"{name} imports {other}")
    assert found == []


@pytest.mark.slow
def test_acts_know_neither_pages_nor_the_api():
    """What makes an Action says what is asked and said; how it is drawn and answered stands above it."""
    found, acts = [], 0
    for name, path in modules().items():
        if not name.startswith(tuple(PARTS)) or not _makes_an_action(path):
            continue
        acts += 1
        for what in imported(name, path):
            parts = what.split(".")
            in_a_room = len(parts) > 1 and parts[1] in ROOMS
            if what.startswith(_ABOVE_ACTS) or (in_a_room and _PAGES & {*parts}):
                found.append(f"{name} imports {what}")
    assert found == []
    assert acts > 50


def _makes_an_action(path: Path) -> bool:
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Action"
        for node in ast.walk(tree(path))
    )


@pytest.mark.parametrize(
    "back",
    [
        "from above import A\n",
        "import above\n",
        "def late():\n    from above import A\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from above import A\n",
        'from importlib import import_module\nimport_module("above")\n',
        'PARTS = ("above",)\n',
        'COMMANDS = {"run": "above:main"}\n',
    ],
)
def test_a_circle_is_found_however_it_is_imported(tmp_path: Path, back: str):
    """An import in a function, one for the type checker alone and one by a text count like any other."""
    everything = _written(tmp_path, {"above": "import between\n", "between": "import below\n", "below": back})
    assert circles(needs(everything)) == [["above", "between", "below", "above"]]


def test_two_circles_are_both_told(tmp_path: Path):
    """Each circle is told once, by one way round; what only leads into a circle is not part of it."""
    everything = _written(
        tmp_path,
        {
            "a": "import b\n",
            "b": "import a, c\n",
            "c": "import d\n",
            "d": "import e\n",
            "e": "import c\n",
            "f": "import a\n",
        },
    )
    assert circles(needs(everything)) == [["a", "b", "a"], ["c", "d", "e", "c"]]


def test_a_package_is_run_by_whoever_imports_its_modules(tmp_path: Path):
    """A folder's __init__.py that imports a module makes a circle with whatever that module needs from the folder."""
    everything = {
        **_written(tmp_path, {"outside": "from folder import inside\n"}),
        "folder": _file(tmp_path / "folder" / "__init__.py", "import outside\n"),
        "folder.inside": _file(tmp_path / "folder" / "inside.py", ""),
    }
    assert circles(needs(everything)) == [["folder", "outside", "folder"]]


def _written(folder: Path, texts: Mapping[str, str]) -> dict[str, Path]:
    return {name: _file(folder / f"{name}.py", text) for name, text in texts.items()}


def _file(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
