"""The filters of the room's lists."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from qyzmet import rights
from qyzmet.context import Actor
from qyzmet.procedure.kinds import kinds
from qyzmet.search import filters
from qyzmet.search.conditions import TermState
from qyzmet.search.lists import ListQuery
from qyzmet.translating import lazy_gettext as _l


class View(StrEnum):
    """Whose procedures."""

    WAITS = "waits"
    MINE = "mine"
    ALL = "all"


VIEWS = {View.WAITS: _l("Waits for me"), View.MINE: _l("My organisation"), View.ALL: _l("All I may see")}
KINDS = {"requests": _l("Requests"), "proposals": _l("Proposals"), "assignments": _l("Design assignments")}
TERMS = {
    TermState.OVERDUE: _l("Overdue"),
    TermState.SOON: _l("Due within 3 working days"),
    TermState.RUNNING: _l("A term is running"),
    TermState.NONE: _l("No term is running"),
}
# The names in the address, in the order of the form.
NAMES = ("q", "kind", "state", "organisation", "submitted_from", "submitted_to", "term")


@dataclass
class RequestFilters(filters.Filters):
    """What was asked for: as it was typed, and as it was understood."""

    view: View = View.ALL
    kind: str | None = None
    state: str | None = None
    organisations: tuple[int, ...] | None = None
    submitted_from: dt.date | None = None
    submitted_to: dt.date | None = None
    term: TermState | None = None

    def query(self, actor: Actor) -> ListQuery:
        """The same as search takes it."""
        return ListQuery(
            kinds=(self.kind,) if self.kind else of_room(),
            states=(self.state,) if self.state else (),
            mine=None if self.view is View.ALL else tuple(rights.works_in(actor)),
            organisations=self.organisations,
            query=self.typed["q"] or None,
            submitted_from=self.submitted_from,
            submitted_to=self.submitted_to,
            term=self.term,
        )

    def kept(self) -> dict[str, str]:
        """The view."""
        return {"view": self.view.value}


def of_room() -> tuple[str, ...]:
    """The room's kinds that there are."""
    return tuple(name for name in KINDS if name in kinds())


def read(arguments: Mapping[str, str], usual: View) -> RequestFilters:
    """What the address asks for. What cannot be understood is left out of the list, and explained.

    An address without a view shows the usual one, with filters all that one may see.
    """
    typed = filters.typed_in(arguments, NAMES)
    view = arguments.get("view", "")
    if view not in set(View):
        view = View.ALL if any(typed.values()) or arguments.get("before") else usual
    found = RequestFilters(typed, view=View(view))
    found.kind = found.read("kind", lambda text: filters.one_of(text, of_room()))
    found.state = found.read("state", lambda text: filters.one_of(text, filters.state_titles(of_room())))
    found.organisations = found.read("organisation", filters.organisation_ids)
    found.submitted_from, found.submitted_to = found.read_days("submitted_from", "submitted_to")
    found.term = found.read("term", lambda text: TermState(filters.one_of(text, [term.value for term in TermState])))
    return found
