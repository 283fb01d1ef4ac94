"""The seal, seen from outside: whether a tender has no bid or three, nobody but the bidders can see a difference.

One demonstration with a tender that takes bids is copied. In one copy three suppliers draft, submit, replace and
withdraw bids with files; in the other they only look. Then everybody else's pages, files, feeds, API answers, the
metrics, the log and the database's and storage's own contents are laid side by side.
"""

import contextlib
import io
import re
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text

from qyzmet import clock, database
from qyzmet.database import db
from qyzmet.demo import people
from qyzmet.factory import create_app
from tests import tender_course
from tests.demo.conftest import demo_settings, leave
from tests.demo.crawling import crawl, without_random
from tests.demo.site import Site
from tests.signing_in import sign_in

pytestmark = [pytest.mark.once, pytest.mark.slow]

SUPPLIERS = ("supplier1", "supplier2", "supplier3")
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n% THE-SECRET-PROTOTYPE "
SECRETS = ("47111222", "54333444", "THE-SECRET", "The-secret-word", "тайный прототип", "prototype-of-")
# What is one's own alone, what counts the visits themselves, and what says nothing of procedures but a lot of it.
_LEAVE = re.compile(r"/account/|/demo/|/healthz|/readyz|/deadlines/(\d|years|calendar)|/about/procedure|lang=")
# A paper is the same for whoever is handed it out.
_PAPER = re.compile(r"\.(pdf|docx)$")
# These see the most; everybody is read in the long tests.
SOME = (None, "integrator_clerk", "chair", "auditor")
OTHERS = tuple(person.key for person in people.PEOPLE if not person.key.startswith("supplier"))
READERS = [
    *SOME,
    *(pytest.param(key, marks=pytest.mark.soak) for key in OTHERS if key not in SOME),
]


def opened_site(folder: Path) -> Site:
    app = create_app(demo_settings(folder))
    database.read_only(False)
    return Site(app)


def bids(site: Site, tender: str) -> list[str]:
    """Three suppliers bid: one drafts and submits, one replaces, one withdraws and bids again. Their bids' numbers."""
    numbers = []
    for place, key in enumerate(SUPPLIERS):
        document = site.upload(f"{key}_specialist", f"prototype-of-{key}.pdf", PDF + key.encode())
        data = tender_course.a_bid([document], lease=f"47111222.{place}0", service=f"54333444.{place}0")
        data["answers"][0]["text"] = "Наш тайный прототип"
        number = tender_course.drafted_bid(site, key, tender, data)
        site.call(f"{key}_specialist", f"/bids/{number}/hand_over", {"note": "The-secret-word: check the prices"})
        assert [each["object"]["number"] for each in site.call(f"{key}_head", "/me/tasks")["items"]] == [number]
        numbers.append(str(site.call(f"{key}_head", f"/bids/{number}/submit", {})["number"]))
    site.call("supplier2_head", f"/bids/{numbers[1]}/replace", {"data": tender_course.a_bid(lease="47111222.77")})
    site.call("supplier3_head", f"/bids/{numbers[2]}/withdraw", {})
    numbers[2] = str(tender_course.submitted_bid(site, "supplier3", tender, tender_course.a_bid())["number"])
    return numbers


def looks(site: Site, tender: str) -> None:
    """What suppliers do who do not bid: they look at the tender and at the list of their bids."""
    for key in SUPPLIERS:
        site.call(f"{key}_head", f"/tenders/{tender}")
        site.call(f"{key}_head", "/bids")


