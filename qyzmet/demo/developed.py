"""What the demonstration has of a development (¶ 90-92): the IC service that stands in the Catalogue is developed, its
supplier stays, and additions to its contracts are being signed (H51): the customer has signed, the operator is next.
"""

import datetime as dt
from collections.abc import Callable

from qyzmet import clock
from qyzmet.catalog.development.draft import draft
from qyzmet.demo import in_the_catalogue
from qyzmet.demo.steps import Step, Story, printed, taken
from qyzmet.procedure import engine
from qyzmet.requests.assignment import led_to
from qyzmet.requests.assignment import sample as assignment_sample

DEVELOPMENT, ASSIGNMENT = "returns development", "returns development assignment"
_WISH = {
    "need": "Показывать заявителю в личном кабинете, на каком шаге его возврат, и напоминать о сроке за пять дней.",
    "grounds": "Каждое третье обращение в контакт-центр – вопрос о состоянии возврата.",
    "documents": [],
}
_OPINION = (
    "Развитие целесообразно: обращений станет меньше, новый продукт не нужен. Оба предложения цены соразмерны работам."
)
_DECISION = {
    "develop": True,
    "replace_supplier": False,
    "grounds": "Все стороны за развитие; к нынешнему поставщику претензий нет.",
}
_POSITIONS = {
    "state_body_head": "Просим развить услугу с нынешним поставщиком.",
    "authorised_body_head": "Не возражаем: расходы в пределах плана.",
    "operator_head": "Ресурсов платформы достаточно.",
}


def _drafted(story: Story) -> None:
    service = led_to.links_of(story[in_the_catalogue.ASSIGNMENT])["service"]
    if service is None:
        raise LookupError("the service is not in the Catalogue")
    story[DEVELOPMENT] = draft(service.public_number, _WISH)


def _opened(story: Story) -> None:
    at = clock.almaty(clock.now() + dt.timedelta(days=1))
    engine.take(story[DEVELOPMENT], "discuss", {"meets_at": at.isoformat()})


def _said(key: str) -> Callable[[Story], object]:
    return taken(DEVELOPMENT, "discuss", {"position": "for", "text": _POSITIONS[key]})


def _signed(story: Story) -> None:
    engine.take(story[DEVELOPMENT], "sign_decision", {"hash": story[DEVELOPMENT].decision_hash})
    story[ASSIGNMENT] = led_to.assignment_of(story[DEVELOPMENT])


def _written(story: Story) -> None:
    data = assignment_sample.lease() | {"integrations": [], "criteria": []}
    data["commissioning"]["property_after_3_years"] = False
    engine.save(story[ASSIGNMENT], data)


def _addition_begun(story: Story) -> None:
    terms = {
        "contract": "service",
        "price": "61000000.00",
        "starts_on": "2026-04-01",
        "ends_on": "2028-12-14",
        "document": printed(story[ASSIGNMENT], "дополнительное соглашение об ИК-услуге.pdf"),
    }
    engine.take(story[ASSIGNMENT], "sign_contract", terms)


def _offered(amount: str) -> Callable[[Story], object]:
    return taken(DEVELOPMENT, "offer_price", {"amount": amount, "document": None})


STEPS: tuple[Step, ...] = (
    ("2026-01-12 11:20", "state_body_specialist", _drafted),
    ("2026-01-13 10:10", "state_body_head", taken(DEVELOPMENT, "submit")),
    ("2026-01-16 15:30", "operator_specialist", _offered("1800000.00")),
    ("2026-01-19 12:15", "supplier1_specialist", _offered("2600000.00")),
    ("2026-01-27 16:40", "integrator_head", taken(DEVELOPMENT, "give_opinion", {"favourable": True, "text": _OPINION})),
    ("2026-01-28 10:30", "integrator_specialist", _opened),
    ("2026-01-29 11:05", "state_body_head", _said("state_body_head")),
    ("2026-01-29 11:20", "authorised_body_head", _said("authorised_body_head")),
    ("2026-01-29 11:35", "operator_head", _said("operator_head")),
    ("2026-01-30 15:10", "integrator_head", taken(DEVELOPMENT, "decide", _DECISION)),
    ("2026-02-02 09:30", "state_body_head", _signed),
    ("2026-02-02 14:10", "operator_head", _signed),
    ("2026-02-03 16:30", "authorised_body_head", _signed),
    ("2026-02-12 16:20", "integrator_specialist", _written),
    ("2026-02-13 11:15", "integrator_head", taken(ASSIGNMENT, "propose")),
    ("2026-02-17 10:40", "state_body_head", taken(ASSIGNMENT, "consent")),
    ("2026-02-19 15:25", "security_service_head", taken(ASSIGNMENT, "agree_security")),
    ("2026-02-24 12:05", "authorised_body_head", taken(ASSIGNMENT, "approve")),
    ("2026-02-27 11:50", "state_body_head", _addition_begun),
)
