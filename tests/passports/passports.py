"""Function passports for tests, brought to each state by the moves themselves."""

import copy
from typing import Any

from qyzmet.passports.models import FunctionPassport
from qyzmet.passports.passport import draft
from qyzmet.passports.passport.versions import next_of
from qyzmet.procedure import engine
from tests.requests.conftest import House
from tests.stages import stage


def step(key: str, name: str, by: str, **more: Any) -> dict[str, Any]:
    """A step; no time unless one is given as (value, unit)."""
    value, unit = more.pop("time", (None, None))
    base = {"key": key, "kind": "step", "name": name, "by": by, "channel": None, "result": ""}
    return base | {"time": {"value": value, "unit": unit}} | more


def condition(key: str, name: str, yes: str, no: str, **more: Any) -> dict[str, Any]:
    """A condition with its two ways."""
    return {"key": key, "kind": "condition", "name": name, "by": "", "channel": None, "yes": yes, "no": no} | more


def refusal(key: str, text: str) -> dict[str, Any]:
    """A refusal."""
    return {"key": key, "kind": "refusal", "text": text}


# Two channels that meet: the portal's is checked, the office's registered; ten working days and ten minutes in all.
STEPS: list[dict[str, Any]] = [
    step("p1", "Вход на портал", "recipient", channel="portal"),
    condition("c1", "Подлинны ли данные?", "p2", "r1", channel="portal"),
    refusal("r1", "Отказ в авторизации"),
    step("p2", "Регистрация через портал", "executor", channel="portal", time=(0, "day"), result="Номер"),
    step("o1", "Регистрация на бумаге", "clerk", channel="paper", time=(0, "day"), result="Номер"),
    step("s1", "Проверка полноты", "executor", time=(10, "minute")),
    condition("c2", "Документы полны?", "s2", "r2"),
    refusal("r2", "Отказ из-за нарушений"),
    step("s2", "Подготовка ответа", "executor", time=(10, "working_day"), result="Ответ"),
    step("s3", "Подписание", "head", result="Результат"),
]
DATA: dict[str, Any] = {
    "names": {"kk": "Куәлік беру", "ru": "Выдача свидетельства", "en": "Issue of a certificate"},
    "acts": [{"title": "Регламент", "number": "2/339", "date": "2014-05-11", "points": "1-13"}],
    "provider": "Управление культуры",
    "recipients": ["natural", "legal"],
    "channels": ["portal", "paper"],
    "form": ["electronic_partly"],
    "fee": None,
    "ground": "Заявление",
    "documents": ["Заявление по форме"],
    "systems": ["Портал «электронного правительства»", "Е-лицензирование"],
    "contact": "1414",
    "printed_term": {"value": 10, "unit": "working_day"},
    "steps": STEPS,
}


def data(**changes: Any) -> dict[str, Any]:
    """A passport's data of one's own."""
    return copy.deepcopy(DATA) | changes


@stage
def drafted(house: House) -> FunctionPassport:
    """A whole draft of the state body."""
    with house.as_("specialist"):
        return draft.draft(data())


@stage
def approved(house: House) -> FunctionPassport:
    """In force from today."""
    made = drafted(house)
    with house.as_("head"):
        engine.take(made, "approve", {})
    return made


@stage
def amended(house: House) -> FunctionPassport:
    """A draft of the next version, its first one in force."""
    made = approved(house)
    with house.as_("specialist"):
        engine.take(made, "amend", {"reason": "Новый порядок"})
    found = next_of(made)
    assert found is not None
    return found
