"""The room's lists: what waits for me, my organisation's, all I may see; filters, pages, the file."""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from qyzmet.database import db
from qyzmet.procedure import engine
from qyzmet.requests.lists import filters, views
from qyzmet.requests.request import sample
from qyzmet.search import table_file
from qyzmet.search.filters import state_titles
from tests.conftest import SetClock
from tests.requests.conftest import House
from tests.signing_in import sign_in
from tests.web.reading import read


def page(client: FlaskClient, query: str = "") -> str:
    """The list's page, held to the rules of all pages."""
    answer = client.get(f"/requests/?{query}")
    assert answer.status_code == 200, answer.text
    read(answer.text)
    return answer.text


def numbers(text: str) -> list[str]:
    """The numbers of the rows, in order."""
    return re.findall(r'<span class="qz-number">([^<]+)</span> ·', text)


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every SELECT within the block."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().startswith("SELECT"):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.slow
def test_what_waits_for_me(client: FlaskClient, house: House, set_clock: SetClock):
    """The terms of my organisation by urgency, then what it is to write; what waits for others is no part of it."""
    late = house.submitted()
    set_clock.set("2026-03-10 10:00")
    later, draft, decided = house.submitted(), house.drafted(), house.decided()
    db.session.commit()
    set_clock.set("2026-03-30 10:00")
    integrator = page(sign_in(client, house["integrator_head"]))
    assert numbers(integrator) == [late.number, later.number]
    assert "overdue by" in integrator
    assert "To be written" not in integrator
    assert numbers(page(sign_in(client, house["authorised_head"]))) == [decided.number]
    assert numbers(page(sign_in(client, house["head"]))) == [draft.draft_number]
    assert numbers(page(sign_in(client, house["other_head"]))) == []
    assert numbers(page(sign_in(client, house["integrator_head"]), "view=waits&term=overdue")) == [late.number]


def test_what_was_returned_waits_for_its_writer(client: FlaskClient, house: House):
    """H20: a returned request has no term, and is to be written all the same."""
    made = house.submitted()
    with house.as_("integrator_head"):
        engine.take(made, "return", {"missing": [{"field": "technical_documents", "text": "Scheme"}]})
    db.session.commit()
    assert numbers(page(sign_in(client, house["specialist"]))) == [made.number]
    assert numbers(page(sign_in(client, house["integrator_head"]))) == []


@pytest.mark.slow
def test_my_organisation_and_all(client: FlaskClient, house: House):
    """Everything in which my organisation takes part; an auditor sees all of everybody's, and works in none."""
    made, draft = house.submitted(), house.drafted()
    db.session.commit()
    sign_in(client, house["head"])
    assert numbers(page(client, "view=mine")) == [draft.draft_number, made.number]
    assert numbers(page(client, "view=all")) == [draft.draft_number, made.number]
    assert numbers(page(sign_in(client, house["integrator_head"]), "view=mine")) == [made.number]
    sign_in(client, house["auditor"])
    assert numbers(page(client)) == [draft.draft_number, made.number]
    assert numbers(page(client, "view=mine")) == []
    assert numbers(page(sign_in(client, house["other_head"]), "view=all")) == []


