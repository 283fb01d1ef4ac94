"""The pages of working days: calculator, calendar, own deadlines."""

import datetime as dt
import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qyzmet.deadlines.calendar import changes, csv_file, recount
from qyzmet.deadlines.calendar import in_force as calendars
from qyzmet.deadlines.working_days import CalendarDay, DayKind
from qyzmet.vocabulary import OrganisationKind, Role
from tests.conftest import SetClock
from tests.deadlines.running_terms import a_term
from tests.signing_in import sign_in
from tests.worlds import World, a_world

WEDNESDAY = dt.date(2026, 3, 4)
HOLIDAY = CalendarDay(WEDNESDAY, DayKind.HOLIDAY, "Day of the Archive", "Decree No. 1")


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


@pytest.mark.parametrize(
    ("language", "day"),
    [("en", "Wednesday, 11 March 2026"), ("ru", "среда, 11 марта 2026 г."), ("kk", "2026 жылғы 11 наурыз, сәрсенбі")],
)
def test_the_calculator_answers_in_the_page_s_language(client: FlaskClient, language: str, day: str):
    """The last day with its weekday, and each day off with its reason; anybody may ask."""
    answer = client.get(f"/deadlines/?find=due&from=05.03.2026&working_days=3&direction=forward&lang={language}")
    assert answer.status_code == 200
    assert day in text_of(answer.text)
    assert answer.text.count('class="qz-strip__day qz-strip__day--worked"') == 3


@pytest.mark.parametrize("typed", ["05.03.2026", "5/3/2026", "2026-03-05", "5 3 2026"])
def test_dates_are_taken_as_people_write_them(client: FlaskClient, typed: str):
    """The address may be written by hand: what is looked for follows from what is given."""
    page = client.get("/deadlines/", query_string={"from": typed, "working_days": "3", "lang": "en"}).text
    assert "Wednesday, 11 March 2026" in text_of(page)


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("from=2026-03-11&working_days=3&direction=back", "Thursday, 5 March 2026"),
        ("from=2026-03-07&working_days=0", "Tuesday, 10 March 2026"),
        ("from=2026-03-01&to=2026-03-31", "18 working days"),
        ("from=2026-03-31&to=2026-03-01", "that is -17"),
        ("from=2020-12-18&working_days=1", "Sunday, 20 December 2020"),
    ],
)
def test_every_kind_of_question(client: FlaskClient, query: str, answer: str):
    """Back, for no days at all, between two days, and onto a Sunday that a decree made a working day."""
    assert answer in text_of(get(client, f"/deadlines/?{query}"))


@pytest.mark.parametrize(
    ("query", "field", "error"),
    [
        ("find=due&from=31.02.2026&working_days=3", "due-from", "There is no such date"),
        ("find=due&from=tomorrow&working_days=3", "due-from", "Write the date as day, month, year"),
        ("find=due&from=&working_days=3", "due-from", "Fill in “"),
        ("find=due&from=05.03.2026&working_days=1000000000", "working_days", "Write a number from 0 to 30,000"),
        ("find=due&from=05.03.2026&working_days=30000", "working_days", "outside the years 1990 to 2100"),
        ("find=due&from=05.03.2026&working_days=three", "working_days", "Write a whole number"),
        ("find=due&from=05.03.1989&working_days=3", "due-from", "from 1990 to 2100"),
        ("find=between&from=05.03.2026&to=", "to", "Fill in “"),
        ("find=between&from=05.03.2026&to=01.01.2101", "to", "from 1990 to 2100"),
    ],
)
def test_bad_input_is_told_at_the_top_and_at_the_field(client: FlaskClient, query: str, field: str, error: str):
    """The message stands twice, linked to the field, and what was typed stays where it was."""
    page = get(client, f"/deadlines/?{query}", 422)
    assert page.count(error) >= 2
    assert f'href="#{field}"' in page
    for typed in re.findall(r"(?:from|to|working_days)=([^&]+)", query):
        assert f'value="{typed}"' in page


def test_a_provisional_answer_says_so(client: FlaskClient):
    """The decree of 2027 is not known: the year is named."""
    assert "not decreed yet for 2027" in text_of(get(client, "/deadlines/?from=2026-12-31&working_days=5"))
    assert "provisional" not in text_of(get(client, "/deadlines/?from=2026-03-05&working_days=5"))


