"""What a list is asked for in its address: read, said again in links, and explained where it cannot be taken."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from qyzmet import rights
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.identity import is_bin
from qyzmet.people.models import Organisation
from qyzmet.procedure.kinds import kinds
from qyzmet.procedure.wording import state_word
from qyzmet.search.axes import Term
from qyzmet.search.lists import Wanted
from qyzmet.web.sorting import contains

LONGEST = 200
MOST_ORGANISATIONS = 50
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_WRITTEN = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})", re.ASCII)


class View(StrEnum):
    """Whose procedures."""

    WAITS = "waits"
    MINE = "mine"
    ALL = "all"


VIEWS = {View.WAITS: _l("Waits for me"), View.MINE: _l("My organisation"), View.ALL: _l("All I may see")}
KINDS = {"requests": _l("Requests"), "proposals": _l("Proposals"), "assignments": _l("Design assignments")}
TERMS = {
    Term.OVERDUE: _l("Overdue"),
    Term.SOON: _l("Due within 3 working days"),
    Term.RUNNING: _l("A term is running"),
    Term.NONE: _l("No term is running"),
}
# The names in the address, in the order of the form.
NAMES = ("q", "kind", "state", "organisation", "submitted_from", "submitted_to", "term")


@dataclass
class Filters:
    """What was asked for: as it was typed, and as it was understood; `errors` by name say what was not."""

    view: View
    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    kind: str | None = None
    state: str | None = None
    organisations: tuple[int, ...] | None = None
    submitted_from: dt.date | None = None
    submitted_to: dt.date | None = None
    term: Term | None = None

    @property
    def narrowed(self) -> bool:
        """Whether anything is asked for besides the view."""
        return any(self.typed.values())

    def wanted(self, actor: Actor) -> Wanted:
        """The same as search takes it."""
        return Wanted(
            kinds=(self.kind,) if self.kind else of_room(),
            states=(self.state,) if self.state else (),
            mine=None if self.view is View.ALL else tuple(rights.works_in(actor)),
            organisations=self.organisations,
            query=self.typed["q"] or None,
            submitted_from=self.submitted_from,
            submitted_to=self.submitted_to,
            term=self.term,
        )

    def href(self, path: str, **other: str) -> str:
        """An address with the same filters; `other` goes before what was typed."""
        pairs = {"view": self.view.value, **self.typed, **other}
        return f"{path}?{urlencode({name: value for name, value in pairs.items() if value})}"


def of_room() -> tuple[str, ...]:
    """The room's kinds that there are."""
    return tuple(name for name in KINDS if name in kinds())


def states_of(names: tuple[str, ...]) -> dict[str, str]:
    """The states of these kinds in words; one that is called otherwise in another kind is called both."""
    words: dict[str, dict[str, None]] = {}
    for table in (table for name in names for table in kinds()[name].tables.values()):
        for state in table.states:
            words.setdefault(state, {})[state_word(table, state)] = None
    return {state: " / ".join(those) for state, those in words.items()}


def read(arguments: Mapping[str, str], usual: View) -> Filters:
    """What the address asks for. What cannot be understood is left out of the list, and explained.

    An address without a view shows the usual one, with filters all that one may see.
    """
    typed = {name: _clean(arguments.get(name, "")) for name in NAMES}
    view = arguments.get("view", "")
    if view not in set(View):
        view = View.ALL if any(typed.values()) or arguments.get("before") else usual
    filters = Filters(View(view), typed)

    def taken(name: str, reading: Callable[[str], Any]) -> Any:
        if not typed[name]:
            return None
        try:
            return reading(typed[name])
        except ValueError as error:
            filters.errors[name] = str(error.args[0])
            return None

    filters.kind = taken("kind", lambda text: _one_of(text, of_room()))
    filters.state = taken("state", lambda text: _one_of(text, states_of(of_room())))
    filters.organisations = taken("organisation", _organisations)
    filters.submitted_from = taken("submitted_from", _date)
    filters.submitted_to = taken("submitted_to", _date)
    for name, day in (("submitted_from", filters.submitted_from), ("submitted_to", filters.submitted_to)):
        if day is not None:
            typed[name] = day.isoformat()  # A browser's field for dates takes no other spelling.
    filters.term = taken("term", lambda text: Term(_one_of(text, [term.value for term in Term])))
    if filters.submitted_from and filters.submitted_to and filters.submitted_to < filters.submitted_from:
        filters.errors["submitted_to"] = _("The last day lies before the first one")
        filters.submitted_to = None
    return filters


def _clean(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text[:LONGEST]).strip()


def _one_of(text: str, known: Any) -> str:
    if text not in known:
        raise ValueError(_("There is no such choice; the list is shown without it"))
    return text


def _date(text: str) -> dt.date:
    iso, written = _ISO.fullmatch(text), _WRITTEN.fullmatch(text)
    try:
        if iso:
            return dt.date(int(iso[1]), int(iso[2]), int(iso[3]))
        if written:
            return dt.date(int(written[3]), int(written[2]), int(written[1]))
    except ValueError:
        pass
    raise ValueError(_("Write a day that there is, for example 05.03.2026"))


def _organisations(text: str) -> tuple[int, ...]:
    """The organisations with that BIN, or whose name holds the words."""
    if is_bin(text):
        condition = Organisation.bin == text
    else:
        condition = contains(text, Organisation.name_kk, Organisation.name_ru, Organisation.name_en)
    found = tuple(db.session.scalars(select(Organisation.id).where(condition).limit(MOST_ORGANISATIONS + 1)))
    if not found:
        raise ValueError(_("No organisation has this name or BIN; the list is shown without it"))
    if len(found) > MOST_ORGANISATIONS:
        raise ValueError(_("Too many organisations are called so. Write more of the name, or the BIN"))
    return found
