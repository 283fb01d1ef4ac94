"""How the Commission decides (Law 45-1; H22, H43), as data: its chair proposes a protocol, each member votes for
oneself and so signs it, and what the votes carry follows. Beside it the minutes of the opening, which are signed too.
"""

from qyzmet.procedure.table import Audience, Move
from qyzmet.vocabulary import N_, Party, Seat

from .announcement import EVERYBODY, VOTERS
from .states import (
    AMENDING,
    CANCELLED,
    CONTRACTED,
    DECIDED,
    EXAMINING,
    NO_BIDS,
    NONE_COMPLIANT,
    RANKED,
    REANNOUNCED,
    SCORING,
)

# Which of several moves of one name it is.
VOTES = N_("the chair's proposal is open")
LATE = N_("the protocol is in force, until the end of the next working day; the signature is marked late, not counted")
CARRIED = N_("the votes have carried it")

# What nobody outside of the Commission can see before it is carried.
_OWN = Audience.COMMISSION
TOLD = (*EVERYBODY, Party.COMMISSION)
# Where the chair can propose something.
VOTED_IN = (EXAMINING, RANKED, DECIDED, NO_BIDS, NONE_COMPLIANT)
# Where a protocol that came in force is signed by those who were late: the states after a decision.
_AFTERWARDS = (SCORING, RANKED, DECIDED, NONE_COMPLIANT, CONTRACTED, REANNOUNCED, AMENDING, CANCELLED)
# From the opening on.
_OPENED = (EXAMINING, SCORING, RANKED, DECIDED, NO_BIDS, NONE_COMPLIANT, CONTRACTED, REANNOUNCED, AMENDING, CANCELLED)


def commission_move(
    action: str,
    title: str,
    states: tuple[str, ...],
    to: str | None,
    rule: str,
    done: str,
    *,
    seats: tuple[Seat, ...] = (Seat.CHAIR,),
    case: str = "",
    binding: bool = True,
    sealed: bool = False,
    signable: bool = False,
    shown_to: Audience = Audience.EVERYBODY,
    closes: tuple[str, ...] = (),
    starts: tuple[str, ...] = (),
    tells: tuple[Party, ...] = TOLD,
    again: str = "",
    expected: bool = True,
    towards: tuple[str, ...] = (),
) -> Move:
    """A move of those who hold one of the seats; the chair, if nothing else is said."""
    return Move(
        action,
        title,
        from_=states,
        to=to,
        by=Party.COMMISSION,
        roles=(),
        seats=seats,
        rule=rule,
        case=case,
        binding=binding,
        sealed=sealed,
        signable=signable,
        shown_to=shown_to,
        expected=expected,
        towards=towards,
        # What the Commission found stands; it is mended by a new protocol, never unsaid.
        final=True,
        closes=closes,
        starts=starts,
        tells=tells,
        again=again,
        done=done,
    )


def proposes(action: str, title: str, state: str, rule: str, done: str) -> Move:
    """The chair proposes it: the Commission is told, and nobody else before it is in force."""
    return commission_move(action, title, (state,), None, rule, done, shown_to=_OWN, tells=(Party.COMMISSION,))


def carries(
    action: str,
    title: str,
    state: str,
    to: str | None,
    rule: str,
    done: str,
    *,
    case: str = CARRIED,
    closes: tuple[str, ...] = (),
    starts: tuple[str, ...] = (),
    tells: tuple[Party, ...] = TOLD,
) -> Move:
    """What was proposed is in force: it follows from the votes, and is the act of the Commission, of no one person."""
    return Move(
        action,
        title,
        from_=(state,),
        to=to,
        by=Party.COMMISSION,
        roles=(),
        rule=rule,
        case=case,
        consequence=True,
        by_vote=True,
        final=True,
        closes=closes,
        starts=starts,
        tells=tells,
        done=done,
    )


def voting_moves(voted_in: tuple[str, ...], afterwards: tuple[str, ...], towards: tuple[str, ...]) -> tuple[Move, ...]:
    """How a Commission votes on what its chair has proposed, in any procedure that has one: `afterwards` are the states
    in which a late signature is taken, `towards` the terms that a vote brings nearer to their end.
    """

    def signs(case: str, states: tuple[str, ...], done: str) -> Move:
        return commission_move(
            "sign_protocol",
            N_("Vote and sign the protocol"),
            states,
            None,
            "H22",
            done,
            seats=VOTERS,
            case=case,
            # Who signs late signs what everybody reads.
            shown_to=_OWN if case == VOTES else Audience.EVERYBODY,
            # Nobody waits for those who are late.
            expected=case == VOTES,
            towards=towards if case == VOTES else (),
            # Who has voted is seen at once on the page.
            tells=(),
            again=N_("refused, each votes once"),
        )

    return (
        signs(VOTES, voted_in, N_("voted and signed the protocol")),
        signs(LATE, afterwards, N_("signed the protocol late")),
        commission_move(
            "close_voting",
            N_("Close the voting"),
            voted_in,
            None,
            "H22",
            N_("closed the voting"),
            shown_to=_OWN,
            # It closes itself with the last vote.
            expected=False,
            tells=(),
        ),
        Move(
            "proposal_falls",
            N_("The proposal falls"),
            from_=voted_in,
            to=None,
            by=Party.COMMISSION,
            roles=(),
            rule="H22",
            consequence=True,
            by_vote=True,
            final=True,
            expected=False,
            shown_to=_OWN,
            tells=(Party.COMMISSION,),
            done=N_("did not agree to what the chair had proposed"),
        ),
    )


VOTING_MOVES: tuple[Move, ...] = (
    *voting_moves(VOTED_IN, _AFTERWARDS, ("examine", "decide_what_follows")),
    commission_move(
        "sign_minutes",
        N_("Sign the minutes of the opening"),
        _OPENED,
        None,
        "H3",
        N_("signed the minutes of the opening"),
        seats=(Seat.CHAIR, Seat.SECRETARY),
        tells=(),
        again=N_("refused, each signs once"),
    ),
)
