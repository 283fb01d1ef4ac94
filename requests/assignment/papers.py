"""The design assignment printed (¶ 18, 19): its fourteen parts, and who proposed, consented, agreed and approved."""

from functools import partial

from qyzmet.printing.frame import instant, paper, signature
from qyzmet.printing.paper import OFFICIAL, Paper
from qyzmet.printing.printable import Sheet, papers
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.models import Act
from qyzmet.procedure.wording import name_of
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_, Party
from qyzmet.web.formats import language

from ..models import AssignmentVersion, ContractName, DesignAssignment
from ..procedure.assignment import ASSIGNMENTS, CANCELLED, DRAFT
from . import printed_parts
from .parts import FORM_TITLE
from .without_tender import contract_paper

# The acts that a version rests on, in their order.
_SIGNED = {
    "propose": N_("Proposed"),
    "consent": N_("Consented"),
    "agree_security": N_("Information security agreed"),
    "approve": N_("Approved"),
}


def assignment(procedure: DesignAssignment) -> Paper:
    """The version that was proposed last; while it is being written, what stands there, as a draft."""
    version = _proposed(procedure)
    data = procedure.data if version is None else version.data
    signed = [] if version is None else _signatures(procedure)
    return paper(
        procedure,
        FORM_TITLE if language() == OFFICIAL else _(ASSIGNMENTS.title),
        [
            *printed_parts.blocks(data),
            *(signature(_(_SIGNED[act.action]), act) for act in signed),
        ],
        at=procedure.created_at if version is None else version.proposed_at,
        author=name_of(procedure.party(Party.INTEGRATOR)),
        facts=[
            (_("Number"), procedure.public_number),
            (_("Version"), str(procedure.assignment_version)),
            (_("Name of the function"), procedure.title),
            (_("Customer"), name_of(procedure.party(Party.STATE_BODY))),
            (_("Developed by"), name_of(procedure.party(Party.INTEGRATOR))),
            (_("On the ground of"), procedure.source.public_number),
            (_("State"), _(ASSIGNMENTS.states[procedure.state])),
            (_("Proposed"), instant(version.proposed_at) if version else ""),
            (_("Why there is a new version"), version.reason if version else ""),
        ],
        marks=_marks(procedure, version),
        fingerprint=version.hash if version else None,
        said=_(
            "The hash (SHA-256) is made of the number, the version and the fourteen parts of the design assignment."
        ),
        official="" if language() == OFFICIAL else FORM_TITLE,
    )


def _proposed(procedure: DesignAssignment) -> AssignmentVersion | None:
    if procedure.state == DRAFT:
        return None
    version = procedure.version_of(procedure.assignment_version)
    return version if version is not None and version.annulled_at is None else None


def _marks(procedure: DesignAssignment, version: AssignmentVersion | None) -> list[str]:
    marks = []
    if version is None:
        marks.append(_("Draft"))
    if procedure.state == CANCELLED:
        marks.append(_("Cancelled"))
    return marks


def _signatures(procedure: DesignAssignment) -> list[Act]:
    acts = [act for act in standing_acts(procedure) if act.action in _SIGNED]
    proposals = [act.id for act in acts if act.action == "propose"]
    return [act for act in acts if act.id >= max(proposals, default=0)]


PAPERS = papers(
    {
        "assignment": Sheet(N_("Design assignment"), assignment),
        "contract": Sheet(
            N_("Contract of the IC service"),
            partial(contract_paper.contract, ContractName.SERVICE),
            contract_paper.exists,
        ),
        **{
            f"addition-{name}": Sheet(
                title, partial(contract_paper.contract, name), partial(contract_paper.addition_exists, name)
            )
            for name, title in contract_paper.ADDITIONS.items()
        },
    }
)
