"""What beginning the draft of an announcement will do: what is recorded, what starts, who is told (¶ 42; H35)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qyzmet import clock
from qyzmet.procedure import editions
from qyzmet.procedure.pages.effects import Starting, counted
from qyzmet.procedure.wording import name_of
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import PARTY_TITLES, Party

from ...deadlines.shown_deadline import ShownDeadline, present
from ...requests.assignment import announcing
from ...requests.models import DesignAssignment
from ..procedure.tender import TENDERS
from . import ask_consent, draft


@dataclass(frozen=True)
class Beginning:
    """What will stand in the draft, and what follows; texts are in the language of the page."""

    assignment: DesignAssignment
    kept: Mapping[str, str]
    # What it does not say yet: then nobody is asked, and no term starts.
    lacking: list[str]
    starts: list[Starting]
    told: list[str]
    # The term of ¶ 42, which runs already.
    runs: ShownDeadline | None


def beginning(data: Mapping[str, Any]) -> Beginning:
    """What a draft of these contents will do. Raises as `draft.draft`."""
    assignment = draft.assignment_for(data)
    kept = draft.kept_of(data, assignment)
    lacking = [each.text for each in ask_consent.lacking(kept)]
    term = announcing.running(assignment)
    days = editions.working_days(TENDERS.term(ask_consent.CONSENT), assignment.edition_key)
    days = ask_consent.days_until_consent(term, clock.now(), days)
    told = [f"{_(PARTY_TITLES[party])}: {name_of(assignment.party(party))}" for party in _ASKED]
    return Beginning(
        assignment=assignment,
        kept=kept,
        lacking=lacking,
        starts=[] if lacking else [counted(TENDERS, ask_consent.CONSENT, clock.today(), days)],
        told=[] if lacking else told,
        runs=present(term) if term is not None else None,
    )


_ASKED = (Party.STATE_BODY, Party.INTEGRATOR)
