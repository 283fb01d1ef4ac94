"""The house of the requests for every test here, and programmes of its state body brought to each state."""

import copy
from typing import Any

from qyzmet.procedure import engine
from qyzmet.programmes.models import Programme
from qyzmet.programmes.programme.draft import draft
from tests.requests.conftest import House
from tests.requests.conftest import house as house
from tests.tenders.house import tender_house as tender_house

# A programme whose reports are due from the tests' first day on.
SMALL: dict[str, Any] = {
    "kind": "territorial",
    "title": "Цифровой город",
    "language": "ru",
    "act": {"body": "Акимат", "number": "1", "date": "2025-12-30"},
    "from": "2026",
    "to": "2027",
    "currency": "KZT",
    "unit": 1000,
    "goals": [
        {
            "key": "1",
            "text": "Цель",
            "tasks": [{"key": "1.1", "text": "Задача", "measures": [{"key": "1.1.1", "text": "Мероприятие"}]}],
        }
    ],
    "points": [{"point": "5.1", "text": "Перевод услуг в электронный вид"}],
    "indicators": [{"key": "i1", "name": "Доля услуг", "unit": "%", "base": "10", "values": {"2026": "50"}}],
    "financing": {
        "total": "300.5",
        "years": {"2026": "100.5", "2027": "200"},
        "sources": [
            {"key": "city", "name": "Бюджет города", "total": "300.5", "years": {"2026": "100.5", "2027": "200"}}
        ],
    },
    "reports": [{"by": "Исполнитель", "to": "Маслихат", "every": "quarter", "day": 10, "months_after": 1}],
}


def drafted(house: House, **changes: Any) -> Programme:
    """A draft of the state body's specialist."""
    with house.as_("specialist"):
        return draft(copy.deepcopy(SMALL) | changes)


def in_force(house: House, **changes: Any) -> Programme:
    """A programme that its head has approved."""
    made = drafted(house, **changes)
    house.take(made, "head", "approve")
    return made


def amended(house: House, programme: Programme, **changes: Any) -> Programme:
    """The draft of its amended version."""
    house.take(programme, "specialist", "amend", {"reason": "Изменён бюджет."})
    found = programme.following[-1]
    if changes:
        with house.as_("specialist"):
            engine.save(found, changes)
    return found
