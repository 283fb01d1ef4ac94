"""The filters of the lists of tenders, the same for the page, the file and the feeds."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from qyzmet import clock, rights
from qyzmet.context import Actor
from qyzmet.search import filters
from qyzmet.search.conditions import Condition
from qyzmet.search.lists import ListQuery
from qyzmet.translating import lazy_gettext as _l

from ...requests.assignment.choices import MECHANISMS, OBJECT_KINDS, Mechanism
from ..procedure.tender import TENDERS
from ..rules.phases import PUBLIC, TITLES, Phase
from . import conditions


class View(StrEnum):
    """Whose tenders."""

    PUBLIC = "public"
    MINE = "mine"


class Tendered(StrEnum):
    """How what is tendered is created: the operator creates without a tender (¶ 88; H16)."""

    LEASE = Mechanism.LEASE.value
    PPP = Mechanism.PPP.value


VIEWS = {View.PUBLIC: _l("All tenders"), View.MINE: _l("My organisation")}
OBJECTS = {kind.value: title for kind, title in OBJECT_KINDS.items()}
MECHANISMS_TENDERED = {kind.value: MECHANISMS[Mechanism(kind.value)] for kind in Tendered}
# The names in the address, in the order of the form.
NAMES = ("q", "phase", "object", "mechanism", "customer", "ends_from", "ends_to")


@dataclass
class TenderFilters(filters.Filters):
    """What was asked for: as it was typed, and as it was understood."""

    view: View = View.PUBLIC
    phase: Phase | None = None
    object: str | None = None
    mechanism: str | None = None
    customers: tuple[int, ...] | None = None
    ends_from: dt.date | None = None
    ends_to: dt.date | None = None

    def kept(self) -> dict[str, str]:
        """The view where it is not the usual one."""
        return {} if self.view is View.PUBLIC else {"view": self.view.value}

    def hidden(self) -> dict[str, str]:
        """The view, and the phase, which is chosen by links above the form."""
        return self.kept() | ({"phase": self.phase.value} if self.phase is not None else {})

    def query(self, actor: Actor) -> ListQuery:
        """The same as search takes it; `conditions` are asked for besides."""
        mine = tuple(rights.works_in(actor)) if self.view is View.MINE else None
        return ListQuery(kinds=(TENDERS.kind,), mine=mine, query=self.typed["q"] or None)

    def conditions(self) -> list[Condition]:
        """What only tenders are asked for."""
        asked = []
        if self.phase is not None:
            asked.append(conditions.phase(self.phase, clock.now()))
        if self.customers is not None:
            asked.append(conditions.customers(self.customers))
        if self.object is not None:
            asked.append(conditions.objects(self.object))
        if self.mechanism is not None:
            asked.append(conditions.mechanisms(self.mechanism))
        if self.ends_from is not None or self.ends_to is not None:
            asked.append(conditions.ends(self.ends_from, self.ends_to))
        return asked


def has_own(actor: Actor) -> bool:
    """Whether there can be tenders of the actor's own organisations."""
    return bool(rights.works_in(actor))


def phases_of(view: View) -> dict[Phase, str]:
    """The phases that one can look for, with their titles: what is being prepared only among one's own."""
    return {phase: TITLES[phase] for phase in (Phase if view is View.MINE else PUBLIC)}


def read(arguments: Mapping[str, str], actor: Actor) -> TenderFilters:
    """What the address asks for. What cannot be understood is left out of the list, and explained.

    Whoever works for nobody sees the public list under every view.
    """
    typed = filters.typed_in(arguments, NAMES)
    view = View.MINE if arguments.get("view") == View.MINE and has_own(actor) else View.PUBLIC
    found = TenderFilters(typed, view=view)
    phase = found.read("phase", lambda text: filters.one_of(text, phases_of(view)))
    found.phase = None if phase is None else Phase(phase)
    found.object = found.read("object", lambda text: filters.one_of(text, OBJECTS))
    found.mechanism = found.read("mechanism", lambda text: filters.one_of(text, MECHANISMS_TENDERED))
    found.customers = found.read("customer", filters.organisation_ids)
    found.ends_from, found.ends_to = found.read_days("ends_from", "ends_to")
    return found
