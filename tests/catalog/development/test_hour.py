"""¶ 92: the hour of the discussion, which its opening names."""

import datetime as dt

import pytest
from flask import Flask

from qyzmet import clock
from qyzmet.catalog.development import hour, page
from qyzmet.demo import next_stop
from tests.catalog import developing, forming
from tests.catalog.development.test_way import refused
from tests.conftest import SetClock
from tests.tenders.house import TenderHouse

FOR = {"position": "for", "text": "Да."}


def test_who_has_been_heard_need_not_wait_for_the_hour(tender_house: TenderHouse, set_clock: SetClock):
    """The page tells the hour until all three have stated their positions; then it is decided."""
    made = developing.favoured(tender_house, set_clock)
    body = developing.meeting()
    tender_house.take(made, "integrator_specialist", "discuss", body)
    at = dt.datetime.fromisoformat(body["meets_at"])
    assert (hour.of(made), hour.is_to_come(made)) == (at, True)
    seen = developing.seen(tender_house, made, "integrator_head")
    assert ("decide" in seen["actions"], dt.datetime.fromisoformat(seen["meets_at"])) == (False, at)
    with tender_house.as_("integrator_head"):
        assert at.strftime("%H:%M") in page.now_text(made)
    for key in developing.SIGNERS:
        tender_house.take(made, key, "discuss", FOR)
    with tender_house.as_("integrator_head"):
        assert at.strftime("%H:%M") not in page.now_text(made)
    tender_house.take(made, "integrator_head", "decide", developing.decision())


@pytest.mark.parametrize("days", [-1, 0])
def test_the_discussion_is_to_come(tender_house: TenderHouse, set_clock: SetClock, days: int):
    """An hour that is over cannot be named."""
    made = developing.favoured(tender_house, set_clock)
    at = clock.almaty(clock.now() + dt.timedelta(days=days)).isoformat()
    answer = refused(tender_house, made, "integrator_specialist", "discuss", {"meets_at": at})
    assert (answer.status, answer.rule, list(answer.errors)) == (422, "¶ 92", ["meets_at"])


def test_the_demonstration_stops_at_the_hour(app: Flask, tender_house: TenderHouse, set_clock: SetClock):
    """The next stop of its clock is the hour of a discussion, or of the Commission's meeting, before the term's end."""
    made = developing.favoured(tender_house, set_clock)
    body = developing.meeting()
    tender_house.take(made, "integrator_specialist", "discuss", body)
    stop = next_stop.next_stop()
    assert stop is not None
    assert (stop.at, stop.what) == (dt.datetime.fromisoformat(body["meets_at"]), "to the discussion of the development")


@pytest.mark.slow
def test_the_demonstration_stops_at_the_meeting(app: Flask, tender_house: TenderHouse, set_clock: SetClock):
    """¶ 83: the Commission decides from that hour on."""
    formation = forming.secured(tender_house, set_clock)
    forming.notify_passed(tender_house, formation)
    tender_house.take(formation, "integrator_specialist", "call_meeting", forming.meeting())
    stop = next_stop.next_stop()
    assert stop is not None
    assert (stop.at, stop.what) == (formation.meets_at, "to the meeting of the Commission")
