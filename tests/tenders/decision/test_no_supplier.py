"""What the Commission decides where a tender names nobody (¶ 53-1; H24, H25, H29), and what follows from it."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from qyzmet.database import db
from qyzmet.deadlines import service as deadlines
from qyzmet.notifications.models import Notification
from qyzmet.procedure import annulment
from qyzmet.procedure.refusals import NotInThisState, NotYours
from qyzmet.tenders.decision import no_supplier
from qyzmet.tenders.rules.protocol_kinds import ProtocolKind
from tests.sampled import sampled
from tests.signing_in import bearer, sign_in
from tests.tenders import bidding
from tests.tenders.house import TenderHouse
from tests.tenders.resolving import (
    OFFERS,
    announced,
    approve,
    bid_of,
    decided,
    examined,
    following,
    opened,
    ranked,
    resolution,
    scored,
    seat,
    with_bids,
    without_bids,
)
from tests.tenders.voting import resolve

DECISIONS = ("reannounce", "amend_and_rerun", "repeat", "cancel")
# ¶ 53-1, row by row: the place in the chain, the one lawful decision.
CHAIN = [(1, "reannounce"), (2, "amend_and_rerun"), (3, "cancel")]


def refused(house: TenderHouse, tender, action, body=None, error=NotInThisState):
    with pytest.raises(error) as found:
        house.take(tender, "chair", action, resolution() if body is None else body)
    return found.value


@pytest.mark.slow
@pytest.mark.parametrize(("place", "lawful"), sampled(CHAIN, 4))
def test_without_bids_one_decision_is_lawful_at_each_place(tender_house, set_clock, place, lawful):
    """¶ 53-1: announce again, amend and run again, cancel; any other is refused, saying which is lawful."""
    tender = without_bids(tender_house, set_clock, place)
    assert (tender.state, tender.announcement) == ("no_bids", place)
    assert [each.value for each in no_supplier.lawful_now(tender).decisions] == [lawful]
    for decision in DECISIONS:
        if decision != lawful:
            # Of any other, also of one that this state does not know, it is said which one is lawful instead.
            assert refused(tender_house, tender, decision).rule == "¶ 53-1"
    resolve(tender_house, tender, lawful, resolution())
    assert tender.state == {"reannounce": "reannounced", "amend_and_rerun": "amending", "cancel": "cancelled"}[lawful]
    protocol = tender.protocols[-1]
    assert protocol.kind is ProtocolKind.OUTCOME
    assert protocol.published_at is not None
    assert protocol.data["decision"] == lawful
    assert protocol.data["lawful"]["rule"] == "¶ 53-1"
    assert len(protocol.outcome["votes"]) == 5


@pytest.mark.slow
@pytest.mark.parametrize(("place", "lawful"), CHAIN)
def test_the_api_refuses_the_unlawful_with_409_and_the_paragraph(
    client: FlaskClient, tender_house, set_clock, place, lawful
):
    """The contract: another decision is 409 "¶ 53-1", also where the body is wrong besides; the lawful one is 200."""
    tender = without_bids(tender_house, set_clock, place)
    db.session.commit()
    token = bearer(tender_house["chair"])
    for decision in DECISIONS:
        if decision == lawful:
            continue
        for body in (resolution(), {}):
            answer = client.post(f"/api/v1/tenders/{tender.number}/{decision}", headers=token, json=body)
            assert (answer.status_code, answer.json["rule"]) == (409, "¶ 53-1"), (decision, body)
    lacking = client.post(f"/api/v1/tenders/{tender.number}/{lawful}", headers=token, json={})
    assert lacking.status_code == 422
    assert set(lacking.json["errors"]) == {"grounds"}
    shown = client.get(f"/api/v1/tenders/{tender.number}", headers=token).json
    assert shown["lawful"]["decisions"] == [lawful]
    answer = client.post(f"/api/v1/tenders/{tender.number}/{lawful}", headers=token, json=resolution())
    assert answer.status_code == 200, answer.json
    assert answer.json["proposal"]["action"] == lawful
    assert answer.json["protocols"][-1]["data"]["decision"] == lawful
    assert answer.json["protocols"][-1]["published_at"] is None


@pytest.mark.slow
@pytest.mark.parametrize(("place", "lawful"), CHAIN)
def test_the_page_offers_the_lawful_decision_alone(client: FlaskClient, tender_house, set_clock, place, lawful):
    """The page names the one lawful decision; the buttons of the others are not there, and their pages answer 409."""
    tender = without_bids(tender_house, set_clock, place)
    db.session.commit()
    sign_in(client, tender_house["chair"])
    page = client.get(tender.path).text
    assert "The one lawful decision is" in page
    for decision in DECISIONS:
        assert (f"/act/{decision}" in page) == (decision == lawful), decision
        assert client.get(f"{tender.path}/act/{decision}").status_code == (200 if decision == lawful else 409)


@pytest.mark.slow
def test_reannouncing_makes_the_next_of_the_family(tender_house, set_clock):
    """The second announcement rests on the same assignment, and the two are linked."""
    tender = without_bids(tender_house, set_clock)
    resolve(tender_house, tender, "reannounce", resolution())
    made = following(tender)
    assert (made.announcement, made.repeats, made.state) == (2, False, "draft")
    assert made.assignment is tender.assignment
    assert tender.assignment.state == "approved"
    assert tender.acts[-1].body["next"] == made.number


@pytest.mark.slow
def test_amending_opens_a_new_version_of_the_assignment(tender_house, set_clock):
    """The third cannot be published before a newer version is approved; its publication ends the amending."""
    tender = without_bids(tender_house, set_clock, 2)
    assignment = tender.assignment
    resolve(tender_house, tender, "amend_and_rerun", resolution(grounds="Fewer years of experience."))
    assert (assignment.state, assignment.assignment_version) == ("draft", 2)
    assert assignment.acts[-1].body["reason"] == "Fewer years of experience."
    third = following(tender)
    assert (third.announcement, third.state, tender.state) == (3, "draft", "amending")
    with pytest.raises(NotInThisState):
        tender_house.take(third, "customer_head", "consent")
    approve(tender_house, assignment)
    tender_house.take(third, "customer_head", "consent")
    tender_house.take(third, "integrator_head", "publish")
    assert third.frozen.number == 2
    assert (third.state, tender.state) == ("published", "reannounced")


@pytest.mark.slow
def test_an_amendment_that_is_under_way_is_the_amended_one(tender_house, set_clock):
    """Where the integrator has opened a new version already, the decision opens no further one."""
    tender = without_bids(tender_house, set_clock, 2)
    tender_house.take(tender.assignment, "integrator_specialist", "amend", {"reason": "Nobody came."})
    resolve(tender_house, tender, "amend_and_rerun", resolution())
    assert tender.assignment.assignment_version == 2
    assert [act.action for act in tender.assignment.acts].count("amend") == 1


@pytest.mark.slow
def test_cancelling_ends_assignment_and_request_and_tells_everybody(tender_house, set_clock):
    """The creation is cancelled: nothing of it is due any more, and each party is told."""
    tender = without_bids(tender_house, set_clock, 3)
    request, assignment = tender.assignment.source, tender.assignment
    db.session.execute(Notification.__table__.delete())
    resolve(tender_house, tender, "cancel", resolution())
    assert (tender.state, assignment.state, request.state) == ("cancelled", "cancelled", "cancelled")
    told = {note.user_id for note in db.session.scalars(select(Notification))}
    for key in ("customer_head", "integrator_head", "authorised_head", "operator_head", "security_head", "member1"):
        assert tender_house[key].id in told, key
    assert tender.previous.state == "reannounced"


@pytest.mark.slow
def test_a_cancelled_request_says_so(client: FlaskClient, tender_house, set_clock):
    """The pages and the API of request and assignment say that the Commission cancelled the creation."""
    tender = without_bids(tender_house, set_clock, 3)
    request, assignment = tender.assignment.source, tender.assignment
    resolve(tender_house, tender, "cancel", resolution())
    db.session.commit()
    sign_in(client, tender_house["customer_head"])
    for found in (request, assignment):
        page = client.get(found.path)
        assert page.status_code == 200
        assert "The Commission has cancelled the creation of the IC service" in page.text
    shown = client.get(f"/api/v1/requests/{request.number}", headers=bearer(tender_house["customer_head"])).json
    assert shown["state"] == "cancelled"
    assert shown["links"]["assignment"] == f"/api/v1/assignments/{assignment.number}"
    assert shown["links"]["tender"] == f"/api/v1/tenders/{tender.number}"


@pytest.mark.slow
def test_the_order_of_a_cancelled_creation_cannot_be_annulled(tender_house, set_clock):
    """What the Commission cancelled is not brought back by annulling the order that came before it."""
    tender = without_bids(tender_house, set_clock, 3)
    resolve(tender_house, tender, "cancel", resolution())
    with tender_house.as_("authorised_head") as actor:
        assert annulment.annullable(tender.assignment.source, actor) == []


@pytest.mark.slow
@pytest.mark.parametrize("place", [1, 2])
@pytest.mark.parametrize("decision", ["repeat", "cancel"])
def test_none_compliant_is_repeated_at_the_same_place_or_cancelled(tender_house, set_clock, place, decision):
    """H29: bids that came in and were rejected came in: the chain does not advance."""
    first = announced(tender_house)
    tender = first
    if place == 2:
        opened(tender_house, first, set_clock)
        resolve(tender_house, first, "reannounce", resolution())
        tender = following(first)
        tender_house.take(tender, "customer_head", "consent")
        tender_house.take(tender, "integrator_head", "publish")
        seat(tender_house, tender)
    bidding.submitted(tender_house, tender, 1, price_lease="1.00", price_service="2.00")
    opened(tender_house, tender, set_clock)
    examined(tender_house, tender, {1: "document_missing"}, count=1)
    assert tender.state == "none_compliant"
    for other in ("reannounce", "amend_and_rerun"):
        refused(tender_house, tender, other)
    resolve(tender_house, tender, decision, resolution(grounds="Nobody qualified."))
    if decision == "repeat":
        made = following(tender)
        assert (tender.state, made.announcement, made.repeats) == ("reannounced", place, True)
    else:
        assert (tender.state, tender.assignment.state) == ("cancelled", "cancelled")


def test_grounds_are_needed_and_votes_are_each_members_own(client: FlaskClient, tender_house, set_clock):
    """A decision rests on grounds; nobody gives another's vote, so that the body takes none."""
    tender = without_bids(tender_house, set_clock)
    db.session.commit()
    address, token = f"/api/v1/tenders/{tender.number}/reannounce", bearer(tender_house["chair"])
    blank = client.post(address, headers=token, json=resolution(grounds=" "))
    assert set(blank.json["errors"]) == {"grounds"}
    typed = client.post(address, headers=token, json=resolution(votes=[]))
    assert set(typed.json["errors"]) == {"votes"}


