"""Projects of public-private partnership (¶ 32; Law 45(5), 45(6), 12(21-1)): papers and conditions."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from qyzmet import clock
from qyzmet.database import db
from qyzmet.procedure.models import Act, Procedure
from qyzmet.procedure.refusals import Reason
from qyzmet.reading.beside import is_beside
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_

from ..models import DesignAssignment
from ..procedure.assignment import APPROVED

PPP = "ppp"


class BudgetBasis(StrEnum):
    """¶ 32: on what a PPP project enters the list."""

    FINANCING_AGREEMENT = "financing_agreement"
    STATE_OBLIGATIONS = "state_obligations"


@dataclass(frozen=True)
class Condition:
    """One of the three conditions for the draft budget (Law 45(6)), met or not."""

    key: str
    text: str
    met: bool
    on: dt.date | None
    document: str | None


_CONDITIONS = (
    (BudgetBasis.FINANCING_AGREEMENT, N_("The positive conclusion of the body for budget planning")),
    (APPROVED, N_("The approved design assignment")),
    (
        BudgetBasis.STATE_OBLIGATIONS,
        N_("The positive proposal of the budget commission on taking on state obligations"),
    ),
)


def against_other_mechanisms(assignment: DesignAssignment) -> list[Reason]:
    """¶ 32: the list is for PPP projects alone."""
    if assignment.mechanism == PPP:
        return []
    return [Reason(_("The list is for projects of public-private partnership; this assignment is none."), rule="¶ 32")]


def may_be_ppp() -> ColumnElement[bool]:
    """The condition on `Procedure` that it is such a project, for lists."""
    own = DesignAssignment.__table__
    return is_beside(select(own.c.id).where(own.c.id == Procedure.id, own.c.mechanism == PPP).correlate(Procedure))


def recorded(assignment: DesignAssignment) -> list[Act]:
    """The papers of the budget body that stand, the oldest first; an amended assignment needs them anew."""
    return [act for act in assignment.acts_of_version if act.action == "record_budget"]


def conditions(assignment: DesignAssignment) -> list[Condition]:
    """The three conditions: only with all of them the project goes into the draft budget."""
    papers = {str(act.body["basis"]): act for act in recorded(assignment)}
    approval = next((act for act in assignment.acts_of_version if act.action == "approve"), None)
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


def projects() -> Sequence[DesignAssignment]:
    """The approved PPP assignments, the oldest first: the draft list, and those that are in the list."""
    found: Any = db.session.scalars(
        select(DesignAssignment)
        .where(DesignAssignment.mechanism == PPP, DesignAssignment.state == APPROVED)
        .options(selectinload(DesignAssignment.acts))
        .order_by(DesignAssignment.id)
    ).all()
    return list(found)
