"""¶ 47: the acceptance of bids is extended after an outage by two who agree, and never shortened."""

import datetime as dt

import pytest

from qyzmet.database import db
from qyzmet.deadlines import service as deadlines
from qyzmet.deadlines.worker import fall_due
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours
from qyzmet.tenders.announcement import dates, extend
from qyzmet.vocabulary import Role
from tests import factories
from tests.tenders.announcement.seen import almaty, running
from tests.tenders.house import TenderHouse

HEAD, ADMINISTRATOR = "integrator_head", "integrator_administrator"
UNTIL = {"until": "2026-03-31T18:00:00+05:00", "reason": "The platform was down from 21:00 to 24:00."}


@pytest.mark.parametrize("order", [(HEAD, ADMINISTRATOR), (ADMINISTRATOR, HEAD)])
def test_the_second_decides(tender_house: TenderHouse, order):
    """Head and administrator of the integrator, in whatever order; one alone changes nothing."""
    tender = tender_house.published()
    before = dates.window_of(tender)
    tender_house.take(tender, order[0], "extend", UNTIL)
    assert dates.window_of(tender) == before
    assert [act.case for act in tender.acts][-1] == "the other of the two has not agreed yet"
    tender_house.take(tender, order[1], "extend", UNTIL)
    assert almaty(tender.accepts_until) == "2026-03-31 18:00"
    assert almaty(tender.opening_at) == "2026-04-01 10:00"
    assert almaty(tender.paper_until) == "2026-03-31 18:00"
    assert tender.extended
    assert running(tender) == {"accept_bids": "2026-03-31", "set_commission": "2026-03-31"}
    (term,) = deadlines.open_deadlines(tender, "accept_bids")
    assert (term.due_at, term.working_days) == (tender.accepts_until, 15)


def test_nobody_agrees_twice(tender_house: TenderHouse):
    """Neither the same person, nor another of the same role, nor somebody who holds both roles."""
    tender = tender_house.published()
    another = factories.user(Role.HEAD, tender_house.requests.integrator)
    factories.join(tender_house[HEAD], Role.ADMINISTRATOR, tender_house.requests.integrator)
    tender_house.requests.people["another_head"] = another
    db.session.commit()
    tender_house.take(tender, HEAD, "extend", UNTIL)
    for key in (HEAD, "another_head"):
        with pytest.raises(Invalid) as refused:
            tender_house.take(tender, key, "extend", UNTIL)
        assert list(refused.value.errors) == ["until"]
    assert not tender.extended


@pytest.mark.parametrize("key", ["customer_head", "authorised_head", "administrator", "integrator_specialist"])
def test_nobody_else_extends(tender_house: TenderHouse, key: str):
    """It is the integrator's: its head and its administrator."""
    tender = tender_house.published()
    with pytest.raises(NotYours):
        tender_house.take(tender, key, "extend", UNTIL)


def test_another_instant_is_a_new_proposal(tender_house: TenderHouse):
    """Who disagrees says another end; then the first of the two decides about that one."""
    tender = tender_house.published()
    tender_house.take(tender, HEAD, "extend", UNTIL)
    other = UNTIL | {"until": "2026-04-01T00:00:00+05:00"}
    tender_house.take(tender, ADMINISTRATOR, "extend", other)
    assert not tender.extended
    tender_house.take(tender, HEAD, "extend", other)
    assert almaty(tender.accepts_until) == "2026-04-01 00:00"


@pytest.mark.parametrize("day", ["2026-03-28T00:00", "2026-03-27T23:00", "2026-03-01T00:00"])
def test_it_never_shortens(tender_house: TenderHouse, day: str):
    """The same end, an earlier one, one that is over: each refused by its field."""
    tender, until = tender_house.published(), f"{day}:00+05:00"
    with pytest.raises(Invalid) as refused:
        tender_house.take(tender, HEAD, "extend", UNTIL | {"until": until})
    assert (refused.value.rule, list(refused.value.errors)) == ("H38", ["until"])


@pytest.mark.slow
def test_a_window_that_ended_meanwhile_opens_again(tender_house: TenderHouse, set_clock):
    """As long as nothing was opened: bids are taken until the new end, which time closes once more."""
    tender = tender_house.published()
    tender_house.take(tender, ADMINISTRATOR, "extend", UNTIL)
    set_clock.set(tender.accepts_until)
    fall_due.run_due()
    assert tender.state == "closed"
    set_clock.set("2026-03-28T08:00")
    tender_house.take(tender, HEAD, "extend", UNTIL)
    assert tender.state == "published"
    assert running(tender) == {"accept_bids": "2026-03-31", "set_commission": "2026-03-31"}
    set_clock.set(tender.accepts_until - dt.timedelta(microseconds=1))
    fall_due.run_due()
    assert tender.state == "published"
    set_clock.set(tender.accepts_until)
    fall_due.run_due()
    assert tender.state == "closed"
    assert running(tender)["open_bids"] == "2026-04-01"


def test_nothing_is_extended_once_bids_were_opened(tender_house: TenderHouse, set_clock):
    """Who has seen the bids of others could not be beaten fairly any more."""
    tender = tender_house.published()
    set_clock.set(tender.accepts_until)
    fall_due.run_due()
    tender.opened_at = tender.accepts_until
    db.session.flush()
    with pytest.raises(NotInThisState) as refused:
        tender_house.take(tender, HEAD, "extend", UNTIL)
    assert refused.value.rule == "H38"


@pytest.mark.slow
def test_an_agreement_does_not_outlive_its_window(tender_house: TenderHouse):
    """After a material amendment the first of the two agrees anew."""
    tender = tender_house.published()
    late = UNTIL | {"until": "2026-05-29T18:00:00+05:00"}
    tender_house.take(tender, HEAD, "extend", late)
    tender_house.amended(tender.assignment)
    tender_house.take(tender, HEAD, "amend", {"material": True, "text": "Other prices.", "documents": []})
    tender_house.take(tender, ADMINISTRATOR, "extend", late)
    assert not tender.extended
    tender_house.take(tender, HEAD, "extend", late)
    assert tender.extended


def test_an_extension_after_an_extension(tender_house: TenderHouse):
    """Both agree anew, to a later end."""
    tender = tender_house.published()
    for until in ("2026-03-31T18:00:00+05:00", "2026-04-02T18:00:00+05:00"):
        for key in (HEAD, ADMINISTRATOR):
            tender_house.take(tender, key, "extend", UNTIL | {"until": until})
    assert almaty(tender.accepts_until) == "2026-04-02 18:00"
    assert [act.body["until"] for act in extend.extensions_of(tender)][-1].startswith("2026-04-02")
