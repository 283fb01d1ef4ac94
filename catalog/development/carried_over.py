"""Design assignments of developments that replace no supplier and were ordered before additions to contracts were
signed on them (¶ 92, H51): each gets with the upgrade what it adds to, its supplier and its terms. Nothing commits.

Those for which a tender runs or has named a supplier stay there, and so do those that the operator carries out by a
contract of its own (¶ 88).
"""

from sqlalchemy import select

from qyzmet import clock
from qyzmet.database import db
from qyzmet.procedure import editions
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.kinds import table_of
from qyzmet.procedure.models import ProcedureParty
from qyzmet.vocabulary import Party

from ...deadlines import service as deadlines
from ...requests.assignment import led_to
from ...requests.assignment.without_tender import contracts
from ...requests.models import DesignAssignment
from ...requests.procedure.additions import BEGINNING
from ...requests.procedure.assignment import APPROVED, DRAFT
from ...requests.procedure.operator_contract import SIGNING
from ...tenders.procedure.states import CANCELLED, REANNOUNCED
from ..models import Development
from ..procedure.states import DECIDED
from . import additions

_GIVEN_UP = frozenset({CANCELLED, REANNOUNCED})


def begin_missing() -> int:
    """Carry over what is to be carried over, and say how many; safe to repeat.

    Their terms run from the upgrade: nobody is late with what could not be signed before.
    """
    query = select(Development).where(Development.state == DECIDED).order_by(Development.id)
    found = 0
    for development in db.session.scalars(query).all():
        assignment = led_to.assignment_of(development)
        if assignment is not None and _is_to_be_carried_over(development, assignment):
            _carry_over(development, assignment)
            found += 1
    return found


def _is_to_be_carried_over(development: Development, assignment: DesignAssignment) -> bool:
    if assignment.adds_to is not None or (development.decision or {}).get("replace_supplier") is not False:
        return False
    if any(each.state not in _GIVEN_UP for each in assignment.tenders) or assignment.formations:
        return False
    # What was written for another mechanism than the service has, and proposed so, stays what it is.
    mechanism = additions.ordered_with(development)["adds_to"]["mechanism"]
    return not contracts.rows_of(assignment) and (assignment.state == DRAFT or assignment.mechanism == mechanism)


def _carry_over(development: Development, assignment: DesignAssignment) -> None:
    said = additions.ordered_with(development)
    assignment.adds_to = said["adds_to"]
    if said["supplier"] is not None:
        assignment.party_rows.append(ProcedureParty(party=Party.SUPPLIER, organisation=said["supplier"]))
    db.session.flush()
    if assignment.state != APPROVED:
        return
    approval = next(act for act in reversed(standing_acts(assignment)) if act.action == "approve")
    for key in ("announce", *SIGNING):
        deadlines.close_term(assignment, key, approval, fulfilled=False)
    for name in contracts.needed(assignment):
        key = contracts.term_of(assignment, name, contracts.SIGNERS[name][0])
        if key in BEGINNING:
            term = table_of(assignment).term(key)
            days = editions.working_days(term, assignment.edition_key)
            deadlines.open_term(assignment, term, days, clock.now(), approval)