@pytest.fixture(scope="module")
def sides(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path, str, list[str], str]]:
    """Two folders that differ by three bids, the tender, the bids, and what was logged while they were made."""
    before = clock.use(clock.wall)
    folder = tmp_path_factory.mktemp("tender") / "instance"
    shutil.copytree(made, folder)
    site = opened_site(folder)
    tender = tender_course.published(site)
    leave(site.app)
    without, with_three = folder.parent / "without", folder.parent / "with"
    shutil.copytree(folder, without)
    shutil.copytree(folder, with_three)
    site = opened_site(without)
    looks(site, tender)
    leave(site.app)
    site = opened_site(with_three)
    looks(site, tender)
    # As the log is written, after all that its lines go through.
    with contextlib.redirect_stderr(io.StringIO()) as lines:
        numbers = bids(site, tender)
    leave(site.app)
    yield without, with_three, tender, numbers, lines.getvalue()
    clock.use(before)


def everything(side: Path, key: str | None, tender: str, scratch: Path, handed_out: Collection[str]) -> dict[str, str]:
    """All that a person, or somebody signed out, can read there: pages, files, feeds and the API, but for the papers
    of other procedures that somebody before was handed out.

    It is read in a copy: looking leaves marks of its own.
    """
    folder = scratch / side.name
    shutil.copytree(side, folder)
    site = opened_site(folder)
    browser = site.app.test_client()
    with site.app.app_context():
        if key is not None:
            user = people.find(key)
            assert user is not None
            sign_in(browser, user)
    start = ["/", f"/tenders/{tender}", "/tenders/", "/about/audit", "/deadlines/"]
    read = crawl(browser, start, lambda address: _LEAVE.search(address) or address in handed_out)
    kinds = ("requests", "proposals", "assignments", "tenders", "bids")
    addresses = [f"/{kind}?limit=200" for kind in kinds] + [
        f"/tenders/{tender}",
        f"/tenders/{tender}/ranking",
        "/me/tasks",
    ]
    for address in addresses:
        answer = site.ask(key or "", address)
        read[f"API {address}"] = f"{answer.status_code} {without_random(answer.get_data(as_text=True))}"
    leave(site.app)
    return read


def _first_difference(one: str, other: str) -> str:
    """Where two texts part, with some words around it; "" where they are the same."""
    place = next((at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), None)
    if place is None:
        return "" if len(one) == len(other) else "one of them goes on"
    return f"{one[max(0, place - 60) : place + 60]!r} and {other[max(0, place - 60) : place + 60]!r}"


@pytest.fixture(scope="module")
def handed_out() -> set[str]:
    """The papers of other procedures that a reader was handed out so far."""
    return set()


@pytest.mark.parametrize("key", READERS)
def test_nobody_sees_whether_anybody_has_bid(
    sides: tuple[Path, Path, str, list[str], str], key: str | None, handed_out: set[str], tmp_path: Path
) -> None:
    """Page by page, file by file and answer by answer there is no difference, for whoever is not a bidder."""
    without, with_three, tender, _numbers, _log = sides
    one = everything(without, key, tender, tmp_path, handed_out)
    other = everything(with_three, key, tender, tmp_path, handed_out)
    handed_out.update(
        address
        for address, answer in one.items()
        if _PAPER.search(address) and tender not in address and answer.startswith("200")
    )
    assert sorted(one) == sorted(other)
    differing = {address: _first_difference(one[address], other[address]) for address in one}
    assert {address: words for address, words in differing.items() if words} == {}
    assert len(one) > 20


def test_other_bidders_see_only_their_own(sides: tuple[Path, Path, str, list[str], str]) -> None:
    """A bidder's own list shows its own bid; another bidder's address is not there for it."""
    _without, with_three, _tender, numbers, _log = sides
    site = opened_site(with_three)
    for place, key in enumerate(SUPPLIERS):
        mine = {each["number"] for each in site.call(f"{key}_head", "/bids")["items"]}
        assert mine & set(numbers) == {numbers[place]}
        for other in set(numbers) - {numbers[place]}:
            assert site.ask(f"{key}_head", f"/bids/{other}").status_code == 404
            assert site.ask(f"{key}_head", f"/bids/{other}/withdraw", {}).status_code == 404
    leave(site.app)