def test_a_long_term_lists_only_its_special_days(client: FlaskClient):
    """No strip of a thousand squares."""
    page = get(client, "/deadlines/?from=2024-01-01&working_days=500")
    assert "qz-strip__day" not in page
    assert "Days off passed over" in page
    assert "Nauryz" in page


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("year", [1990, 2026, 2100])
def test_a_year_has_twelve_months(client: FlaskClient, year: int, language: str):
    """Every year that can be counted with has its page."""
    page = client.get(f"/deadlines/calendar/{year}?lang={language}")
    assert page.status_code == 200
    assert page.text.count('<table class="qz-month">') == 12


def test_the_year_shows_days_off_with_decree_and_the_number_of_working_days(client: FlaskClient):
    """On the day itself and in the list below; months and year say how many days are worked."""
    page = get(client, "/deadlines/calendar/2025")
    assert (
        'qz-day--moved_work" title="Working day: the day off was moved to 3\N{NO-BREAK SPACE}January 2025 · Order'
        in page
    )
    assert f"{calendars.current().working_days_in(2025)} working days in the year" in text_of(page)
    assert page.count("qz-month__count") == 12
    assert "is not known yet" not in page
    assert "is not known yet" in get(client, "/deadlines/calendar/2028")


@pytest.mark.parametrize("path", ["1989", "2101", "0000", "26", "2026.xml", "99999"])
def test_a_year_that_is_not_counted_is_404(client: FlaskClient, path: str):
    """And never 500."""
    assert client.get(f"/deadlines/calendar/{path}").status_code == 404


@pytest.mark.parametrize(
    ("typed", "year"), [("", "2026"), ("2031", "2031"), ("9999", "2100"), ("x", "2026"), ("٢٠٢٦", "2026")]
)
def test_the_year_that_was_typed(client: FlaskClient, typed: str, year: str):
    """The form leads to the year's own address; without one, to this year."""
    answer = client.get("/deadlines/calendar", query_string={"year": typed})
    assert answer.headers["Location"] == f"/deadlines/calendar/{year}"


def test_the_year_can_be_downloaded(client: FlaskClient):
    """CSV that can be imported again, JSON as the command line prints it."""
    csv = client.get("/deadlines/calendar/2026.csv")
    assert csv_file.read(csv.data) == calendars.current().of_year(2026)
    assert csv.headers["Content-Disposition"] == 'attachment; filename="calendar-kz-2026.csv"'
    found = json.loads(client.get("/deadlines/calendar/2026.json").data)
    assert (found["year"], found["working_days"]) == (2026, calendars.current().working_days_in(2026))
    assert found["days"][0] == {
        "date": "2026-01-01",
        "kind": "holiday",
        "name": "New Year",
        "source": found["days"][0]["source"],
    }
    assert csv_file.read(client.get("/deadlines/calendar.csv").data) == calendars.rows()


@pytest.mark.slow
def test_my_deadlines_are_those_of_my_organisations(client: FlaskClient, world: World, set_clock: SetClock):
    """Open ones with how they were counted, filtered; nobody else's."""
    deadline = a_term(world)
    number = deadline.procedure.public_number
    later = a_term(world, working_days=20)
    sign_in(client, world.people[OrganisationKind.AUTHORISED_BODY, Role.SPECIALIST])
    page = get(client, "/deadlines/mine")
    assert number in page
    assert "How it was counted" in page
    assert "All open (2)" in page
    assert later.procedure.public_number not in get(client, "/deadlines/mine?show=week")
    assert "No such deadlines" in get(client, "/deadlines/mine?show=overdue")
    set_clock.set("2026-03-06T10:00")
    assert "overdue by 1 working day" in text_of(get(client, "/deadlines/mine?show=overdue&page=99999"))
    sign_in(client, world.people[OrganisationKind.STATE_BODY, Role.HEAD])
    assert number not in get(client, "/deadlines/mine?show=x&page=x")


def test_a_moved_deadline_says_where_it_was(client: FlaskClient, world: World):
    """How it was counted tells the day before the change too."""
    a_term(world)
    changes.make(changes.set_day(HOLIDAY))
    recount.at_once()
    sign_in(client, world.people[OrganisationKind.AUTHORISED_BODY, Role.HEAD])
    assert "The last day was 5 March 2026 before" in text_of(get(client, "/deadlines/mine"))
