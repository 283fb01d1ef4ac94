"""¶ 47: whether a tender takes bids now. Nothing here changes anything."""

from qyzmet import clock, context
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences.sentence import Said
from qyzmet.sentences.wording import reasons_of

from ..models import Tender
from ..rules.sealed_state import Acceptance, judged_at, too_late


def acceptance_of(tender: Tender) -> Acceptance:
    """What of the tender decides over its sealed bids. Raises ValueError before it was published."""
    if tender.accepts_until is None:
        raise ValueError(f"{tender.public_number} takes no bids yet")
    return Acceptance(tender.state, tender.window, tender.accepts_until, tender.opened_at is not None)


def late(tender: Tender) -> Said | None:
    """¶ 47: why what is handed in now comes too late, saying when acceptance ended."""
    acceptance = acceptance_of(tender)
    return too_late(acceptance, judged_at(acceptance, context.received_at(), clock.now()))


def against_late(tender: Tender) -> list[Reason]:
    """The same as a reason against an act; none while bids are taken."""
    return reasons_of([late(tender)])
