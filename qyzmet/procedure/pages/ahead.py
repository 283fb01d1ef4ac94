"""Where a matter is by now: of what a procedure led to, the part that is furthest on, as far as the reader may know."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

from qyzmet import context, rights
from qyzmet.deadlines import service as deadlines
from qyzmet.deadlines.shown_deadline import ShownDeadline, present_all
from qyzmet.procedure.kinds import keeper_of, table_of
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.pages import kinds
from qyzmet.procedure.wording import state_word
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_

# In the order of a service's life: the names of the links, and the kinds of procedure that stand there.
_LIFE = ("request", "assignment", "tender", "formation", "service")
_PLACES = {"requests": 0, "proposals": 0, "assignments": 1, "tenders": 2, "formations": 3, "services": 4}
# What a development is of is not ahead of it: the service lives on beside it.
_LATER = {"developments": ("assignment", "tender", "formation")}
_TITLES = {
    "assignments": N_("Design assignment"),
    "tenders": N_("Tender"),
    "formations": N_("Formation of the IC service"),
    "services": N_("IC service"),
}


@dataclass(frozen=True)
class Ahead:
    """What happens there now."""

    title: str
    procedure: Procedure
    state: str
    text: str
    # The next that ends; of what lives on, as a service in the Catalogue, all that run: its duties stand side by side.
    deadlines: list[ShownDeadline]
    # Something is still to come there: who reads of it on an earlier part of the life is not told that all is done.
    goes_on: bool


def of(procedure: Procedure) -> Ahead | None:
    """The part that is furthest on; None where the procedure itself is."""
    found = _furthest(procedure)
    if found is procedure or found.kind not in _TITLES:
        return None
    return Ahead(
        title=_(_TITLES[found.kind]),
        procedure=found,
        state=state_word(table_of(found), found.state),
        text=kinds.of(found).now_text(found),
        deadlines=_deadlines(found),
        goes_on=procedure.kind in _PLACES and found.state not in table_of(found).last,
    )


def _deadlines(procedure: Procedure) -> list[ShownDeadline]:
    """The term that time itself ends, as the acceptance of bids; else the next; of what lives on, all that run."""
    if keeper_of(procedure) is not None:
        return []
    running, table = deadlines.open_deadlines(procedure), table_of(procedure)
    if procedure.state in table.settled:
        return present_all(running)
    by_time = [each for each in running if table.term(each.term).at_end is not None]
    return present_all((by_time or running)[:1])


def _furthest(procedure: Procedure) -> Procedure:
    seen, furthest = {procedure.public_number}, procedure
    while (following := _following(furthest)) is not None and following.public_number not in seen:
        seen.add(following.public_number)
        furthest = following
    return _goes_on_in(furthest, procedure) or furthest


def _following(procedure: Procedure) -> Procedure | None:
    later = _LATER.get(procedure.kind) or _LIFE[_PLACES.get(procedure.kind, -1) + 1 :]
    if not later:
        return None
    linked = dict(kinds.of(procedure).api.links_of(procedure))
    if _is_under_way(procedure if procedure.kind == "formations" else linked.get("formation")):
        # It changes a service that lives on beside it, and is itself what is furthest on.
        linked.pop("service", None)
    return _known(linked.get(name) for name in ("next", *reversed(later)))


def _is_under_way(formation: Procedure | None) -> bool:
    return formation is not None and formation.state not in table_of(formation).last


def _goes_on_in(furthest: Procedure, asked_of: Procedure) -> Procedure | None:
    """What is under way for it, for its own page and those of the earlier parts of that."""
    found = kinds.of(furthest).goes_on_in
    parts = [each for each in found(furthest) if each is not None] if found is not None else []
    if asked_of is not furthest and asked_of not in parts:
        return None
    return _known(takewhile(lambda each: each is not asked_of, parts))


def _known(found: Iterable[Procedure | None]) -> Procedure | None:
    """The first of them that the reader may know of."""
    return next((each for each in found if each is not None and rights.may_know(context.actor(), each)), None)
