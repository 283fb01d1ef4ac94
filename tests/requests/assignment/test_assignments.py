"""¶ 18, 19 and Law 7(33): a design assignment from the order to the approval, in versions; who acts, until when."""

import copy

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from qyzmet import clock
from qyzmet.context import acting, actor_of
from qyzmet.database import db
from qyzmet.deadlines import service as deadlines
from qyzmet.deadlines.shown_deadline import present
from qyzmet.procedure import annulment, editions, engine
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours
from qyzmet.requests.assignment import led_to, order, sample, versions
from qyzmet.requests.assignment.approval import amend
from qyzmet.vocabulary import Party, Role
from tests import factories
from tests.requests.conftest import WAY, House
from tests.signing_in import bearer

REASONS = {"reasons": "The volume of documents of part 4 is not that of the request."}


def test_an_order_starts_the_twenty_days(house: House):
    """¶ 18: 20 working days from the notification, the integrator's; the page tells of the order's words."""
    assignment = house.ordered()
    (term,) = deadlines.open_deadlines(assignment)
    assert (assignment.number, term.term, term.working_days) == ("DA-2026-000001", "develop", 20)
    assert "жиырма бес" in (present(term).note or "")
    assert {row.party for row in assignment.party_rows} == {
        Party.STATE_BODY,
        Party.INTEGRATOR,
        Party.AUTHORISED_BODY,
        Party.SECURITY_SERVICE,
        Party.OPERATOR,
    }


@pytest.mark.slow
def test_the_digits_or_the_words(house: House):
    """¶ 18: an administrator may take the words instead: 25. Any other number is refused."""
    edition = editions.current_edition()
    with house.as_("administrator"):
        with pytest.raises(ValueError, match="20"):
            editions.change_house_rule("¶ 18", edition, 22, house["administrator"])
        editions.change_house_rule("¶ 18", edition, 25, house["administrator"])
    (term,) = deadlines.open_deadlines(house.ordered())
    assert term.working_days == 25


def test_each_step_has_its_term(house: House):
    """H7: 5 working days each for consent, security and approval; ¶ 42: 3 from the approval for the announcement."""
    assignment = house.written()
    for key, action in WAY:
        house.take(assignment, key, action)
        open_now = [(term.term, term.working_days) for term in deadlines.open_deadlines(assignment)]
        following = {"propose": "consent", "consent": "agree_security", "agree_security": "approve"}.get(action)
        assert open_now == [(following, 5) if following else ("announce", 3)]
    assert assignment.state == "approved"


def test_an_incomplete_assignment_is_not_proposed(house: House):
    """¶ 19: all 14 parts are there; the error stands at its field and the text stays."""
    data = sample.lease()
    data["criteria"][-1]["weight"] = "39.9"
    assignment = house.written(data)
    with pytest.raises(Invalid) as refused:
        house.take(assignment, "integrator_head", "propose")
    assert any(field.startswith("data.criteria") for field in refused.value.errors)
    assert assignment.state == "draft"


def test_what_was_proposed_stays_as_a_version(house: House):
    """A version is what was proposed; a change after an objection makes the next one, and cancels the consent."""
    assignment = house.written()
    house.take(assignment, "integrator_head", "propose")
    house.take(assignment, "head", "object", REASONS)
    assert (assignment.state, assignment.assignment_version) == ("draft", 2)
    with house.as_("integrator_specialist"):
        engine.save(assignment, {"platform": "Other limits of the platform."})
    house.take(assignment, "integrator_head", "propose")
    first, second = assignment.versions
    assert (first.number, second.number, second.reason) == (1, 2, REASONS["reasons"])
    assert first.data["platform"] != second.data["platform"]
    assert first.hash == versions.hash_of(assignment, 1, first.data)


