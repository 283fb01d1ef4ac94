"""Every move of every table, by people at the same moment over real connections: one wins, or the table says more.

The walks go by the helpers of the other tests; the first time that somebody takes a move in a state, three sessions of
that person take it at once. `WALKS` says which walk races for what, so that a test sees what none of them races for.
"""

import copy
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from qyzmet.passports.passport.draft import draft as draft_passport
from qyzmet.procedure import engine
from qyzmet.procedure.shown_version import shown_version
from qyzmet.procedure.table import Procedure as Table
from qyzmet.programmes.programme.draft import draft as draft_programme
from qyzmet.requests.assignment import sample as assignment_sample
from qyzmet.requests.proposal.draft import draft as draft_proposal
from qyzmet.requests.request import sample
from qyzmet.tenders.bids import envelopes
from tests.catalog import adding, developing, forming
from tests.catalog.entry import living
from tests.catalog.formation import test_by_operator as by_operator
from tests.conftest import SetClock
from tests.operations.places import place
from tests.own_database import SERVER
from tests.passports import passports
from tests.procedure.test_triples import TABLES
from tests.programmes.conftest import SMALL
from tests.requests.conftest import opinion_on
from tests.requests.proposal.test_proposals import GROUNDS, PROPOSAL
from tests.requests.request.test_return_incomplete import MISSING
from tests.tenders import bidding
from tests.tenders.announcement.test_amend import CLARIFICATION
from tests.tenders.announcement.test_extend import ADMINISTRATOR, HEAD, UNTIL
from tests.tenders.barred.test_barred import judgment, suit
from tests.tenders.house import TenderHouse
from tests.tenders.racing import AT_ONCE, Racing
from tests.tenders.resolving import (
    OFFERS,
    announced,
    bid_of,
    contract,
    decided,
    decision,
    examined,
    following,
    opened,
    ranked,
    reading,
    resolution,
    scored,
    signed,
    with_bids,
    without_bids,
)
from tests.tenders.voting import VOTERS, resolve, vote

ENVELOPE = {"received_at": "2026-03-02T09:00:00+05:00", "carrier": "paper"}
KIND = "postgresql" if SERVER else "sqlite"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """An application on a database of its own, whose commits are real."""
    with place(KIND, tmp_path) as made:
        yield made


def _request(house: TenderHouse, _clock: SetClock) -> None:
    made = house.requests.drafted()
    house.take(made, "specialist", "hand_over", {"note": ""})
    house.take(made, "head", "submit")
    house.take(made, "integrator_specialist", "return", MISSING)
    house.take(made, "head", "submit")
    house.take(made, "integrator_head", "assign", {"executor": house["integrator_specialist"].public_id})
    house.take(made, "integrator_specialist", "draft_opinion", opinion_on(made))
    house.take(made, "integrator_specialist", "hand_over", {"note": ""})
    house.take(made, "integrator_head", "give_opinion")
    house.take(made, "authorised_head", "agree", {"grounds": sample.AGREEMENT_GROUNDS})
    house.take(made, "authorised_head", "order_creation")
    house.take(house.requests.submitted(), "head", "withdraw")
    house.requests.decided("refuse")


def _proposal(house: TenderHouse, _clock: SetClock) -> None:
    for ending in ("agree", "refuse", "withdraw"):
        with house.as_("supplier_specialist"):
            made = draft_proposal({**PROPOSAL, "state_body": house.requests.state_body.bin})
        house.take(made, "supplier_specialist", "hand_over", {"note": ""})
        house.take(made, "supplier_head", "submit")
        if ending == "withdraw":
            house.take(made, "supplier_head", "withdraw")
            return
        house.take(made, "head", "join")
        house.take(made, "integrator_head", "assign", {"executor": house["integrator_specialist"].public_id})
        house.take(made, "integrator_specialist", "draft_opinion", opinion_on(made))
        house.take(made, "integrator_specialist", "hand_over", {"note": ""})
        house.take(made, "integrator_head", "give_opinion")
        house.take(made, "authorised_head", ending, GROUNDS)
        if ending == "agree":
            house.take(made, "authorised_head", "order_creation")


