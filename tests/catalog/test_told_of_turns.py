"""Whoever's turn it becomes in a formation, an entry or a development hears of it by e-mail, and what it is."""

from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import func, select

from qyzmet.catalog.formation import present
from qyzmet.catalog.procedure.development import DEVELOPMENTS
from qyzmet.catalog.procedure.formation import FORMATIONS
from qyzmet.catalog.procedure.service import SERVICES
from qyzmet.database import db
from qyzmet.notifications.models import OutboxMessage
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.table import Procedure as Table
from qyzmet.procedure.whose_turn.tasks import tasks_in
from qyzmet.procedure.whose_turn.turns import turns
from qyzmet.vocabulary import Party
from tests.catalog import developing, forming
from tests.catalog.entry import living
from tests.catalog.formation import test_by_operator as by_operator
from tests.conftest import SetClock
from tests.tenders.house import TenderHouse
from tests.tenders.voting import VOTERS

PEOPLE = (
    "customer_head",
    "customer_specialist",
    "integrator_head",
    "integrator_specialist",
    "authorised_head",
    "authorised_specialist",
    "operator_head",
    "supplier1_head",
    "supplier1_specialist",
    *VOTERS,
    "secretary",
)


def _turns(table: Table, state: str) -> set[tuple[Party, tuple[str, ...]]]:
    return {(turn.party, tuple(move.action for move in turn.leading)) for turn in turns(table, state)}


@pytest.mark.once
@pytest.mark.parametrize("table", [FORMATIONS, SERVICES, DEVELOPMENTS], ids=lambda table: table.kind)
def test_the_table_tells_everybody_whose_turn_begins(table: Table):
    """Of every move from every state: each party that has a turn afterwards which it had not before is told of it."""
    for move in table.moves:
        for state in move.from_:
            begun = _turns(table, move.to or state) - _turns(table, state)
            untold = {party for party, _actions in begun} - {*move.tells}
            if move.rule == "¶ 88":
                # The operator's own formation runs in the same table and has no Commission.
                untold.discard(Party.COMMISSION)
            assert not untold, (move.action, state, untold)


class Listening:
    """People who take acts one after another, and everybody's letters beside what each is to do then."""

    def __init__(self, house: TenderHouse, procedure: Procedure) -> None:
        self.house = house
        self.procedure = procedure
        self.heard = 0

    def to_do(self) -> dict[str, set[str]]:
        """What each is to do in the procedure now, in the language of their letters."""
        found = {}
        for key in PEOPLE:
            with self.house.as_(key) as actor, force_locale(self.house[key].language):
                found[key] = {task.title for task in tasks_in(self.procedure, actor)}
        return found

    def take(self, key: str, action: str, body: dict[str, Any] | None = None) -> None:
        """That person takes the act; whoever has something new to do then has a letter that names it."""
        before, last = self.to_do(), db.session.scalar(select(func.max(OutboxMessage.id))) or 0
        self.house.take(self.procedure, key, action, body)
        db.session.expire_all()
        letters = db.session.scalars(select(OutboxMessage).where(OutboxMessage.id > last)).all()
        for other, tasks in self.to_do().items():
            if other == key:
                continue
            said = "\n".join(each.body for each in letters if each.to == self.house[other].email)
            for title in tasks - before[other]:
                assert title in said, f"{action} by {key}: {other} is to do “{title}” and has no letter that says so"
                self.heard += 1


