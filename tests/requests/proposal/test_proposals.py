"""¶ 8.2: proposals of suppliers and of the operator; H11: a state body becomes the customer by joining."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from qyzmet import rights
from qyzmet.context import actor_of
from qyzmet.database import db
from qyzmet.deadlines import service as deadlines
from qyzmet.procedure import annulment, engine
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours
from qyzmet.requests.assignment import led_to
from qyzmet.requests.models import Proposal
from qyzmet.requests.proposal import sections
from qyzmet.requests.proposal.draft import draft as draft_proposal
from qyzmet.requests.request import sample
from tests.requests.conftest import House
from tests.signing_in import bearer, sign_in

PROPOSAL: dict[str, Any] = {
    "function": "Выдача свидетельства на право временного вывоза культурных ценностей",
    "description": "Готовый продукт ведения реестра заявлений с маршрутом из пяти процедур регламента.",
    "results": "Заявления обоих каналов идут одним путём; сроки считает система.",
    "existing_solution": "",
    "price_estimate": "9000000.00",
    "contacts": sample.REQUEST["contacts"],
    "documents": [],
}
GROUNDS = {"grounds": sample.AGREEMENT_GROUNDS}


def submitted(house: House, by: str = "supplier", **data: Any) -> Proposal:
    who = {"supplier": ("supplier_specialist", "supplier_head"), "operator": ("operator_head", "operator_head")}[by]
    with house.as_(who[0]):
        made = draft_proposal({**PROPOSAL, "state_body": house.state_body.bin, **data})
    house.take(made, who[1], "submit")
    return made


def agreed(house: House) -> Proposal:
    made = submitted(house)
    house.take(made, "integrator_specialist", "draft_opinion", sample.OPINION)
    house.take(made, "integrator_head", "give_opinion")
    house.take(made, "authorised_head", "agree", GROUNDS)
    return made


@pytest.mark.parametrize("by", ["supplier", "operator"])
def test_a_proposal_has_an_opinion_and_a_decision_of_its_own(house: House, by: str):
    """¶ 8.2: of a supplier or of the operator, to both; the state body concerned is told and may know of it."""
    proposal = submitted(house, by)
    assert proposal.number == "PR-2026-000001"
    assert rights.may_know(actor_of(house["head"]), proposal)
    assert not rights.may_know(actor_of(house["other_head"]), proposal)
    assert [term.term for term in deadlines.open_deadlines(proposal)] == ["opinion"]
    house.take(proposal, "integrator_specialist", "draft_opinion", sample.OPINION)
    house.take(proposal, "integrator_head", "give_opinion")
    house.take(proposal, "authorised_head", "refuse", GROUNDS)
    assert proposal.state == "refused"


def test_other_suppliers_do_not_know_of_it(house: House):
    """A draft is its own organisation's; what is filed is the parties'."""
    with house.as_("supplier_specialist"):
        draft = draft_proposal({})
    for key in ("head", "integrator_head", "operator_head"):
        assert not rights.may_know(actor_of(house[key]), draft), key
    assert not rights.may_know(actor_of(house["operator_head"]), submitted(house))


@pytest.mark.parametrize("number", ["990540004034", "123456789012"])
def test_it_names_a_state_body_that_is_there(house: House, number: str):
    """The state function it concerns is that of a state body known here; without one nothing is filed."""
    with house.as_("supplier_specialist"):
        draft = draft_proposal({**PROPOSAL, "state_body": ""})
    with pytest.raises(Invalid) as refused:
        house.take(draft, "supplier_head", "submit")
    assert "data.state_body" in refused.value.errors
    with house.as_("supplier_specialist"), pytest.raises(Invalid) as refused:
        draft_proposal({**PROPOSAL, "state_body": number})
    assert "data.state_body" in refused.value.errors


@pytest.mark.slow
def test_every_section_opens(client: FlaskClient, house: House):
    """Each section of the local form is a page, empty as well as filled in."""
    with house.as_("supplier_specialist"):
        drafts = [draft_proposal(data) for data in ({}, {**PROPOSAL, "state_body": house.state_body.bin})]
    db.session.commit()
    sign_in(client, house["supplier_specialist"])
    for draft in drafts:
        for part in sections.PARTS:
            assert client.get(f"{draft.path}/section/{part.number}").status_code == 200, part.title


@pytest.mark.slow
def test_creation_is_ordered_when_a_customer_has_joined(house: House):
    """H11: without a customer no order (409 by H11); the term of the order starts when both are there."""
    proposal = agreed(house)
    assert deadlines.open_deadlines(proposal) == []
    with pytest.raises(NotInThisState) as refused:
        house.take(proposal, "authorised_head", "order_creation")
    assert refused.value.rule == "H11"
    with pytest.raises(NotYours):
        house.take(proposal, "other_head", "join")
    house.take(proposal, "head", "join")
    assert [term.term for term in deadlines.open_deadlines(proposal)] == ["order_creation"]
    house.take(proposal, "authorised_head", "order_creation")
    assignment = led_to.assignment_of(proposal)
    assert assignment is not None
    assert assignment.party(engine.rights.Party.STATE_BODY) is house.state_body


def test_who_has_joined_before_the_agreement_starts_no_second_term(house: House):
    """Joined early, the term of the order starts with the agreement, once; a second joining is refused."""
    proposal = submitted(house)
    house.take(proposal, "head", "join")
    assert [term.term for term in deadlines.open_deadlines(proposal)] == ["opinion"]
    house.take(proposal, "integrator_specialist", "draft_opinion", sample.OPINION)
    house.take(proposal, "integrator_head", "give_opinion")
    house.take(proposal, "authorised_head", "agree", GROUNDS)
    assert [term.term for term in deadlines.open_deadlines(proposal)] == ["order_creation"]
    with pytest.raises(NotInThisState):
        house.take(proposal, "head", "join")


def test_a_joining_by_mistake_can_be_annulled(house: House):
    """The state body's head undoes it until another party has acted on it."""
    proposal = agreed(house)
    house.take(proposal, "head", "join")
    with house.as_("head"):
        annulment.annul(proposal, "join", "It was the other proposal.")
    assert proposal.joined_at is None
    assert deadlines.open_deadlines(proposal) == []


def test_filed_again_it_may_concern_another_state_body(house: House):
    """H11: who may join is the state body that the proposal names now, not the one of a filing that was annulled."""
    proposal = submitted(house)
    with house.as_("supplier_head"):
        annulment.annul(proposal, "submit", "The wrong state body.")
        engine.save(proposal, {"state_body": house.other_body.bin})
        engine.take(proposal, "submit", {})
    assert not rights.may_know(actor_of(house["head"]), proposal)
    house.take(proposal, "other_head", "join")
    assert proposal.joined_at is not None


@pytest.mark.slow
def test_no_link_leads_where_the_reader_may_not_go(client: FlaskClient, house: House):
    """The supplier is no party of the design assignment: for it there is none. The state body follows the link."""
    proposal = agreed(house)
    house.take(proposal, "head", "join")
    house.take(proposal, "authorised_head", "order_creation")
    db.session.commit()
    path = f"/api/v1/proposals/{proposal.number}"
    assert client.get(path, headers=bearer(house["supplier_head"])).json["links"]["assignment"] is None
    link = client.get(path, headers=bearer(house["head"])).json["links"]["assignment"]
    assert client.get(link, headers=bearer(house["head"])).status_code == 200