@pytest.mark.slow
@pytest.mark.parametrize(("place", "lawful"), CHAIN)
def test_the_commission_has_five_days_where_no_bid_came(tender_house, set_clock, place, lawful):
    """H36: from the opening, until what it decides is in force."""
    tender = without_bids(tender_house, set_clock, place)
    (term,) = deadlines.open_deadlines(tender)
    assert (term.term, term.working_days, term.owner.value) == ("decide_what_follows", 5, "commission")
    resolve(tender_house, tender, lawful, resolution())
    assert deadlines.open_deadlines(tender) == []


@pytest.mark.slow
def test_bids_that_are_left_end_with_their_tender(tender_house, set_clock):
    """A compliant bid below a pass mark is chosen by nobody: it ends when the tender is repeated."""
    tender = with_bids(tender_house, set_clock, OFFERS[:1])
    examined(tender_house, tender, count=1)
    scored(tender_house, tender, {1: "1"})
    assert tender.state == "ranked"
    assert [each.value for each in no_supplier.lawful_now(tender).decisions] == ["repeat", "cancel"]
    resolve(tender_house, tender, "repeat", resolution(grounds="Nobody reached the pass mark."))
    assert bid_of(tender_house, tender, 1).state == "not_chosen"


def test_a_tender_with_bids_to_choose_from_is_neither_repeated_nor_cancelled(tender_house, set_clock):
    """As long as a bid can be named the Commission names it; the reason is ¶ 73."""
    tender = ranked(tender_house, set_clock)
    for decision in ("repeat", "cancel"):
        assert refused(tender_house, tender, decision).rule == "¶ 73"
    decided(tender_house, tender)
    for decision in DECISIONS:
        refused(tender_house, tender, decision)


def test_only_the_chair_records_what_was_decided(tender_house, set_clock):
    """The offices and the members do not propose."""
    tender = without_bids(tender_house, set_clock)
    for key in ("member1", "secretary", "customer_head", "integrator_head", "authorised_head"):
        with pytest.raises(NotYours):
            tender_house.take(tender, key, "reannounce", resolution())
