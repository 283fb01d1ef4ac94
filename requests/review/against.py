"""What stands against a move of the review: executor, opinion and its findings (¶ 11). The same for proposals."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from qyzmet import context, rights
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.people.accounts import users
from qyzmet.procedure.actions import Body
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.refusals import Reason
from qyzmet.procedure.table import PREPARERS
from qyzmet.vocabulary import Party

from ..models import Filed
from ..procedure.review import SUBMITTED
from ..request.choices import BEST, Criterion
from . import similar
from .forms import CRITERIA

# While somebody at the integrator still has to do with it.
EXAMINED = frozenset({SUBMITTED, "returned"})


def against_assigning(filed: Filed, body: Body, actor: Actor) -> list[Reason]:
    """The executor is a specialist or head who works for the integrator today."""
    integrator = filed.party(Party.INTEGRATOR)
    user = users.by_public_id(str(body.get("executor", "")))
    if user is not None and integrator is not None:
        roles = context.actor_of(user).roles_in(integrator.id)
        if roles & frozenset(PREPARERS):
            return []
    return [Reason(_("Choose somebody who works for the integrator as a specialist or head."), field="executor")]


def against_drafting(filed: Filed, body: Body, actor: Actor) -> list[Reason]:
    """¶ 11: each of the three criteria is assessed once, and everything that the search found is judged."""
    return [*_criteria(body), *_findings(filed, body)]


def _criteria(body: Body) -> Iterator[Reason]:
    keys = [criterion.get("key") for criterion in body.get("criteria") or []]
    if sorted(map(str, keys)) != sorted(CRITERIA):
        yield Reason(
            _("Assess each of the three criteria once: effectiveness, feasibility, absence (¶ 11)."), field="criteria"
        )


def _findings(filed: Filed, body: Body) -> Iterator[Reason]:
    findings: list[dict[str, Any]] = body.get("findings") or []
    judged: list[str] = []
    for index, finding in enumerate(findings):
        subject = str(finding.get("subject", ""))
        if db.session.scalar(select(Procedure.id).where(Procedure.number == subject)) is None:
            yield Reason(_("There is no such procedure or service."), field=f"findings.{index}.subject")
        elif subject in judged:
            yield Reason(_("This one is judged twice."), field=f"findings.{index}.subject")
        judged.append(subject)
    for found in similar.of(filed):
        if found.procedure.public_number not in judged:
            yield Reason(
                _(
                    "Say of %(number)s, “%(title)s”, whether it is the same function, and why.",
                    number=found.procedure.public_number,
                    title=found.procedure.title,
                ),
                field="findings",
            )
    scores = {each.get("key"): each.get("score") for each in body.get("criteria") or []}
    best = scores.get(Criterion.ABSENCE) == BEST
    if best and any(finding.get("same") is True for finding in findings):
        yield Reason(
            _("A finding says that the same function is automated already: the score for absence cannot be the best."),
            field="criteria",
        )


def against_giving(filed: Filed, body: Body, actor: Actor) -> list[Reason]:
    """¶ 11: what is given is a drafted opinion."""
    opinion = filed.opinion
    if opinion is not None and opinion.given_at is None:
        return []
    return [Reason(_("There is no draft of the opinion yet. The integrator's specialist drafts it first."))]


def not_the_executor(filed: Filed, actor: Actor) -> Reason | None:
    """Once somebody is assigned, only they draft the opinion."""
    if filed.executor is None or actor.user is None or filed.executor_id == actor.user.id:
        return None
    return Reason(
        _(
            "%(name)s is assigned to this. The head of the integrator may assign somebody else.",
            name=filed.executor.full_name,
        )
    )


def not_the_drafter(filed: Filed, actor: Actor) -> Reason | None:
    """Four eyes: who drafted the opinion does not give it."""
    opinion = filed.opinion
    if opinion is None or actor.user is None or opinion.drafted_by_id != actor.user.id:
        return None
    return Reason(_("You drafted this opinion yourself. It is given by another head: four eyes see more than two."))


def may_see_similar(actor: Actor, filed: Filed) -> bool:
    """The search is the integrator's tool; an auditor reads all."""
    return rights.works_for(actor, filed, Party.INTEGRATOR)
