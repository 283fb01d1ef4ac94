"""Two people at the same moment, over real connections: what each of them alone may do would be wrong together."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from qyzmet import context, database
from qyzmet.catalog.models import Service, ServiceRelation
from qyzmet.database import db
from qyzmet.people.models import User
from qyzmet.procedure import engine
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.refusals import Refused
from tests.catalog import developing
from tests.catalog.entry import living
from tests.conftest import SetClock
from tests.operations.places import place
from tests.own_database import SERVER
from tests.tenders.bids.test_at_once import at_once
from tests.tenders.house import TenderHouse

pytestmark = pytest.mark.slow
ROUNDS = 4
KIND = "postgresql" if SERVER else "sqlite"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """An application on a database of its own, whose commits are real."""
    with place(KIND, tmp_path) as made:
        yield made


def _actor(user: int) -> context.Actor:
    return context.actor_of(db.session.get_one(User, user))


def _doing(app: Flask, user: int, procedure: int, act: Callable[[Any], object]) -> Callable[[], str]:
    """What the person does in the procedure, in a session of its own: why it was refused; empty where it was done."""

    def once() -> str:
        with app.app_context(), database.writing(), context.acting(_actor(user)):
            try:
                act(db.session.get_one(Procedure, procedure))
                db.session.commit()
            except Refused as refused:
                db.session.rollback()
                return refused.detail
            finally:
                db.session.remove()
        return ""

    return once


def _needing(app: Flask, house: TenderHouse, service: Service, other: Service) -> Callable[[], str]:
    """The integrator says that the service needs the other one."""
    said = {"relations": [{"kind": "needs", "service": other.public_number}]}
    return _doing(app, house["integrator_specialist"].id, service.id, lambda found: engine.save(found, said))


def test_no_circle_is_made_by_two(app: Flask, tender_house: TenderHouse, set_clock: SetClock):
    """Each of two services is said to need the other one, by two who do not see each other's: one is refused."""
    service = living.entered(tender_house, set_clock)
    other = living.another(service)
    for _round in range(ROUNDS):
        answers = at_once(_needing(app, tender_house, service, other), _needing(app, tender_house, other, service))
        assert sorted(map(bool, answers)) == [False, True], answers
        assert len(db.session.scalars(select(ServiceRelation.id)).all()) == 1
        for each in (service, other):
            with tender_house.as_("integrator_specialist"):
                engine.save(each, {"relations": []})
        db.session.commit()


def test_what_has_just_come_to_be_needed_is_not_retired_unnamed(
    app: Flask, tender_house: TenderHouse, set_clock: SetClock
):
    """Either who needs it is refused, as it is retired, or who retires it is told who needs it."""
    service = living.entered(tender_house, set_clock)
    other = living.another(service)
    retiring = _doing(
        app,
        tender_house["integrator_specialist"].id,
        service.id,
        lambda found: engine.take(found, "retire", {"reason": "Nobody needs it.", "acknowledge_dependents": False}),
    )
    answers = at_once(_needing(app, tender_house, other, service), retiring)
    assert sorted(map(bool, answers)) == [False, True], answers


def test_nothing_is_added_to_the_contract_of_a_supplier_who_fails(
    app: Flask, tender_house: TenderHouse, set_clock: SetClock
):
    """Signed last, or recorded as failed: whichever comes second knows of the first (¶ 109, H51)."""
    development = developing.discussed(tender_house, set_clock)
    tender_house.take(development, "integrator_head", "decide", developing.decision())
    developing.sign(tender_house, development, *developing.SIGNERS[:2])
    read, failure = {"hash": development.decision_hash}, living.failure(tender_house)
    signing = _doing(
        app,
        tender_house["operator_head"].id,
        development.id,
        lambda found: engine.take(found, "sign_decision", read),
    )
    failing = _doing(
        app,
        tender_house["integrator_specialist"].id,
        development.service_id,
        lambda found: engine.take(found, "record_failure", failure),
    )
    answers = at_once(signing, failing)
    db.session.refresh(development)
    # Signed before the failure it is discussed again; after it, it is not signed.
    assert answers[1] == ""
    assert development.state == "discussing"
