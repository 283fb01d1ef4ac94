"""¶ 90-92: from the customer's request to the decision, with who may do what and until when."""

import pytest

from qyzmet.api import kinds as api_kinds
from qyzmet.catalog.development import draft
from qyzmet.catalog.models import Development
from qyzmet.deadlines import service as deadlines
from qyzmet.documents import service as documents
from qyzmet.procedure import annulment, engine
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours, Refused, Stale
from qyzmet.requests.assignment import led_to
from qyzmet.vocabulary import Party
from tests.catalog import developing
from tests.conftest import SetClock
from tests.tenders.house import TenderHouse


def refused(house: TenderHouse, development: Development, *move: object) -> Refused:
    """How that move is refused."""
    with pytest.raises(Refused) as caught:
        house.take(development, *move)  # type: ignore[arg-type]
    return caught.value


def running(development: Development) -> dict[str, int]:
    """The terms that run, with their working days."""
    return {each.term: each.working_days for each in deadlines.open_deadlines(development)}


@pytest.mark.parametrize("key", ["operator_head", "supplier1_head", "integrator_head", "other_head"])
def test_only_the_customer_asks(tender_house: TenderHouse, set_clock: SetClock, key: str):
    """¶ 90: the customer of the service, and nobody else."""
    service = developing.service(tender_house, set_clock)
    with tender_house.as_(key), pytest.raises(NotYours):
        draft.draft(service.public_number, developing.WISHES)


def test_a_development_of_nothing_is_refused(tender_house: TenderHouse, set_clock: SetClock):
    """The service must stand in the Catalogue, and live."""
    service = developing.service(tender_house, set_clock)
    for number in ("S-2026-999999", "\x00"):
        with tender_house.as_("customer_head"), pytest.raises(Invalid):
            draft.draft(number, {})
    service.state = "retired"
    with tender_house.as_("customer_head"), pytest.raises(NotInThisState):
        draft.draft(service.public_number, {})


def test_the_request_is_written_and_handed_over(tender_house: TenderHouse, set_clock: SetClock):
    """The specialist prepares, the head asks; what is missing is named."""
    made = developing.drafted(tender_house, developing.service(tender_house, set_clock))
    assert refused(tender_house, made, "customer_specialist", "submit").status == 403
    tender_house.take(made, "customer_specialist", "hand_over", {"note": "Готово."})
    with tender_house.as_("customer_specialist"):
        engine.save(made, {"need": ""})
    assert list(refused(tender_house, made, "customer_head", "submit").errors) == ["data.need"]


