"""The Commission's part of the course over the API: what is taken, what is answered, what is refused how."""

import threading
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from qyzmet.context import acting, actor_of
from qyzmet.database import db
from qyzmet.people.models import User
from qyzmet.procedure import engine
from qyzmet.procedure.refusals import NotInThisState
from qyzmet.tenders.bids import opened_bids
from qyzmet.tenders.commission import protocols
from qyzmet.tenders.models import Tender
from qyzmet.tenders.rules.protocol_kinds import ProtocolKind
from tests.api.conftest import Caller
from tests.conftest import SetClock
from tests.operations.places import KINDS, place
from tests.requests import conftest as requests_house
from tests.tenders import bidding, sitting, voting
from tests.tenders import house as tenders_house
from tests.tenders.house import TenderHouse


class Callers(dict[str, Caller]):
    """A caller for each person of the house, and for nobody under the empty key."""

    def __init__(self, app: Flask, house: TenderHouse) -> None:
        super().__init__()
        self.app, self.house = app, house

    def __missing__(self, key: str) -> Caller:
        made = self[key] = Caller(self.app, self.house[key] if key else None)
        return made


@pytest.fixture
def call(app: Flask, tender_house: TenderHouse) -> Callers:
    """Callers for everybody."""
    return Callers(app, tender_house)


@pytest.mark.slow
def test_the_course_from_the_commission_to_the_ranking(call: Callers, tender_house: TenderHouse, set_clock: SetClock):
    """As the interface prints it: six bodies, and a ranking that everybody reads without a token."""
    tender = sitting.published(tender_house)
    for supplier, price in ((1, "50000000.00"), (2, "40000000.00")):
        bidding.submitted(tender_house, tender, supplier, price_service=price)
        set_clock.forward(minutes=1)
    db.session.commit()
    path = f"/tenders/{tender.number}"
    named = tender_house.commission()
    answer = call["customer_head"].post(f"{path}/set_commission", named)
    assert answer.status_code == 200, answer.text
    assert answer.json["commission"] == {
        **named,
        "stepped_aside": [],
        "undeclared": [tender_house[key].public_id for key in sitting.SEATED],
    }
    assert "commission" not in call[""].get(path).json
    for key in sitting.SEATED:
        assert call[key].post(f"{path}/declare", {"interest": False, "reason": ""}).status_code == 200
    bidding.closed(tender_house, tender, set_clock)
    db.session.commit()
    assert "bids" not in call["auditor"].get(path).json
    answer = call["chair"].post(f"{path}/open_bids", sitting.present(tender_house))
    assert (answer.status_code, answer.json["state"]) == (200, "examining")
    bids = call[""].get(path).json["bids"]
    assert [(bid["supplier"], bid["price_service"]) for bid in bids] == [
        (tender_house.suppliers[0].bin, "50000000.00"),
        (tender_house.suppliers[1].bin, "40000000.00"),
    ]
    numbers = [bid["number"] for bid in bids]
    results = [{"bid": number, "compliant": True} for number in numbers]
    answer = call["chair"].post(f"{path}/examine", {"results": results})
    assert (answer.status_code, answer.json["state"]) == (200, "examining"), answer.text
    for key in sitting.VOTERS:
        vote = {"for": True, "dissent": "", "hash": answer.json["proposal"]["hash"]}
        signed = call[key].post(f"{path}/sign_protocol", vote)
        assert signed.status_code == 200, signed.text
    assert signed.json["state"] == "scoring"
    assert call[""].get(f"{path}/ranking").json == {"items": [], "left_out": [], "incomplete": []}
    given = sitting.scores(opened_bids.all_of(tender))
    for key in sitting.VOTERS:
        answer = call[key].post(f"{path}/score", given)
        assert answer.status_code == 200, answer.text
    assert answer.json["state"] == "ranked"
    ranking = call[""].get(f"{path}/ranking").json["items"]
    assert [(item["rank"], item["bid"], item["total"]) for item in ranking] == [
        (1, numbers[1], "88.000000"),
        (2, numbers[0], "80.000000"),
    ]
    assert ranking[0]["steps"][-1]["text"] == "Total: 48 + 40 = 88."
    assert ranking[0]["steps"][-1]["exact"] == "88"


