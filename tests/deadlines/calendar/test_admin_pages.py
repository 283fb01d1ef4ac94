"""The pages of working days: administrators change the calendar."""

import datetime as dt
import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qyzmet.database import db
from qyzmet.deadlines.calendar import changes, views
from qyzmet.deadlines.calendar import in_force as calendars
from qyzmet.deadlines.models import CalendarChange, Recount
from qyzmet.deadlines.working_days import CalendarDay, DayKind
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.deadlines.running_terms import a_term
from tests.signing_in import post, sign_in
from tests.worlds import World, a_world

WEDNESDAY = dt.date(2026, 3, 4)
HOLIDAY = CalendarDay(WEDNESDAY, DayKind.HOLIDAY, "Day of the Archive", "Decree No. 1")
FORM = {"on": "04.03.2026", "kind": "holiday", "name": "Day of the Archive", "source": "Decree No. 1"}


def text_of(html: str) -> str:
    """What a page says, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\N{NO-BREAK SPACE}", " ")


def get(client: FlaskClient, path: str, status: int = 200) -> str:
    """A page's text in English."""
    answer = client.get(path + ("&" if "?" in path else "?") + "lang=en")
    assert answer.status_code == status
    return answer.text


@pytest.fixture
def world(app: Flask) -> World:
    """People of every kind and role."""
    return a_world()


@pytest.fixture
def administrator(app: Flask, client: FlaskClient) -> FlaskClient:
    """An administrator's browser, in English."""
    person = factories.user(Role.ADMINISTRATOR, factories.organisation())
    sign_in(client, person)
    client.get("/deadlines/?lang=en")
    return client


@pytest.mark.parametrize("path", ["", "/day", "/remove?on=2026-03-08", "/import", "/changes/1", "/changes/1/undo"])
def test_only_administrators_change_the_calendar(client: FlaskClient, world: World, path: str):
    """Others are refused, strangers are asked to sign in."""
    assert client.get(f"/admin/calendar{path}").status_code == 302
    sign_in(client, world.people[OrganisationKind.AUTHORISED_BODY, Role.HEAD])
    assert client.get(f"/admin/calendar{path}").status_code == 403


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page's main form."""
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    found.pop("csrf_token", None)
    return found


@pytest.mark.slow
def test_a_change_shows_the_deadlines_that_move_before_it_is_made(administrator: FlaskClient, world: World):
    """From when to when; nothing is saved until it is confirmed, then everything at once."""
    deadline = a_term(world)
    before = calendars.version()
    page = get(administrator, "/admin/calendar/day")
    preview = post(administrator, "/admin/calendar/day", {**FORM, **hidden(page)})
    assert preview.status_code == 200
    shown = text_of(preview.text)
    assert deadline.procedure.public_number in shown
    assert "Thursday, 5 March 2026 Friday, 6 March 2026" in shown
    assert deadline.procedure.title not in shown  # Not this administrator's to know.
    assert calendars.version() == before
    made = post(administrator, "/admin/calendar/day", {**hidden(preview.text), "make": "1"}, follow_redirects=True)
    assert "1 open deadline has moved" in made.text
    assert not calendars.current().is_working(WEDNESDAY)
    assert db.session.scalars(select(Recount.deadline_id)).all() == [deadline.id]


def test_two_administrators_at_once(administrator: FlaskClient):
    """The later one loses nothing: 409, what was typed stands there against the calendar as it is now."""
    page = post(administrator, "/admin/calendar/day", {**FORM, "version": str(calendars.version())})
    changes.make(changes.set_day(CalendarDay(WEDNESDAY, DayKind.HOLIDAY, "Day of the Museum")))
    db.session.commit()
    answer = post(administrator, "/admin/calendar/day", {**hidden(page.text), "make": "1"})
    assert answer.status_code == 409
    shown = text_of(answer.text)
    assert "Somebody else has changed the calendar" in shown
    assert "Day of the Museum" in shown
    assert "Day of the Archive" in shown
    assert calendars.current().rows[WEDNESDAY].name == "Day of the Museum"
    again = post(administrator, "/admin/calendar/day", {**hidden(answer.text), "again": "1"})
    assert 'value="Day of the Archive"' in again.text
    post(administrator, "/admin/calendar/day", {**hidden(answer.text), "make": "1"})
    assert calendars.current().rows[WEDNESDAY].name == "Day of the Archive"


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"on": "31.02.2026"}, "There is no such date"),
        ({"on": "01.01.2101"}, "from 1990 to 2100"),
        ({"kind": "feast"}, "Choose one of the answers"),
        ({"name": ""}, "Fill in “"),
        ({"name": "x" * 301}, "at most 300 characters"),
    ],
)
def test_a_day_is_checked(administrator: FlaskClient, wrong: dict[str, str], error: str):
    """Errors at the field, what was typed kept."""
    answer = post(administrator, "/admin/calendar/day", {**FORM, **wrong, "version": "1"})
    assert answer.status_code == 422
    assert error in answer.text
    assert 'value="Decree No. 1"' in answer.text


