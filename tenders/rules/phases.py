"""How far a tender has come, in the few words by which people look for it. Pure."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

from qyzmet.vocabulary import N_

from ..procedure.states import (
    AMENDING,
    CANCELLED,
    CLOSED,
    CONSENTED,
    CONTRACTED,
    DECIDED,
    DRAFT,
    EXAMINING,
    NO_BIDS,
    NONE_COMPLIANT,
    PUBLISHED,
    RANKED,
    REANNOUNCED,
    SCORING,
)


class Phase(StrEnum):
    """The phases, in their order; the values stand in addresses."""

    PREPARED = "prepared"
    ACCEPTING = "accepting"
    EXAMINED = "examined"
    DECIDED = "decided"
    ENDED = "ended"


TITLES: Mapping[Phase, str] = {
    Phase.PREPARED: N_("Being prepared"),
    Phase.ACCEPTING: N_("Accepting bids"),
    Phase.EXAMINED: N_("Bids being examined"),
    Phase.DECIDED: N_("Supplier named"),
    Phase.ENDED: N_("Ended without a supplier"),
}
# What everybody can look for: what is being prepared is not public.
PUBLIC = tuple(phase for phase in Phase if phase is not Phase.PREPARED)
STATES: Mapping[Phase, tuple[str, ...]] = {
    Phase.PREPARED: (DRAFT, CONSENTED),
    Phase.ACCEPTING: (PUBLISHED,),
    Phase.EXAMINED: (CLOSED, EXAMINING, SCORING, RANKED),
    Phase.DECIDED: (DECIDED, CONTRACTED),
    Phase.ENDED: (NO_BIDS, NONE_COMPLIANT, REANNOUNCED, AMENDING, CANCELLED),
}


def phase_of(state: str, accepts_until: dt.datetime | None, now: dt.datetime) -> Phase:
    """The phase of a tender in that state. Raises KeyError for a state that no tender has.

    At the instant of ¶ 47 the acceptance is over, also in the moments in which nothing has closed it yet.
    """
    if state == PUBLISHED and accepts_until is not None and accepts_until <= now:
        return Phase.EXAMINED
    return _PHASES[state]


_PHASES: Mapping[str, Phase] = {state: phase for phase, states in STATES.items() for state in states}
