"""The procedure of a tender (¶ 36, 42, 47, 49, 53-1, 73; Law 45(3), 45-1, 45-2), as data."""

from qyzmet.procedure.table import Procedure
from qyzmet.vocabulary import N_, Party

from .announcement import ANNOUNCEMENT_MOVES, ANNOUNCEMENT_TERMS, EVERYBODY
from .commission import COMMISSION_MOVES, COMMISSION_TERMS
from .decision import DECISION_MOVES, DECISION_TERMS
from .states import (
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
from .voting import VOTING_MOVES

TENDERS = Procedure(
    kind="tenders",
    edition="kz-2022-03-31",
    title=N_("Tender for the supplier of a service software product or an ICI object"),
    prefix="T",
    # Nothing is published without the customer's consent (¶ 42), so the customer sees the draft.
    starters=(Party.INTEGRATOR, Party.STATE_BODY),
    # The supplier becomes a party when the protocol names it.
    parties=EVERYBODY,
    states={
        DRAFT: N_("draft of the announcement"),
        CONSENTED: N_("customer has consented"),
        PUBLISHED: N_("accepting bids"),
        CLOSED: N_("acceptance ended"),
        EXAMINING: N_("examining bids"),
        SCORING: N_("scoring bids"),
        RANKED: N_("bids ranked"),
        DECIDED: N_("supplier named"),
        NO_BIDS: N_("no bids"),
        NONE_COMPLIANT: N_("no compliant bid"),
        CONTRACTED: N_("contract signed"),
        REANNOUNCED: N_("announced again"),
        AMENDING: N_("design assignment being amended"),
        CANCELLED: N_("tender cancelled"),
    },
    first=DRAFT,
    last=frozenset({CONTRACTED, REANNOUNCED, CANCELLED}),
    stages=(CLOSED, RANKED, NO_BIDS),
    moves=(*ANNOUNCEMENT_MOVES, *COMMISSION_MOVES, *VOTING_MOVES, *DECISION_MOVES),
    terms=(*ANNOUNCEMENT_TERMS, *COMMISSION_TERMS, *DECISION_TERMS),
    without_term={
        DRAFT: N_(
            "The term of ¶ 42 runs on the design assignment, or that of the next announcement here. None runs while "
            "the design assignment is not approved: its own terms run then."
        ),
        CONSENTED: N_("The term of ¶ 42 runs on the design assignment, or that of the next announcement here."),
        DECIDED: N_("For each contract that the tender needs a term of its own runs, of whoever signs next."),
        AMENDING: N_("The design assignment is revised, within its own terms."),
    },
)
