"""What the worker says about deadlines, in the language of whoever reads it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask import Flask

from qyzmet.database import db
from qyzmet.notifications import texts
from qyzmet.notifications.models import Notification
from qyzmet.people.models import Organisation
from qyzmet.procedure.kinds import term_told
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.wording import name_of, rule_words
from qyzmet.translating import gettext as _
from qyzmet.web import formats

from ..models import Stage

REMINDERS = {
    Stage.SIX_MONTHS: "deadline_six_months",
    Stage.THREE_MONTHS: "deadline_three_months",
    Stage.ONE_MONTH: "deadline_one_month",
    Stage.HALF: "deadline_half",
    Stage.ONE_LEFT: "deadline_one_left",
    Stage.TODAY: "deadline_today",
}
OVERDUE = "deadline_overdue"
ESCALATED = "deadline_escalated"
OVERDUE_ELSEWHERE = "deadline_overdue_elsewhere"


def _words(notification: Notification) -> dict[str, Any]:
    """The facts as sentences use them: what is due, by which rule, until when and how much is left."""
    facts = notification.facts
    term = term_told(db.session.get_one(Procedure, notification.procedure_id), facts["term"])
    due_on = dt.date.fromisoformat(facts["due_on"])
    return {
        "term": _(term.title),
        "rule": rule_words(term),
        "left": _left(facts),
        "until": formats.until(due_on),
        "day": formats.date_long(due_on, formats.language()),
        "length": _length(facts),
    }


def _left(facts: dict[str, Any]) -> str:
    """How much is left, in months of a term that counts such, else in working days."""
    months = facts.get("months_left")
    return formats.months_left(months) if months else formats.days_left(facts["days_left"])


def _length(facts: dict[str, Any]) -> str:
    """How long the term was, as it counts: in months or in calendar days where it does, else in working days."""
    if facts.get("months"):
        return formats.months(facts["months"])
    if facts.get("calendar_days"):
        return formats.calendar_days(facts["calendar_days"])
    return formats.working_days(facts["working_days"])


def _half(notification: Notification) -> str:
    return _("“%(term)s” (%(rule)s): half of the term has passed, %(left)s, %(until)s.", **_words(notification))


def _months_left(notification: Notification) -> str:
    return _("“%(term)s” (%(rule)s): %(until)s.", **_words(notification))


def _one_left(notification: Notification) -> str:
    return _("“%(term)s” (%(rule)s): %(left)s, %(until)s.", **_words(notification))


def _today(notification: Notification) -> str:
    return _("“%(term)s” (%(rule)s): the last day of the term is today, %(until)s.", **_words(notification))


def _overdue(notification: Notification) -> str:
    return _(
        "“%(term)s” (%(rule)s) is overdue: the term of %(length)s ended on %(day)s. It must still be done.",
        **_words(notification),
    )


def _escalated(notification: Notification) -> str:
    return _(
        "For the head: your organisation has let a term run out. “%(term)s” (%(rule)s) had to be done in %(length)s, "
        "by %(day)s. Nothing is approved by silence, the matter stays open. Please see to it that it is done now.",
        **_words(notification),
    )


def _overdue_elsewhere(notification: Notification) -> str:
    organisation = db.session.get(Organisation, notification.facts["by"]) if notification.facts["by"] else None
    return _(
        "%(organisation)s is late with “%(term)s” (%(rule)s): the term of %(length)s ended on %(day)s. "
        "The matter stays open until it acts.",
        organisation=name_of(organisation),
        **_words(notification),
    )


def _headline(write: Callable[[dict[str, Any]], str]) -> Callable[[Notification], str]:
    return lambda notification: write(_words(notification))


def register(app: Flask) -> None:
    """Give notifications their words about deadlines."""
    texts.add_writers(
        {
            **dict.fromkeys(
                (REMINDERS[Stage.SIX_MONTHS], REMINDERS[Stage.THREE_MONTHS], REMINDERS[Stage.ONE_MONTH]), _months_left
            ),
            REMINDERS[Stage.HALF]: _half,
            REMINDERS[Stage.ONE_LEFT]: _one_left,
            REMINDERS[Stage.TODAY]: _today,
            OVERDUE: _overdue,
            ESCALATED: _escalated,
            OVERDUE_ELSEWHERE: _overdue_elsewhere,
        }
    )
    soon = _headline(lambda words: _("%(left)s: %(term)s", **words))
    late = _headline(lambda words: _("overdue: %(term)s", **words))
    texts.add_headlines(
        {
            **dict.fromkeys(REMINDERS.values(), soon),
            OVERDUE: late,
            OVERDUE_ELSEWHERE: late,
            ESCALATED: _headline(lambda words: _("OVERDUE, for the head: %(term)s", **words)),
        }
    )
