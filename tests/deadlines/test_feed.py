"""Deadlines in people's own calendar programs."""

import datetime as dt

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from qyzmet.audit.models import AuditRecord
from qyzmet.database import db
from qyzmet.deadlines.calendar import changes, recount
from qyzmet.deadlines.working_days import CalendarDay, DayKind
from qyzmet.people.accounts.credentials import FeedKey
from qyzmet.vocabulary import OrganisationKind, Role
from tests.conftest import SetClock
from tests.deadlines.running_terms import a_term
from tests.signing_in import post, sign_in
from tests.worlds import World, a_world


@pytest.fixture
def world(app: Flask) -> World:
    """People of every kind and role."""
    return a_world()


def address(client: FlaskClient, world: World) -> str:
    """The path of a new feed of the authorised body's head."""
    sign_in(client, world.people[OrganisationKind.AUTHORISED_BODY, Role.HEAD])
    page = post(client, "/deadlines/feed", {"do": "make"}).text
    start = page.index("/deadlines/feed/")
    return page[start : page.index(".ics", start) + 4]


def test_the_feed_is_read_without_signing_in(client: FlaskClient, app: Flask, world: World):
    """Every open deadline is a day in the calendar; nobody else's is."""
    deadline = a_term(world)
    answer = app.test_client().get(address(client, world))
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert (event.start, event.end) == (dt.date(2026, 3, 5), dt.date(2026, 3, 6))
    assert str(event["summary"]).startswith(deadline.procedure.public_number)
    assert str(event["url"]).endswith(deadline.procedure.path)
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_calendar_without_deadlines_is_one_and_says_when_to_read_it_again(client: FlaskClient, world: World):
    """It holds a component (RFC 5545, section 3.6), and the hour in the words of both kinds of programs."""
    answer = client.get(address(client, world))
    calendar = Calendar.from_ical(answer.data)
    assert calendar.walk("VEVENT") == []
    (zone,) = calendar.subcomponents
    assert (zone.name, str(zone["tzid"])) == ("VTIMEZONE", "Asia/Almaty")
    assert zone.standard[0]["tzoffsetto"].td == dt.timedelta(hours=5)
    lines = answer.text.splitlines()
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in lines
    assert "X-PUBLISHED-TTL:PT1H" in lines


def test_the_event_stays_the_same_one_when_its_day_moves(client: FlaskClient, world: World):
    """Calendar programs know it by its uid."""
    a_term(world)
    path = address(client, world)
    (before,) = Calendar.from_ical(client.get(path).data).walk("VEVENT")
    changes.make(changes.set_day(CalendarDay(dt.date(2026, 3, 4), DayKind.HOLIDAY, "Day of the Archive")))
    recount.at_once()
    db.session.commit()
    (after,) = Calendar.from_ical(client.get(path).data).walk("VEVENT")
    assert (before["uid"], before.start, after.start) == (after["uid"], dt.date(2026, 3, 5), dt.date(2026, 3, 6))


def test_only_a_hash_of_the_address_is_kept(client: FlaskClient, world: World):
    """The page shows it once; the trail knows that it was made."""
    secret = address(client, world).removeprefix("/deadlines/feed/").removesuffix(".ics")
    key = db.session.scalars(select(FeedKey)).one()
    assert secret.encode() not in key.secret_hash
    assert secret not in client.get("/deadlines/feed").text
    record = db.session.scalars(select(AuditRecord).where(AuditRecord.action == "create_feed")).one()
    assert secret not in record.after


def test_a_new_address_ends_the_old_one_and_it_can_be_ended(client: FlaskClient, app: Flask, world: World):
    """What became known can be made worthless."""
    first, stranger = address(client, world), app.test_client()
    second = address(client, world)
    assert (stranger.get(first).status_code, stranger.get(second).status_code) == (404, 200)
    post(client, "/deadlines/feed", {"do": "revoke"})
    assert stranger.get(second).status_code == 404
    assert stranger.get("/deadlines/feed/guess.ics").status_code == 404
    post(client, "/deadlines/feed", {"do": "revoke"})  # Twice does no harm.


def test_the_feed_of_somebody_who_left_shows_nothing(client: FlaskClient, world: World, set_clock: SetClock):
    """From the day after the last one."""
    path = address(client, world)
    world.people[OrganisationKind.AUTHORISED_BODY, Role.HEAD].left_on = dt.date(2026, 3, 1)
    db.session.commit()
    assert client.get(path).status_code == 404


def test_the_feed_speaks_its_owner_s_language(client: FlaskClient, world: World):
    """A calendar program has no language of its own."""
    a_term(world)
    world.people[OrganisationKind.AUTHORISED_BODY, Role.HEAD].language = "ru"
    (event,) = Calendar.from_ical(client.get(address(client, world)).data).walk("VEVENT")
    assert "марта" in str(event["description"])
