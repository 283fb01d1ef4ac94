"""The design assignment that a tender rests on (¶ 42, 88, 92; H16, H28, H51): which version, what it says and
what of that the tender's own row keeps, whether it may be tendered.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import select

from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.documents.models import Document
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _

from ...requests.assignment import replacement, versions
from ...requests.assignment.choices import Mechanism
from ...requests.models import AssignmentVersion, DesignAssignment
from ...requests.ppp import projects
from ...requests.procedure.assignment import APPROVED
from ..models import Tender
from ..procedure.states import CANCELLED, REANNOUNCED
from ..procedure.tender import TENDERS

TENDERED = frozenset({Mechanism.LEASE.value, Mechanism.PPP.value})
FIELD = "data.assignment"
# Another announcement of the same assignment is lawful after these alone: what ended otherwise has its successor.
_GIVEN_UP = frozenset({CANCELLED, REANNOUNCED})


def approved_now(assignment: DesignAssignment) -> AssignmentVersion | None:
    """The version whose approval holds now: none while a newer one is being written."""
    return assignment.version_of(assignment.assignment_version) if assignment.state == APPROVED else None


def version_for(tender: Tender) -> AssignmentVersion | None:
    """The version that the tender was published with; before its publication the newest approved one."""
    return tender.frozen or approved_now(tender.assignment) or versions.newest_approved(tender.assignment)


def assignment_data(tender: Tender) -> Mapping[str, Any]:
    """The fourteen parts as the tender has them: of the frozen version, before the publication of the newest approved.

    An amendment of the assignment changes nothing of it until a material amendment of the announcement takes it over.
    """
    version = version_for(tender)
    return version.data if version is not None else {}


def freeze(tender: Tender, version: AssignmentVersion) -> None:
    """The tender has this version from now on, whatever becomes of the assignment.

    What lists see of it is kept after the act, as after every act.
    """
    tender.frozen = version


def keep_in_row(tender: Tender) -> None:
    """Keep what lists, and those who follow, see of the version: what is created and how, what for, the ceiling prices.

    The version is a long text; a list of twenty reads none of them.
    """
    data = assignment_data(tender)
    general = data.get("general") or {}
    tender.object = str(general.get("object") or "")
    tender.mechanism = str(general.get("mechanism") or "")
    tender.purpose = str(general.get("purpose") or "")
    tender.ceiling_lease = _money(data.get("ceiling_lease"))
    tender.ceiling_service = _money(data.get("ceiling_service"))


def _money(text: Any) -> Decimal | None:
    try:
        return Decimal(str(text)).quantize(Decimal("0.01")) if text else None
    except InvalidOperation:
        return None  # A draft may hold anything that is not an amount yet.


def documents_of(tender: Tender) -> list[Document]:
    """The files that stand with the announcement, the oldest first.

    The design assignment is attached as its frozen version, text and figures. The papers that its approval rests on,
    of the State Technical Service and of the budget body, were given to its parties and stay theirs.
    """
    return documents.of_procedure(tender)


def against_tendering(assignment: DesignAssignment) -> Iterator[Reason]:
    """¶ 42, 88, 92, 32; H16, H51: approved, foresees a tender; a PPP project is in the list, with its conditions."""
    if assignment.state != APPROVED:
        text = _("The design assignment %(number)s is not approved.", number=assignment.public_number)
        yield Reason(text, rule="¶ 42", field=FIELD)
        return
    if replacement.only_develops(assignment):
        text = _(
            "The design assignment %(number)s develops an IC service without replacing its supplier: no tender is "
            "held, and additions to the contracts are signed on it (¶ 92; H51, house rule).",
            number=assignment.public_number,
        )
        yield Reason(text, rule="H51", field=FIELD)
        return
    if assignment.mechanism not in TENDERED:
        text = _(
            "The design assignment %(number)s foresees no lease: the operator creates the IC service itself, and no "
            "tender is held (¶ 88; H16, house rule).",
            number=assignment.public_number,
        )
        yield Reason(text, rule="H16", field=FIELD)
        return
    if assignment.mechanism == projects.PPP:
        yield from against_ppp(assignment, FIELD)


def against_ppp(assignment: DesignAssignment, field: str | None = None) -> Iterator[Reason]:
    """¶ 32: a PPP project is tendered once it is in the list, with the papers of the budget body."""
    missing = [_(each.text) for each in projects.conditions(assignment) if not each.met]
    if missing:
        text = _("The PPP project still lacks: %(conditions)s.", conditions="; ".join(missing))
        yield Reason(text, rule="¶ 32", field=field)
    elif assignment.listed_at is None:
        text = _("The project is not in the list of PPP projects yet.")
        yield Reason(text, rule="¶ 32", field=field)


def why_it_waits(tender: Tender) -> Reason:
    """Why the announcement cannot go on: its design assignment is not approved, or the PPP project not in the list."""
    found = next(against_tendering(tender.assignment), None)
    if found is None:
        # It is approved and amended all the same: another version is to come (¶ 53-1).
        text = _("The design assignment %(number)s is to be amended first.", number=tender.assignment.public_number)
        return Reason(text, rule="¶ 53-1")
    return replace(found, field=None)


def tenders_of(assignment: DesignAssignment) -> list[Tender]:
    """The tenders of a design assignment, the oldest first."""
    query = select(Tender).where(Tender.assignment_id == assignment.id).order_by(Tender.id)
    return list(db.session.scalars(query))


def running(assignment: DesignAssignment) -> list[Tender]:
    """Those of them that have not ended."""
    return [tender for tender in tenders_of(assignment) if tender.state not in TENDERS.last]


def against_another(assignment: DesignAssignment) -> Iterator[Reason]:
    """There is one tender of an assignment at a time; the next of a family follows from the Commission's decision."""
    other = next((each for each in tenders_of(assignment) if each.state not in _GIVEN_UP), None)
    if other is not None:
        text = _(
            "There is a tender of the design assignment %(assignment)s already: %(number)s.",
            assignment=assignment.public_number,
            number=other.public_number,
        )
        yield Reason(text, rule="¶ 42", field=FIELD)