@pytest.mark.slow
def test_filters_narrow_together(client: FlaskClient, house: House, set_clock: SetClock):
    """Words, kind, state, organisation by name or BIN, dates as people write them, term; and they stay in the form."""
    made, draft = house.submitted(), house.drafted(function="Реставрация памятников")
    db.session.commit()
    sign_in(client, house["head"])
    for query, expected in {
        "q=реставрации": [draft.draft_number],
        f"q={made.number}": [made.number],
        "state=submitted": [made.number],
        "kind=requests&state=draft": [draft.draft_number],
        "kind=proposals": [],
        "organisation=Мәдениет": [draft.draft_number, made.number],
        f"organisation={house.integrator.bin}": [made.number],
        "submitted_from=2026-03-02&submitted_to=02.03.2026": [made.number],
        "submitted_from=2026-03-03": [],
        "term=running&q=вывоз": [made.number],
        "term=none": [draft.draft_number],
    }.items():
        assert numbers(page(client, f"view=mine&{query}")) == expected, query
    kept = page(client, "view=mine&q=вывоз&state=submitted&submitted_from=02.03.2026")
    assert 'value="вывоз"' in kept
    assert '<option value="submitted" selected>' in kept
    assert "q=%D0%B2%D1%8B%D0%B2%D0%BE%D0%B7&amp;state=submitted&amp;submitted_from=2026-03-02" in kept


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("submitted_from=31.02.2026", "Write a day that there is"),
        ("submitted_to=tomorrow", "Write a day that there is"),
        ("submitted_from=0000-00-00", "Write a day that there is"),
        ("submitted_from=2026-03-02&submitted_to=2026-03-01", "The last day lies before"),
        ("state=flying", "There is no such choice"),
        ("kind=tenders", "There is no such choice"),
        ("term=late", "There is no such choice"),
        ("organisation=Nobody%20at%20all", "No organisation has this name"),
        ("view=theirs", ""),
        ("q=%00%25%27%22", ""),
        ("q=" + "x" * 5000, ""),
        ("organisation=%25", "No organisation has this name"),
        ("after=x", ""),
        ("after=999999999999999999", ""),
        ("submitted_to=9999-12-31", ""),
        ("submitted_from=0001-01-01", ""),
    ],
)
def test_what_cannot_be_asked_is_explained(client: FlaskClient, house: House, query: str, said: str):
    """A filter that is not understood is left out and explained at its field; nothing breaks."""
    made = house.submitted()
    db.session.commit()
    text = page(sign_in(client, house["integrator_head"]), query)
    assert said in text
    if said:
        assert numbers(text) == [made.number]
        assert "govuk-error-summary" in text


def test_a_cursor_that_leads_nowhere_is_404(client: FlaskClient, house: House):
    """A page behind something that one may not know of is no page."""
    draft = house.drafted()
    db.session.commit()
    sign_in(client, house["other_head"])
    for before in (draft.draft_number, "AR-2026-999999", "\0"):
        assert client.get("/requests/", query_string={"view": "all", "before": before}).status_code == 404


@pytest.mark.slow
def test_pages_keep_the_filters_and_ask_no_more_for_more_rows(client: FlaskClient, house: House):
    """Page by page each stands once, and 40 rows cost no more statements than 5."""
    made = [house.drafted(function=f"Функция {n}") for n in range(5)]
    db.session.commit()
    sign_in(client, house["head"])
    counts = {}
    for view in ("waits", "mine", "all"):
        page(client, f"view={view}&q=функция")
        with statements() as few:
            page(client, f"view={view}&q=функция")
        counts[view] = len(few)
    made += [house.drafted(function=f"Функция {n}") for n in range(5, 40)]
    db.session.commit()
    for view in ("waits", "mine", "all"):
        page(client, f"view={view}&q=функция")
        with statements() as many:
            text = page(client, f"view={view}&q=функция")
        assert len(many) <= counts[view], view
        assert len(numbers(text)) == views.PAGE
    seen: list[str] = []
    href: str | None = "/requests/?view=mine&q=функция&state=draft"
    while href:
        text = client.get(href).text
        seen += numbers(text)
        house.drafted(function="Функция")  # What is added meanwhile shifts nothing.
        db.session.commit()
        found = re.search(r'pagination__next"><a[^>]* href="([^"]+)"', text)
        href = found[1].replace("&amp;", "&") if found else None
        assert not href or ("state=draft" in href and "q=" in href)
    assert seen == [each.draft_number for each in reversed(made)]


@pytest.mark.slow
def test_pages_of_what_waits(client: FlaskClient, house: House, monkeypatch: pytest.MonkeyPatch):
    """The most urgent first, page by page, also where many end on one day."""
    monkeypatch.setattr(views, "PAGE", 2)
    made = [house.submitted() for _ in range(5)]
    db.session.commit()
    sign_in(client, house["integrator_specialist"])
    seen, href = [], "/requests/"
    while href:
        text = client.get(href).text
        seen += numbers(text)
        found = re.search(r'pagination__next"><a[^>]* href="([^"]+)"', text)
        href = found[1].replace("&amp;", "&") if found else ""
    assert seen == [each.number for each in made]


