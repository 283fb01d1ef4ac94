"""A tender from the ranking to the contracts (¶ 73; contracts.py), or to what the Commission decides where nobody is
chosen (¶ 53-1; H24, H25, H29), as data.

What the Commission decides rests on votes and signatures; the chair records it.
"""

from qyzmet.procedure.table import PREPARERS, Move, Term
from qyzmet.vocabulary import N_, Party

from .announcement import VOTERS
from .commission import TOLD, commission_move
from .contracts import BEGINNING, CONTRACT_MOVES, CONTRACT_TERMS, SIGNING, WITH_SUPPLIER
from .states import AMENDING, CANCELLED, DECIDED, NO_BIDS, NONE_COMPLIANT, RANKED, REANNOUNCED

# Which of two moves of one name it is.
SIGNATURES_MISSING = N_("the quorum has not signed yet")
QUORUM_SIGNED = N_("the quorum has signed")


def _signs_protocol(case: str, to: str | None) -> Move:
    return commission_move(
        "sign_protocol",
        N_("Sign the protocol"),
        RANKED,
        to,
        "¶ 73",
        N_("signed the protocol"),
        seats=VOTERS,
        case=case,
        closes=("examine",) if to else (),
        starts=BEGINNING if to else (),
        tells=WITH_SUPPLIER if to else (Party.COMMISSION,),
    )


def _decides(action: str, title: str, states: tuple[str, ...], to: str, done: str) -> tuple[Move, ...]:
    rules = {NO_BIDS: "¶ 53-1", NONE_COMPLIANT: "H29", RANKED: "H24"}
    return tuple(
        commission_move(
            action,
            title,
            state,
            to,
            rules[state],
            done,
            closes=("examine",) if state == RANKED else (),
            tells=WITH_SUPPLIER,
        )
        for state in states
    )


def _declines(by: Party, rule: str) -> Move:
    # The supplier's bid falls away; where another party declines, the bid is not to blame and stays in the ranking.
    return Move(
        "decline_contract",
        N_("Decline the contract"),
        from_=(DECIDED,),
        to=RANKED,
        by=by,
        rule=rule,
        final=True,
        closes=SIGNING,
        starts=("examine",),
        tells=WITH_SUPPLIER,
        done=N_("declined the contract"),
    )


DECISION_MOVES: tuple[Move, ...] = (
    commission_move(
        "decide",
        N_("Name the supplier"),
        RANKED,
        None,
        "¶ 73",
        N_("named the supplier in a protocol"),
        tells=(Party.COMMISSION,),
    ),
    _signs_protocol(SIGNATURES_MISSING, None),
    _signs_protocol(QUORUM_SIGNED, DECIDED),
    *CONTRACT_MOVES,
    _declines(Party.SUPPLIER, "H25"),
    _declines(Party.STATE_BODY, "H36"),
    _declines(Party.OPERATOR, "H36"),
    commission_move(
        "record_silence",
        N_("Record that the supplier did not sign in time"),
        DECIDED,
        RANKED,
        "H25",
        N_("recorded that the supplier did not sign in time"),
        closes=SIGNING,
        starts=("examine",),
        tells=WITH_SUPPLIER,
    ),
    *_decides(
        "reannounce",
        N_("Announce the tender again"),
        (NO_BIDS,),
        REANNOUNCED,
        N_("decided to announce the tender again"),
    ),
    *_decides(
        "amend_and_rerun",
        N_("Amend the design assignment and run the tender again"),
        (NO_BIDS,),
        AMENDING,
        N_("decided to amend the design assignment and to run the tender again"),
    ),
    *_decides(
        "repeat",
        N_("Repeat the tender"),
        (NONE_COMPLIANT, RANKED),
        REANNOUNCED,
        N_("decided to repeat the tender at the same place in the chain"),
    ),
    *_decides(
        "cancel",
        N_("Cancel the tender"),
        (NO_BIDS, NONE_COMPLIANT, RANKED),
        CANCELLED,
        N_("decided to cancel the tender"),
    ),
    Move(
        "rerun",
        N_("Run the tender again"),
        from_=(AMENDING,),
        to=REANNOUNCED,
        by=Party.INTEGRATOR,
        roles=PREPARERS,
        rule="¶ 53-1",
        consequence=True,
        tells=TOLD,
        done=N_("published the tender with the amended design assignment"),
    ),
    Move(
        "cancel",
        N_("Cancel the tender"),
        from_=(AMENDING,),
        to=CANCELLED,
        by=Party.AUTHORISED_BODY,
        rule="¶ 18",
        consequence=True,
        tells=TOLD,
        done=N_("annulled what the tender rests on: the tender is cancelled"),
    ),
)

DECISION_TERMS: tuple[Term, ...] = CONTRACT_TERMS
