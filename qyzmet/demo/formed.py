"""What the demonstration has of a formation: an IC service that the operator created itself (¶ 88), in production since
the last week. The integrator has its notice and prepares the entry of the Catalogue.
"""

from typing import Any

from qyzmet.demo import matter
from qyzmet.demo.steps import Step, Story, commissioned, opinion, printed, taken
from qyzmet.procedure import engine
from qyzmet.requests.assignment import led_to
from qyzmet.requests.assignment import sample as assignment_sample
from qyzmet.requests.request import sample
from qyzmet.requests.request.draft import draft

REQUEST, ASSIGNMENT, FORMATION = "archive", "archive assignment", "archive formation"


def _drafted(story: Story) -> None:
    story[REQUEST] = draft(matter.ARCHIVE)


def _ordered(story: Story) -> None:
    engine.take(story[REQUEST], "order_creation", {})
    story[ASSIGNMENT] = led_to.assignment_of(story[REQUEST])


def _written(story: Story) -> None:
    engine.save(story[ASSIGNMENT], assignment_sample.operator() | {"integrations": []})


def _contract_begun(story: Story) -> None:
    terms = {
        "contract": "service",
        "price": "58000000.00",
        "starts_on": "2026-01-15",
        "ends_on": "2029-01-14",
        "document": printed(story[ASSIGNMENT], "договор об ИК-услуге.pdf"),
    }
    engine.take(story[ASSIGNMENT], "sign_contract", terms)


def _contract_signed(story: Story) -> None:
    engine.take(story[ASSIGNMENT], "sign_contract", {"contract": "service", "version": 1})
    story[FORMATION] = led_to.formation_of(story[ASSIGNMENT])


def _equipped(story: Story) -> None:
    bought = {
        "purchase": "Хранилище документов на 10 ТБ, запрос ценовых предложений по правилам закупок оператора.",
        "amount": "21500000.00",
        "documents": [printed(story[ASSIGNMENT], "акт приёмки хранилища.pdf")],
    }
    engine.take(story[FORMATION], "equip", bought)


_PASSED: dict[str, Any] = {"passed": True, "defects": [], "fix_working_days": None}


def _tested(story: Story) -> None:
    protocol = printed(story[ASSIGNMENT], "протокол тестирования.pdf")
    engine.take(story[FORMATION], "record_test", _PASSED | {"integrations": [], "protocol": protocol})


def _secured(story: Story) -> None:
    act = printed(story[ASSIGNMENT], "акт испытаний.pdf")
    engine.take(story[FORMATION], "record_security_test", _PASSED | {"act": act})


STEPS: tuple[Step, ...] = (
    ("2025-11-03 10:20", "state_body_specialist", _drafted),
    ("2025-11-04 09:40", "state_body_head", taken(REQUEST, "submit")),
    ("2025-11-12 15:10", "integrator_specialist", opinion(REQUEST, sample.OPINION)),
    ("2025-11-13 10:00", "integrator_head", taken(REQUEST, "give_opinion")),
    ("2025-11-17 16:45", "authorised_body_head", taken(REQUEST, "agree", {"grounds": sample.AGREEMENT_GROUNDS})),
    ("2025-11-19 11:00", "authorised_body_head", _ordered),
    ("2025-12-04 15:00", "integrator_specialist", _written),
    ("2025-12-05 17:00", "integrator_head", taken(ASSIGNMENT, "propose")),
    ("2025-12-10 14:30", "state_body_head", taken(ASSIGNMENT, "consent")),
    ("2025-12-15 09:45", "security_service_head", taken(ASSIGNMENT, "agree_security")),
    ("2025-12-19 10:20", "authorised_body_head", taken(ASSIGNMENT, "approve")),
    ("2026-01-06 12:00", "state_body_head", _contract_begun),
    ("2026-01-14 10:00", "operator_head", _contract_signed),
    ("2026-01-26 16:00", "operator_specialist", _equipped),
    ("2026-02-05 16:05", "operator_specialist", _tested),
    ("2026-02-16 16:00", "operator_specialist", _secured),
    ("2026-02-26 15:40", "operator_head", commissioned(ASSIGNMENT, FORMATION)),
    ("2026-02-27 10:05", "operator_specialist", taken(FORMATION, "notify_integrator")),
)
