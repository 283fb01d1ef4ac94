"""A tender from the ranking to the contracts (¶ 73; H25; contracts.py), or to what the Commission decides where nobody
is chosen (¶ 53-1; H24, H29, H36), as data.

The chair proposes, and what the votes carry follows (voting.py).
"""

from qyzmet.procedure.table import PREPARERS, Move, Term
from qyzmet.vocabulary import N_, Party

from .contracts import BEGINNING, CONTRACT_MOVES, CONTRACT_TERMS, SIGNING, WITH_SUPPLIER
from .states import AMENDING, CANCELLED, CONTRACTED, DECIDED, NO_BIDS, NONE_COMPLIANT, RANKED, REANNOUNCED
from .voting import TOLD, carries, proposes

# Which of two moves of one name it is.
NEXT_LEFT = N_("another bid can be named")
NOBODY_LEFT = N_("no other bid can be named")

# The Commission's terms of which one runs, whoever can be chosen.
_EITHER = ("examine", "decide_what_follows")


def _next_term(case: str) -> tuple[str, ...]:
    return ("examine",) if case == NEXT_LEFT else ("decide_what_follows",)


def _supplier_declines(case: str) -> Move:
    return Move(
        "decline_contract",
        N_("Decline the contract"),
        from_=(DECIDED,),
        to=RANKED,
        by=Party.SUPPLIER,
        rule="H25",
        case=case,
        final=True,
        expected=False,
        closes=SIGNING,
        starts=_next_term(case),
        tells=WITH_SUPPLIER,
        done=N_("declined the contract"),
    )


def _other_party_declines(by: Party) -> Move:
    # The bid is not to blame and stays where it was ranked.
    return Move(
        "decline_contract",
        N_("Decline the contract"),
        from_=(DECIDED,),
        to=RANKED,
        by=by,
        rule="H36",
        final=True,
        expected=False,
        closes=SIGNING,
        starts=("decide_what_follows",),
        tells=WITH_SUPPLIER,
        done=N_("declined the contract"),
    )


def _formation_ends(case: str) -> Move:
    """The contracts were in force and no IC service came of them: the formation ended."""
    return Move(
        "formation_ended",
        N_("End of the formation"),
        from_=(CONTRACTED,),
        to=RANKED,
        by=Party.COMMISSION,
        roles=(),
        rule="H25",
        case=case,
        consequence=True,
        expected=False,
        starts=_next_term(case),
        tells=WITH_SUPPLIER,
        done=N_("the formation ended without an IC service: the supplier falls away"),
    )


def _records_silence(case: str) -> Move:
    return carries(
        "record_silence",
        N_("Record that the supplier did not sign in time"),
        DECIDED,
        RANKED,
        "H25",
        N_("recorded that the supplier did not sign in time"),
        case=case,
        closes=SIGNING,
        starts=_next_term(case),
        tells=WITH_SUPPLIER,
    )


def _decides(
    action: str, titles: tuple[str, str], states: tuple[str, ...], to: str, done: tuple[str, str]
) -> tuple[Move, ...]:
    """The proposal and what follows from the votes, in each of the states; titles and words of both, in this order."""
    rules = {NO_BIDS: "¶ 53-1", NONE_COMPLIANT: "H29", RANKED: "H24"}
    closes = {NO_BIDS: ("decide_what_follows",), NONE_COMPLIANT: ("decide_what_follows",), RANKED: _EITHER}
    proposed = [proposes(action, titles[0], state, rules[state], done[0]) for state in states]
    in_force = [
        carries(action, titles[1], state, to, rules[state], done[1], closes=closes[state], tells=WITH_SUPPLIER)
        for state in states
    ]
    return (*proposed, *in_force)


DECISION_MOVES: tuple[Move, ...] = (
    proposes("decide", N_("Propose the supplier"), RANKED, "¶ 73", N_("proposed the supplier")),
    carries(
        "decide",
        N_("Name the supplier"),
        RANKED,
        DECIDED,
        "¶ 73",
        N_("named the supplier in a protocol"),
        closes=_EITHER,
        starts=BEGINNING,
        tells=WITH_SUPPLIER,
    ),
    *CONTRACT_MOVES,
    _supplier_declines(NEXT_LEFT),
    _supplier_declines(NOBODY_LEFT),
    _other_party_declines(Party.STATE_BODY),
    _other_party_declines(Party.OPERATOR),
    _formation_ends(NEXT_LEFT),
    _formation_ends(NOBODY_LEFT),
    proposes(
        "record_silence",
        N_("Propose to record that the supplier did not sign in time"),
        DECIDED,
        "H25",
        N_("proposed to record that the supplier did not sign in time"),
    ),
    _records_silence(NEXT_LEFT),
    _records_silence(NOBODY_LEFT),
    *_decides(
        "reannounce",
        (N_("Propose to announce the tender again"), N_("Announce the tender again")),
        (NO_BIDS,),
        REANNOUNCED,
        (N_("proposed to announce the tender again"), N_("decided to announce the tender again")),
    ),
    *_decides(
        "amend_and_rerun",
        (
            N_("Propose to amend the design assignment and run the tender again"),
            N_("Amend the design assignment and run the tender again"),
        ),
        (NO_BIDS,),
        AMENDING,
        (
            N_("proposed to amend the design assignment and to run the tender again"),
            N_("decided to amend the design assignment and to run the tender again"),
        ),
    ),
    *_decides(
        "repeat",
        (N_("Propose to repeat the tender"), N_("Repeat the tender")),
        (NONE_COMPLIANT, RANKED),
        REANNOUNCED,
        (
            N_("proposed to repeat the tender at the same place in the chain"),
            N_("decided to repeat the tender at the same place in the chain"),
        ),
    ),
    *_decides(
        "cancel",
        (N_("Propose to cancel the tender"), N_("Cancel the tender")),
        (NO_BIDS, NONE_COMPLIANT, RANKED),
        CANCELLED,
        (N_("proposed to cancel the tender"), N_("decided to cancel the tender")),
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
        expected=False,
        tells=TOLD,
        done=N_("annulled what the tender rests on: the tender is cancelled"),
    ),
)

DECISION_TERMS: tuple[Term, ...] = CONTRACT_TERMS
