"""The versions of a design assignment (¶ 19): each that was proposed is kept, and any later change makes the next one.

What a version had of consents, agreements and approvals holds for it alone. Nothing here commits.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from qyzmet.database import canonical_json
from qyzmet.procedure import kinds
from qyzmet.procedure.actions import Body
from qyzmet.procedure.models import Act

from ..models import AssignmentVersion, DesignAssignment
from .save import keep_mechanism


def hash_of(assignment: DesignAssignment, version: int, data: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of number, version and data: what a printed version can be checked by."""
    said = {"number": assignment.number, "assignment_version": version, "data": data}
    return hashlib.sha256(canonical_json(said).encode()).hexdigest()


def next_number(assignment: DesignAssignment) -> int:
    """The number of the version after this one. What was proposed by mistake keeps its own."""
    return 1 + max([assignment.assignment_version, *(each.number for each in assignment.versions)])


def open_next(assignment: DesignAssignment, body: Body, act: Act) -> None:
    """An objection, a return or an amendment opens the next version; what the one before had no longer holds."""
    kinds.let_know(assignment, act)
    act.body = {**act.body, "from_version": assignment.assignment_version}
    assignment.assignment_version = next_number(assignment)
    assignment.listed_at = None


def go_back(assignment: DesignAssignment, body: Body, act: Act) -> None:
    """The version that was proposed holds again, with its text; what was written since is in the audit trail."""
    version = assignment.version_of(int(body["from_version"]))
    if version is not None:
        assignment.assignment_version = version.number
        assignment.data = version.data
        keep_mechanism(assignment)
    entries = [each.at for each in assignment.acts_of_version if each.action == "list_ppp"]
    assignment.listed_at = entries[-1] if entries else None


def approval_of(assignment: DesignAssignment) -> Act:
    """The newest approval that stands. Raises LookupError where nobody has approved it."""
    found = next((act for act in reversed(assignment.acts) if act.action == "approve" and not act.annulled_by_id), None)
    if found is None:
        raise LookupError(f"{assignment.public_number} is not approved")
    return found


def approved_by(assignment: DesignAssignment, approval: Act) -> AssignmentVersion | None:
    """The version that an approval approved: the one proposed before it."""
    proposals = (act for act in reversed(assignment.acts) if act.action == "propose" and act.id < approval.id)
    proposal = next((act for act in proposals if act.annulled_by_id is None), None)
    return assignment.version_of(int(proposal.body["assignment_version"])) if proposal is not None else None


def newest_approved(assignment: DesignAssignment) -> AssignmentVersion | None:
    """The version that was approved last, also while a newer one is being written. None where none ever was."""
    try:
        return approved_by(assignment, approval_of(assignment))
    except LookupError:
        return None
