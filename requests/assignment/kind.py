"""Design assignments (¶ 18, 19): ordered, proposed in versions, consented, agreed, approved. Nothing here commits."""

import hashlib
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from qyzmet import clock, context, rights
from qyzmet.context import Actor
from qyzmet.database import canonical_json, db
from qyzmet.documents import service as documents
from qyzmet.people.models import User
from qyzmet.procedure import engine, kinds, numbers
from qyzmet.procedure.actions import Body
from qyzmet.procedure.kinds import Kind
from qyzmet.procedure.models import Act, Procedure, ProcedureParty
from qyzmet.procedure.refusals import Reason
from qyzmet.vocabulary import Channel, Party, Role

from ..filing import filing
from ..models import AssignmentVersion, DesignAssignment, Filed
from ..ppp import projects
from ..procedure.assignment import APPROVED, ASSIGNMENTS, CANCELLED
from ..services_register import register
from . import against_proposing as assignment_checks


def order(source: Filed, cause: Act) -> DesignAssignment:
    """¶ 18: the integrator is to develop a design assignment; its 20 working days run from the notification."""
    author = db.session.get_one(User, cause.user_id)
    made = DesignAssignment(
        kind=ASSIGNMENTS.kind,
        draft_number=numbers.draft_number(ASSIGNMENTS.prefix),
        number=numbers.next_number(ASSIGNMENTS.prefix),
        state=ASSIGNMENTS.first,
        edition_key=source.edition_key,
        channel=Channel.PORTAL,
        title=source.title,
        data={},
        created_by=author,
        created_at=clock.now(),
        submitted_at=clock.now(),
        source=source,
    )
    for party in ASSIGNMENTS.parties:
        organisation = source.party(party) if party in _OF_THE_SOURCE else filing.working(party)
        if organisation is not None:
            made.party_rows.append(ProcedureParty(party=party, organisation=organisation))
    db.session.add(made)
    db.session.flush()
    engine.follow(made, "order", cause, {"source": source.public_number})
    db.session.expire(source, ["assignments"])
    return made


# The operator may itself be the proposer; it is a party of the assignment as the operator in any case.
_OF_THE_SOURCE = frozenset({Party.STATE_BODY, Party.INTEGRATOR, Party.AUTHORISED_BODY})


def cancel(source: Filed, cause: Act) -> None:
    """The order was annulled: what was begun on it is cancelled. Raises NotInThisState once it is approved."""
    assignment = of_source(source)
    if assignment is not None:
        engine.follow(assignment, "cancel", cause, {"source": source.public_number})


def of_source(source: Filed) -> DesignAssignment | None:
    """The design assignment that a request or proposal led to, unless its order was annulled.

    One that ended together with the creation itself (¶ 53-1) is still what it led to.
    """
    ended = source.state == CANCELLED
    return next((each for each in reversed(source.assignments) if ended or each.state != CANCELLED), None)


def reopen(assignment: DesignAssignment, cause: Act, reason: str, tender: str) -> None:
    """¶ 53-1: the Commission decided that the assignment is amended: a new version is opened.

    Where one is being written already, that is the amended one. `tender` is the number of the tender that had no bids.
    """
    if assignment.state == APPROVED:
        engine.follow(assignment, "amend", cause, {"reason": reason, "tender": tender})


def end(assignment: DesignAssignment, cause: Act, tender: str) -> None:
    """¶ 53-1: the creation is cancelled: the assignment ends, and with it what it was ordered for.

    Raises NotInThisState where either has gone too far for it.
    """
    engine.follow(assignment, "end", cause, {"tender": tender})
    engine.follow(assignment.source, "cancel", cause, {"tender": tender, "assignment": assignment.public_number})


def tender_of(assignment: DesignAssignment | None) -> Procedure | None:
    """The newest tender for the assignment that the actor may know of.

    A cancelled one only where there is no other, or the creation itself was cancelled with it.
    """
    if assignment is None:
        return None
    known = [each for each in reversed(assignment.tenders) if rights.may_know(context.actor(), each)]
    standing = [each for each in known if assignment.state == CANCELLED or each.state != "cancelled"]
    return next(iter([*standing, *known]), None)


def approval_of(assignment: DesignAssignment) -> Act:
    """The newest approval that stands. Raises LookupError where nobody has approved it."""
    found = next((act for act in reversed(assignment.acts) if act.action == "approve" and not act.annulled_by_id), None)
    if found is None:
        raise LookupError(f"{assignment.public_number} is not approved")
    return found


def version_approved_by(assignment: DesignAssignment, approval: Act) -> AssignmentVersion | None:
    """The version that an approval approved: the one proposed before it."""
    proposals = (act for act in reversed(assignment.acts) if act.action == "propose" and act.id < approval.id)
    proposal = next((act for act in proposals if act.annulled_by_id is None), None)
    return assignment.version_of(int(proposal.body["assignment_version"])) if proposal is not None else None


def newest_approved(assignment: DesignAssignment) -> AssignmentVersion | None:
    """The version that was approved last, also while a newer one is being written. None where none ever was."""
    try:
        return version_approved_by(assignment, approval_of(assignment))
    except LookupError:
        return None


