"""What the demonstration begins with: requests in several states, made by its people at set times.

Nothing is put into the database by hand: the people act through the same functions as everybody, and between their
acts the clock moves as it does later, so that reminders, overdue marks and e-mails of those weeks are there too.
The matter is that of the two public services of Almaty's culture department; parts of one stand as requests of
their own where another state is to be shown.
"""

import copy
import datetime as dt
from collections.abc import Callable
from typing import Any

from qyzmet import clock, context, seeding
from qyzmet.database import db
from qyzmet.demo import clock as demo_clock
from qyzmet.demo import people
from qyzmet.procedure import engine
from qyzmet.requests import sample, service
from qyzmet.requests.models import AutomationRequest

RESTORATION = "Согласование проведения научно-реставрационных работ на памятниках истории и культуры местного значения"
_ESTIMATE = "по оценке заявителя: в регламенте число не указано"


def _adapted(function: str, purpose: str, **values: Any) -> dict[str, Any]:
    """The real request with another function and purpose; scope and the rest stay what the regulation says."""
    return copy.deepcopy(sample.REQUEST) | {"function": function, "purpose": purpose} | values


def _restoration() -> dict[str, Any]:
    """The second service of the regulations: the same steps and terms, other applicants and documents."""
    data = _adapted(
        f"Оказание государственной услуги «{RESTORATION}»",
        "Перевести согласование научно-реставрационных работ в полностью электронную форму: от регистрации заявления "
        "до согласования, подписанного ЭЦП руководителя услугодателя.",
    )
    data["acts"][0]["points"] = "регламент: 1-13"
    data["acts"][1]["title"] = data["acts"][1]["title"].replace(sample.SERVICE, RESTORATION)
    scope = data["scope"]
    scope["frequency"] = f"В рабочие дни, в среднем два-три заявления в неделю ({_ESTIMATE})"
    does = (
        "Подают заявление с документами по пункту 9 стандарта, подписывают его ЭЦП, получают согласование или "
        "мотивированный отказ."
    )
    scope["user_groups"] = [
        {
            "kind": "natural",
            "name": f"Физические лица - собственники памятников ({_ESTIMATE})",
            "number": 40,
            "does": does,
        },
        {
            "kind": "legal",
            "name": f"Организации, ведущие реставрационные работы ({_ESTIMATE})",
            "number": 60,
            "does": does,
        },
        scope["user_groups"][2],
    ]
    scope["documents"] = [
        {"kind": f"Заявление с прилагаемыми документами ({_ESTIMATE})", "number_per_year": 120, "volume_mb": "40.00"},
        {"kind": f"Согласование или мотивированный отказ ({_ESTIMATE})", "number_per_year": 120, "volume_mb": "0.30"},
    ]
    return data


_PAPER = _adapted(
    f"Регистрация бумажных заявлений на получение услуги «{sample.SERVICE}»",
    "Регистрировать заявления на бумажном носителе в день поступления со сканированными копиями документов.",
)
_SIGNATURES = _adapted(
    f"Проверка регистрационных свидетельств ЭЦП при подаче заявления на услугу «{sample.SERVICE}»",
    "Проверять срок действия свидетельства, список отозванных и соответствие ИИН/БИН при подаче заявления.",
)
_RESULTS = _adapted(
    f"Подписание и выдача результата услуги «{sample.SERVICE}» в форме электронного документа",
    "Подписывать результат ЭЦП руководителя услугодателя и выдавать его так, чтобы можно было просмотреть и сохранить.",
)
_TERMS = _adapted(
    f"Контроль сроков рассмотрения заявлений на услугу «{RESTORATION}»",
    "Считать срок проверки документов (десять минут) и срок подготовки ответа (десять рабочих дней).",
)
_HALF = {key: _PAPER[key] for key in ("function", "acts", "programmes", "purpose", "tasks")}
_OPINION = copy.deepcopy(sample.OPINION)
_OPINION_ON_RESTORATION = copy.deepcopy(sample.OPINION) | {
    "text": sample.OPINION["text"].replace(sample.SERVICE, RESTORATION),
}

