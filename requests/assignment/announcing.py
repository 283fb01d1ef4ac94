"""¶ 42: an approved design assignment leads on to the announcement of a tender: from when it is due, whether it can be
begun, and that it was published.

Nothing here commits.
"""

from sqlalchemy import ColumnElement, and_, inspect, or_, select

from qyzmet.procedure import engine
from qyzmet.procedure.kinds import Beginning, TermRule
from qyzmet.procedure.models import Act, Procedure
from qyzmet.reading.beside import is_beside
from qyzmet.vocabulary import N_, Party

from ...deadlines import service as deadlines
from ...deadlines.models import Deadline
from ..models import DesignAssignment
from ..ppp import projects
from ..procedure.assignment import APPROVED
from . import replacement
from .choices import Mechanism

ANNOUNCE = "announce"
# After these alone another one is begun from here: what ended otherwise has its successor, or still runs.
_GIVEN_UP = frozenset({"cancelled", "reannounced"})


def announced(assignment: DesignAssignment, cause: Act, tender: str) -> None:
    """The tender of that number was published with the version approved now, or takes it over: the term ends.

    Raises NotInThisState where none is approved.
    """
    version = assignment.assignment_version
    engine.follow(assignment, "announced", cause, {"tender": tender, "assignment_version": version})


def was_announced(assignment: DesignAssignment) -> bool:
    """Whether a tender was published with what was approved last. What fell since counts too: bidders have read it."""
    approvals = [act.id for act in assignment.acts if act.action == "approve" and act.annulled_by_id is None]
    return any(act.action == "announced" and act.id > max(approvals, default=0) for act in assignment.acts)


def running(assignment: DesignAssignment) -> Deadline | None:
    """The term of ¶ 42 that runs, if one does."""
    return next(iter(deadlines.open_deadlines(assignment, ANNOUNCE)), None)


def _is_not_due(assignment: DesignAssignment) -> bool:
    """Whether nothing is to be announced yet, or at all, or the term runs already: nothing starts it twice."""
    if replacement.only_develops(assignment):
        return True
    if assignment.mechanism not in (Mechanism.LEASE, Mechanism.PPP):
        return True
    if assignment.mechanism == Mechanism.PPP and not _is_ready_ppp(assignment):
        return True
    return running(assignment) is not None or was_announced(assignment)


def _is_ready_ppp(assignment: DesignAssignment) -> bool:
    """¶ 32: approved, in the list, with all three conditions."""
    return assignment.listed_at is not None and all(each.met for each in projects.conditions(assignment))


def _will_not_be_due(assignment: DesignAssignment, action: str) -> bool:
    """The same, foreseen: of a PPP project the last of approval, papers and entry starts it."""
    if replacement.only_develops(assignment):
        return True
    if assignment.mechanism != Mechanism.PPP:
        return assignment.mechanism != Mechanism.LEASE
    papers = len({act.body.get("basis") for act in projects.recorded(assignment)})
    lacking = {APPROVED: assignment.state != APPROVED, "list": assignment.listed_at is None, "papers": papers < 2}
    mends = {"approve": APPROVED, "list_ppp": "list", "record_budget": "papers"}[action]
    others = any(lacks for key, lacks in lacking.items() if key != mends)
    return others or (action == "record_budget" and papers < 1) or was_announced(assignment)


def may_be_begun(assignment: DesignAssignment) -> bool:
    """Whether it is approved and to be tendered, and no tender for it runs or has named a supplier."""
    if replacement.only_develops(assignment):
        return False
    if assignment.state != APPROVED or assignment.mechanism not in (Mechanism.LEASE, Mechanism.PPP):
        return False
    if assignment.mechanism == Mechanism.PPP and not _is_ready_ppp(assignment):
        return False
    return all(tender.state in _GIVEN_UP for tender in assignment.tenders)


def _perhaps() -> ColumnElement[bool]:
    """The same for lists, as far as columns tell it: most of what was ever approved has its tender."""
    own, tender = DesignAssignment.__table__, inspect(DesignAssignment).relationships["tenders"].mapper.class_.__table__
    theirs = Procedure.__table__.alias()
    tendered = select(own.c.id).where(
        own.c.id == Procedure.id, or_(own.c.mechanism == Mechanism.LEASE, own.c.listed_at.is_not(None))
    )
    going_on = (
        select(tender.c.id)
        .join(theirs, theirs.c.id == tender.c.id)
        .where(tender.c.assignment_id == Procedure.id, theirs.c.state.not_in(sorted(_GIVEN_UP)))
    )
    return and_(is_beside(tendered.correlate(Procedure)), ~is_beside(going_on.correlate(Procedure)))


TENDER = Beginning(
    kind="tenders",
    title=N_("Announce a tender"),
    rule="¶ 42",
    by=Party.INTEGRATOR,
    states=(APPROVED,),
    is_open=may_be_begun,
    may_be_begun=_perhaps,
    href=lambda assignment: f"/tenders/new?assignment={assignment.public_number}",
    terms=(ANNOUNCE,),
)
ANNOUNCE_TERM = TermRule(ANNOUNCE, waits=_is_not_due, will_wait=_will_not_be_due)
