"""The filters of a list, in its address: read, said again in links, and explained where they cannot be understood.

A room's list has its own fields upon `Filters`. What cannot be understood is left out of the list, stays in the form as
it was typed, and is explained at its field. `templates/macros/filters.html` draws them.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, select

from qyzmet import texts
from qyzmet.database import db
from qyzmet.identity import is_bin
from qyzmet.people.models import Organisation
from qyzmet.procedure.kinds import kinds
from qyzmet.procedure.wording import state_word
from qyzmet.translating import gettext as _
from qyzmet.web import formats
from qyzmet.web.sorting import contains
from qyzmet.web.typed_dates import NotUnderstood, read_date

LONGEST = 200
MOST_ORGANISATIONS = 50


@dataclass
class Filters:
    """What was typed, by the names in the address; `errors` by name say what of it could not be understood."""

    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, arguments: Mapping[str, str], *names: str) -> Self:
        """The filters of a list that explains nothing: what it does not understand it leaves out."""
        return cls(typed_in(arguments, names))

    def chosen(self, name: str, known: Iterable[str]) -> str:
        """The choice there; "" where it is none of those that are known."""
        return self.typed[name] if self.typed[name] in list(known) else ""

    @property
    def narrowed(self) -> bool:
        """Whether anything is asked for."""
        return any(self.typed.values())

    def kept(self) -> dict[str, str]:
        """What is no filter and stays when they are taken away: which of several lists it is."""
        return {}

    def hidden(self) -> dict[str, str]:
        """What the form sends along beside its fields."""
        return self.kept()

    def href(self, path: str, **other: str) -> str:
        """An address with the same filters; `other` goes before what was typed."""
        return _address(path, self.kept() | self.typed | other)

    def href_without(self, path: str) -> str:
        """The address of the whole list."""
        return _address(path, self.kept())

    def read(self, name: str, reading: Callable[[str], Any]) -> Any:
        """What was typed there as `reading` understands it; None where there is nothing, or nothing that it can."""
        if not self.typed[name]:
            return None
        try:
            return reading(self.typed[name])
        except ValueError as error:
            self.errors[name] = str(error.args[0])
            return None

    def shown_day(self, name: str) -> str:
        """The day there as it is typed into forms; what could not be read stands as it was typed."""
        typed = self.typed[name]
        return typed if not typed or name in self.errors else formats.date_short(day(typed), formats.language())

    def read_days(self, first: str, last: str) -> tuple[dt.date | None, dt.date | None]:
        """Two days, from and to, as people or browsers write them."""
        days: tuple[dt.date | None, dt.date | None] = (self.read(first, day), self.read(last, day))
        for name, each in zip((first, last), days, strict=True):
            if each is not None:
                self.typed[name] = each.isoformat()  # The same in every language: links carry it.
        if days[0] and days[1] and days[1] < days[0]:
            self.errors[last] = _("The last day lies before the first one")
            return days[0], None
        return days


def _address(path: str, pairs: Mapping[str, str]) -> str:
    said = {name: value for name, value in pairs.items() if value}
    return f"{path}?{urlencode(said)}" if said else path


def typed_in(arguments: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """What stands in the address under these names, without signs that cannot be written."""
    return {name: _clean(arguments.get(name, "")) for name in names}


def state_titles(names: Iterable[str]) -> dict[str, str]:
    """The states of these kinds in words; one that is called otherwise in another kind is called both."""
    words: dict[str, dict[str, None]] = {}
    for table in (table for name in names for table in kinds()[name].tables.values()):
        for state in table.states:
            words.setdefault(state, {})[state_word(table, state)] = None
    return {state: " / ".join(those) for state, those in words.items()}


def _clean(text: str) -> str:
    if not text:
        return ""
    return "".join(c if c.isprintable() else " " for c in texts.without_marks(text[:LONGEST])).strip()


def one_of(text: str, known: Iterable[str]) -> str:
    """One of the choices. Raises ValueError for anything else."""
    if text not in list(known):
        raise ValueError(_("There is no such choice; the list is shown without it"))
    return text


def day(text: str) -> dt.date:
    """A day as people write it, as in every form: 05.03.2026, 2026-03-05. Raises ValueError for anything else."""
    try:
        return read_date(text)
    except NotUnderstood:
        raise ValueError(_("Write a day that there is, for example 05.03.2026")) from None


def organisation_like(text: str) -> ColumnElement[bool]:
    """The condition on an organisation that it has this BIN, or that a name of it holds the words."""
    if is_bin(number := texts.digits(text)):
        return Organisation.bin == number
    return contains(text, Organisation.name_kk, Organisation.name_ru, Organisation.name_en)


def organisation_ids(text: str) -> tuple[int, ...]:
    """The organisations with that BIN, or whose name holds the words. Raises ValueError for none, or too many."""
    found = tuple(
        db.session.scalars(select(Organisation.id).where(organisation_like(text)).limit(MOST_ORGANISATIONS + 1))
    )
    if not found:
        raise ValueError(_("No organisation has this name or BIN; the list is shown without it"))
    if len(found) > MOST_ORGANISATIONS:
        raise ValueError(_("Too many organisations are called so. Write more of the name, or the BIN"))
    return found
