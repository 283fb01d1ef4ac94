"""The list of the room: what waits, one's own, all one may see; filtered, searched, turned page by page, as a file."""

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from qyzmet.database import db
from qyzmet.requests import sample
from tests.conftest import SetClock
from tests.requests.conftest import House
from tests.signing_in import sign_in


@pytest.fixture
def reader(house: House, app: Flask) -> FlaskClient:
    """The integrator's head, who is a party of all that is filed."""
    return sign_in(app.test_client(), house["integrator_head"])


def found(client: FlaskClient, query: str) -> list[str]:
    """The numbers that the list shows, in its order."""
    answer = client.get(f"/requests/list.csv?lang=en&{query}")
    assert answer.status_code == 200, answer.text
    return [row[0] for row in csv.reader(io.StringIO(answer.text.lstrip("\ufeff")))][1:]


def test_views_show_what_is_for_whom(house: House, app: Flask):
    """One's drafts and deadlines wait; one's organisation has its own; a stranger sees nothing of it."""
    draft, request = house.drafted(), house.submitted()
    own = sign_in(app.test_client(), house["head"])
    stranger = sign_in(app.test_client(), house["other_head"])
    waits = own.get("/requests/?view=waits&lang=en").text
    assert draft.public_number in waits
    assert found(own, "view=mine") == [request.public_number, draft.public_number]
    assert found(stranger, "view=all") == []
    assert "Nothing here yet" in stranger.get("/requests/?view=all&lang=en").text
    integrator = sign_in(app.test_client(), house["integrator_specialist"]).get("/requests/?lang=en").text
    assert request.public_number in integrator


def test_filters_narrow_and_are_kept_in_links(house: House, reader: FlaskClient, set_clock: SetClock):
    """By kind, state, organisation, days and term; the page's links keep what was asked for."""
    first = house.submitted()
    set_clock.set("2026-03-05T10:00")
    assignment = house.ordered()
    set_clock.set("2026-04-20T10:00")
    later = house.submitted()
    source = assignment.source
    for query, wanted in {
        "kind=assignments": [assignment],
        "state=submitted": [later, first],
        f"organisation={house.state_body.bin}&kind=requests": [later, source, first],
        "organisation=%D0%BA%D1%83%D0%BB%D1%8C%D1%82%D1%83%D1%80%D1%8B&kind=requests": [later, source, first],
        "organisation=nobody": [],
        "submitted_from=2026-03-05&submitted_to=05.03.2026": [assignment, source],
        "term=overdue": [assignment, first],
        "term=running&state=submitted": [later, first],
        "term=none": [source],
    }.items():
        assert found(reader, query) == [each.public_number for each in wanted], query
    page = reader.get("/requests/?view=all&kind=requests&lang=en").text
    assert "/requests/list.csv?kind=requests&amp;view=all" in page


@pytest.mark.parametrize("query", ["submitted_from=31.02.2026", "state=flying", "term=soonish", "kind=tenders"])
def test_what_cannot_be_asked_for_is_told(reader: FlaskClient, query: str):
    """422 with the error at its field, and what was typed still there."""
    answer = reader.get(f"/requests/?view=all&lang=en&{query}")
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert reader.get(f"/requests/list.csv?{query}").status_code == 422


@pytest.mark.parametrize(
    "words",
    [
        "свидетельств",
        "вывозу культурной ценности",
        "управление культуры алматы",
        "Мәдениет басқармасының",
        "құндылықтары",
        "2/339",
        "AR-2026-000001",
        "000001",
        "временн",
    ],
)
def test_search_finds_words_in_their_forms(house: House, reader: FlaskClient, words: str):
    """Kazakh and Russian, over function, organisation, act and number; the last word may be begun only."""
    request = house.submitted()
    assert request.public_number in found(reader, f"q={words}")
    assert found(reader, "q=охотник") == []


def test_pages_are_turned_without_losing_a_row(house: House, reader: FlaskClient):
    """Twenty a page, the newest first; the cursor names the last row, so that a new one shifts nothing."""
    made = [house.submitted().public_number for _ in range(23)]
    first = reader.get("/requests/?view=all&lang=en").text
    assert made[22] in first
    assert made[3] in first
    assert made[2] not in first
    house.submitted()
    second = reader.get(f"/requests/?view=all&before={made[3]}&lang=en").text
    assert [number for number in made if f'qz-number">{number}<' in second] == made[:3]
    assert reader.get("/requests/?view=all&before=AR-2026-999999").status_code == 404


def test_more_rows_take_no_more_queries(house: House, reader: FlaskClient):
    """The number of statements does not grow with the rows of a page."""

    def statements() -> int:
        counted: list[str] = []

        def count(conn: object, cursor: object, statement: str, *args: object) -> None:
            counted.append(statement)

        event.listen(db.engine, "before_cursor_execute", count)
        try:
            assert reader.get("/requests/?view=all").status_code == 200
        finally:
            event.remove(db.engine, "before_cursor_execute", count)
        return len(counted)

    house.submitted()
    statements()
    few = statements()
    for _ in range(15):
        house.submitted()
    assert statements() == few


def test_a_cell_that_begins_like_a_formula_is_text(house: House, reader: FlaskClient):
    """Somebody's title is carried out by no spreadsheet."""
    house.submitted(function="=HYPERLINK(1)", acts=[sample.REQUEST["acts"][0]])
    assert "'=HYPERLINK" in reader.get("/requests/list.csv?view=all").text


def test_what_was_returned_stands_on_the_front_page_of_those_who_mend_it(house: House, app: Flask):
    """No term runs for the state body, and it has to do it all the same; an assignment in development is not theirs."""
    request = house.submitted()
    missing = {"missing": [{"field": "scope", "text": "The numbers of last year."}]}
    house.take(request, "integrator_head", "return", missing)
    assignment = house.ordered()
    page = sign_in(app.test_client(), house["head"]).get("/?lang=en").text
    drafts = page[page.index('id="drafts"') : page.index('id="others"')]
    assert str(request.number) in drafts
    assert str(assignment.number) not in drafts
    page = sign_in(app.test_client(), house["integrator_head"]).get("/?lang=en").text
    assert str(assignment.number) in page[page.index('id="drafts"') :]
