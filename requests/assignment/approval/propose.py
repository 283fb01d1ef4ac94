"""Proposing the design assignment: what is proposed is kept as a version (¶ 18, 19). Nothing here commits."""

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_

from ...models import AssignmentVersion, DesignAssignment
from ...procedure.assignment import OPENINGS
from ...services_register import register
from .. import versions
from . import against_proposing


def against(assignment: DesignAssignment, body: Body, actor: Actor) -> list[Reason]:
    """¶ 19: all 14 parts are there and agree with each other."""
    named = (str(each.get("register") or "") for each in assignment.data.get("integrations") or [])
    return against_proposing.against_proposing(assignment.data, register.states_of(named), assignment.adds_to)


def propose(assignment: DesignAssignment, body: Body, act: Act) -> None:
    """The text as it stands is the version before the parties from now on, with its hash."""
    number = assignment.assignment_version
    assignment.versions.append(
        AssignmentVersion(
            number=number,
            data=assignment.data,
            hash=versions.hash_of(assignment, number, assignment.data),
            proposed_at=act.at,
            proposed_by=act.taker,
            reason=_why_another(assignment, act),
        )
    )
    db.session.flush()
    act.body = {**act.body, "assignment_version": number}


def _why_another(assignment: DesignAssignment, act: Act) -> str:
    opened = [
        each for each in assignment.acts if each.id < act.id and each.action in OPENINGS and not each.annulled_by_id
    ]
    body = opened[-1].body if opened else {}
    return str(body.get("reasons") or body.get("reason") or "")


def take_back(assignment: DesignAssignment, body: Body, act: Act) -> None:
    """What was proposed by mistake stays as it was, marked; the work goes on as the next version."""
    version = assignment.version_of(int(body["assignment_version"]))
    if version is not None:
        version.annulled_at = clock.now()
    assignment.assignment_version = versions.next_number(assignment)


PROPOSE = Action(
    "propose",
    against=against,
    carry_out=propose,
    undo=take_back,
    files=True,
    page=ActionPage(
        note=N_("What is proposed is kept as a version; a change after an objection or a return is the next one."),
        button=lambda assignment: _("Check and propose"),
    ),
)
