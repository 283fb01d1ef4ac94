"""Assigning an executor: who at the integrator examines a request or proposal (¶ 11). Nothing here commits."""

from typing import Any

from sqlalchemy import select

from qyzmet import context
from qyzmet.audit import service as audit
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.forms.fields import needed
from qyzmet.forms.form import Form
from qyzmet.people.accounts import users
from qyzmet.people.organisations import handover
from qyzmet.people.organisations.fields import PersonRef
from qyzmet.people.organisations.handover import Handover
from qyzmet.procedure import engine
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.procedure.table import PREPARERS
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import Party

from ..filing import filing
from ..models import AutomationRequest, Filed, Proposal
from ..procedure.review import EXAMINED
from . import opinion


class AssignForm(Form):
    """¶ 11: who examines it."""

    executor = PersonRef(_l("Executor"), [needed()], of=lambda: filing.working(Party.INTEGRATOR), roles=PREPARERS)


def against_assigning(filed: Filed, body: Body, actor: Actor) -> list[Reason]:
    """The executor is a specialist or head who works for the integrator today."""
    integrator = filed.party(Party.INTEGRATOR)
    user = users.by_public_id(str(body.get("executor", "")))
    if user is not None and integrator is not None:
        roles = context.actor_of(user).roles_in(integrator.id)
        if roles & frozenset(PREPARERS):
            return []
    return [Reason(_("Choose somebody who works for the integrator as a specialist or head."), field="executor")]


def assign(filed: Filed, body: Body, act: Act) -> None:
    """The person named examines it from now on."""
    filed.executor = users.by_public_id(str(body["executor"]))


def take_assignment_back(filed: Filed, body: Body, act: Act) -> None:
    """Whoever was assigned before is the executor again."""
    earlier = [each for each in filed.acts if each.action == "assign" and each.id < act.id and not each.annulled_by_id]
    filed.executor = users.by_public_id(str(earlier[-1].body["executor"])) if earlier else None


def hand_over_examinations(leaving: Handover) -> list[str]:
    """What the leaver examined for the integrator is the colleague's to examine; the numbers of what moved."""
    moved = []
    for model in (AutomationRequest, Proposal):
        found: Any = db.session.scalars(
            select(model).where(model.executor_id == leaving.leaver.id).order_by(model.id).with_for_update()
        ).all()
        for filed in found:
            integrator = filed.party(Party.INTEGRATOR)
            if integrator not in leaving.organisations or filed.state not in EXAMINED:
                continue
            filed.executor = leaving.colleague
            db.session.flush()
            audit.record(
                "hand_over",
                chain=engine.chain_of(filed),
                subject=filed.public_number,
                before={"executor": leaving.leaver.public_id},
                after={"executor": leaving.colleague.public_id},
            )
            moved.append(filed.public_number)
    return moved


handover.on_handover.append(hand_over_examinations)

ASSIGN = Action(
    "assign",
    form=AssignForm,
    against=against_assigning,
    carry_out=assign,
    undo=take_assignment_back,
    page=ActionPage(hidden=opinion.hides_work_on_it),
)
