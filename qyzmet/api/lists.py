"""Lists of procedures: what the caller may know of, the oldest first, page by page.

The cursor names the last row of the page before, so that rows added meanwhile shift nothing.
"""

import base64
import binascii
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, or_, select

from qyzmet import clock, context, rights
from qyzmet.api.kinds import ApiKind
from qyzmet.database import db
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.refusals import Invalid

LONGEST = 200
USUAL = 50
LONGEST_QUERY = 200
FILTERS = ("state", "q", "submitted_from", "submitted_to")
_CURSOR = re.compile(r"after:([0-9]{1,18})", re.ASCII)


@dataclass(frozen=True)
class Asked:
    """What a list is asked for."""

    limit: int
    after: int | None
    state: str | None
    query: str | None
    submitted_from: dt.date | None
    submitted_to: dt.date | None


@dataclass(frozen=True)
class Page:
    """One page of a list; `next` is the cursor of the page after it, None on the last."""

    procedures: list[Procedure]
    next: str | None


def cursor(row_id: int) -> str:
    """The cursor of the page after a row."""
    return base64.urlsafe_b64encode(f"after:{row_id}".encode()).decode().rstrip("=")


def states_of(kind: ApiKind) -> list[str]:
    """Every state of a kind in every edition."""
    return list(dict.fromkeys(state for table in kind.kind.tables.values() for state in table.states))


def read(states: Sequence[str], arguments: Mapping[str, str]) -> Asked:
    """What the address asks for; `states` are those that can be asked for.

    Raises Invalid (422) by parameter; parameters that are not known are left alone.
    """
    errors: dict[str, list[str]] = {}

    def taken(name: str, reading: Any) -> Any:
        text = arguments.get(name, "")
        if not text:
            return None
        try:
            return reading(text)
        except ValueError as error:
            errors[name] = [str(error.args[0])]
            return None

    asked = Asked(
        limit=taken("limit", _limit) or USUAL,
        after=taken("after", _after),
        state=taken("state", lambda text: _state(states, text)),
        query=taken("q", _query),
        submitted_from=taken("submitted_from", _date),
        submitted_to=taken("submitted_to", _date),
    )
    if errors:
        raise Invalid(_("The list cannot be asked for like this."), errors=errors)
    return asked


def _limit(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", text, re.ASCII) or not 1 <= int(text) <= LONGEST:
        raise ValueError(_("Give a number from 1 to %(most)s", most=LONGEST))
    return int(text)


def _after(text: str) -> int:
    try:
        plain = base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        plain = ""
    found = _CURSOR.fullmatch(plain)
    if found is None:
        raise ValueError(_("Take the cursor from `next` of the page before"))
    return int(found[1])


def _state(states: Sequence[str], text: str) -> str:
    if text not in states:
        raise ValueError(_("One of these is expected: %(values)s", values=", ".join(states)))
    return text


def _query(text: str) -> str:
    if len(text) > LONGEST_QUERY or "\0" in text:
        raise ValueError(_("Search for at most %(most)s characters", most=LONGEST_QUERY))
    return text.strip()


def _date(text: str) -> dt.date:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII):
            return dt.date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(_("A date is expected as year-month-day, for example 2026-03-05"))


def page(kind: ApiKind, asked: Asked) -> Page:
    """The procedures of a kind that were asked for and that the current actor may know of."""
    model = kind.kind.model
    query = select(model).where(rights.known_to(context.actor()), *_conditions(asked)).order_by(model.id)
    found = list(db.session.scalars(query.limit(asked.limit + 1)))
    more = len(found) > asked.limit
    found = found[: asked.limit]
    return Page(found, cursor(found[-1].id) if more else None)


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if asked.after is not None:
        conditions.append(Procedure.id > asked.after)
    if asked.state is not None:
        conditions.append(Procedure.state == asked.state)
    if asked.query:
        conditions.append(_holds(asked.query))
    if asked.submitted_from is not None:
        conditions.append(Procedure.submitted_at >= clock.at(asked.submitted_from))
    if asked.submitted_to is not None:
        conditions.append(Procedure.submitted_at < _end(asked.submitted_to))
    return conditions


def _end(day: dt.date) -> dt.datetime:
    return clock.end_of(day) if day < dt.date.max else clock.at(day, 23, 59)


def _holds(text: str) -> ColumnElement[bool]:
    """Whether the title or a number holds the text, capital letters or not, in any of the three languages."""
    if db.engine.dialect.name == "sqlite":
        title = func.fold(Procedure.title)
        wanted = text.casefold()
    else:
        # Under the locale C lower() leaves Cyrillic letters as they are; the language's own collation does not.
        title = func.lower(Procedure.title.collate("kk-x-icu"))
        wanted = text.lower()
    number = text.upper()
    return or_(
        title.contains(wanted, autoescape=True),
        Procedure.number.contains(number, autoescape=True),
        Procedure.draft_number.contains(text, autoescape=True),
    )
