"""Keeping the public register of running procedures in step: after every act in a need's procedures its row is as what
is public of them, however that came about. Nothing here commits.

A need is shown from the agreement on (¶ 13), where row 7 of Annex 1 says that there is no restricted information. A
proposal has no such row: it is shown once its tender is published or its service stands in the Catalogue.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, delete, select, true

from qyzmet.database import db
from qyzmet.procedure.models import Act, Procedure
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
from .models import Need, NeedWord
from .stages import Stage

AnyProcedure = TypeVar("AnyProcedure", bound=Procedure)


@dataclass(frozen=True)
class _Standing:
    """Where a need stands: in which procedure, and by the states of which."""

    stage: Stage
    where: Procedure | None
    told_by: tuple[Procedure, ...]


def follow(procedure: Procedure) -> None:
    """Something was done in a procedure: the need that it belongs to is kept as it is now."""
    source = _source_of(procedure)
    if source is not None and source.state != DRAFT:
        keep(source)


def _source_of(procedure: Procedure) -> Filed | None:
    """The request or proposal on whose ground it was begun; a development or a replacement has none here."""
    if isinstance(procedure, (Tender, Formation)):
        procedure = procedure.assignment
    if isinstance(procedure, DesignAssignment):
        procedure = procedure.source
    return procedure if isinstance(procedure, Filed) else None


def keep(source: Filed) -> None:
    """Write the row of a need as it is now, or take it out where it is not, or not any more, to be shown."""
    # Two acts in two procedures of one need follow one another here.
    need = db.session.get(Need, source.id, with_for_update=True, populate_existing=True)
    agreed_at = _agreed_at(source) if _is_open(source) else None
    if agreed_at is None:
        if need is not None:
            _keep_words(source, set())
            db.session.delete(need)
            db.session.flush()
        return
    stands = _standing(source)
    since = _since(stands.told_by)
    if need is None:
        need = Need(id=source.id)
    need.stage, need.ended = stands.stage.value, stands.stage in stages.ENDED
    need.where_id = stands.where.id if stands.where is not None else None
    need.agreed_at, need.since = agreed_at, since
    db.session.add(need)
    db.session.flush()
    _keep_words(source, words.stems([words.of_number(source.number or ""), source.title]))


def _is_open(source: Filed) -> bool:
    """Whether everybody may see the need."""
    if source.state not in stages.SHOWN:
        return False
    if isinstance(source, AutomationRequest):
        return source.data.get("restricted") == Restricted.NONE
    return source.state == COMPLETED or _is_published(source)


def _is_published(source: Filed) -> bool:
    """Whether a tender was announced on its ground."""
    assignments = select(DesignAssignment.id).where(DesignAssignment.source_id == source.id)
    query = select(Tender.id).where(Tender.assignment_id.in_(assignments), Tender.is_public)
    return db.session.scalar(query.limit(1)) is not None


def _agreed_at(source: Filed) -> dt.datetime | None:
    query = select(Act.at).where(Act.procedure_id == source.id, Act.action == "agree", Act.annulled_by_id.is_(None))
    return db.session.scalar(query.order_by(Act.id.desc()).limit(1))


def _standing(source: Filed) -> _Standing:
    """Where it stands by what it led to: the procedure that is furthest on and runs."""
    ended = stages.SOURCES.get(source.state)
    if ended in stages.ENDED and ended is not None:
        return _Standing(ended, None, (source,))
    of_source = DesignAssignment.source_id == source.id
    assignment = _newest(DesignAssignment, of_source, DesignAssignment.state != ASSIGNMENT_CANCELLED)
    if assignment is None:
        return _Standing(Stage.AGREED, source, (source,))
    formation = _newest(Formation, Formation.assignment_id == assignment.id)
    if formation is not None and formation.state != FORMATION_ENDED:
        return _Standing(stages.FORMATIONS[formation.state], formation, (formation,))
    tender = _newest(Tender, Tender.assignment_id == assignment.id, Tender.is_public == true())
    if tender is not None and tender.state in stages.TENDERS:
        return _Standing(stages.TENDERS[tender.state], tender, (tender,))
    told_by = tuple(each for each in (assignment, tender, formation) if each is not None)
    return _Standing(_by_assignment(assignment, formation), assignment, told_by)


def _by_assignment(assignment: DesignAssignment, formation: Formation | None) -> Stage:
    """Before a tender and between two; where the operator creates the service itself there is none (¶ 88)."""
    if assignment.state != APPROVED or assignment.mechanism != Mechanism.OPERATOR:
        return stages.ASSIGNMENTS[assignment.state]
    return Stage.CONTRACTS if formation is None else Stage.UNDECIDED


def _newest(model: type[AnyProcedure], *of: ColumnElement[bool]) -> AnyProcedure | None:
    return db.session.scalars(select(model).where(*of).order_by(model.id.desc()).limit(1)).first()


def _since(procedures: Sequence[Procedure]) -> dt.datetime:
    """When one of these came to the stage in which it is; what nobody is told of is no change."""
    kinds = {each.id: each.kind for each in procedures}
    query = select(Act.procedure_id, Act.from_state, Act.to_state, Act.at).where(Act.procedure_id.in_(kinds))
    found: dict[int, dt.datetime] = {}
    for key, before, after, at in db.session.execute(query.order_by(Act.id)):
        if key not in found or stages.stage_in(kinds[key], before) != stages.stage_in(kinds[key], after):
            found[key] = at
    return max(found.values())


def _keep_words(source: Filed, wanted: set[str]) -> None:
    there = set(db.session.scalars(select(NeedWord.word).where(NeedWord.procedure_id == source.id)))
    if there - wanted:
        db.session.execute(
            delete(NeedWord).where(NeedWord.procedure_id == source.id, NeedWord.word.in_(there - wanted)),
            execution_options={"synchronize_session": False},
        )
    db.session.add_all(NeedWord(word=each, procedure_id=source.id) for each in sorted(wanted - there))
    db.session.flush()


def fill() -> None:
    """Rows for what was agreed to before there was this register: once, where there is none yet."""
    if db.session.scalar(select(Need.id).limit(1)) is not None:
        return
    for model in (AutomationRequest, Proposal):
        query = select(model).where(model.state.in_(stages.SHOWN)).order_by(model.id)
        for source in db.session.scalars(query.execution_options(yield_per=500)):
            keep(source)
