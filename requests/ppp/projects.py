"""Projects of public-private partnership (¶ 32; Law 45(5), 45(6), 12(21-1)): the budget body's papers, the list."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.procedure.actions import Body
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.models import Act, Edition
from qyzmet.procedure.refusals import Reason
from qyzmet.vocabulary import N_

from ...deadlines import service as deadlines
from ..models import DesignAssignment
from ..procedure.assignment import APPROVED

PPP = "ppp"
FINANCING = "financing_agreement"
OBLIGATIONS = "state_obligations"


@dataclass(frozen=True)
class Condition:
    """One of the three conditions for the draft budget (Law 45(6)), met or not."""

    key: str
    text: str
    met: bool
    on: dt.date | None
    document: str | None


_CONDITIONS = (
    (FINANCING, N_("The positive conclusion of the body for budget planning")),
    (APPROVED, N_("The approved design assignment")),
    (OBLIGATIONS, N_("The positive proposal of the budget commission on taking on state obligations")),
)


def recorded(assignment: DesignAssignment) -> list[Act]:
    """The papers of the budget body that stand, the oldest first; an amended assignment needs them anew."""
    acts = _standing(assignment)
    opened = max((act.id for act in acts if act.action in ("amend", "object", "return")), default=0)
    return [act for act in acts if act.action == "record_budget" and act.id > opened]


def _standing(assignment: DesignAssignment) -> list[Act]:
    """The acts that hold, from those that are loaded already: the public page shows many projects."""
    return [act for act in assignment.acts if act.annulled_by_id is None]


def conditions(assignment: DesignAssignment) -> list[Condition]:
    """The three conditions: only with all of them the project goes into the draft budget."""
    papers = {str(act.body["basis"]): act for act in recorded(assignment)}
    approval = next((act for act in reversed(_standing(assignment)) if act.action == "approve"), None)
    found = []
    for key, text in _CONDITIONS:
        paper = papers.get(key)
        if key == APPROVED:
            met = assignment.state == APPROVED
            on = clock.almaty(approval.at).date() if met and approval is not None else None
            found.append(Condition(key, text, met, on, None))
        else:
            on = dt.date.fromisoformat(str(paper.body["received_on"])) if paper else None
            found.append(Condition(key, text, paper is not None, on, paper.body.get("document") if paper else None))
    return found


def against_recording(assignment: DesignAssignment, body: Body, actor: Actor) -> list[Reason]:
    """¶ 32: a PPP project's paper, which has come in already and was not recorded before."""
    reasons = _not_ppp(assignment)
    received_on = dt.date.fromisoformat(str(body["received_on"])) if body.get("received_on") else None
    if received_on is not None and received_on > clock.today():
        reasons.append(Reason(_("The paper cannot have come in on a day that is still to come."), field="received_on"))
    if received_on is not None and received_on < db.session.get_one(Edition, assignment.edition_key).in_force_from:
        reasons.append(
            Reason(_("The paper cannot have come in before these Rules were in force."), field="received_on")
        )
    if not reasons and any(act.body.get("basis") == body.get("basis") for act in recorded(assignment)):
        reasons.append(Reason(_("This paper is recorded already. A mistaken record is annulled first."), rule="¶ 32"))
    return reasons


def against_listing(assignment: DesignAssignment, body: Body, actor: Actor) -> list[Reason]:
    """¶ 32: entered once, on the ground of the agreement on financing or of the proposal on state obligations."""
    reasons = _not_ppp(assignment)
    if not reasons and assignment.listed_at is not None:
        reasons.append(Reason(_("The project is in the list already."), rule="¶ 32"))
    if not reasons and not recorded(assignment):
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


def _not_ppp(assignment: DesignAssignment) -> list[Reason]:
    if assignment.mechanism == PPP:
        return []
    return [Reason(_("The list is for projects of public-private partnership; this assignment is none."), rule="¶ 32")]


def event_of(assignment: DesignAssignment, act: Act) -> dt.datetime:
    """The term of the list counts from the day on which the paper came in."""
    return clock.at(dt.date.fromisoformat(str(act.body["received_on"])))


def listing_is_under_way(assignment: DesignAssignment) -> bool:
    """The first of the two papers starts the term; the second one starts no other."""
    return assignment.listed_at is not None or bool(deadlines.open_deadlines(assignment, "list_ppp"))


def standing_listing(assignment: DesignAssignment) -> dt.datetime | None:
    """When the project was entered, by the act that stands and that no later version has set aside."""
    acts = standing_acts(assignment)
    opened = max((act.id for act in acts if act.action in ("amend", "object", "return")), default=0)
    return next((act.at for act in reversed(acts) if act.action == "list_ppp" and act.id > opened), None)


def projects() -> Sequence[DesignAssignment]:
    """The approved PPP assignments, the oldest first: the draft list, and those that are in the list."""
    found: Any = db.session.scalars(
        select(DesignAssignment)
        .where(DesignAssignment.mechanism == PPP, DesignAssignment.state == APPROVED)
        .options(selectinload(DesignAssignment.acts))
        .order_by(DesignAssignment.id)
    ).all()
    return list(found)
