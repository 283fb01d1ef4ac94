"""¶ 53-1: announcing a tender again, as the Commission decided. Nothing here commits."""

from qyzmet.procedure.models import Act

from ..announcement import design_assignment, draft, prepare
from ..commission import seats
from ..models import Tender
from ..rules.reannouncement import Place


def announce_again(previous: Tender, cause: Act, place: Place, *, repeats: bool) -> Tender:
    """The draft of the next announcement of the family at that place of the chain; `repeats` says that it is the same.

    Parties and the Commission are carried over. With the same assignment its term runs from the cause (H44); where the
    assignment is amended first, that of ¶ 42 from the approval. Nothing of the bids carries over.
    """
    data = {"assignment": previous.assignment.public_number, **_texts(previous)}
    made = draft.begin(previous.assignment, data, previous)
    made.announcement, made.repeats = int(place), repeats
    made.first_id = previous.family_id
    seats.copy_seats(previous, made)
    if _has_same_version(made):
        prepare.prepare_again(made, cause)
    elif not _waits_for_amendment(made):
        prepare.prepare(made, cause)
    return made


def _has_same_version(tender: Tender) -> bool:
    """Whether it will be published with the version that the tender before was published with (H28)."""
    approved = design_assignment.approved_now(tender.assignment)
    before = tender.previous.frozen if tender.previous is not None else None
    unchanged = approved is not None and before is not None and approved.number == before.number
    return unchanged and not _waits_for_amendment(tender)


def _texts(previous: Tender) -> dict[str, str]:
    kept = {key: str(previous.data.get(key) or "") for key in ("title", "contact", "paper_address")}
    return kept | {"paper_address": kept["paper_address"] or draft.usual_address()}


def _waits_for_amendment(tender: Tender) -> bool:
    """Whether the newest approved version of the assignment is still the one that drew no bid."""
    approved = design_assignment.approved_now(tender.assignment)
    if approved is None:
        return True
    before = tender.previous.frozen if tender.previous is not None else None
    amended = before is None or approved.number > before.number
    return tender.announcement == Place.THIRD and not tender.repeats and not amended
