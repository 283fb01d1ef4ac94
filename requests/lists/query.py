"""What the room's list is asked for in its address."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from qyzmet import rights
from qyzmet.context import Actor
from qyzmet.procedure.kinds import kinds
from qyzmet.search import asking
from qyzmet.search.asking import states_of
from qyzmet.search.axes import Term
from qyzmet.search.lists import Wanted


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
class Filters(asking.Asked):
    """What was asked for: as it was typed, and as it was understood."""

    view: View = View.ALL
    kind: str | None = None
    state: str | None = None
    organisations: tuple[int, ...] | None = None
    submitted_from: dt.date | None = None
    submitted_to: dt.date | None = None
    term: Term | None = None

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

    def said(self) -> dict[str, str]:
        """The view, and what was typed."""
        return {"view": self.view.value, **self.typed}


def of_room() -> tuple[str, ...]:
    """The room's kinds that there are."""
    return tuple(name for name in KINDS if name in kinds())


def read(arguments: Mapping[str, str], usual: View) -> Filters:
    """What the address asks for. What cannot be understood is left out of the list, and explained.

    An address without a view shows the usual one, with filters all that one may see.
    """
    typed = asking.typed(arguments, NAMES)
    view = arguments.get("view", "")
    if view not in set(View):
        view = View.ALL if any(typed.values()) or arguments.get("before") else usual
    filters = Filters(typed, view=View(view))
    filters.kind = filters.take("kind", lambda text: asking.one_of(text, of_room()))
    filters.state = filters.take("state", lambda text: asking.one_of(text, states_of(of_room())))
    filters.organisations = filters.take("organisation", asking.organisations)
    filters.submitted_from, filters.submitted_to = filters.take_days("submitted_from", "submitted_to")
    filters.term = filters.take("term", lambda text: Term(asking.one_of(text, [term.value for term in Term])))
    return filters
