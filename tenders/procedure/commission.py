"""A tender from the opening to the ranking (¶ 19, 49; Law 45-2; H3, H4, H23), as data.

The chair records what the Commission found. `commission_move` makes its moves, those of the decision too.
"""

from qyzmet.procedure.table import Move, Term
from qyzmet.vocabulary import N_, Party, Role, Seat

from .announcement import EVERYBODY, VOTERS
from .states import CLOSED, EXAMINING, NO_BIDS, NONE_COMPLIANT, RANKED, SCORING

# Which of several moves of one name it is.
BIDS_CAME = N_("a bid came in")
NO_BID_CAME = N_("no bid came in")
SOME_COMPLIANT = N_("a bid is compliant")
NO_BID_COMPLIANT = N_("no bid is compliant")
SOME_STILL_SCORE = N_("a member has still to score")
ALL_HAVE_SCORED = N_("all members have scored")

TOLD = (*EVERYBODY, Party.COMMISSION)


def commission_move(
    action: str,
    title: str,
    state: str,
    to: str | None,
    rule: str,
    done: str,
    *,
    seats: tuple[Seat, ...] = (Seat.CHAIR,),
    case: str = "",
    binding: bool = True,
    sealed: bool = False,
    expected: bool = True,
    closes: tuple[str, ...] = (),
    starts: tuple[str, ...] = (),
    tells: tuple[Party, ...] = TOLD,
) -> Move:
    """A move of those who hold one of the seats; the chair, if nothing else is said."""
    return Move(
        action,
        title,
        from_=(state,),
        to=to,
        by=Party.COMMISSION,
        roles=(),
        seats=seats,
        rule=rule,
        case=case,
        binding=binding,
        sealed=sealed,
        expected=expected,
        # What the Commission found stands; it is mended by a new protocol, never unsaid.
        final=True,
        closes=closes,
        starts=starts,
        tells=tells,
        done=done,
    )


def _opens(case: str, to: str, starts: tuple[str, ...], done: str) -> Move:
    return commission_move(
        "open_bids",
        N_("Open the bids"),
        CLOSED,
        to,
        "H3",
        done,
        seats=(Seat.CHAIR, Seat.SECRETARY),
        case=case,
        closes=("open_bids",),
        starts=starts,
    )


def _examines(case: str, to: str, closes: tuple[str, ...] = ()) -> Move:
    return commission_move(
        "examine",
        N_("Record which bids are compliant"),
        EXAMINING,
        to,
        "Law 45-2",
        N_("recorded which bids are compliant"),
        case=case,
        closes=closes,
    )


def _scores(case: str, to: str | None) -> Move:
    # Alone and unseen: nobody is told who has scored, until all have.
    told = TOLD if to else ()
    return commission_move(
        "score",
        N_("Score the bids"),
        SCORING,
        to,
        "¶ 19",
        N_("scored the bids"),
        seats=VOTERS,
        case=case,
        binding=False,
        sealed=to is None,
        tells=told,
    )


COMMISSION_MOVES: tuple[Move, ...] = (
    _opens(BIDS_CAME, EXAMINING, ("examine",), N_("opened the bids")),
    _opens(NO_BID_CAME, NO_BIDS, (), N_("opened the bids: none had come in")),
    commission_move(
        "open_remaining",
        N_("Open the bids that could not be opened"),
        EXAMINING,
        None,
        "H3",
        N_("opened bids that could not be opened before"),
        seats=(Seat.CHAIR, Seat.SECRETARY),
    ),
    Move(
        "enter_envelope",
        N_("Enter the content of an envelope"),
        from_=(EXAMINING,),
        to=None,
        by=Party.INTEGRATOR,
        roles=(Role.CLERK,),
        rule="¶ 49",
        binding=True,
        final=True,
        tells=(Party.INTEGRATOR, Party.COMMISSION),
        done=N_("entered the content of an envelope"),
    ),
    commission_move(
        "request_correction",
        N_("Ask a bidder to mend a formal defect"),
        EXAMINING,
        None,
        "H23",
        N_("asked a bidder to mend a formal defect"),
        expected=False,
        tells=(Party.COMMISSION,),
    ),
    _examines(SOME_COMPLIANT, SCORING),
    _examines(NO_BID_COMPLIANT, NONE_COMPLIANT, ("examine",)),
    _scores(SOME_STILL_SCORE, None),
    _scores(ALL_HAVE_SCORED, RANKED),
    commission_move("close_scoring", N_("Close the scoring"), SCORING, RANKED, "¶ 19", N_("closed the scoring")),
)

COMMISSION_TERMS: tuple[Term, ...] = (
    Term(
        "examine",
        N_("Examine and score the bids, and name the supplier"),
        10,
        Party.COMMISSION,
        "H4",
        "H4",
        note=N_("It runs until the protocol is signed; where the supplier falls away, anew for the next protocol."),
    ),
)
