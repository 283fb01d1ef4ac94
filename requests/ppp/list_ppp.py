"""Entering a PPP project in the list, within three working days of the budget body's paper (¶ 32). Nothing commits."""

import datetime as dt

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.procedure import kinds
from qyzmet.procedure.actions import Action, Body
from qyzmet.procedure.kinds import TermRule
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _

from ...deadlines import service as deadlines
from ..models import DesignAssignment
from . import projects


def against_listing(assignment: DesignAssignment, body: Body, actor: Actor) -> list[Reason]:
    """¶ 32: entered once, on the ground of the agreement on financing or of the proposal on state obligations."""
    reasons = projects.against_other_mechanisms(assignment)
    if not reasons and assignment.listed_at is not None:
        reasons.append(Reason(_("The project is in the list already."), rule="¶ 32"))
    if not reasons and not projects.recorded(assignment):
        reasons.append(
            Reason(
                _(
                    "Record first the agreement of the budget body on financing, or the budget commission's proposal "
                    "on taking on state obligations (¶ 32)."
                ),
                rule="¶ 32",
            )
        )
    return reasons


def enter(assignment: DesignAssignment, body: Body, act: Act) -> None:
    """It stands in the list from now on, and what rests on it learns of that."""
    assignment.listed_at = act.at
    kinds.let_know(assignment, act)


def take_out(assignment: DesignAssignment, body: Body, act: Act) -> None:
    """It stands in the draft list again."""
    assignment.listed_at = None


def _received(assignment: DesignAssignment, act: Act) -> dt.datetime:
    return clock.at(dt.date.fromisoformat(str(act.body["received_on"])))


def _is_under_way(assignment: DesignAssignment) -> bool:
    return assignment.listed_at is not None or bool(deadlines.open_deadlines(assignment, "list_ppp"))


LIST_PPP = Action("list_ppp", against=against_listing, may_be_taken=projects.may_be_ppp, carry_out=enter, undo=take_out)
# The term counts from the day on which the paper came in. The first of the two papers starts it; the second starts no
# other.
LIST_TERM = TermRule(
    "list_ppp",
    counts_from=_received,
    waits=_is_under_way,
    will_wait=lambda assignment, action: _is_under_way(assignment),
)