@pytest.mark.slow
def test_a_day_is_removed_and_the_removal_undone(administrator: FlaskClient):
    """Both are shown first, and both stand in the list of changes."""
    row = calendars.current().rows[dt.date(2026, 12, 16)]
    page = get(administrator, "/admin/calendar/remove?on=2026-12-16")
    assert "Independence Day" in page
    post(administrator, "/admin/calendar/remove", {**hidden(page), "make": "1"})
    assert row.on not in calendars.current().rows
    number = calendars.version()
    page = get(administrator, f"/admin/calendar/changes/{number}/undo")
    post(administrator, f"/admin/calendar/changes/{number}/undo", {**hidden(page), "make": "1"})
    assert calendars.current().rows[row.on] == row
    assert "A change undone" in get(administrator, "/admin/calendar?year=2026")
    assert "undone already" in get(administrator, f"/admin/calendar/changes/{number}/undo", 409)


def test_an_undo_that_later_changes_forbid_says_why(administrator: FlaskClient):
    """409 with the numbers of the changes in the way."""
    first = changes.make(changes.set_day(HOLIDAY))
    later = changes.make(changes.set_day(CalendarDay(WEDNESDAY, DayKind.HOLIDAY, "Day of the Museum")))
    db.session.commit()
    assert f"same days ({later.id})" in get(administrator, f"/admin/calendar/changes/{first.id}/undo", 409)


def upload(client: FlaskClient, data: bytes, name: str = "calendar.csv") -> tuple[int, str]:
    """Send a calendar file to the page."""
    answer = post(client, "/admin/calendar/import", {"file": (io.BytesIO(data), name)})
    return answer.status_code, answer.text


def test_a_file_is_imported_after_a_look_at_it(administrator: FlaskClient):
    """The preview keeps the file; confirming imports it."""
    status, page = upload(administrator, 'date,kind,name,source\n2030-06-05,holiday,"Day, new",№ 2\n'.encode())
    assert status == 200
    assert "Day, new" in page
    assert calendars.current().of_year(2030) == []
    sent = {name: value.replace("&#34;", '"') for name, value in hidden(page).items()}
    csv = re.search(r'name="csv" value="([^"]*)"', page)
    assert csv is not None
    sent["csv"] = csv[1].replace("&#34;", '"')
    post(administrator, "/admin/calendar/import", {**sent, "make": "1"})
    assert [row.name for row in calendars.current().of_year(2030)] == ["Day, new"]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", "Choose a file"),
        (b"date,kind,name,source\n", "The file holds no days"),
        (
            b"date,kind,name,source\n2030-06-05,holiday,A,\n2030-06-05,holiday,B,\n",
            "Line 3: 2030-06-05 is already given on line 2",
        ),
        (b"date,kind,name,source\n2030-06-05,feast,A,\n", "Line 2: “feast” is not a kind of day"),
        ("date,kind,name,source\n2030-06-05,holiday,Наурыз,\n".encode("cp1251"), "Line 2: the text is not in UTF-8"),
        (b"date,kind,name,source\n2030-02-31,holiday,A,\n2030-06-05,holiday,,\n", "2 lines are wrong"),
        (b"\x00\x01PNG", "the first line must be"),
    ],
)
def test_a_file_with_any_bad_line_is_not_imported(administrator: FlaskClient, data: bytes, error: str):
    """Each bad line is named by its number; nothing of the file is taken."""
    before = calendars.version()
    status, page = upload(administrator, data)
    assert status == 422
    assert error in page
    assert calendars.version() == before
    assert db.session.scalars(select(CalendarChange.id).where(CalendarChange.id > before)).all() == []


def test_a_file_that_is_too_large_is_not_read(administrator: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    """It is refused before anybody looks into it."""
    monkeypatch.setattr(views, "LARGEST_FILE", 100)
    assert upload(administrator, b"x" * 101)[0] == 422
    assert "too large" in upload(administrator, b"x" * 101)[1]


def test_an_unknown_change_or_day_is_404(administrator: FlaskClient):
    """Whatever stands in the address."""
    for path in (
        "changes/999999",
        "changes/99999999999999999999",
        "changes/999999/undo",
        "remove",
        "remove?on=2026-03-03",
    ):
        assert administrator.get(f"/admin/calendar/{path}").status_code == 404
    assert post(administrator, "/admin/calendar/remove", {"on": "31.02.2026", "make": "1"}).status_code == 404
    assert administrator.get("/admin/calendar?year=99999999999999999999").status_code == 200
