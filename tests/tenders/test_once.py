"""The same act several times at once, by the API: one is recorded, the others learn why. All moves: test_races.py."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from qyzmet.database import db
from qyzmet.procedure.models import Act
from tests.operations.places import place
from tests.own_database import SERVER
from tests.requests.conftest import opinion_on
from tests.signing_in import bearer
from tests.tenders.bids.test_at_once import at_once, poster
from tests.tenders.house import TenderHouse

pytestmark = pytest.mark.slow

KIND = "postgresql" if SERVER else "sqlite"
AT_ONCE = 6


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """An application on a database of its own, whose commits are real."""
    with place(KIND, tmp_path) as made:
        yield made


def _request(house: TenderHouse) -> tuple[str, dict[str, tuple[str, str, Any]]]:
    request = house.requests.submitted()
    executor = {"executor": house["integrator_specialist"].public_id}
    return f"/requests/{request.public_number}", {
        "assign": ("integrator_head", "assign", executor),
        "draft_opinion": ("integrator_specialist", "draft_opinion", opinion_on(request)),
    }


def _draft(house: TenderHouse) -> tuple[str, dict[str, tuple[str, str, Any]]]:
    return f"/tenders/{house.drafted().public_number}", {
        "decline": ("customer_head", "decline", {"reason": "The contact is missing."})
    }


def _published(house: TenderHouse) -> tuple[str, dict[str, tuple[str, str, Any]]]:
    return f"/tenders/{house.published().public_number}", {
        "set_commission": ("customer_head", "set_commission", house.commission()),
        "declare": ("member1", "declare", {"interest": False, "reason": ""}),
    }


@pytest.mark.parametrize("course", [_request, _draft, _published], ids=lambda course: course.__name__)
def test_the_same_at_once_is_recorded_once(app: Flask, tender_house: TenderHouse, course: Callable[..., Any]):
    """Of six that say the same at the same moment one is recorded; the others are told so (409)."""
    path, moves = course(tender_house)
    db.session.commit()
    for key, action, body in moves.values():
        headers = bearer(tender_house[key])
        answers = Counter(at_once(*[poster(app, headers, f"{path}/{action}", body)] * AT_ONCE))
        assert answers == {200: 1, 409: AT_ONCE - 1}, (action, answers)
        recorded = db.session.scalar(select(func.count()).select_from(Act).where(Act.action == action))
        assert recorded == 1, action


def test_another_content_is_another_act(app: Flask, tender_house: TenderHouse):
    """Who is assigned after another, and again the first, are three acts."""
    request = tender_house.requests.submitted()
    db.session.commit()
    headers = bearer(tender_house["integrator_head"])
    people = [
        tender_house[key].public_id for key in ("integrator_specialist", "integrator_head", "integrator_specialist")
    ]
    for person in people:
        call = poster(app, headers, f"/requests/{request.public_number}/assign", {"executor": person})
        db.session.rollback()
        assert call() == 200


def test_consent_and_decline_at_once(app: Flask, tender_house: TenderHouse):
    """¶ 42: who declines and consents at the same moment has consented in the end, or declined alone: in an order."""
    tender = tender_house.drafted()
    db.session.commit()
    number = tender.id
    headers, path = bearer(tender_house["customer_head"]), f"/tenders/{tender.public_number}"
    calls = [poster(app, headers, f"{path}/consent"), poster(app, headers, f"{path}/decline", {"reason": "No."})]
    answers = at_once(*calls, *calls)
    found = select(Act.action).where(Act.procedure_id == number).order_by(Act.id)
    acts = [action for action in db.session.scalars(found) if action in ("consent", "decline")]
    assert acts in (["consent"], ["decline", "consent"], ["decline"])
    assert answers.count(200) == len(acts)