def test_an_ici_object_that_would_become_property_is_not_saved(house: House):
    """¶ 103-1: refused at the part that is written, whichever comes first; an older draft is saved on, not proposed."""
    assignment = house.written()
    object_ = {"general": sample.lease()["general"] | {"object": "ici"}}
    with house.as_("integrator_specialist"), pytest.raises(Invalid) as refused:
        engine.save(assignment, object_)
    assert (set(refused.value.errors), refused.value.rule) == ({"data.general.object"}, "¶ 103-1")
    with house.as_("integrator_specialist"), pytest.raises(Invalid) as refused:
        engine.save(assignment, object_ | {"commissioning": assignment.data["commissioning"]})
    assert set(refused.value.errors) == {"data.commissioning.property_after_3_years"}
    assignment.data = assignment.data | object_
    with house.as_("integrator_specialist"):
        engine.save(assignment, {"platform": "Other limits of the platform."})
    with pytest.raises(Invalid) as refused:
        house.take(assignment, "integrator_head", "propose")
    assert set(refused.value.errors) == {"data.commissioning.property_after_3_years"}
    with house.as_("integrator_specialist"):
        engine.save(assignment, {"commissioning": assignment.data["commissioning"] | {"property_after_3_years": False}})
    house.take(assignment, "integrator_head", "propose")


@pytest.mark.slow
def test_an_amendment_cancels_consent_and_approval(house: House):
    """¶ 19: any later change is a new version, which goes the whole way again; the text of the approved one stays."""
    assignment = house.approved()
    approved = copy.deepcopy(assignment.data)
    house.take(assignment, "integrator_specialist", "amend", {"reason": "The tender had no bids."})
    assert (assignment.state, assignment.assignment_version) == ("draft", 2)
    assert [term.term for term in deadlines.open_deadlines(assignment)] == ["revise"]
    with pytest.raises(NotInThisState):
        house.take(assignment, "authorised_head", "approve")
    assert assignment.versions[0].data == approved


def test_an_annulled_amendment_brings_the_approved_version_back(house: House):
    """The text written meanwhile does not hold; the state and the version are those before the mistake."""
    assignment = house.approved()
    approved = copy.deepcopy(assignment.data)
    house.take(assignment, "integrator_head", "amend", {"reason": "By mistake."})
    with house.as_("integrator_specialist"):
        engine.save(assignment, {"platform": "Something else."})
    with house.as_("integrator_head"):
        annulment.annul(assignment, "amend", "It was another assignment.")
    assert (assignment.state, assignment.assignment_version, assignment.data) == ("approved", 1, approved)


def test_an_annulled_proposal_does_not_take_the_next_ones_number(house: House):
    """What was proposed by mistake stays, marked; what is proposed next has a number of its own."""
    assignment = house.written()
    house.take(assignment, "integrator_head", "propose")
    with house.as_("integrator_head"):
        annulment.annul(assignment, "propose", "Part 9 was not finished.")
    house.take(assignment, "integrator_head", "propose")
    assert [(version.number, version.annulled_at is None) for version in assignment.versions] == [(1, False), (2, True)]


@pytest.mark.slow
def test_the_paper_of_the_security_service_may_be_recorded(house: House):
    """Law 14(1)(8): by the service's own head, or by the integrator with its paper; without the paper it is refused."""
    assignment = house.written()
    for key, action in WAY[:2]:
        house.take(assignment, key, action)
    with pytest.raises(Invalid) as refused:
        house.take(assignment, "integrator_specialist", "agree_security", {"document": None})
    assert list(refused.value.errors) == ["document"]
    house.take(
        assignment, "integrator_specialist", "agree_security", {"document": house.document("integrator_specialist")}
    )
    assert assignment.state == "security_agreed"


@pytest.mark.parametrize(
    ("steps", "key"), [(2, "security_head"), (2, "integrator_head"), (3, "authorised_head")], ids=str
)
def test_a_return_leads_back_to_the_draft(house: House, steps: int, key: str):
    """The security service (or its paper) and the authorised body return it with reasons; 5 days to revise it."""
    assignment = house.written()
    for who, action in WAY[:steps]:
        house.take(assignment, who, action)
    house.take(assignment, key, "return", REASONS)
    assert (assignment.state, assignment.assignment_version) == ("draft", 2)
    assert [term.term for term in deadlines.open_deadlines(assignment)] == ["revise"]


