"""Giving the opinion: the integrator's head gives what another has drafted (¶ 11). Nothing here commits."""

from collections.abc import Mapping
from typing import Any

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.procedure.actions import Action, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _

from ..models import Filed, Opinion
from . import opinion
from .draft_opinion import against_half


def against_giving(filed: Filed, body: Body, actor: Actor) -> list[Reason]:
    """¶ 11: what is given is a drafted opinion, and a whole one."""
    drafted = filed.opinion
    if drafted is not None and drafted.given_at is None:
        lacks = list(against_half(drafted))
        said = Reason(_("The draft of the opinion is not whole yet."))
        return [said, *(Reason(each.text) for each in lacks)] if lacks else []
    return [Reason(_("There is no draft of the opinion yet. The integrator's specialist drafts it first."))]


def not_for_its_drafter(filed: Filed, actor: Actor) -> Reason | None:
    """Four eyes: who drafted the opinion does not give it."""
    drafted = filed.opinion
    if drafted is None or actor.user is None or drafted.drafted_by_id != actor.user.id:
        return None
    return Reason(_("You drafted this opinion yourself. It is given by another head: four eyes see more than two."))


def give(filed: Filed, body: Body, act: Act) -> None:
    """The draft is the integrator's opinion; its documents are the procedure's now."""
    given = opinion.standing(filed)
    given.given_by = act.taker
    given.given_at = act.at
    # Until now they were the integrator's own papers.
    documents.adopt(filed, [each for criterion in given.criteria for each in criterion.get("documents") or []])


def take_back(filed: Filed, body: Body, act: Act) -> None:
    """The given opinion stays as it was given, marked; a copy of it is the draft to go on with."""
    given = opinion.standing(filed)
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


def what_is_given(filed: Filed, body: Body) -> Mapping[str, Any] | None:
    """The drafted opinion, as its head signs it."""
    drafted = filed.opinion
    if drafted is None:
        return None
    return {
        "favourable": drafted.favourable,
        "text": drafted.text,
        "criteria": drafted.criteria,
        "findings": drafted.findings,
        "drafted_by": drafted.drafted_by.public_id,
        "drafted_at": drafted.drafted_at.isoformat(),
    }


GIVE_OPINION = Action(
    "give_opinion",
    against=against_giving,
    not_for=not_for_its_drafter,
    carry_out=give,
    undo=take_back,
    signs=what_is_given,
)