def _assignment(house: TenderHouse, _clock: SetClock) -> None:
    made = house.requests.written()
    house.take(made, "integrator_specialist", "hand_over", {"note": ""})
    house.take(made, "integrator_head", "propose")
    house.take(made, "head", "object", {"reason": "The load is too small."})
    house.take(made, "integrator_head", "propose")
    house.take(made, "head", "consent")
    house.take(made, "security_head", "return", {"reason": "The class is missing."})
    house.take(made, "integrator_head", "propose")
    house.take(made, "head", "consent")
    house.take(made, "security_head", "agree_security")
    house.take(made, "authorised_head", "approve")
    house.take(made, "integrator_specialist", "amend", {"reason": "Prices have changed."})


def _project(house: TenderHouse, _clock: SetClock) -> None:
    house.list_ppp(house.requests.approved(assignment_sample.ppp()))


def _announcement(house: TenderHouse, _clock: SetClock) -> None:
    tender = house.drafted()
    house.take(tender, "integrator_specialist", "hand_over", {"note": ""})
    house.take(tender, "customer_head", "decline", {"reason": "The contact is missing."})
    with house.as_("integrator_specialist"):
        engine.save(tender, {"contact": "Another office"})
    house.take(tender, "customer_head", "consent")
    house.take(tender, "integrator_head", "publish")
    house.take(tender, "supplier1_specialist", "ask", {"text": "May the lease be longer?"})
    house.take(tender, "integrator_specialist", "answer", {"question": "Q-1", "text": "No."})
    house.take(tender, "integrator_head", "amend", CLARIFICATION)
    for key in (HEAD, ADMINISTRATOR):
        house.take(tender, key, "extend", UNTIL)
    house.take(tender, "integrator_clerk", "register_envelope", ENVELOPE)
    house.take(tender, "customer_head", "set_commission", house.commission())
    house.take(tender, "member1", "declare", {"interest": False, "reason": ""})


def _bid(house: TenderHouse, _clock: SetClock) -> None:
    tender = announced(house)
    bid = bidding.drafted(house, tender)
    house.take(bid, "supplier1_specialist", "hand_over", {"note": ""})
    bidding.take(house, bid, "submit")
    bidding.take(house, bid, "withdraw")
    group = bidding.submitted(house, tender, group=[house.suppliers[1].bin])
    member = bidding.seen(house, group, "supplier2_head")
    assert member is not None
    bidding.take(house, member, "leave_group", supplier=2)
    bidding.join(house, group, 2)
    bidding.take(house, group, "confirm")


def _examination(house: TenderHouse, clock: SetClock) -> None:
    tender = announced(house)
    with house.as_("integrator_clerk"):
        # With a version given it is not raced for: each envelope would have to be entered.
        engine.take(tender, "register_envelope", ENVELOPE, expected_version=shown_version(tender))
        envelope = envelopes.newest(tender)
    assert envelope is not None
    bidding.submitted(house, tender, 1, price_lease=OFFERS[0][0], price_service=OFFERS[0][1])
    opened(house, tender, clock)
    body = {
        "envelope": envelope.number,
        "supplier": house.suppliers[1].bin,
        "data": bidding.data(tender),
        "present": [house["chair"].public_id],
    }
    house.take(tender, "integrator_clerk", "enter_envelope", body)
    bid = bid_of(house, tender, 1)
    house.take(tender, "chair", "request_correction", {"bid": bid.public_number, "text": "Sign it."})
    house.take(bid, "supplier1_head", "correct", {"documents": [house.document("supplier1_head", "signed.pdf")]})
    minutes = next(each for each in tender.protocols if each.kind == "opening")
    house.take(tender, "chair", "sign_minutes", {"hash": minutes.hash})
    results = [
        {"bid": bid_of(house, tender, number).public_number, "compliant": True, "ground": None, "reason": ""}
        for number in (1, 2)
    ]
    house.take(tender, "chair", "examine", {"results": results})
    vote(house, tender, VOTERS[:4])
    house.take(tender, "chair", "close_voting")
    scored(house, tender, {1: "5", 2: "4"})