def test_an_annulled_order_cancels_what_was_begun(house: House):
    """The order undone, the design assignment is cancelled and its terms end; ordered again there is another."""
    assignment = house.ordered()
    request = assignment.source
    with house.as_("authorised_head"):
        annulment.annul(request, "order_creation", "The wrong request.")
    assert (request.state, assignment.state) == ("agreed", "cancelled")
    assert deadlines.open_deadlines(assignment) == []
    house.take(request, "authorised_head", "order_creation")
    assert led_to.assignment_of(request) is not assignment  # type: ignore[arg-type]


def test_a_cancelled_assignment_stays_cancelled(house: House):
    """What was cancelled with its order cannot be annulled back to life; the history names who annulled the order."""
    assignment = house.written()
    house.take(assignment, "integrator_head", "propose")
    deputy = factories.user(Role.HEAD, house.authorised_body)
    with acting(actor_of(deputy)):
        annulment.annul(assignment.source, "order_creation", "The wrong request.")
        assert annulment.annullable(assignment, actor_of(deputy)) == []
        with pytest.raises(NotInThisState):
            annulment.annul(assignment, "propose", "Let it live.")
    assert assignment.state == "cancelled"
    assert annulment.standing_acts(assignment)[-1].user is deputy


def test_an_approved_assignment_is_not_cancelled_from_behind(house: House):
    """Once it is approved the order is not annulled any more: others have relied on it."""
    assignment = house.approved()
    with house.as_("authorised_head"), pytest.raises(NotInThisState):
        annulment.annul(assignment.source, "order_creation", "Too late.")


def test_nobody_takes_a_consequence(house: House):
    """What follows from an act elsewhere is nobody's to do by itself."""
    assignment = house.ordered()
    for key in house.people:
        for action in ("order", "announced", "end", "formation_ended"):
            with pytest.raises(NotYours):
                house.take(assignment, key, action)


@pytest.mark.slow
def test_a_longer_list_asks_no_more_statements(client: FlaskClient, house: House):
    """Each design assignment links to what it came from; they are loaded for all rows at once."""

    def statements(limit: int) -> int:
        count = 0

        def counted(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            nonlocal count
            count += statement.startswith("SELECT")

        db.session.remove()
        event.listen(db.engine, "before_cursor_execute", counted)
        answer = client.get(f"/api/v1/assignments?limit={limit}", headers=bearer_of)
        event.remove(db.engine, "before_cursor_execute", counted)
        assert len(answer.json["items"]) == limit  # type: ignore[index]
        return count

    for _ in range(3):
        house.ordered()
    db.session.commit()
    bearer_of = bearer(house["integrator_head"])
    statements(1)
    assert statements(3) == statements(1)


def commission_act(house: House) -> Act:
    """An act of the Commission elsewhere, from which something follows here."""
    return Act(
        party=Party.COMMISSION,
        user_id=house["head"].id,
        organisation_id=house.state_body.id,
        at=clock.now(),
    )


def test_the_commission_reopens_an_approved_assignment(house: House):
    """¶ 53-1: amending opens the next version, with the reason; the text and its earlier version stay."""
    assignment = house.approved()
    amend.reopen(assignment, commission_act(house), "Fewer years of experience.", "T-2026-000002")
    assert (assignment.state, assignment.assignment_version) == ("draft", 2)
    assert assignment.acts[-1].party is Party.COMMISSION
    assert [each.term for each in deadlines.open_deadlines(assignment)] == ["revise"]
    with house.as_("integrator_head"):
        engine.take(assignment, "propose", {})
    assert assignment.versions[-1].reason == "Fewer years of experience."


def test_the_end_of_the_creation_ends_assignment_and_request(house: House):
    """¶ 53-1: both are cancelled and nothing of them is due; the request still links to what it led to."""
    assignment = house.written()
    order.end(assignment, commission_act(house), "T-2026-000003")
    source = assignment.source
    assert (assignment.state, source.state) == ("cancelled", "cancelled")
    assert deadlines.open_deadlines(assignment) == []
    assert led_to.assignment_of(source) is assignment
    with pytest.raises(NotInThisState):
        order.end(assignment, commission_act(house), "T-2026-000003")