@pytest.mark.slow
def test_in_a_formation_with_a_supplier(app: Flask, tender_house: TenderHouse, set_clock: SetClock):
    """From readiness over a failed test to the entry, which is returned once (¶ 73-98)."""
    formation = forming.begun(tender_house, set_clock)
    story = Listening(tender_house, formation)
    failed = forming.operability(tender_house, **forming.failed())
    story.take("supplier1_head", "report_ready", forming.readiness())
    story.take("integrator_specialist", "request_test_infrastructure", {"text": "Две машины."})
    story.take("operator_head", "give_test_infrastructure", forming.environment())
    story.take("operator_head", "record_test", failed)
    story.take("supplier1_head", "report_ready", forming.readiness(text="Исправлено."))
    story.take("operator_head", "record_test", forming.operability(tender_house))
    story.take("operator_head", "allocate_environment", forming.environment())
    story.take("operator_head", "record_security_test", forming.security(tender_house))
    story.take("supplier1_head", "notify_passed")
    story.take("integrator_specialist", "call_meeting", forming.meeting())
    set_clock.forward(days=1, minutes=1)
    story.take("integrator_specialist", "present", forming.papers(formation))
    assert present.missing(formation) == []
    story.take("chair", "decide", forming.forming())
    for voter in VOTERS:
        story.take(voter, "sign_protocol", {"for": True, "dissent": "", "hash": formation.protocols[-1].hash})
    assert formation.state == "forming_decided"
    story.take("operator_head", "commission", forming.commissioning(tender_house, formation))
    story.take("supplier1_head", "commission")
    story.take("operator_head", "notify_integrator")
    story.take("integrator_specialist", "notify_authority", forming.entry())
    story.take("authorised_head", "return", {"reasons": "Нет описания."})
    story.take("integrator_specialist", "notify_authority", forming.entry(support="1415"))
    story.take("authorised_head", "include")
    assert story.heard > 15


@pytest.mark.slow
def test_in_a_formation_by_the_operator(app: Flask, tender_house: TenderHouse, set_clock: SetClock):
    """¶ 88: in its five steps, with a test that is not passed."""
    formation = by_operator.begun(tender_house)
    story = Listening(tender_house, formation)
    story.take("operator_head", "equip", by_operator.equipment(tender_house))
    story.take("operator_head", "record_test", forming.operability(tender_house))
    story.take("operator_head", "record_security_test", forming.security(tender_house, **forming.failed()))
    story.take("operator_head", "record_test", forming.operability(tender_house))
    story.take("operator_head", "record_security_test", forming.security(tender_house))
    story.take("operator_head", "commission", forming.commissioning(tender_house, formation))
    story.take("operator_head", "notify_integrator")
    story.take("integrator_specialist", "notify_authority", forming.entry(price_lease=None))
    assert story.heard > 1


@pytest.mark.slow
def test_in_an_entry(app: Flask, tender_house: TenderHouse, set_clock: SetClock):
    """¶ 109: the operator is to migrate, the integrator to begin the replacement."""
    story = Listening(tender_house, living.entered(tender_house, set_clock))
    story.take("integrator_specialist", "record_failure", living.failure(tender_house))
    story.take("integrator_specialist", "replace_supplier", {"reason": "Договор расторгнут."})
    assert story.heard > 1


@pytest.mark.slow
def test_in_a_development(app: Flask, tender_house: TenderHouse, set_clock: SetClock):
    """¶ 90-92, H32: prices, opinion, discussion and four signatures; one is refused and the protocol written anew."""
    made = developing.drafted(tender_house, developing.service(tender_house, set_clock))
    story = Listening(tender_house, made)
    story.take("customer_specialist", "hand_over", {"note": ""})
    story.take("customer_head", "submit")
    story.take("operator_head", "offer_price", {"amount": "1000000.00", "document": None})
    story.take("supplier1_head", "offer_price", {"amount": "4000000.00", "document": None})
    story.take("integrator_head", "give_opinion", {"favourable": True, "text": "Целесообразно."})
    story.take("integrator_specialist", "discuss", developing.meeting())
    for key in developing.SIGNERS:
        story.take(key, "discuss", {"position": "for", "text": "Согласны."})
    set_clock.forward(days=1, minutes=1)
    story.take("integrator_head", "decide", developing.decision())
    story.take("operator_head", "refuse_decision", {"reason": "Дорого."})
    story.take("integrator_head", "decide", developing.decision(grounds="Решено иначе."))
    for key in developing.SIGNERS:
        story.take(key, "sign_decision", {"hash": made.decision_hash})
    assert made.state == "decided"
    assert story.heard > 8
