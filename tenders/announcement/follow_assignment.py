"""What an act in a design assignment does to the tenders that rest on it (¶ 18, 42; H28). Nothing here commits.

Amending the assignment leaves a published tender alone: its version is frozen, and a material amendment takes the new
one over. An announcement that is not published yet waits for the approval, and of a PPP project for the list (¶ 32),
and the customer is asked anew. When the
approval of a published version is annulled, the tender rests on nothing: it is cancelled, or, where it has gone too
far for that, the annulment is refused.
"""

from qyzmet.procedure import engine
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import NotInThisState
from qyzmet.translating import gettext as _

from ...requests.assignment import versions
from ...requests.models import DesignAssignment
from ...requests.ppp import projects
from ..models import Tender
from ..rules.reannouncement import Place
from . import ask_consent, design_assignment, prepare

# What can make a design assignment ready to be tendered.
_LEADS_ON = frozenset({"approve", "record_budget", "list_ppp"})


def follow(assignment: DesignAssignment, act: Act, annulled: Act | None) -> None:
    """What an act in the design assignment does to its tenders; asked by `kinds.let_know` before the state changes.

    Raises NotInThisState for an annulment that comes too late, and for an amendment between announcement and
    re-announcement, which have the same assignment (H28).
    """
    if annulled is not None:
        _fall_with(assignment, act, annulled)
        return
    for tender in design_assignment.running(assignment):
        if tender.published_at is not None:
            continue
        if act.action in _LEADS_ON:
            if ask_consent.waits(tender) and _can_be_tendered(assignment, act):
                prepare.prepare(tender, act)
        elif act.action == "cancel":
            engine.follow(tender, "cancel", act, {"assignment": assignment.public_number})
        else:
            _against_amending(tender, act)
            prepare.wait(tender, act)


def _can_be_tendered(assignment: DesignAssignment, act: Act) -> bool:
    """Asked before the state changes: an approval completes all but a PPP project, whose papers come after it."""
    if act.action == "approve":
        return assignment.mechanism != projects.PPP
    return not any(design_assignment.against_tendering(assignment))


def _fall_with(assignment: DesignAssignment, annulment: Act, approval: Act) -> None:
    version = versions.approved_by(assignment, approval)
    number = version.number if version is not None else None
    for tender in design_assignment.running(assignment):
        frozen = tender.frozen or (tender.previous.frozen if tender.previous is not None else None)
        if frozen is not None and frozen.number == number:
            body = {"assignment": assignment.public_number, "assignment_version": number}
            engine.follow(tender, "cancel", annulment, body)
        elif tender.published_at is None:
            prepare.wait(tender, annulment)


def _against_amending(tender: Tender, act: Act) -> None:
    if act.action == "amend" and tender.announcement == Place.SECOND and not tender.repeats:
        raise NotInThisState(
            _(
                "%(number)s announces the tender again with the same design assignment (H28). It can be amended once "
                "that announcement is published.",
                number=tender.public_number,
            ),
            rule="H28",
        )
