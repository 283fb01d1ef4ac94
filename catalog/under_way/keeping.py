"""Keeping the public register of running procedures in step: after every act in a need's procedures its row is as what
is public of them, however that came about. Nothing here commits.

A need is shown from the agreement on (¶ 13), where row 7 of Annex 1 says that there is no restricted information. A
proposal has no such row: it is shown once its tender is published or its service stands in the Catalogue. The
development of a service is shown from its decision on (¶ 92, H32), by row 7 of the request that the service came of.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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
from ..models import Development, Formation, Service
from ..procedure.states import DECIDED
from ..procedure.states import ENDED as FORMATION_ENDED
from . import stages
from .chain import Chain, Link, Step, chain_of, source_of, steps_in
from .models import Need, NeedWord
from .stages import Stage

_REQUEST = AutomationRequest.__mapper__.polymorphic_identity


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

    `source` is the request's, the proposal's or the development's id; of anything else nothing is kept.
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
    if source.kind == _REQUEST:
        return _says_nothing_restricted(source.data)
    if source.kind == Development.__mapper__.polymorphic_identity:
        return _service_is_open(source.id)
    # Or a tender was announced on its ground.
    return source.state == COMPLETED or any(each.is_public for each in chain.of(Tender))


def _says_nothing_restricted(data: Mapping[str, Any] | None) -> bool:
    return (data or {}).get("restricted") == Restricted.NONE


def _service_is_open(development: int) -> bool:
    """Whether the service that is developed came of a request without restricted information, or of no request."""
    procedure, service, developing = Procedure.__table__, Service.__table__, Development.__table__
    origin = db.session.execute(
        select(procedure.c.kind, procedure.c.data)
        .join(service, service.c.source_id == procedure.c.id)
        .join(developing, developing.c.service_id == service.c.id)
        .where(developing.c.id == development)
    ).first()
    return origin is None or origin.kind != _REQUEST or _says_nothing_restricted(origin.data)


def _agreed_at(source: Link, steps: Sequence[Step]) -> dt.datetime | None:
    stands = (each for each in reversed(steps) if each.procedure_id == source.id and each.annulled_by_id is None)
    return next((each.at for each in stands if each.action == "agree" or _decides(each)), None)


def _decides(step: Step) -> bool:
    """H32: with the last of four signatures a development is decided."""
    return step.to_state == DECIDED != step.from_state


def _standing(chain: Chain) -> _Standing:
    """Where it stands by what it led to: the procedure that is furthest on and runs."""
    source = chain.source
    ended = stages.stage_in(source.kind, source.state)
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
    """Before a tender and between two; where the operator creates the service itself (¶ 88), or additions to contracts
    are signed (¶ 92, H51), there is none.
    """
    without_tender = assignment.mechanism == Mechanism.OPERATOR or assignment.by_additions
    if assignment.state != APPROVED or not without_tender:
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
    """Rows for what was agreed to before the register had such: once, where there is none yet."""
    for models in ((AutomationRequest, Proposal), (Development,)):
        of_these = select(Need.id).join(Procedure, Procedure.id == Need.id)
        kinds = [model.__mapper__.polymorphic_identity for model in models]
        if db.session.scalar(of_these.where(Procedure.kind.in_(kinds)).limit(1)) is None:
            _fill_of(models)


def _fill_of(models: Iterable[type[Procedure]]) -> None:
    for model in models:
        for source in db.session.scalars(
            select(model.id).where(model.state.in_(stages.SHOWN)).order_by(model.id)
        ).all():
            keep(source)
