"""Keeping the public register of running procedures in step: after every act in a need's procedures its row is as what
is public of them, however that came about. Nothing here commits.

A need is shown from the agreement on (¶ 13), where row 7 of Annex 1 says that there is no restricted information. A
proposal has no such row: it is shown once its tender is published or its service stands in the Catalogue.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from qyzmet.database import db
from qyzmet.procedure.models import Procedure
from qyzmet.search import words

from ...requests.assignment.choices import Mechanism
from ...requests.models import AutomationRequest, DesignAssignment, Filed, Proposal
from ...requests.procedure.assignment import APPROVED
from ...requests.procedure.assignment import CANCELLED as ASSIGNMENT_CANCELLED
from ...requests.procedure.request import DRAFT
from ...requests.procedure.review import COMPLETED
from ...requests.request.choices import Restricted
from ...tenders.models import Tender
from ..models import Formation
from ..procedure.states import ENDED as FORMATION_ENDED
from . import stages
from .chain import Chain, Link, Step, chain_of, source_of, steps_in
from .models import Need, NeedWord
from .stages import Stage


@dataclass(frozen=True)
class _Standing:
    """Where a need stands: in which procedure, and by the states of which."""

    stage: Stage
    where: Link | None
    told_by: tuple[Link, ...]


def follow(procedure: Procedure) -> None:
    """Something was done in a procedure: the need that it belongs to is kept as it is now."""
    if isinstance(procedure, Filed) and procedure.state == DRAFT:
        return
    source = source_of(procedure)
    if source is not None:
        # Its number and name are its own: no act elsewhere changes them.
        keep(source, with_words=source == procedure.id)


def keep(source: int, *, with_words: bool = True) -> None:
    """Write the row of a need as it is now, or take it out where it is not, or not any more, to be shown.

    `source` is the request's or the proposal's id; of anything else nothing is kept.
    """
    # Two acts in two procedures of one need follow one another here.
    need = db.session.get(Need, source, with_for_update=True, populate_existing=True)
    chain = chain_of(source)
    if chain is None:
        return
    steps: list[Step] = []
    agreed_at = None
    if _is_open(chain):
        stands = _standing(chain)
        steps = steps_in({each.id: each for each in (chain.source, *stands.told_by)}.values())
        agreed_at = _agreed_at(chain.source, steps)
    if agreed_at is None:
        if need is not None:
            _keep_words(source, set())
            db.session.delete(need)
            db.session.flush()
        return
    is_new = need is None
    if need is None:
        need = Need(id=source)
    need.stage, need.ended = stands.stage.value, stands.stage in stages.ENDED
    need.where_id = stands.where.id if stands.where is not None else None
    need.agreed_at, need.since = agreed_at, _since(stands.told_by, steps)
    db.session.add(need)
    db.session.flush()
    if is_new or with_words:
        _keep_words(source, words.stems([words.of_number(chain.source.number), chain.source.title]))


def _is_open(chain: Chain) -> bool:
    """Whether everybody may see the need."""
    source = chain.source
    if source.state not in stages.SHOWN:
        return False
    if source.kind == AutomationRequest.__mapper__.polymorphic_identity:
        return (source.data or {}).get("restricted") == Restricted.NONE
    # Or a tender was announced on its ground.
    return source.state == COMPLETED or any(each.is_public for each in chain.of(Tender))


def _agreed_at(source: Link, steps: Sequence[Step]) -> dt.datetime | None:
    stands = (each for each in reversed(steps) if each.procedure_id == source.id and each.annulled_by_id is None)
    return next((each.at for each in stands if each.action == "agree"), None)


def _standing(chain: Chain) -> _Standing:
    """Where it stands by what it led to: the procedure that is furthest on and runs."""
    source = chain.source
    ended = stages.SOURCES.get(source.state)
    if ended in stages.ENDED and ended is not None:
        return _Standing(ended, None, (source,))
    assignment = _last(each for each in chain.of(DesignAssignment) if each.state != ASSIGNMENT_CANCELLED)
    if assignment is None:
        return _Standing(Stage.AGREED, source, (source,))
    formation = _last(chain.of(Formation, assignment))
    if formation is not None and formation.state != FORMATION_ENDED:
        return _Standing(stages.FORMATIONS[formation.state], formation, (formation,))
    tender = _last(each for each in chain.of(Tender, assignment) if each.is_public)
    if tender is not None and tender.state in stages.TENDERS:
        return _Standing(stages.TENDERS[tender.state], tender, (tender,))
    told_by = tuple(each for each in (assignment, tender, formation) if each is not None)
    return _Standing(_by_assignment(assignment, formation), assignment, told_by)


def _last(links: Iterable[Link]) -> Link | None:
    return max(links, key=lambda each: each.id, default=None)


def _by_assignment(assignment: Link, formation: Link | None) -> Stage:
    """Before a tender and between two; where the operator creates the service itself there is none (¶ 88)."""
    if assignment.state != APPROVED or assignment.mechanism != Mechanism.OPERATOR:
        return stages.ASSIGNMENTS[assignment.state]
    return Stage.CONTRACTS if formation is None else Stage.UNDECIDED


def _since(told_by: Sequence[Link], steps: Sequence[Step]) -> dt.datetime:
    """When one of these came to the stage in which it is; what nobody is told of is no change."""
    kinds = {each.id: each.kind for each in told_by}
    found: dict[int, dt.datetime] = {}
    for step in steps:
        kind = kinds.get(step.procedure_id)
        if kind is None:
            continue
        before, after = stages.stage_in(kind, step.from_state), stages.stage_in(kind, step.to_state)
        if step.procedure_id not in found or before != after:
            found[step.procedure_id] = step.at
    return max(found.values())


def _keep_words(source: int, wanted: set[str]) -> None:
    there = set(db.session.scalars(select(NeedWord.word).where(NeedWord.procedure_id == source)))
    if there - wanted:
        db.session.execute(
            delete(NeedWord).where(NeedWord.procedure_id == source, NeedWord.word.in_(there - wanted)),
            execution_options={"synchronize_session": False},
        )
    new = [{"word": each, "procedure_id": source} for each in sorted(wanted - there)]
    if new:
        db.session.execute(insert(NeedWord), new)


def fill() -> None:
    """Rows for what was agreed to before there was this register: once, where there is none yet."""
    if db.session.scalar(select(Need.id).limit(1)) is not None:
        return
    for model in (AutomationRequest, Proposal):
        for source in db.session.scalars(
            select(model.id).where(model.state.in_(stages.SHOWN)).order_by(model.id)
        ).all():
            keep(source)
