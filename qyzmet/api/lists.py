"""What a list is asked for in its address, and a page of its answer.

The cursor names the last row of the page before, so that rows added meanwhile shift nothing.
"""

import base64
import binascii
import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qyzmet import texts
from qyzmet.identity import is_bin
from qyzmet.people.organisations import organisations
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.refusals import Invalid
from qyzmet.search.conditions import TermState
from qyzmet.translating import gettext as _

LONGEST = 200
USUAL = 50
LONGEST_QUERY = 200
_CURSOR = re.compile(r"after:([0-9]{1,18})", re.ASCII)
_BEYOND = re.compile(r"beyond:([0-9A-Z.-]{1,60})", re.ASCII)


@dataclass(frozen=True)
class ListFilter:
    """A parameter of a kind's list beside those that all lists have."""

    # What it asks for, and its JSON schema: for openapi.json, in English.
    about: str
    schema: Mapping[str, Any]
    # What its text means. Raises ValueError with a word about what is wrong.
    read: Callable[[str], Any]


@dataclass(frozen=True)
class ListParameters:
    """What a list is asked for."""

    limit: int
    after: int | None
    state: str | None
    query: str | None
    organisations: tuple[int, ...] | None
    term: TermState | None
    submitted_from: dt.date | None
    submitted_to: dt.date | None
    # What the kind's own parameters ask for, by name: those that were given.
    more: Mapping[str, Any] = field(default_factory=dict)
    # Where a list goes on that is read by something else than numbers of rows, as the list itself spelled it.
    beyond: str = ""


@dataclass(frozen=True)
class Page:
    """One page of a list; `next` is the cursor of the page after it, None on the last."""

    procedures: list[Procedure]
    next: str | None


def cursor(row_id: int) -> str:
    """The cursor of the page after a row."""
    return base64.urlsafe_b64encode(f"after:{row_id}".encode()).decode().rstrip("=")


def cursor_beyond(place: str) -> str:
    """The cursor of a list that is read by something else than numbers of rows; digits, capitals, points and dashes."""
    return base64.urlsafe_b64encode(f"beyond:{place}".encode()).decode().rstrip("=")


def wrong_cursor() -> Invalid:
    """The refusal of a cursor that no list of this kind has given."""
    said = {"after": [_("Take the cursor from `next` of the page before")]}
    return Invalid(_("The list cannot be asked for like this."), errors=said)


def read(
    states: Sequence[str], arguments: Mapping[str, str], filters: Mapping[str, ListFilter] | None = None
) -> ListParameters:
    """What the address asks for; `states` are those that can be asked for, `filters` are the kind's own.

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

    after = taken("after", _after)
    asked = ListParameters(
        limit=taken("limit", _limit) or USUAL,
        after=after if isinstance(after, int) else None,
        beyond=after if isinstance(after, str) else "",
        state=taken("state", lambda text: one_of(states, text)),
        query=taken("q", _query),
        organisations=taken("organisation", organisation),
        term=taken("term", _term),
        submitted_from=taken("submitted_from", day),
        submitted_to=taken("submitted_to", day),
        more={name: value for name, each in (filters or {}).items() if (value := taken(name, each.read)) is not None},
    )
    if errors:
        raise Invalid(_("The list cannot be asked for like this."), errors=errors)
    return asked


def _limit(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", text, re.ASCII) or not 1 <= int(text) <= LONGEST:
        raise ValueError(_("Give a number from 1 to %(most)s", most=LONGEST))
    return int(text)


def _after(text: str) -> int | str:
    try:
        plain = base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        plain = ""
    if (beyond := _BEYOND.fullmatch(plain)) is not None:
        return beyond[1]
    found = _CURSOR.fullmatch(plain)
    if found is None:
        raise ValueError(_("Take the cursor from `next` of the page before"))
    return int(found[1])


def one_of(values: Sequence[str], text: str) -> str:
    """One of the values. Raises ValueError for anything else."""
    if text not in values:
        raise ValueError(_("One of these is expected: %(values)s", values=", ".join(values)))
    return text


def _query(text: str) -> str:
    if len(text) > LONGEST_QUERY or "\0" in text:
        raise ValueError(_("Search for at most %(most)s characters", most=LONGEST_QUERY))
    return texts.without_marks(text).strip()


def organisation(text: str) -> tuple[int, ...]:
    """The organisation with that BIN, if it is known here. Raises ValueError for what is no BIN."""
    if not is_bin(number := texts.digits(text)):
        raise ValueError(_("Write a BIN: 12 digits. Check them, one is wrong"))
    found = organisations.by_bin(number)
    # One that nobody knows here takes part in nothing.
    return () if found is None else (found.id,)


def _term(text: str) -> TermState:
    return TermState(one_of([term.value for term in TermState], text))


def day(text: str) -> dt.date:
    """A day as year-month-day. Raises ValueError for anything else."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII):
            return dt.date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(_("A date is expected as year-month-day, for example 2026-03-05"))
