"""A tender from the opening to the ranking (¶ 19, 49; Law 45-2; H3, H4, H23, H36), as data.

How the Commission votes on what its chair proposes stands in voting.py.
"""

from qyzmet.procedure.table import Move, Term
from qyzmet.vocabulary import N_, Party, Role, Seat

from .announcement import VOTERS
from .states import CLOSED, EXAMINING, NO_BIDS, NONE_COMPLIANT, RANKED, SCORING
from .voting import TOLD, carries, commission_move, proposes

# Which of several moves of one name it is.
BIDS_CAME = N_("a bid came in")
NO_BID_CAME = N_("no bid came in")
SOME_COMPLIANT = N_("a bid is compliant")
NO_BID_COMPLIANT = N_("no bid is compliant")
SOME_STILL_SCORE = N_("a member has still to score")
ALL_HAVE_SCORED = N_("all members have scored")
ALL_SCORED_NONE_LEFT = N_("all members have scored, and no bid can be chosen")
SOME_LEFT = N_("a bid can be chosen")
NONE_LEFT = N_("no bid can be chosen")


def _opens(case: str, to: str, starts: tuple[str, ...], done: str) -> Move:
    return commission_move(
        "open_bids",
        N_("Open the bids"),
        (CLOSED,),
        to,
        "H3",
        done,
        seats=(Seat.CHAIR, Seat.SECRETARY),
        case=case,
        closes=("open_bids",),
        starts=starts,
    )


def _examined(case: str, to: str, closes: tuple[str, ...] = (), starts: tuple[str, ...] = ()) -> Move:
    return carries(
        "examine",
        N_("Record which bids are compliant"),
        EXAMINING,
        to,
        "Law 45-2",
        N_("recorded which bids are compliant"),
        case=case,
        closes=closes,
        starts=starts,
    )


def _scores(case: str, to: str | None, none_left: bool = False) -> Move:
    # Alone and unseen: nobody is told who has scored, until all have.
    told = TOLD if to else ()
    return commission_move(
        "score",
        N_("Score the bids"),
        (SCORING,),
        to,
        "¶ 19",
        N_("scored the bids"),
        seats=VOTERS,
        case=case,
        binding=False,
        sealed=to is None,
        signable=True,
        closes=("examine",) if none_left else (),
        starts=("decide_what_follows",) if none_left else (),
        tells=told,
        again=N_("what is given again takes the place of what the person gave before"),
    )


def _closes_scoring(case: str, none_left: bool = False) -> Move:
    # A sealed count and no vote: the chair alone says that it has ended.
    return commission_move(
        "close_scoring",
        N_("Close the scoring"),
        (SCORING,),
        RANKED,
        "¶ 19",
        N_("closed the scoring"),
        case=case,
        closes=("examine",) if none_left else (),
        starts=("decide_what_follows",) if none_left else (),
    )


COMMISSION_MOVES: tuple[Move, ...] = (
    _opens(BIDS_CAME, EXAMINING, ("examine",), N_("opened the bids")),
    _opens(NO_BID_CAME, NO_BIDS, ("decide_what_follows",), N_("opened the bids: none had come in")),
    commission_move(
        "open_remaining",
        N_("Open the bids that could not be opened"),
        (EXAMINING,),
        None,
        "H3",
        N_("opened bids that could not be opened before"),
        seats=(Seat.CHAIR, Seat.SECRETARY),
        again=N_("it tries again what could not be opened"),
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
        (EXAMINING,),
        None,
        "H23",
        N_("asked a bidder to mend a formal defect"),
        expected=False,
        tells=(Party.COMMISSION,),
    ),
    proposes(
        "examine",
        N_("Propose which bids are compliant"),
        EXAMINING,
        "Law 45-2",
        N_("proposed which bids are compliant"),
    ),
    _examined(SOME_COMPLIANT, SCORING),
    _examined(NO_BID_COMPLIANT, NONE_COMPLIANT, ("examine",), ("decide_what_follows",)),
    _scores(SOME_STILL_SCORE, None),
    _scores(ALL_HAVE_SCORED, RANKED),
    _scores(ALL_SCORED_NONE_LEFT, RANKED, none_left=True),
    _closes_scoring(SOME_LEFT),
    _closes_scoring(NONE_LEFT, none_left=True),
)

COMMISSION_TERMS: tuple[Term, ...] = (
    Term(
        "examine",
        N_("Examine and score the bids, and name the supplier"),
        10,
        Party.COMMISSION,
        "H4",
        "H4",
        note=N_("It runs until the protocol is in force; where the supplier falls away, anew for the next protocol."),
    ),
    Term(
        "decide_what_follows",
        N_("Decide what follows where nobody can be chosen"),
        5,
        Party.COMMISSION,
        "H36",
        "H36",
        note=N_("In the place of the term for naming the supplier, where a ranking has no bid left."),
    ),
)