def test_the_log_tells_nothing_of_them(sides: tuple[Path, Path, str, list[str], str]) -> None:
    """No line written while they bid names a supplier, a bid, the tender, a price or a file."""
    _without, with_three, tender, numbers, log = sides
    site = opened_site(with_three)
    told = [
        tender,
        *numbers,
        *SECRETS,
        *(site.ids[f"{key}_{role}"] for key in SUPPLIERS for role in ("head", "specialist")),
    ]
    told += [people.BODIES[key].bin for key in SUPPLIERS]
    assert [word for word in told if re.search(rf"(?<![\w-]){re.escape(word)}(?![\w])", log)] == []
    assert "sealed" in log
    leave(site.app)


def rows_of(folder: Path) -> dict[str, list[str]]:
    """Every row of every table, as text, with what is binary spelt out."""
    site = opened_site(folder)
    found: dict[str, list[str]] = {}
    with site.app.app_context():
        for table in inspect(db.engine).get_table_names():
            rows = db.session.execute(text(f'SELECT * FROM "{table}"'))
            found[table] = [" | ".join(_spelt(each) for each in row) for row in rows]
        db.session.rollback()
    leave(site.app)
    return found


def _spelt(value: Any) -> str:
    return value.decode("utf-8", "replace") + value.hex() if isinstance(value, bytes) else str(value)


def test_a_thief_of_database_and_storage_finds_that_envelopes_exist_and_nothing_else(
    sides: tuple[Path, Path, str, list[str], str],
) -> None:
    """In rows and files that came with the bids stand neither supplier nor person, price, text nor file content."""
    without, with_three, _tender, _numbers, _log = sides
    before, after = rows_of(without), rows_of(with_three)
    new = {table: sorted(set(rows) - set(before[table])) for table, rows in after.items()}
    new = {table: rows for table, rows in new.items() if rows}
    # What calling itself leaves: when a token was used, how often it may call.
    of_calls = {"api_token", "api_calls", "throttle", "api_call_count", "worker_beat", "demo_clock"}
    site = opened_site(with_three)
    persons = [site.ids[f"{key}_{role}"] for key in SUPPLIERS for role in ("head", "specialist")]
    leave(site.app)
    told = [*SECRETS, *persons, *(people.BODIES[key].bin for key in SUPPLIERS)]
    told += [word.encode().hex() for word in told]
    for table, rows in new.items():
        if table in of_calls:
            continue
        for row in rows:
            assert [word for word in told if word in row] == [], (table, row[:300])
    assert {"sealed_bid", "sealed_document", "taken_part"} <= set(new)
    assert not {"act", "audit_record", "procedure", "notification", "outbox_message", "deadline", "document"} & set(new)
    kept = {path.relative_to(without) for path in without.rglob("*") if path.is_file()}
    for path in (each for each in with_three.rglob("*") if each.is_file()):
        if path.relative_to(with_three) not in kept:
            content = path.read_bytes()
            assert [word for word in told if word.encode() in content] == [], path


def test_after_the_opening_everything_is_there(sides: tuple[Path, Path, str, list[str], str], tmp_path: Path) -> None:
    """What was hidden was not lost: the opening reads every standing bid, with prices, texts, files and receipts."""
    _without, with_three, tender, numbers, _log = sides
    folder = tmp_path / "instance"
    shutil.copytree(with_three, folder)
    site = opened_site(folder)
    found = tender_course.opened(site, tender)
    assert {each["number"] for each in found["bids"]} == set(numbers)
    bid = site.call("chair", f"/bids/{numbers[0]}")
    assert bid["data"]["price_lease"] == "47111222.00"
    document = bid["data"]["statements"][0]["documents"][0]
    token = {"Authorization": f"Bearer {site.tokens['chair']}"}
    content = site.app.test_client().get(f"/api/v1/documents/{document}/content", headers=token)
    assert content.data == PDF + b"supplier1"
    leave(site.app)
