"""¶ 42: from an approved design assignment the integrator begins the announcement of a tender."""

from qyzmet.procedure.kinds import Beginning
from qyzmet.vocabulary import N_, Party

from ..models import DesignAssignment
from ..ppp import projects
from ..procedure.assignment import APPROVED
from .choices import Mechanism

# After these alone another one is announced from here: what ended otherwise has its successor, or still runs.
_GIVEN_UP = frozenset({"cancelled", "reannounced"})


def may_be_announced(assignment: DesignAssignment) -> bool:
    """Whether it is approved, is to be tendered, and no tender for it runs or has named a supplier.

    A PPP project waits for its conditions and its place in the list (¶ 32); where the operator creates the service
    itself no tender is held (H16).
    """
    if assignment.state != APPROVED or assignment.mechanism not in (Mechanism.LEASE, Mechanism.PPP):
        return False
    if assignment.mechanism == projects.PPP:
        met = all(each.met for each in projects.conditions(assignment))
        if not met or assignment.listed_at is None:
            return False
    return all(tender.state in _GIVEN_UP for tender in assignment.tenders)


TENDER = Beginning(
    kind="tenders",
    title=N_("Announce a tender"),
    rule="¶ 42",
    by=Party.INTEGRATOR,
    states=(APPROVED,),
    is_open=may_be_announced,
    href=lambda assignment: f"/tenders/new?assignment={assignment.public_number}",
    terms=("announce",),
)
