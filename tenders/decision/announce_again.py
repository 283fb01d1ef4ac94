"""¶ 53-1: announcing a tender again, as the Commission decided. Nothing here commits."""

from qyzmet.procedure.models import Act

from ..announcement import design_assignment, draft, prepare
from ..commission import seats
from ..models import Tender
from ..rules.reannouncement import Place


def announce_again(previous: Tender, cause: Act, place: Place, *, repeats: bool) -> Tender:
    """The draft of the next announcement of the family at that place of the chain; `repeats` says that it is the same.

    Parties and the Commission are carried over. The terms of ¶ 42 run from the cause; where the assignment is to be
    amended first (the third place), from the approval of its amended version. Nothing of the bids carries over.
    """
    data = {"assignment": previous.assignment.public_number, **_texts(previous)}
    made = draft.begin(previous.assignment, data, previous)
    made.announcement, made.repeats = int(place), repeats
    made.first_id = previous.family_id
    seats.copy_seats(previous, made)
    if not _waits_for_amendment(made):
        prepare.prepare(made, cause)
    return made


def _texts(previous: Tender) -> dict[str, str]:
    return {key: str(previous.data.get(key) or "") for key in ("title", "contact")}


def _waits_for_amendment(tender: Tender) -> bool:
    """Whether the newest approved version of the assignment is still the one that drew no bid."""
    approved = design_assignment.approved_now(tender.assignment)
    if approved is None:
        return True
    before = tender.previous.frozen if tender.previous is not None else None
    amended = before is None or approved.number > before.number
    return tender.announcement == Place.THIRD and not tender.repeats and not amended