@pytest.mark.parametrize(
    ("key", "action", "body", "field"),
    [
        ("customer_head", "set_commission", {"chair": "U-1", "secretary": "U-2", "members": "U-3"}, "members"),
        ("customer_head", "set_commission", {"chair": "U-999999", "secretary": None, "members": []}, "chair"),
        ("customer_head", "set_commission", {"chair": 7}, "chair"),
        ("customer_head", "set_commission", {"president": "U-1"}, "president"),
        ("chair", "declare", {"interest": "no"}, "interest"),
        ("chair", "declare", {}, "interest"),
        ("chair", "open_bids", {"present": ["somebody"]}, "present"),
        ("chair", "open_bids", {"present": "U-1"}, "present"),
        ("chair", "open_bids", {}, "present"),
    ],
)
def test_bad_bodies_before_the_opening_are_422_by_field(
    call: Callers, tender_house: TenderHouse, set_clock: SetClock, key: str, action: str, body: Any, field: str
):
    """Wrong types, unknown people and unknown fields are told at their place."""
    tender = sitting.published(tender_house)
    sitting.set_up(tender_house, tender)
    if action == "open_bids":
        bidding.closed(tender_house, tender, set_clock)
    db.session.commit()
    answer = call[key].post(f"/tenders/{tender.number}/{action}", body)
    assert answer.status_code == 422, answer.text
    assert field in answer.json["errors"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("key", "action", "body", "field"),
    [
        ("chair", "examine", {"results": [{"bid": "X"}]}, "results.0.compliant"),
        ("chair", "examine", {"results": [{"bid": "X", "compliant": False, "ground": "ugly"}]}, "results.0.ground"),
        ("chair", "request_correction", {"bid": 5, "text": ""}, "bid"),
        ("chair", "request_correction", {"bid": "B-NOBODY", "text": ""}, "text"),
    ],
)
def test_bad_bodies_of_the_examination_are_422_by_field(
    call: Callers, tender_house: TenderHouse, set_clock: SetClock, key: str, action: str, body: Any, field: str
):
    """A ground that the Law does not know, an answer that is missing."""
    tender = sitting.opened(tender_house, set_clock, "50000000.00")
    db.session.commit()
    answer = call[key].post(f"/tenders/{tender.number}/{action}", body)
    assert answer.status_code == 422, answer.text
    assert field in answer.json["errors"]


@pytest.mark.slow
def test_scores_of_wrong_types_are_422_and_of_somebody_else_impossible(
    call: Callers, tender_house: TenderHouse, set_clock: SetClock
):
    """A number instead of a text, a sign, an empty list; a field that names another member is no field."""
    tender = sitting.opened(tender_house, set_clock, "50000000.00")
    voting.resolve(tender_house, tender, "examine", sitting.results(opened_bids.all_of(tender)))
    db.session.commit()
    path = f"/tenders/{tender.number}/score"
    row = sitting.scores(opened_bids.all_of(tender))["scores"][0]
    for wrong in (4, "-1", "4.", "NaN", "1e1", None, ""):
        answer = call["member1"].post(path, {"scores": [row | {"points": wrong}]})
        assert answer.status_code == 422, (wrong, answer.text)
        assert list(answer.json["errors"]) == ["scores.0.points"]
    assert call["member1"].post(path, {"scores": []}).status_code == 422
    answer = call["member1"].post(path, {"scores": [row | {"user": tender_house["member2"].public_id}]})
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["scores.0.user"])
    assert call["secretary"].post(path, {"scores": [row]}).status_code == 403


@pytest.mark.slow
def test_a_sealed_score_raises_no_version(call: Callers, tender_house: TenderHouse, set_clock: SetClock):
    """Two members score with the version that both have read: nobody learns from it that the other did."""
    tender = sitting.opened(tender_house, set_clock, "50000000.00")
    voting.resolve(tender_house, tender, "examine", sitting.results(opened_bids.all_of(tender)))
    db.session.commit()
    path, body = f"/tenders/{tender.number}", sitting.scores(opened_bids.all_of(tender))
    version = call["member1"].get(path).json["version"]
    for key in ("member1", "member2"):
        answer = call[key].post(f"{path}/score", body, If_Match=str(version))
        assert (answer.status_code, answer.json["version"]) == (200, version)


def test_the_ranking_of_a_draft_is_nobodys(call: Callers, tender_house: TenderHouse):
    """404 for who may not know of the tender, and for a number of nothing."""
    draft = tender_house.drafted()
    db.session.commit()
    assert call[""].get(f"/tenders/{draft.public_number}/ranking").status_code == 404
    assert call["supplier1_head"].get(f"/tenders/{draft.public_number}/ranking").status_code == 404
    assert call["integrator_head"].get(f"/tenders/{draft.public_number}/ranking").status_code == 200
    assert call[""].get("/tenders/nothing/ranking").status_code == 404


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_pressed_twice_at_once_it_opens_once(kind: str, tmp_path: Path, set_clock: SetClock):
    """Chair and secretary press in the same instant: one opens, the other is told so; there is one set of minutes."""
    with place(kind, tmp_path) as app:
        house = tenders_house.tender_house.__wrapped__(requests_house.house.__wrapped__(app))  # type: ignore[attr-defined]
        tender = sitting.seated(house)
        bidding.submitted(house, tender)
        bidding.closed(house, tender, set_clock)
        db.session.commit()
        number, body = tender.id, sitting.present(house)
        people = {key: house[key].id for key in ("chair", "secretary")}
        barrier, outcomes = threading.Barrier(2), {}

        def press(key: str) -> None:
            with app.app_context():
                barrier.wait(60)
                found = db.session.get_one(Tender, number)
                with acting(actor_of(db.session.get_one(User, people[key]))):
                    try:
                        engine.take(found, "open_bids", body)
                        db.session.commit()
                        outcomes[key] = "opened"
                    except NotInThisState:
                        db.session.rollback()
                        outcomes[key] = "refused"
                db.session.remove()

        db.session.remove()
        threads = [threading.Thread(target=press, args=(key,)) for key in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert sorted(outcomes.values()) == ["opened", "refused"]
        found = db.session.get_one(Tender, number)
        assert len(protocols.of_kind(found, ProtocolKind.OPENING)) == 1
        assert len(opened_bids.all_of(found)) == 1
