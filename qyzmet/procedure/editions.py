"""Editions of the Rules and house rules: the numbers that terms and limits take.

A procedure keeps the edition it started under. A changed house rule applies to terms started afterwards.
"""

import datetime as dt
from typing import Any

from sqlalchemy import select

from qyzmet import clock
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.people.models import User
from qyzmet.procedure.house_rules import HOUSE_RULES
from qyzmet.procedure.models import Edition, HouseRule
from qyzmet.procedure.table import Term

FIRST_EDITION = "kz-2022-03-31"


def current_edition(day: dt.date | None = None) -> Edition:
    """The edition that a procedure starts under: the newest one that has come into force by `day`."""
    day = day or clock.today()
    found = db.session.scalars(
        select(Edition)
        .where(Edition.in_force_from <= day)
        .order_by(Edition.in_force_from.desc(), Edition.key.desc())
        .limit(1)
    ).first()
    if found is None:
        found = db.session.scalars(select(Edition).order_by(Edition.in_force_from).limit(1)).one()
    return found


def has_lapsed(edition: Edition, day: dt.date | None = None) -> bool:
    """Whether the edition is no longer in force in law; pages say so."""
    return edition.in_force_until is not None and edition.in_force_until < (day or clock.today())


def house_rule(key: str, edition_key: str) -> Any:
    """A house rule's value now, under an edition. Raises KeyError for a rule nobody wrote."""
    row = db.session.scalars(
        select(HouseRule)
        .where(HouseRule.key == key, HouseRule.edition_key == edition_key)
        .order_by(HouseRule.id.desc())
        .limit(1)
    ).first()
    return HOUSE_RULES[key].default if row is None else row.value


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
    edition = db.session.get_one(Edition, edition_key)
    return int(edition.data.get("terms", {}).get(term.key, term.working_days))


def newer_than(edition: Edition) -> Edition | None:
    """The edition that replaced this one, if there is one."""
    return db.session.scalars(
        select(Edition).where(Edition.in_force_from > edition.in_force_from).order_by(Edition.in_force_from).limit(1)
    ).first()
