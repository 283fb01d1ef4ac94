"""¶ 47, H3: time ends the acceptance of bids; the dates follow the calendar and never come earlier."""

import datetime as dt

import pytest

from qyzmet.database import db
from qyzmet.deadlines import service as deadlines
from qyzmet.deadlines.worker import fall_due
from qyzmet.procedure.refusals import NotInThisState
from tests.tenders.announcement.seen import almaty, day_off, working_again
from tests.tenders.house import TenderHouse

MOMENT = dt.timedelta(microseconds=1)


def test_time_closes_the_acceptance(tender_house: TenderHouse, set_clock):
    """¶ 47: at 24:00 of the last day, not a microsecond earlier; nobody takes it, and the opening's term begins."""
    tender = tender_house.published()
    set_clock.set(tender.accepts_until - MOMENT)
    fall_due.run_due()
    assert tender.state == "published"
    set_clock.set(tender.accepts_until)
    fall_due.run_due()
    assert tender.state == "closed"
    closing = tender.acts[-1]
    assert (closing.action, closing.user_id, closing.at) == ("close", None, tender.accepts_until)
    (term,) = deadlines.open_deadlines(tender, "open_bids")
    assert (term.event_on.isoformat(), almaty(term.due_at)) == ("2026-03-27", "2026-03-31 00:00")
    assert almaty(tender.opening_at) == "2026-03-30 10:00"


def test_a_clock_set_back_reopens_nothing(tender_house: TenderHouse, set_clock):
    """What time has closed stays closed, whatever the clock says afterwards."""
    tender = tender_house.published()
    set_clock.set(tender.accepts_until)
    fall_due.run_due()
    set_clock.set("2026-03-05T09:00")
    fall_due.run_due()
    assert tender.state == "closed"
    for key, action, body in (
        ("supplier1_head", "ask", {"text": "?"}),
        ("integrator_head", "amend", {"material": False, "text": "."}),
    ):
        with pytest.raises(NotInThisState):
            tender_house.take(tender, key, action, body)


def test_a_late_worker_closes_at_the_instant_of_the_end(tender_house: TenderHouse, set_clock):
    """Between 24:00 and the worker nothing is taken any more, and the closing says the instant of the end."""
    tender = tender_house.published()
    end = tender.accepts_until
    set_clock.set(end)
    with pytest.raises(NotInThisState) as refused:
        tender_house.take(tender, "integrator_head", "amend", {"material": False, "text": "A clarification."})
    assert "24:00" in str(refused.value)
    set_clock.set(end + dt.timedelta(hours=9))
    fall_due.run_due()
    assert tender.acts[-1].at == end


def test_a_decreed_day_off_lengthens_and_nothing_shortens(tender_house: TenderHouse):
    """A change of the calendar moves the dates with the term; taking it back leaves what was announced."""
    tender = tender_house.published()
    day_off(tender_house, dt.date(2026, 3, 12))
    assert almaty(tender.accepts_until) == "2026-03-31 00:00"
    assert almaty(tender.opening_at) == "2026-03-31 10:00"
    assert almaty(tender.questions_until) == "2026-03-19 00:00"
    assert not tender.extended
    (term,) = deadlines.open_deadlines(tender, "accept_bids")
    assert term.due_at == tender.accepts_until
    working_again(tender_house, dt.date(2026, 3, 12))
    assert almaty(tender.accepts_until) == "2026-03-31 00:00"
    assert almaty(tender.opening_at) == "2026-03-31 10:00"


def test_the_opening_is_not_held_on_a_day_off(tender_house: TenderHouse, set_clock):
    """H3: a day off that was decreed meanwhile moves the opening when the acceptance ends, and afterwards too."""
    tender = tender_house.published()
    day_off(tender_house, dt.date(2026, 3, 30))
    set_clock.set(tender.accepts_until)
    fall_due.run_due()
    assert almaty(tender.opening_at) == "2026-03-31 10:00"
    day_off(tender_house, dt.date(2026, 3, 31))
    assert almaty(tender.opening_at) == "2026-04-01 10:00"
    (term,) = deadlines.open_deadlines(tender, "open_bids")
    assert almaty(term.due_at) == "2026-04-02 00:00"


@pytest.mark.parametrize(
    ("language", "ended", "never"),
    [
        ("en", "27 March 2026", "28 March 2026"),
        ("ru", "27 марта 2026 г.", "28 марта 2026 г."),
        ("kk", "2026 жылғы 27 наурыз", "2026 жылғы 28 наурыз"),
    ],
)
def test_what_ended_at_24_00_ended_on_that_day(
    tender_house: TenderHouse, client, set_clock, language: str, ended: str, never: str
):
    """B13: course, history and terms say 27 March, 24:00, after 15 working days; never the Saturday that followed."""
    tender = tender_house.published()
    set_clock.set(tender.accepts_until)
    fall_due.run_due()
    db.session.commit()
    page = client.get(f"{tender.path}?lang={language}").get_data(as_text=True).replace("\u00a0", " ")
    assert f"{ended}, 24:00" in page
    # As a day that is not counted it stands in the strip of days, with its weekday.
    assert f"{never}, 00:00" not in page
    assert f">{never}<" not in page
    if language == "en":
        assert "after 15 working days" in page
        assert "after 16 working days" not in page
