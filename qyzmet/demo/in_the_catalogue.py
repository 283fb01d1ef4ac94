"""What the demonstration has in the Catalogue: an IC service with a supplier, in production since December 2025, with
its whole life behind it: request, tender with two bids, the Commission's votes, contracts, formation, entry.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from qyzmet import clock
from qyzmet.catalog.formation import present
from qyzmet.database import db
from qyzmet.demo import matter, people, programmes
from qyzmet.demo.steps import Step, Story, commissioned, opinion, printed, taken
from qyzmet.procedure import engine
from qyzmet.requests.assignment import led_to
from qyzmet.requests.assignment import sample as assignment_sample
from qyzmet.requests.request import sample
from qyzmet.requests.request.draft import draft
from qyzmet.tenders.announcement.draft import draft as draft_tender
from qyzmet.tenders.bids.draft import draft as draft_bid
from qyzmet.tenders.commission.voting import proposals
from qyzmet.tenders.models import Bid
from qyzmet.tenders.rules.qualification import STATEMENTS

REQUEST, ASSIGNMENT, TENDER, FORMATION = "returns", "returns assignment", "returns tender", "returns formation"
VOTERS = ("chair", "member1", "member2", "member3", "member4")
SEATED = (*VOTERS, "secretary")
# Of each bidder: the lease, the IC service, and the points that the Commission gives for what is scored.
OFFERS = {
    "supplier1": ("46800000.00", "57600000.00", "4.5"),
    "supplier2": ("43200000.00", "59400000.00", "3"),
}
WINNER = "supplier1"
_CRITERIA = [each for each in assignment_sample.CRITERIA if each["kind"] != "price"]
_PASSED: dict[str, Any] = {"passed": True, "defects": [], "fix_working_days": None}


def _drafted(story: Story) -> None:
    story[REQUEST] = draft(matter.RETURNS | {"programmes": programmes.cited(story)})


def _ordered(story: Story) -> None:
    engine.take(story[REQUEST], "order_creation", {})
    story[ASSIGNMENT] = led_to.assignment_of(story[REQUEST])


def _written(story: Story) -> None:
    data = assignment_sample.lease() | {"integrations": []}
    data["commissioning"]["property_after_3_years"] = False
    engine.save(story[ASSIGNMENT], data)


def _announced(story: Story) -> None:
    said = {"contact": matter.TENDER_CONTACT, "paper_address": matter.TENDER_ADDRESS}
    story[TENDER] = draft_tender({"assignment": story[ASSIGNMENT].number, **said})


def _seated(story: Story) -> None:
    ids = {key: people.users()[key].public_id for key in SEATED}
    members = [ids[key] for key in VOTERS if key != "chair"]
    engine.take(
        story[TENDER], "set_commission", {"chair": ids["chair"], "secretary": ids["secretary"], "members": members}
    )


def _bidden(key: str) -> Callable[[Story], object]:
    def step(story: Story) -> None:
        lease, service, _points = OFFERS[key]
        data = {
            "price_lease": lease,
            "price_service": service,
            "group": [],
            "statements": [{"key": each.key, "confirmed": True, "documents": []} for each in STATEMENTS],
            "answers": [
                {"criterion": each["key"], "text": matter.RETURNS_ANSWER, "documents": []} for each in _CRITERIA
            ],
        }
        story[f"{key} bid"] = draft_bid(story[TENDER].number, data)

    return step


def _opened(story: Story) -> None:
    engine.take(story[TENDER], "open_bids", {"present": [people.users()[key].public_id for key in SEATED]})


def _bids(story: Story) -> dict[str, str]:
    """The numbers of the opened bids, by their bidders."""
    found = db.session.scalars(select(Bid).where(Bid.tender_id == story[TENDER].id))
    by_bin = {row.organisation.bin: each.public_number for each in found for row in each.party_rows}
    return {key: by_bin[people.BODIES[key].bin] for key in OFFERS}


def _minutes_signed(story: Story) -> None:
    minutes = next(each for each in story[TENDER].protocols if each.kind.value == "opening")
    engine.take(story[TENDER], "sign_minutes", {"hash": minutes.hash})


def _examined(story: Story) -> None:
    rows = [{"bid": bid, "compliant": True, "ground": None, "reason": ""} for bid in _bids(story).values()]
    engine.take(story[TENDER], "examine", {"results": rows})


def _scored(story: Story) -> None:
    scores = [
        {"bid": bid, "criterion": each["key"], "points": "1" if each["kind"] == "pass_fail" else OFFERS[key][2]}
        for key, bid in _bids(story).items()
        for each in _CRITERIA
    ]
    engine.take(story[TENDER], "score", {"scores": scores})


def _decided(story: Story) -> None:
    decision = {"winner": _bids(story)[WINNER], "ready_within_working_days": 60, "grounds": matter.RETURNS_GROUNDS}
    engine.take(story[TENDER], "decide", decision)


def _voted(name: str) -> Callable[[Story], object]:
    """A vote for what the chair has proposed."""

    def step(story: Story) -> None:
        proposed = proposals.open_of(story[name])
        if proposed is None:
            raise LookupError(f"nothing is proposed: {name}")
        engine.take(story[name], "sign_protocol", {"for": True, "dissent": "", "hash": proposed.hash})

    return step


def _contract_begun(kind: str, price: str, file_name: str) -> Callable[[Story], object]:
    def step(story: Story) -> None:
        terms = {
            "contract": kind,
            "price": price,
            "starts_on": "2025-12-15",
            "ends_on": "2028-12-14",
            "document": printed(
                story[ASSIGNMENT], "договор об ИК-услуге.pdf" if kind == "service" else "договор аренды.pdf"
            ),
        }
        engine.take(story[TENDER], "sign_contract", terms)

    return step


def _contract_signed(kind: str) -> Callable[[Story], object]:
    def step(story: Story) -> None:
        engine.take(story[TENDER], "sign_contract", {"contract": kind, "version": 1})
        story[FORMATION] = led_to.formation_of(story[ASSIGNMENT])

    return step


def _tested(story: Story) -> None:
    protocol = printed(story[ASSIGNMENT], "протокол тестирования.pdf")
    engine.take(story[FORMATION], "record_test", _PASSED | {"integrations": [], "protocol": protocol})


def _environment(story: Story) -> None:
    given = {"environment": matter.RETURNS_ENVIRONMENT, "available_on": clock.today().isoformat()}
    engine.take(story[FORMATION], "allocate_environment", given)


def _secured(story: Story) -> None:
    act = printed(story[ASSIGNMENT], "акт испытаний.pdf")
    engine.take(story[FORMATION], "record_security_test", _PASSED | {"act": act})


def _presented(story: Story) -> None:
    formation = story[FORMATION]
    minutes = [each.public_id for each in present.needed_minutes(formation)]
    engine.take(formation, "present", {"minutes": minutes, **present.passed_papers(formation)})


def _by_each(day: str, keys: Sequence[str], act: Callable[[Story], object]) -> list[Step]:
    """The same act of several people, five minutes one after the other, from an hour of that day on."""
    when, _, hour = day.partition(" ")
    return [(f"{when} {hour}:{5 * place:02}", key, act) for place, key in enumerate(keys)]


_NO_INTEREST = {"interest": False, "reason": ""}
_FORM = {"form": True, "grounds": matter.RETURNS_FORMING, "mend": "", "mend_working_days": None}

STEPS: tuple[Step, ...] = (
    ("2025-05-12 10:20", "state_body_specialist", _drafted),
    ("2025-05-13 09:40", "state_body_head", taken(REQUEST, "submit")),
    ("2025-05-20 15:10", "integrator_specialist", opinion(REQUEST, sample.OPINION)),
    ("2025-05-21 10:00", "integrator_head", taken(REQUEST, "give_opinion")),
    ("2025-05-23 16:45", "authorised_body_head", taken(REQUEST, "agree", {"grounds": sample.AGREEMENT_GROUNDS})),
    ("2025-05-27 11:00", "authorised_body_head", _ordered),
    ("2025-06-16 15:00", "integrator_specialist", _written),
    ("2025-06-17 17:00", "integrator_head", taken(ASSIGNMENT, "propose")),
    ("2025-06-19 14:30", "state_body_head", taken(ASSIGNMENT, "consent")),
    ("2025-06-23 09:45", "security_service_head", taken(ASSIGNMENT, "agree_security")),
    ("2025-06-26 10:20", "authorised_body_head", taken(ASSIGNMENT, "approve")),
    ("2025-06-27 11:30", "integrator_specialist", _announced),
    ("2025-06-30 10:15", "state_body_head", taken(TENDER, "consent")),
    ("2025-06-30 17:10", "integrator_head", taken(TENDER, "publish")),
    ("2025-07-01 10:40", "state_body_head", _seated),
    *_by_each("2025-07-02 11", SEATED, taken(TENDER, "declare", _NO_INTEREST)),
    ("2025-07-15 12:05", "supplier1_specialist", _bidden("supplier1")),
    ("2025-07-15 16:30", "supplier1_head", taken("supplier1 bid", "submit")),
    ("2025-07-18 14:00", "supplier2_specialist", _bidden("supplier2")),
    ("2025-07-18 17:20", "supplier2_head", taken("supplier2 bid", "submit")),
    ("2025-07-23 10:00", "chair", _opened),
    ("2025-07-23 11:00", "secretary", _minutes_signed),
    ("2025-07-23 11:05", "chair", _minutes_signed),
    ("2025-07-24 10:00", "chair", _examined),
    *_by_each("2025-07-24 11", VOTERS, _voted(TENDER)),
    *_by_each("2025-07-28 15", VOTERS, _scored),
    ("2025-07-29 10:00", "chair", _decided),
    *_by_each("2025-07-29 11", VOTERS, _voted(TENDER)),
    ("2025-08-06 12:00", "state_body_head", _contract_begun("service", "57600000.00", "договор об ИК-услуге.pdf")),
    ("2025-08-07 10:00", "operator_head", _contract_signed("service")),
    ("2025-08-07 15:00", "operator_head", _contract_begun("lease", "46800000.00", "договор аренды.pdf")),
    ("2025-08-08 11:00", "supplier1_head", _contract_signed("lease")),
    ("2025-10-20 12:00", "supplier1_head", taken(FORMATION, "report_ready", matter.RETURNS_READY)),
    ("2025-10-28 16:05", "operator_specialist", _tested),
    ("2025-10-31 11:15", "operator_specialist", _environment),
    ("2025-11-12 16:00", "operator_specialist", _secured),
    ("2025-11-13 09:30", "supplier1_head", taken(FORMATION, "notify_passed")),
    ("2025-11-14 10:00", "integrator_specialist", taken(FORMATION, "call_meeting", matter.RETURNS_MEETING)),
    ("2025-11-18 11:05", "integrator_specialist", _presented),
    ("2025-11-18 11:30", "chair", taken(FORMATION, "decide", _FORM)),
    *_by_each("2025-11-18 12", VOTERS, _voted(FORMATION)),
    ("2025-12-02 15:00", "operator_head", commissioned(ASSIGNMENT, FORMATION)),
    ("2025-12-03 10:30", "supplier1_head", taken(FORMATION, "commission")),
    ("2025-12-04 10:05", "operator_specialist", taken(FORMATION, "notify_integrator")),
    (
        "2025-12-08 16:20",
        "integrator_specialist",
        taken(FORMATION, "notify_authority", {"entry": matter.RETURNS_ENTRY}),
    ),
    ("2025-12-11 11:40", "authorised_body_head", taken(FORMATION, "include")),
)