def test_it_goes_to_authorised_body_and_integrator(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 90, 91: 15 working days for the opinion; the service's supplier and operator take part."""
    made = developing.submitted(tender_house, set_clock)
    assert (made.state, running(made)) == ("submitted", {"give_opinion": 15})
    assert made.number is not None
    assert {row.party for row in made.party_rows} == {
        Party.STATE_BODY,
        Party.AUTHORISED_BODY,
        Party.INTEGRATOR,
        Party.OPERATOR,
        Party.SUPPLIER,
    }


def test_an_offer_is_its_givers_and_the_integrators(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 91: neither sees the other's before the opinion is given; then every party does, the calculation too."""
    made = developing.submitted(tender_house, set_clock)
    paper = tender_house.document("supplier1_head")
    tender_house.take(made, "operator_head", "offer_price", {"amount": "1000000.00", "document": None})
    tender_house.take(made, "supplier1_head", "offer_price", {"amount": "4000000.00", "document": paper})

    def read_by(key: str) -> tuple[set[str], bool]:
        shown = developing.seen(tender_house, made, key)["offers"]
        with tender_house.as_(key):
            return {each["by"] for each in shown}, documents.readable(paper) is not None

    assert read_by("operator_head") == ({"operator"}, False)
    assert read_by("supplier1_head") == ({"supplier"}, True)
    assert read_by("integrator_specialist") == ({"operator", "supplier"}, True)
    assert read_by("customer_head") == (set(), False)
    assert read_by("authorised_head") == (set(), False)
    tender_house.take(made, "integrator_head", "give_opinion", {"favourable": True, "text": "Да."})
    for key in ("operator_head", "customer_head", "authorised_head"):
        assert read_by(key) == ({"operator", "supplier"}, True)


def test_a_favourable_opinion_says_why_an_offer_is_missing(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 91: it rests on both offers, or says why it does without."""
    made = developing.submitted(tender_house, set_clock)
    body = {"favourable": True, "text": "Да."}
    assert list(refused(tender_house, made, "integrator_head", "give_opinion", body).errors) == ["without_offers"]
    assert refused(tender_house, made, "integrator_specialist", "give_opinion", body).status == 403
    tender_house.take(made, "integrator_head", "give_opinion", body | {"without_offers": "Не ответили."})
    assert (made.state, running(made)) == ("opinion_given", {"discuss": 5})


def test_an_unfavourable_opinion_declines(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 92: only a positive opinion leads to a discussion."""
    made = developing.offered(tender_house, set_clock)
    tender_house.take(made, "integrator_head", "give_opinion", {"favourable": False, "text": "Нет."})
    assert (made.state, running(made)) == ("declined", {})


def test_all_three_are_heard_before_it_is_decided(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 92: customer, authorised body and operator state their positions; 409 until then."""
    made = developing.favoured(tender_house, set_clock)
    position = {"position": "for", "text": "Да."}
    assert refused(tender_house, made, "customer_head", "discuss", position).status == 409
    assert list(refused(tender_house, made, "integrator_specialist", "discuss", position).errors) == [
        "meets_at",
        "position",
        "text",
    ]
    tender_house.take(made, "integrator_specialist", "discuss", developing.meeting())
    assert (made.state, running(made)) == ("discussing", {"decide": 5})
    assert refused(tender_house, made, "supplier1_head", "discuss", position).status == 403
    assert list(refused(tender_house, made, "operator_head", "discuss", {"position": "for"}).errors) == ["text"]
    for key in ("customer_specialist", "operator_head"):
        tender_house.take(made, key, "discuss", position)
    set_clock.forward(days=1, minutes=1)
    assert refused(tender_house, made, "integrator_head", "decide", developing.decision()).status == 409
    tender_house.take(made, "authorised_head", "discuss", {"position": "against", "text": "Дорого."})
    assert refused(tender_house, made, "integrator_specialist", "decide", developing.decision()).status == 403
    tender_house.take(made, "integrator_head", "decide", developing.decision())
    assert set(running(made)) == {
        "sign_decision_state_body",
        "sign_decision_authorised_body",
        "sign_decision_operator",
    }


def test_both_false_declines(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 92: neither developed nor replaced."""
    made = developing.discussed(tender_house, set_clock)
    tender_house.take(made, "integrator_head", "decide", developing.decision(develop=False))
    assert (made.state, running(made)) == ("declined", {})
    with tender_house.as_("integrator_head"):
        annulment.annul(made, "decide", "По ошибке.")
    assert (made.state, made.decision_hash, set(running(made))) == ("discussing", None, {"decide"})


@pytest.mark.slow
def test_each_signs_what_was_read_once(tender_house: TenderHouse, set_clock: SetClock):
    """H32: 412 for the hash of another protocol, 422 without one; each of the three signs once, in any order."""
    made = developing.discussed(tender_house, set_clock)
    assert refused(tender_house, made, "customer_head", "sign_decision", {"hash": "0"}).status == 409
    tender_house.take(made, "integrator_head", "decide", developing.decision())
    read = {"hash": made.decision_hash}
    assert isinstance(refused(tender_house, made, "customer_head", "sign_decision", {"hash": "0" * 64}), Stale)
    developing.sign(tender_house, made, "operator_head")
    assert refused(tender_house, made, "operator_head", "sign_decision", read).status == 409
    tender_house.take(made, "integrator_head", "decide", developing.decision(grounds="Иначе."))
    assert isinstance(refused(tender_house, made, "operator_head", "sign_decision", read), Stale)
    developing.sign(tender_house, made, "operator_head", "authorised_head")
    assert made.state == "discussing"
    developing.sign(tender_house, made, "customer_head")
    assert (made.state, running(made)) == ("decided", {})
    assignment = led_to.assignment_of(made)
    assert assignment is not None
    shown = developing.seen(tender_house, made, "customer_head")
    assert shown["links"]["assignment"].endswith(assignment.public_number)
    assert shown["signed"] == ["authorised_body", "integrator", "operator", "state_body"]


def test_a_refusal_lets_the_discussion_go_on(tender_house: TenderHouse, set_clock: SetClock):
    """H32: without all four nothing is decided; who has not signed may refuse, and positions are stated anew."""
    made = developing.discussed(tender_house, set_clock)
    tender_house.take(made, "integrator_head", "decide", developing.decision())
    position = {"position": "against", "text": "Дорого."}
    assert refused(tender_house, made, "operator_head", "discuss", position).status == 409
    developing.sign(tender_house, made, "customer_head")
    reason = {"reason": "Дорого."}
    assert refused(tender_house, made, "customer_head", "refuse_decision", reason).status == 409
    tender_house.take(made, "operator_head", "refuse_decision", reason)
    assert (made.state, running(made)) == ("discussing", {"decide": 5})
    assert refused(tender_house, made, "customer_head", "sign_decision", {"hash": made.decision_hash}).status == 409
    tender_house.take(made, "operator_head", "discuss", position)
    tender_house.take(made, "integrator_head", "decide", developing.decision(develop=False))
    assert made.state == "declined"


def test_a_retired_service_is_not_developed(tender_house: TenderHouse, set_clock: SetClock):
    """Whatever is decided, it is refused once the service is no more; declining is not."""
    made = developing.discussed(tender_house, set_clock)
    made.service.state = "retired"
    assert refused(tender_house, made, "integrator_head", "decide", developing.decision()).status == 409
    tender_house.take(made, "integrator_head", "decide", developing.decision(develop=False))
    assert made.state == "declined"


def test_the_decision_of_four_is_final(tender_house: TenderHouse, set_clock: SetClock):
    """What all four signed no single head annuls; a signature before that, its own head does."""
    made = developing.discussed(tender_house, set_clock)
    tender_house.take(made, "integrator_head", "decide", developing.decision())
    developing.sign(tender_house, made, "operator_head")
    with tender_house.as_("operator_head"):
        annulment.annul(made, "sign_decision", "По ошибке.")
    assert "operator" not in made.decision_signatures
    developing.sign(tender_house, made, *developing.SIGNERS)
    with tender_house.as_("operator_head"), pytest.raises(Refused):
        annulment.annul(made, "sign_decision", "По ошибке.")


def test_the_api_has_the_kind(tender_house: TenderHouse):
    """It is served under the name of the outside interface."""
    assert api_kinds.of_path("developments").kind.name == "developments"
