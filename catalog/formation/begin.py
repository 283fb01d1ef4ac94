"""A formation begins when the contracts are in force (¶ 73, H33): with a supplier, from the tender; by the operator
itself (¶ 88), from the design assignment; and so by additions to the contracts of a service that keeps its supplier
(¶ 92, H51). Nothing here commits.
"""

import datetime as dt

from sqlalchemy import select

from qyzmet import clock
from qyzmet.database import db
from qyzmet.people.models import Organisation, User
from qyzmet.procedure import engine, numbers
from qyzmet.procedure.kinds import TermRule
from qyzmet.procedure.models import Act, Procedure, ProcedureParty
from qyzmet.vocabulary import Channel, Party

from ...requests.assignment import versions
from ...requests.filing import filing
from ...requests.models import AssignmentVersion, DesignAssignment
from ...tenders.commission import seats
from ...tenders.decision import choice, contracts
from ...tenders.models import Tender
from ...tenders.procedure.states import CONTRACTED
from ..models import Formation, Service
from ..procedure.formation import FORMATIONS
from ..procedure.states import ENDED

# Of the assignment's and the tender's parties; the State Technical Service has no part in the formation.
_CARRIED_OVER = (Party.STATE_BODY, Party.INTEGRATOR, Party.AUTHORISED_BODY)


def follow_tender(tender: Procedure, act: Act, annulled: Act | None) -> None:
    """The last contract of a tender came into force: its formation begins, with its Commission."""
    if not isinstance(tender, Tender) or act.to_state != CONTRACTED or annulled is not None:
        return
    bid = choice.winner_of(tender)
    if bid is None or tender.frozen is None:
        raise LookupError(f"{tender.public_number} has contracts and no supplier")
    made = _made(tender.assignment, tender.frozen, act, bid.bidder)
    made.tender, made.bid = tender, bid
    _keep(made)
    seats.carry_over(tender, made)
    engine.follow(made, "form", act, {"tender": tender.public_number})


def follow_assignment(assignment: Procedure, act: Act, annulled: Act | None) -> None:
    """¶ 88, 92: what was signed on the assignment came into force: the operator forms the IC service itself, or the
    supplier that stays forms its next version, before the Commission that has decided on it before.
    """
    if not isinstance(assignment, DesignAssignment) or act.action != "sign_contract" or annulled is not None:
        return
    version = versions.newest_approved(assignment)
    if version is None:
        raise LookupError(f"{assignment.public_number} has a contract and no approved version")
    supplier = assignment.party(Party.SUPPLIER)
    made = _made(assignment, version, act, supplier)
    _keep(made)
    if supplier is not None:
        _seat_as_before(made)
    following = "form_by_operator" if supplier is None else "form"
    engine.follow(made, following, act, {"assignment": assignment.public_number})


def _seat_as_before(formation: Formation) -> None:
    """The Commission is that of the newest formation of the service that has one; else the customer sets one up."""
    service = formation.service
    earlier = service.formations if service is not None else []
    found = (each for each in reversed(earlier) if each is not formation and seats.is_set_up(each))
    previous = next(found, None)
    if previous is not None:
        seats.carry_over(previous, formation)


def formations_of(assignment: DesignAssignment) -> list[Formation]:
    """The formations of a design assignment, the oldest first."""
    query = select(Formation).where(Formation.assignment_id == assignment.id).order_by(Formation.id)
    return list(db.session.scalars(query))


def newest_of(assignment: DesignAssignment) -> Formation | None:
    """The formation that an assignment led to: the newest that has not ended, else the newest."""
    found = formations_of(assignment)
    return next((each for each in reversed(found) if each.state != ENDED), found[-1] if found else None)


def _made(
    assignment: DesignAssignment, version: AssignmentVersion, cause: Act, supplier: Organisation | None
) -> Formation:
    general = version.data.get("general") or {}
    made = Formation(
        kind=FORMATIONS.kind,
        draft_number=numbers.draft_number(FORMATIONS.prefix),
        number=numbers.next_number(FORMATIONS.prefix),
        state=FORMATIONS.first,
        edition_key=assignment.edition_key,
        channel=Channel.PORTAL,
        title=assignment.title,
        titles=assignment.titles,
        data={},
        created_by=db.session.get_one(User, cause.user_id),
        created_at=clock.now(),
        submitted_at=clock.now(),
        assignment=assignment,
        version_of_assignment=version,
        object=str(general.get("object") or ""),
        mechanism=str(general.get("mechanism") or ""),
        service=_service_of(assignment.source),
    )
    for party in FORMATIONS.parties:
        organisation = supplier if party is Party.SUPPLIER else _organisation(party, assignment)
        if organisation is not None:
            made.party_rows.append(ProcedureParty(party=party, organisation=organisation))
    return made


def _keep(formation: Formation) -> None:
    db.session.add(formation)
    db.session.flush()
    # The assignment lists what it led to.
    db.session.expire(formation.assignment, ["formations"])


def _service_of(source: Procedure) -> Service | None:
    """The service that is developed, or whose supplier is replaced; None for a new one."""
    if isinstance(source, Service):
        return source
    found = getattr(source, "service", None)
    return found if isinstance(found, Service) else None


def _organisation(party: Party, assignment: DesignAssignment) -> Organisation | None:
    return assignment.party(party) if party in _CARRIED_OVER else filing.working(party)


def _in_force_since(formation: Formation, act: Act) -> dt.datetime:
    """H33: the protocol's term runs from the day on which the last contract came into force."""
    since = contracts.in_force_since(formation.tender) if formation.tender is not None else None
    return since or act.at


def _days_of_protocol(formation: Formation, act: Act, length: int) -> int:
    """¶ 73: the term that the last protocol sets."""
    protocol = choice.in_force(formation.tender) if formation.tender is not None else None
    return int(protocol.data["ready_within_working_days"]) if protocol is not None else length


READY_TERM = TermRule("report_ready", counts_from=_in_force_since, length=_days_of_protocol)
