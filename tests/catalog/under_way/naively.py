"""Where every need stands, from whole procedures read one by one: what the rows of the register are compared with."""

import datetime as dt

from sqlalchemy import select

from qyzmet.catalog.models import Development, Formation
from qyzmet.catalog.under_way import stages
from qyzmet.catalog.under_way.stages import Stage
from qyzmet.database import db
from qyzmet.procedure.models import Act, Procedure
from qyzmet.requests.models import AutomationRequest, DesignAssignment, Proposal
from qyzmet.search import words
from qyzmet.tenders.models import Tender

# Stage, whether ended, id of the procedure in which it stands, agreed at, since, words.
Row = tuple[str, bool, int | None, dt.datetime, dt.datetime, frozenset[str]]


def rows() -> dict[int, Row]:
    """The row of each need that everybody may see, by the id of the request, proposal or development."""
    db.session.flush()
    found = {}
    kinds = ["requests", "proposals", "developments"]
    for source in db.session.scalars(select(Procedure).where(Procedure.kind.in_(kinds))):
        assert isinstance(source, AutomationRequest | Proposal | Development)
        row = _row(source)
        if row is not None:
            found[source.id] = row
    return found


def _row(source: AutomationRequest | Proposal | Development) -> Row | None:
    agreed = [act for act in source.acts if _is_agreement(act) and act.annulled_by_id is None]
    if source.state not in stages.SHOWN or not agreed or not _is_told(source):
        return None
    stage, where, told_by = _standing(source)
    said = frozenset(words.stems([words.of_number(source.number or ""), source.title]))
    since = max(_changed(each) for each in told_by)
    return stage.value, stage in stages.ENDED, where.id if where is not None else None, agreed[-1].at, since, said


def _is_agreement(act: Act) -> bool:
    return act.action == "agree" or (act.action == "sign_decision" and act.to_state == "decided")


def _is_told(source: AutomationRequest | Proposal | Development) -> bool:
    if isinstance(source, Development):
        origin = source.service.source
        return not isinstance(origin, AutomationRequest) or _is_told(origin)
    if isinstance(source, AutomationRequest):
        return source.data.get("restricted") == "none"
    announced = [tender for each in source.assignments for tender in each.tenders if tender.is_public]
    return source.state == "completed" or bool(announced)


def _standing(source: Procedure) -> tuple[Stage, Procedure | None, list[Procedure]]:
    if source.state in ("completed", "cancelled"):
        return Stage.ENTERED if source.state == "completed" else Stage.CANCELLED, None, [source]
    assignments = _all(DesignAssignment, DesignAssignment.source_id == source.id)
    running = [each for each in assignments if each.state != "cancelled"]
    if not running:
        return Stage.AGREED, source, [source]
    assignment = running[-1]
    assert isinstance(assignment, DesignAssignment)
    formations = _all(Formation, Formation.assignment_id == assignment.id)[-1:]
    if formations and formations[0].state != "ended":
        return stages.FORMATIONS[formations[0].state], formations[0], formations
    tenders = [each for each in _all(Tender, Tender.assignment_id == assignment.id) if each.is_public][-1:]
    if tenders and tenders[0].state in stages.TENDERS:
        return stages.TENDERS[tenders[0].state], tenders[0], tenders
    stage = stages.ASSIGNMENTS[assignment.state]
    if assignment.state == "approved" and (assignment.mechanism == "operator" or assignment.adds_to is not None):
        stage = Stage.UNDECIDED if formations else Stage.CONTRACTS
    return stage, assignment, [assignment, *tenders, *formations]


def _all(model: type[Procedure], of: object) -> list[Procedure]:
    return list(db.session.scalars(select(model).where(of).order_by(model.id)))  # type: ignore[arg-type]


def _changed(procedure: Procedure) -> dt.datetime:
    """The instant of the act that brought it to the stage in which it is; of the first where none did."""
    acts = sorted(procedure.acts, key=lambda act: act.id)
    kind = procedure.kind
    moved = [act for act in acts if stages.stage_in(kind, act.from_state) != stages.stage_in(kind, act.to_state)]
    return (moved or acts[:1])[-1].at