def _decision(house: TenderHouse, clock: SetClock) -> None:
    tender = examined(house, with_bids(house, clock, OFFERS[:2]), count=2)
    for key in VOTERS[:4]:
        rows = [
            {"bid": bid_of(house, tender, number).public_number, "criterion": criterion, "points": points}
            for number, approach in ((1, "5"), (2, "4"))
            for criterion, points in (("approach", approach), ("licence", "1"))
        ]
        house.take(tender, key, "score", {"scores": rows})
    house.take(tender, "chair", "close_scoring")
    house.take(tender, "chair", "decide", decision(house, tender))
    vote(house, tender)
    house.take(tender, "supplier1_head", "decline_contract", {"reason": "Other work."})
    decided(house, tender, 2)
    signed(house, tender, "service", 2)
    house.take(tender, "operator_head", "sign_contract", contract(house, "lease"))
    clock.forward(days=60)
    house.take(tender, "chair", "record_silence", {"note": ""})
    house.take(tender, "supplier2_head", "sign_contract", reading("lease"))


def _without_bids(house: TenderHouse, clock: SetClock) -> None:
    third = without_bids(house, clock, 3)
    resolve(house, third, "cancel", resolution())


def _rerun(house: TenderHouse, clock: SetClock) -> None:
    tender = ranked(house, clock, OFFERS[:1])
    decided(house, tender)
    house.take(tender, "customer_head", "decline_contract", {"reason": "No money was given."})
    resolve(house, tender, "repeat", resolution())
    assert following(tender).repeats


def _suit(house: TenderHouse, clock: SetClock) -> None:
    tender = with_bids(house, clock, OFFERS[:1])
    examined(house, tender, {1: "false_information"}, count=1)
    bid = bid_of(house, tender, 1)
    house.take(bid, "customer_specialist", "record_suit", suit(house))
    house.take(bid, "customer_specialist", "record_judgment", judgment(house))
    forwarded = {"documents": [house.document("customer_specialist")]}
    house.take(bid, "customer_specialist", "forward_judgment", forwarded)


def _formation(house: TenderHouse, clock: SetClock) -> None:
    made = forming.begun(house, clock, "ssp", OFFERS[:1])
    house.take(made, "integrator_specialist", "request_test_infrastructure", {"text": "Two machines."})
    house.take(made, "operator_head", "give_test_infrastructure", forming.environment())
    house.take(made, "supplier1_head", "report_ready", forming.readiness())
    house.take(made, "operator_head", "record_test", forming.operability(house))
    house.take(made, "operator_head", "allocate_environment", forming.environment())
    house.take(made, "operator_head", "record_security_test", forming.security(house))
    forming.notify_passed(house, made)
    house.take(made, "integrator_specialist", "call_meeting", forming.meeting())
    clock.forward(days=1, minutes=1)
    house.take(made, "integrator_specialist", "present", forming.papers(made))
    house.take(made, "member4", "declare", {"interest": True, "reason": "A friend."})
    seats = house.commission() | {"reason": "stepped_aside"}
    seats["members"][3] = house["customer_specialist"].public_id
    house.take(made, "customer_head", "set_commission", seats)
    house.take(made, "customer_specialist", "declare", {"interest": False, "reason": ""})
    house.take(made, "chair", "decide", forming.forming())
    vote(house, made, VOTERS[:4])  # type: ignore[arg-type]
    house.take(made, "chair", "close_voting")
    house.take(made, "operator_head", "commission", forming.commissioning(house, made))
    house.take(made, "supplier1_head", "commission")
    house.take(made, "operator_head", "notify_integrator")
    house.take(made, "integrator_specialist", "notify_authority", forming.entry())
    house.take(made, "authorised_head", "return", {"reasons": "The contact is missing."})
    house.take(made, "integrator_specialist", "notify_authority", forming.entry(support="1477"))
    house.take(made, "authorised_head", "include")