def hash_of(assignment: DesignAssignment, version: int, data: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of number, version and data: what a printed version can be checked by."""
    said = {"number": assignment.number, "assignment_version": version, "data": data}
    return hashlib.sha256(canonical_json(said).encode()).hexdigest()


def _after_save(assignment: DesignAssignment) -> None:
    general = assignment.data.get("general") or {}
    assignment.mechanism = general.get("mechanism")


def _propose(assignment: DesignAssignment, body: Body, act: Act) -> None:
    number = assignment.assignment_version
    assignment.versions.append(
        AssignmentVersion(
            number=number,
            data=assignment.data,
            hash=hash_of(assignment, number, assignment.data),
            proposed_at=act.at,
            proposed_by=act.taker,
            reason=_reason_of_version(assignment, act),
        )
    )
    db.session.flush()
    act.body = {**act.body, "assignment_version": number}


def _reason_of_version(assignment: DesignAssignment, act: Act) -> str:
    opened = [
        each for each in assignment.acts if each.id < act.id and each.action in _OPENINGS and not each.annulled_by_id
    ]
    body = opened[-1].body if opened else {}
    return str(body.get("reasons") or body.get("reason") or "")


_OPENINGS = ("object", "return", "amend")


def _open_version(assignment: DesignAssignment, body: Body, act: Act) -> None:
    """Any later change makes a new version; what the version before had of consents no longer holds."""
    kinds.let_know(assignment, act)
    act.body = {**act.body, "from_version": assignment.assignment_version}
    assignment.assignment_version = _next_version(assignment)
    assignment.listed_at = None


def _next_version(assignment: DesignAssignment) -> int:
    return 1 + max([assignment.assignment_version, *(each.number for each in assignment.versions)])


def _take_proposal_back(assignment: DesignAssignment, body: Body, act: Act) -> None:
    """What was proposed by mistake stays as it was, marked; the work goes on as the next version."""
    version = assignment.version_of(int(body["assignment_version"]))
    if version is not None:
        version.annulled_at = clock.now()
    assignment.assignment_version = _next_version(assignment)


def _go_back_to_version(assignment: DesignAssignment, body: Body, act: Act) -> None:
    """The version that was proposed holds again, with its text; what was written since is in the audit trail."""
    version = assignment.version_of(int(body["from_version"]))
    if version is not None:
        assignment.assignment_version = version.number
        assignment.data = version.data
        _after_save(assignment)
    assignment.listed_at = projects.standing_listing(assignment)


def _let_know(assignment: DesignAssignment, body: Body, act: Act) -> None:
    """What rests on the assignment, in other rooms, learns of the act."""
    kinds.let_know(assignment, act)


def _take_approval_back(assignment: DesignAssignment, body: Body, act: Act) -> None:
    """What rests on the approval falls with it. Raises NotInThisState where that has gone too far."""
    kinds.let_know(assignment, db.session.get_one(Act, act.annulled_by_id), annulled=act)


def _keep_paper(assignment: DesignAssignment, body: Body, act: Act) -> None:
    documents.adopt(assignment, [str(body["document"])] if body.get("document") else [])


def _list(assignment: DesignAssignment, body: Body, act: Act) -> None:
    assignment.listed_at = act.at


def _take_from_list(assignment: DesignAssignment, body: Body, act: Act) -> None:
    assignment.listed_at = None


def against_security(assignment: DesignAssignment, body: Body, actor: Actor) -> list[Reason]:
    """Law 14(1)(8): the service's own head agrees; the integrator records its paper."""
    service = assignment.party(Party.SECURITY_SERVICE)
    if body.get("document") or (service is not None and Role.HEAD in actor.roles_in(service.id)):
        return []
    return [Reason(_("Attach the paper of the State Technical Service."), field="document")]


def against_proposing(assignment: DesignAssignment, body: Body, actor: Actor) -> list[Reason]:
    """¶ 19: all 14 parts are there and agree with each other."""
    return list(assignment_checks.against_proposing(assignment.data, register.state_of))


KIND = Kind(
    tables={ASSIGNMENTS.edition: ASSIGNMENTS},
    model=DesignAssignment,
    guards={
        "propose": against_proposing,
        "agree_security": against_security,
        "record_budget": projects.against_recording,
        "list_ppp": projects.against_listing,
    },
    changes={
        "propose": _propose,
        "cancel": _let_know,
        **dict.fromkeys(_OPENINGS, _open_version),
        "agree_security": _keep_paper,
        "approve": _let_know,
        "record_budget": _keep_paper,
        "list_ppp": _list,
    },
    undoings={
        "propose": _take_proposal_back,
        **dict.fromkeys(_OPENINGS, _go_back_to_version),
        "approve": _take_approval_back,
        "list_ppp": _take_from_list,
    },
    # ¶ 32: from the day on which the paper of the budget body came in.
    events={"list_ppp": projects.event_of},
    waits={"list_ppp": projects.listing_is_under_way},
    after_save=_after_save,
    came_from=lambda assignment: assignment.source,
)