@pytest.mark.slow
def test_the_file(client: FlaskClient, house: House, monkeypatch: pytest.MonkeyPatch):
    """The list as CSV: the same filters and rights, no cell a formula, capped with a word about it."""
    dangerous = [house.drafted(function=f"{mark}SUM(A1)") for mark in "=+-@"]
    made = house.submitted()
    db.session.commit()
    sign_in(client, house["head"])

    def lines(query: str) -> list[list[str]]:
        answer = client.get(f"/requests/list.csv?{query}")
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.text.startswith("\ufeffNumber,Kind,")
        return list(csv.reader(io.StringIO(answer.text)))[1:]

    monkeypatch.setattr(table_file, "PIECE", 2)
    everything = lines("view=mine")
    assert [line[0] for line in everything] == [made.number, *(each.draft_number for each in reversed(dangerous))]
    assert everything[0][4:] == [
        sample.STATE_BODY_NAMES["en"],
        "2026-03-02",
        "Give the opinion on the request",
        "2026-03-27",
    ]
    assert [line[2] for line in everything[1:]] == [f"'{mark}SUM(A1)" for mark in "@-+="]
    assert [line[0] for line in lines("view=mine&state=submitted")] == [made.number]
    assert len(lines("")) == 5
    monkeypatch.setattr(table_file, "MOST_ROWS", 3)
    capped = lines("view=mine")
    assert [len(line) for line in capped] == [8, 8, 8, 1]
    assert [line[0] for line in capped[:3]] == [line[0] for line in everything[:3]]
    assert client.get("/requests/list.csv", query_string={"view": "all"}).status_code == 200
    sign_in(client, house["other_head"])
    assert lines("view=all") == []


def test_an_empty_list_says_what_would_stand_there(client: FlaskClient, house: House):
    """Each list in its own words, and a way out of filters that find nothing."""
    db.session.commit()
    sign_in(client, house["head"])
    assert "Nothing waits for you" in page(client)
    assert "No requests here" in page(client, "view=mine")
    nothing = page(client, "view=mine&q=реставрация")
    assert "Nothing is like this" in nothing
    assert 'href="/requests/?view=mine"' in nothing


def test_an_address_with_filters_shows_all(client: FlaskClient, house: House):
    """Without a view and with a filter the whole is meant: such addresses stand in letters and on other pages."""
    made = house.submitted()
    db.session.commit()
    sign_in(client, house["head"])
    assert numbers(page(client)) == []
    assert numbers(page(client, "state=submitted")) == [made.number]


@pytest.mark.slow
def test_what_was_returned_stands_on_the_front_page_of_those_who_mend_it(client: FlaskClient, house: House):
    """The specialists are to mend it, the head reads that they do; an assignment in development is not theirs."""
    request = house.submitted()
    missing = {"missing": [{"field": "scope", "text": "The numbers of last year."}]}
    house.take(request, "integrator_head", "return", missing)
    assignment = house.ordered()
    front = sign_in(client, house["head"]).get("/?lang=en").text
    # The specialists mend it; the head reads that it is being written.
    prepared = front[front.index('id="prepared"') : front.index('id="others"')]
    assert str(request.number) in prepared
    assert str(assignment.number) not in prepared
    assert "Waits for others (1)" in front, "the authorised body; what one prepares stands there alone"
    front = sign_in(client, house["specialist"]).get("/?lang=en").text
    asked = front[front.index('id="mine"') : front.index('id="others"')]
    assert "Waits for you (1)" in asked
    assert str(request.number) in asked
    front = sign_in(client, house["integrator_specialist"]).get("/?lang=en").text
    assert str(assignment.number) in front[front.index('id="mine"') :]
    sign_in(client, house["integrator_head"])
    # In the list it stands by its term, and so not once more among what is to be written.
    assert numbers(page(client)).count(str(assignment.number)) == 1


def test_every_kind_of_the_room_can_be_chosen(house: House):
    """Kinds and states offered are those of the procedures' tables."""
    assert filters.of_room() == ("requests", "proposals", "assignments")
    assert {"draft", "submitted", "returned"} <= set(state_titles(filters.of_room()))