def _by_operator(house: TenderHouse, _clock: SetClock) -> None:
    for ending in ("reopen", "cancel"):
        made = by_operator.begun(house)
        house.take(made, "operator_head", "equip", by_operator.equipment(house))
        house.take(made, "operator_head", "give_up", {"reason": "No money was given."})
        key = "integrator_specialist" if ending == "reopen" else "authorised_head"
        house.take(made.assignment, key, ending, {"reason": "Another way is found."})


def _additions(house: TenderHouse, clock: SetClock) -> None:
    made = adding.begun(house, clock)
    house.take(made, "supplier1_head", "give_up", {"reason": "No people for it."})
    house.take(made.assignment, "integrator_specialist", "reopen", {"reason": "Another way is found."})
    adding.approve(house, made.assignment)
    adding.sign(house, made.assignment, "service")
    house.take(made.assignment, "operator_head", "sign_contract", adding.terms(house, "lease"))
    house.take(made.assignment, "supplier1_head", "decline_contract", {"reason": "Too dear."})
    house.take(made.assignment, "integrator_head", "discuss_again", {"reason": "The supplier has declined."})


def _service(house: TenderHouse, clock: SetClock) -> None:
    made = living.entered(house, clock)
    house.take(made, "customer_head", "suspend", {"reason": "Works on the network."})
    house.take(made, "customer_head", "resume")
    house.take(made, "integrator_specialist", "record_failure", living.failure(house))
    house.take(made, "integrator_specialist", "replace_supplier", {"reason": "The contract has ended."})
    body = {"reason": "Nobody needs it.", "acknowledge_dependents": True}
    house.take(made, "integrator_specialist", "retire", body)


def _development(house: TenderHouse, clock: SetClock) -> None:
    made = developing.drafted(house, living.entered(house, clock))
    house.take(made, "customer_specialist", "hand_over", {"note": ""})
    house.take(made, "customer_head", "submit")
    for key, amount in (("operator_head", "1000000.00"), ("supplier1_head", "4000000.00")):
        house.take(made, key, "offer_price", {"amount": amount, "document": None})
    house.take(made, "integrator_head", "give_opinion", {"favourable": True, "text": "It is worth it."})
    house.take(made, "integrator_specialist", "discuss", developing.meeting())
    for key in developing.SIGNERS:
        house.take(made, key, "discuss", {"position": "for", "text": "Agreed."})
    clock.forward(days=1, minutes=1)
    house.take(made, "integrator_head", "decide", developing.decision())
    house.take(made, "operator_head", "refuse_decision", {"reason": "The price is not named."})
    house.take(made, "integrator_head", "decide", developing.decision(grounds="All are for it."))
    developing.sign(house, made, *developing.SIGNERS)


def _passport(house: TenderHouse, clock: SetClock) -> None:
    with house.as_("customer_specialist"):
        made = draft_passport(passports.data())
    house.take(made, "customer_specialist", "hand_over", {"note": ""})
    house.take(made, "customer_head", "approve")
    house.take(made, "customer_specialist", "amend", {"reason": "Another term."})
    house.take(made, "customer_head", "withdraw", {"reason": "The function is no more."})


def _programme(house: TenderHouse, clock: SetClock) -> None:
    with house.as_("customer_specialist"):
        made = draft_programme(copy.deepcopy(SMALL))
    house.take(made, "customer_specialist", "hand_over", {"note": ""})
    house.take(made, "customer_head", "approve")
    house.take(made, "customer_specialist", "amend", {"reason": "Another budget."})
    house.take(made, "customer_head", "withdraw", {"reason": "It was repealed."})


@pytest.fixture
def racing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Racing:
    """Whatever the walk takes is raced for."""
    made = Racing(app)
    monkeypatch.setattr(engine, "take", made.take)
    return made


