"""Until when an announcement is to be published: the term of ¶ 42, which runs on the design assignment, or for the next
announcement with the same design assignment a term of its own (H44).
"""

from collections.abc import Sequence

from qyzmet.procedure.kinds import TermRule

from ...deadlines import service as deadlines
from ...deadlines.models import Deadline
from ...requests.assignment import announcing
from ..models import Tender
from ..procedure.states import CONSENTED, DRAFT

AGAIN = "announce_again"


def running(tender: Tender) -> Deadline | None:
    """The term within which the draft is to be published, if one runs."""
    own = next(iter(deadlines.open_deadlines(tender, AGAIN)), None)
    return own or of_the_assignment(tender)


def of_the_assignment(tender: Tender) -> Deadline | None:
    """The term of ¶ 42 that runs on the design assignment, while the tender is not published."""
    return announcing.running(tender.assignment) if tender.published_at is None else None


def also_due(tender: Tender) -> Sequence[Deadline]:
    """The term of ¶ 42, which runs on the design assignment until the tender is published."""
    term = of_the_assignment(tender) if tender.state in (DRAFT, CONSENTED) else None
    return [] if term is None else [term]


def _runs_on_the_assignment(tender: Tender) -> bool:
    return of_the_assignment(tender) is not None


AGAIN_TERM = TermRule(AGAIN, waits=_runs_on_the_assignment)