Story = dict[str, AutomationRequest]
Step = tuple[str, str, Callable[[Story], object]]


def _drafted(name: str, data: dict[str, Any]) -> Callable[[Story], object]:
    def step(story: Story) -> None:
        story[name] = service.draft(data)

    return step


def _taken(name: str, action: str, body: dict[str, Any] | None = None) -> Callable[[Story], object]:
    return lambda story: engine.take(story[name], action, body or {})


_GROUNDS = {"grounds": sample.AGREEMENT_GROUNDS}
# When (in Almaty), who, what; in the order of time.
STEPS: tuple[Step, ...] = (
    ("2026-01-12 10:20", "state_body_specialist", _drafted("certificate", sample.REQUEST)),
    ("2026-01-13 09:40", "state_body_head", _taken("certificate", "submit")),
    ("2026-01-14 11:05", "state_body_specialist", _drafted("terms", _TERMS)),
    ("2026-01-15 16:30", "state_body_head", _taken("terms", "submit")),
    ("2026-01-21 15:10", "integrator_specialist", _taken("certificate", "draft_opinion", _OPINION)),
    ("2026-01-22 10:00", "integrator_head", _taken("certificate", "give_opinion")),
    ("2026-01-26 17:45", "authorised_body_head", _taken("certificate", "agree", _GROUNDS)),
    ("2026-01-28 12:15", "integrator_specialist", _taken("terms", "draft_opinion", _OPINION_ON_RESTORATION)),
    ("2026-01-30 09:30", "integrator_head", _taken("terms", "give_opinion")),
    ("2026-02-02 10:10", "state_body_specialist", _drafted("results", _RESULTS)),
    ("2026-02-03 14:20", "authorised_body_head", _taken("terms", "refuse", {"grounds": sample.REFUSAL_GROUNDS})),
    ("2026-02-04 11:50", "state_body_head", _taken("results", "submit")),
    ("2026-02-09 09:15", "state_body_specialist", _drafted("restoration", _restoration())),
    ("2026-02-10 10:30", "state_body_head", _taken("restoration", "submit")),
    ("2026-02-18 16:00", "integrator_specialist", _taken("results", "draft_opinion", _OPINION)),
    ("2026-02-20 12:00", "integrator_head", _taken("results", "give_opinion")),
    ("2026-02-23 15:35", "state_body_specialist", _drafted("signatures", _SIGNATURES)),
    ("2026-02-24 09:50", "state_body_head", _taken("signatures", "submit")),
    ("2026-02-26 11:25", "integrator_specialist", _taken("restoration", "draft_opinion", _OPINION_ON_RESTORATION)),
    ("2026-02-27 10:40", "integrator_head", _taken("restoration", "give_opinion")),
    ("2026-02-27 16:55", "state_body_specialist", _drafted("paper", _HALF)),
)


def make() -> None:
    """Fill a new database: what every one begins with, the people, and their acts until the start. Commits."""
    first = _instant(STEPS[0][0]) - dt.timedelta(days=1)
    demo_clock.create(first)
    with context.acting(context.COMMAND_LINE, "demonstration"):
        seeding.seed()
        people.enter()
        people.ensure_tokens()
        db.session.commit()
    story: Story = {}
    for when, key, step in STEPS:
        demo_clock.move(_instant(when))
        user = people.users()[key]
        with context.acting(context.actor_of(user), "demonstration"):
            step(story)
            db.session.commit()
    demo_clock.move(demo_clock.START)


def _instant(text: str) -> dt.datetime:
    day, _, time = text.partition(" ")
    hour, _, minute = time.partition(":")
    return clock.at(dt.date.fromisoformat(day), int(hour), int(minute))