# What each walk races for first, by table; what another walk has raced for already is not named again.
WALKS: dict[Callable[[TenderHouse, SetClock], None], dict[str, str]] = {
    _request: {
        "requests": "hand_over submit return assign draft_opinion give_opinion agree order_creation withdraw refuse"
    },
    _proposal: {
        "proposals": "hand_over submit join assign draft_opinion give_opinion agree order_creation withdraw refuse"
    },
    _assignment: {"assignments": "hand_over propose object consent return agree_security approve amend"},
    _project: {"assignments": "record_budget list_ppp"},
    _announcement: {
        "tenders": "hand_over decline consent publish ask answer amend extend register_envelope set_commission declare"
    },
    _bid: {"bids": "hand_over submit withdraw join_group leave_group confirm"},
    _examination: {
        "tenders": "open_bids enter_envelope request_correction sign_minutes examine sign_protocol close_voting score",
        "bids": "correct",
    },
    _decision: {"tenders": "close_scoring decide decline_contract sign_contract record_silence"},
    _without_bids: {"tenders": "reannounce amend_and_rerun cancel"},
    _rerun: {"tenders": "repeat"},
    _suit: {"bids": "record_suit record_judgment forward_judgment"},
    _formation: {
        "formations": "request_test_infrastructure give_test_infrastructure report_ready record_test "
        "allocate_environment record_security_test notify_passed call_meeting present declare set_commission decide "
        "sign_protocol close_voting commission notify_integrator notify_authority return include"
    },
    _by_operator: {"assignments": "sign_contract reopen cancel", "formations": "equip give_up"},
    _additions: {"assignments": "sign_contract reopen decline_contract discuss_again", "formations": "give_up"},
    _service: {"services": "suspend resume record_failure replace_supplier retire"},
    _development: {
        "developments": "hand_over submit offer_price give_opinion discuss decide refuse_decision sign_decision"
    },
    _passport: {"passports": "hand_over approve amend withdraw"},
    _programme: {"programmes": "hand_over approve amend withdraw"},
}
# On SQLite writers stand in one line, whatever they write: there every third walk is enough, the others stand in the
# long tests.
WALKED = [
    walk if SERVER or place % 3 == 0 else pytest.param(walk, marks=pytest.mark.soak) for place, walk in enumerate(WALKS)
]
# What no walk races for, and why.
ELSEWHERE = {
    "save": "no act: a draft is kept as it was saved last",
    "replace": "the version tells (tests/tenders/bids/test_at_once.py); without one the last content stands",
}


def _raced_for() -> set[tuple[str, str]]:
    return {(kind, action) for raced in WALKS.values() for kind, words in raced.items() for action in words.split()}


def _again(kind: str, action: str) -> bool:
    """Whether the table says what taking the move once more means."""
    return any(move.again for table in TABLES if table.kind == kind for move in table.moves_of(action))


@pytest.mark.once
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.kind)
def test_every_move_that_somebody_takes_is_raced_for_or_may_be_repeated(table: Table):
    """A move that a person takes stands in a walk, or the table says what once more means, or it is no act."""
    for move in table.moves:
        if not (move.consequence or move.by_vote or move.action in ELSEWHERE):
            assert (table.kind, move.action) in _raced_for() or move.again, move.action


@pytest.mark.slow
@pytest.mark.parametrize("walk", WALKED, ids=lambda walk: walk.__name__.strip("_"))
def test_of_several_at_once_one_wins(
    app: Flask,
    tender_house: TenderHouse,
    set_clock: SetClock,
    racing: Racing,
    walk: Callable[[TenderHouse, SetClock], None],
):
    """Each of the walk's moves is recorded once, however many take it; more often only where the table has a word."""
    walk(tender_house, set_clock)
    for kind, words in WALKS[walk].items():
        assert set(words.split()) <= {action for of, action in racing.won if of == kind}
    for (kind, action), taken in racing.won.items():
        assert set(taken) == {1} or (_again(kind, action) and max(taken) <= AT_ONCE), (kind, action, taken)
