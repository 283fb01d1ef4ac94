"""H20: an incomplete request is returned once; the term of the opinion stops and goes on with the days left."""

import pytest

from qyzmet.deadlines import service as deadlines
from qyzmet.procedure import annulment, editions, engine
from qyzmet.procedure.refusals import Invalid, NotInThisState
from qyzmet.requests.request import sample
from tests.conftest import SetClock
from tests.requests.conftest import House

MISSING = {"missing": [{"field": "technical_documents", "text": "The passport of the system is not attached."}]}


def test_the_term_stops_and_goes_on_with_the_days_left(house: House, set_clock: SetClock):
    """Filed on Monday, returned on Wednesday with 13 of 15 days left; 13 days from the answer of next Tuesday.

    H40: the state body has ten working days for the answer.
    """
    request = house.submitted()
    set_clock.set("2026-03-04T12:00")
    house.take(request, "integrator_specialist", "return", MISSING)
    assert request.state == "returned"
    (answer,) = deadlines.open_deadlines(request)
    assert (answer.term, answer.rule, answer.owner.value) == ("complete", "H40", "state_body")
    assert str(answer.due_on) == "2026-03-19"
    set_clock.set("2026-03-10T10:00")
    house.take(request, "head", "submit")
    stopped, answered, goes_on = deadlines.all_deadlines(request)
    assert (answered, answered.state.value) == (answer, "closed")
    assert (stopped.state.value, str(stopped.closed_at)[:10]) == ("stopped", "2026-03-04")
    assert (goes_on.working_days, str(goes_on.event_on), str(goes_on.due_on)) == (13, "2026-03-10", "2026-04-01")
    assert request.number == "AR-2026-000001"


def test_a_returned_request_that_is_withdrawn_owes_no_answer(house: House):
    """H37, H40: withdrawing it ends the term of the answer too, and an annulled return ends it as if it never was."""
    request = house.submitted()
    house.take(request, "integrator_head", "return", MISSING)
    with house.as_("integrator_head"):
        annulment.annul(request, "return", "It is complete.")
    assert [term.term for term in deadlines.open_deadlines(request)] == ["opinion"]
    house.take(request, "integrator_head", "return", MISSING)
    house.take(request, "head", "withdraw", {"reason": "It is not needed."})
    assert deadlines.open_deadlines(request) == []


@pytest.mark.slow
def test_a_term_stopped_on_its_last_day_goes_on_for_one(house: House, set_clock: SetClock):
    """The day of an event is never counted, so what is stopped on its last day has one day after the answer."""
    request = house.submitted()
    set_clock.set("2026-03-27T12:00")
    house.take(request, "integrator_head", "return", MISSING)
    house.take(request, "head", "submit")
    (term,) = deadlines.open_deadlines(request)
    assert (term.working_days, str(term.due_on)) == (1, "2026-03-30")


def test_a_term_that_has_run_out_is_not_stopped(house: House, set_clock: SetClock):
    """Whoever is late does not gain days by returning the request: the opinion is given on what there is."""
    request = house.submitted()
    set_clock.set("2026-03-28T00:00")
    with pytest.raises(NotInThisState) as refused:
        house.take(request, "integrator_head", "return", MISSING)
    assert refused.value.rule == "H20"


def test_a_return_after_a_return_is_refused(house: House):
    """H20: once; the second time the opinion is given on what there is. The number is a setting."""
    request = house.submitted()
    house.take(request, "integrator_head", "return", MISSING)
    house.take(request, "head", "submit")
    with pytest.raises(NotInThisState) as refused:
        house.take(request, "integrator_head", "return", MISSING)
    assert refused.value.rule == "H20"
    edition = editions.current_edition()
    with house.as_("administrator"):
        editions.change_house_rule("H20", edition, 2, house["administrator"])
    house.take(request, "integrator_head", "return", MISSING)
    assert request.state == "returned"


def test_a_returned_request_is_mended_by_those_who_filed_it(house: House):
    """The state body saves again and files it again; its receipt is of what it says now."""
    request = house.submitted()
    before = request.receipt_hash
    house.take(request, "integrator_head", "return", MISSING)
    with house.as_("specialist"):
        engine.save(request, {"purpose": "A purpose that says more."})
    house.take(request, "head", "submit")
    assert request.receipt_hash not in (None, before)
    assert request.submitted_at is not None


def test_a_return_names_fields_of_the_form(house: House):
    """What is missing is told by a field of Annex 1: another name is an error at its place."""
    request = house.submitted()
    with pytest.raises(Invalid) as refused:
        house.take(request, "integrator_head", "return", {"missing": [{"field": "budget", "text": "No budget."}]})
    assert list(refused.value.errors) == ["missing.0.field"]


def test_an_annulled_return_lets_the_term_run_on(house: House, set_clock: SetClock):
    """A return by mistake is undone: the term has its old event and end, as if it had never been stopped."""
    request = house.submitted()
    set_clock.set("2026-03-04T12:00")
    house.take(request, "integrator_head", "return", MISSING)
    with house.as_("integrator_head"):
        annulment.annul(request, "return", "The passport was there.")
    (term,) = deadlines.open_deadlines(request)
    assert request.state == "submitted"
    assert (str(term.event_on), term.working_days, str(term.due_on)) == ("2026-03-02", 15, "2026-03-27")


def test_an_annulled_second_filing_leaves_the_first_ones_receipt(house: House):
    """The first filing stands: what proves it is shown again."""
    request = house.submitted()
    first = (request.receipt_hash, request.received_at)
    house.take(request, "integrator_head", "return", MISSING)
    with house.as_("head"):
        engine.save(request, {"purpose": "A purpose that says more."})
        engine.take(request, "submit", {})
        annulment.annul(request, "submit", "Not all of it was there yet.")
    assert (request.state, request.receipt_hash, request.received_at) == ("returned", *first)


def test_a_draft_of_the_opinion_waits_while_the_request_is_returned(house: House):
    """Nothing is drafted or given on a request that is with the state body."""
    request = house.with_draft_opinion()
    house.take(request, "integrator_head", "return", MISSING)
    with pytest.raises(NotInThisState):
        house.take(request, "integrator_head", "give_opinion")
    house.take(request, "head", "submit")
    house.take(request, "integrator_head", "give_opinion")
    assert request.opinion is not None
    assert request.opinion.text == sample.OPINION["text"]
