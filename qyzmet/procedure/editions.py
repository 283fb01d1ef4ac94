"""Editions of the Rules and house rules: the numbers that terms and limits take.

A procedure keeps the edition it started under. A changed house rule applies to terms started afterwards.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, func, select, true
from sqlalchemy.exc import NoResultFound

from qyzmet import clock
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.deadlines.calendar import in_force as calendars
from qyzmet.deadlines.models import CalendarChange
from qyzmet.people.models import User
from qyzmet.procedure.house_rules import HOUSE_RULES
from qyzmet.procedure.models import Edition, HouseRule
from qyzmet.procedure.table import Term
from qyzmet.reading.read_once import read_once, remember

FIRST_EDITION = "kz-2022-03-31"


@dataclass(frozen=True)
class _Known:
    """Every edition by its key, the first in force first, and the house rules that somebody has set under each."""

    editions: dict[str, Edition]
    values: dict[tuple[str, str], Any]


@cache
def _question() -> Select[Any]:
    """Built once, as every request asks it."""
    changed = select(func.max(HouseRule.id)).group_by(HouseRule.edition_key, HouseRule.key)
    calendar = select(CalendarChange).order_by(CalendarChange.id.desc()).limit(1).subquery()
    return (
        select(Edition, HouseRule, calendar.c.id, calendar.c.digest)
        .outerjoin(HouseRule, and_(HouseRule.edition_key == Edition.key, HouseRule.id.in_(changed)))
        .outerjoin(calendar, true())
        .order_by(Edition.in_force_from, Edition.key)
    )


@read_once
def _known() -> _Known:
    rows = db.session.execute(_question()).all()
    for row in rows[:1]:
        # Whoever asks for an edition asks for the calendar soon.
        remember(calendars.newest, (row.id or 0, row.digest or ""))
    return _Known(
        {row.Edition.key: row.Edition for row in rows},
        {(row.Edition.key, row.HouseRule.key): row.HouseRule.value for row in rows if row.HouseRule is not None},
    )


def edition_of(key: str) -> Edition:
    """The edition of that key. Raises KeyError."""
    return _known().editions[key]


def current_edition(day: dt.date | None = None) -> Edition:
    """The edition that a procedure starts under: the newest one that has come into force by `day`."""
    day = day or clock.today()
    known = list(_known().editions.values())
    if not known:
        raise NoResultFound("there is no edition yet")
    return next((each for each in reversed(known) if each.in_force_from <= day), known[0])


def has_lapsed(edition: Edition, day: dt.date | None = None) -> bool:
    """Whether the edition is no longer in force in law; pages say so."""
    return edition.in_force_until is not None and edition.in_force_until < (day or clock.today())


def house_rule(key: str, edition_key: str) -> Any:
    """A house rule's value now, under an edition. Raises KeyError for a rule nobody wrote."""
    values = _known().values
    return values[edition_key, key] if (edition_key, key) in values else HOUSE_RULES[key].default


def change_house_rule(key: str, edition: Edition, value: Any, by: User) -> None:
    """Set a house rule from now on. Raises ValueError where the rule does not take such a value."""
    rule = HOUSE_RULES[key]
    rule.check(value)
    before = house_rule(key, edition.key)
    db.session.add(
        HouseRule(edition_key=edition.key, key=key, value=value, changed_at=clock.now(), changed_by_id=by.id)
    )
    audit.record(
        "change_house_rule",
        chain="settings",
        subject=f"{edition.key} {key}",
        before=before,
        after=value,
    )


def working_days(term: Term, edition_key: str) -> int:
    """How long a term started now is, in working days: the house rule's number, else the edition's."""
    chosen = term.house_rule or term.setting
    if chosen is not None:
        return int(house_rule(chosen, edition_key))
    return int(edition_of(edition_key).data.get("terms", {}).get(term.key, term.working_days))


def newer_than(edition: Edition) -> Edition | None:
    """The edition that replaced this one, if there is one."""
    return next((each for each in _known().editions.values() if each.in_force_from > edition.in_force_from), None)
