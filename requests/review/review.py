"""The review of a request or proposal: executor, opinion, order of creation (¶ 11, 13, 18). Nothing here commits."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from qyzmet import clock, context, rights
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.people.accounts import users
from qyzmet.people.organisations import handover
from qyzmet.people.organisations.handover import Handover
from qyzmet.procedure import engine
from qyzmet.procedure.actions import Body
from qyzmet.procedure.kinds import Change, Guard
from qyzmet.procedure.models import Act
from qyzmet.vocabulary import Party

from ..assignment import kind
from ..models import AutomationRequest, Filed, Opinion, Proposal
from . import against


def may_see_draft_opinion(filed: Filed) -> bool:
    """A draft of the opinion is the integrator's own paper until it is given; an auditor reads all."""
    return rights.works_for(context.actor(), filed, Party.INTEGRATOR)


def visible_opinion(filed: Filed) -> Opinion | None:
    """The standing opinion, as far as the actor may see it."""
    return filed.opinion if may_see_draft_opinion(filed) else filed.given_opinion


def _assign(filed: Filed, body: Body, act: Act) -> None:
    filed.executor = users.by_public_id(str(body["executor"]))


def _unassign(filed: Filed, body: Body, act: Act) -> None:
    """Whoever was assigned before is the executor again."""
    earlier = [each for each in filed.acts if each.action == "assign" and each.id < act.id and not each.annulled_by_id]
    filed.executor = users.by_public_id(str(earlier[-1].body["executor"])) if earlier else None


def _draft_opinion(filed: Filed, body: Body, act: Act) -> None:
    filed.opinions.append(
        Opinion(
            favourable=body["favourable"],
            text=body["text"],
            criteria=list(body["criteria"]),
            findings=list(body.get("findings") or []),
            drafted_by=act.taker,
            drafted_at=act.at,
        )
    )
    db.session.flush()


def _drop_draft(filed: Filed, body: Body, act: Act) -> None:
    for opinion in filed.opinions:
        if opinion.annulled_at is None:
            opinion.annulled_at = clock.now()


def _standing(filed: Filed) -> Opinion:
    """The opinion that a guard, or the act that gave it, has shown to be there. Raises LookupError."""
    if filed.opinion is None:
        raise LookupError(f"{filed.public_number} has no opinion that stands")
    return filed.opinion


def _give_opinion(filed: Filed, body: Body, act: Act) -> None:
    opinion = _standing(filed)
    opinion.given_by = act.taker
    opinion.given_at = act.at
    # Until now they were the integrator's own papers.
    documents.adopt(filed, [each for criterion in opinion.criteria for each in criterion.get("documents") or []])


def _take_opinion_back(filed: Filed, body: Body, act: Act) -> None:
    """The given opinion stays as it was given, marked; a copy of it is the draft to go on with."""
    given = _standing(filed)
    given.annulled_at = clock.now()
    filed.opinions.append(
        Opinion(
            favourable=given.favourable,
            text=given.text,
            criteria=given.criteria,
            findings=given.findings,
            drafted_by=given.drafted_by,
            drafted_at=given.drafted_at,
        )
    )
    db.session.flush()


def _order_creation(filed: Filed, body: Body, act: Act) -> None:
    made = kind.order(filed, act)
    act.body = {**act.body, "assignment": made.public_number}


def _cancel_creation(filed: Filed, body: Body, act: Act) -> None:
    # Whoever annulled the order cancels what it had begun, not whoever had given it.
    kind.cancel(filed, db.session.get_one(Act, act.annulled_by_id))


GUARDS: Mapping[str, Guard] = {
    "assign": against.against_assigning,
    "draft_opinion": against.against_drafting,
    "give_opinion": against.against_giving,
}
EXCLUSIONS = {
    "draft_opinion": against.not_the_executor,
    "give_opinion": against.not_the_drafter,
}
CHANGES: Mapping[str, Change] = {
    "assign": _assign,
    "draft_opinion": _draft_opinion,
    "give_opinion": _give_opinion,
    "order_creation": _order_creation,
}
UNDOINGS: Mapping[str, Change] = {
    "assign": _unassign,
    "draft_opinion": _drop_draft,
    "give_opinion": _take_opinion_back,
    "order_creation": _cancel_creation,
}


def hand_over_examinations(leaving: Handover) -> list[str]:
    """What the leaver examined for the integrator is the colleague's to examine."""
    moved = []
    for model in (AutomationRequest, Proposal):
        found: Any = db.session.scalars(
            select(model).where(model.executor_id == leaving.leaver.id).order_by(model.id).with_for_update()
        ).all()
        for filed in found:
            integrator = filed.party(Party.INTEGRATOR)
            if integrator not in leaving.organisations or filed.state not in against.EXAMINED:
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
