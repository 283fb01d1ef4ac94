"""The moves and terms of a tender from its draft to the opening (¶ 36, 42, 47, 49; H3, H21, H30, H35, H38, H44)."""

from qyzmet.procedure.table import PREPARERS, Audience, Move, Term
from qyzmet.procedure.whose_turn.preparing import hand_over_moves
from qyzmet.vocabulary import N_, Party, Role, Seat

from .states import (
    CANCELLED,
    CLOSED,
    CONSENTED,
    DECIDED,
    DRAFT,
    EXAMINING,
    NO_BIDS,
    NONE_COMPLIANT,
    PUBLISHED,
    RANKED,
    SCORING,
)

EVERYBODY = (Party.STATE_BODY, Party.INTEGRATOR, Party.AUTHORISED_BODY, Party.OPERATOR)
VOTERS = (Seat.CHAIR, Seat.MEMBER)

# Which of several moves of one name it is.
MATERIAL = N_("the amendment is material")
CLARIFICATION = N_("the amendment is not material")
ONE_AGREED = N_("the other of the two has not agreed yet")
BOTH_AGREED = N_("administrator and head of the integrator agree")

# As long as a Commission has, or may have again, something to do.
_SAT = (DRAFT, CONSENTED, PUBLISHED, CLOSED, EXAMINING, SCORING, RANKED, DECIDED, NO_BIDS, NONE_COMPLIANT)
# The whole window starts again; the term of the Commission with it, as long as there is none.
_WINDOW = ("accept_bids", "set_commission")


def _amends(case: str, done: str) -> Move:
    again = _WINDOW if case == MATERIAL else ()
    return Move(
        "amend",
        N_("Amend the announcement"),
        from_=(PUBLISHED,),
        to=None,
        by=Party.INTEGRATOR,
        rule="H30",
        case=case,
        final=True,
        expected=False,
        closes=again,
        starts=again,
        tells=EVERYBODY,
        done=done,
    )


def _extends(case: str, from_: tuple[str, ...], to: str | None = None) -> Move:
    """After an outage. Whoever comes second decides; a window that ended meanwhile opens again."""
    both = case == BOTH_AGREED
    return Move(
        "extend",
        N_("Extend the acceptance of bids after an outage"),
        from_=from_,
        to=to,
        by=Party.INTEGRATOR,
        roles=(Role.HEAD, Role.ADMINISTRATOR),
        rule="H38",
        binding=True,
        case=case,
        final=True,
        # What one alone has agreed to extends nothing, and is not announced.
        shown_to=Audience.EVERYBODY if both else Audience.PARTIES,
        # Once one has agreed, the word of the other is waited for.
        expected=both,
        closes=(*_WINDOW, "open_bids") if to else _WINDOW if both else (),
        starts=_WINDOW if both else (),
        tells=EVERYBODY if both else (Party.INTEGRATOR,),
        done=N_("extended the acceptance of bids after an outage")
        if both
        else N_("agreed to extend the acceptance of bids after an outage"),
    )


def _declares(from_: tuple[str, ...], shown_to: Audience) -> Move:
    return Move(
        "declare",
        N_("Declare whether you have an interest"),
        from_=from_,
        to=None,
        by=Party.COMMISSION,
        roles=(),
        seats=(Seat.CHAIR, Seat.MEMBER, Seat.SECRETARY),
        rule="Law 45-1",
        signable=True,
        shown_to=shown_to,
        tells=(Party.STATE_BODY,),
        again=N_("only another answer is taken"),
        done=N_("declared whether there is an interest"),
    )


ANNOUNCEMENT_MOVES: tuple[Move, ...] = (
    Move(
        "prepare",
        N_("Start preparing the announcement"),
        from_=(DRAFT,),
        to=None,
        by=Party.INTEGRATOR,
        rule="¶ 42",
        consequence=True,
        expected=False,
        tells=(Party.INTEGRATOR,),
        done=N_("the tender is to be announced"),
    ),
    Move(
        "prepare_again",
        N_("Start preparing the next announcement"),
        from_=(DRAFT,),
        to=None,
        by=Party.INTEGRATOR,
        rule="H44",
        consequence=True,
        expected=False,
        starts=("announce_again",),
        tells=(Party.INTEGRATOR,),
        done=N_("the tender is to be announced again, with the same design assignment"),
    ),
    Move(
        "ask_consent",
        N_("Ask the customer for its consent"),
        from_=(DRAFT,),
        to=None,
        by=Party.INTEGRATOR,
        rule="¶ 42",
        consequence=True,
        expected=False,
        starts=("consent_to_announce",),
        tells=(Party.STATE_BODY, Party.INTEGRATOR),
        done=N_("asked the customer for its consent to the announcement"),
    ),
    Move(
        "save",
        N_("Write the announcement"),
        from_=(DRAFT,),
        to=None,
        by=Party.INTEGRATOR,
        roles=PREPARERS,
        rule="¶ 42",
        prepares="publish",
        done=N_("wrote at the announcement"),
    ),
    *hand_over_moves(Party.INTEGRATOR, (DRAFT,), "publish"),
    Move(
        "consent",
        N_("Consent to the announcement"),
        from_=(DRAFT,),
        to=CONSENTED,
        by=Party.STATE_BODY,
        rule="¶ 42",
        closes=("consent_to_announce",),
        tells=(Party.STATE_BODY, Party.INTEGRATOR),
        done=N_("consented to the announcement"),
    ),
    Move(
        "decline",
        N_("Decline to consent to the announcement"),
        from_=(DRAFT,),
        to=None,
        by=Party.STATE_BODY,
        rule="¶ 42",
        closes=("consent_to_announce",),
        tells=(Party.STATE_BODY, Party.INTEGRATOR),
        done=N_("declined to consent to the announcement"),
    ),
    Move(
        "ask_again",
        N_("Ask for the consent again"),
        from_=(DRAFT,),
        to=None,
        by=Party.INTEGRATOR,
        rule="¶ 42",
        consequence=True,
        expected=False,
        starts=("consent_to_announce",),
        tells=(Party.STATE_BODY, Party.INTEGRATOR),
        done=N_("changed the announcement after the customer had declined: the consent is asked for again"),
    ),
    Move(
        "wait",
        N_("Wait for the design assignment"),
        from_=(DRAFT, CONSENTED),
        to=DRAFT,
        by=Party.INTEGRATOR,
        rule="¶ 42",
        consequence=True,
        expected=False,
        closes=("announce_again", "consent_to_announce"),
        tells=(Party.STATE_BODY, Party.INTEGRATOR),
        done=N_("the design assignment is not approved any more: the announcement waits for the approval"),
    ),
    Move(
        "publish",
        N_("Publish the announcement"),
        from_=(CONSENTED,),
        to=PUBLISHED,
        by=Party.INTEGRATOR,
        rule="¶ 42",
        final=True,
        closes=("announce_again",),
        starts=_WINDOW,
        tells=EVERYBODY,
        done=N_("published the announcement: the acceptance of bids began"),
    ),
    Move(
        "ask",
        N_("Ask a question"),
        from_=(PUBLISHED,),
        to=None,
        by=Party.SUPPLIER,
        roles=PREPARERS,
        any_of_kind=True,
        anonymous=True,
        expected=False,
        rule="H21",
        starts=("answer",),
        tells=(Party.INTEGRATOR,),
        done=N_("asked a question"),
        again=N_("each is a question of its own"),
    ),
    Move(
        "answer",
        N_("Answer a question"),
        from_=(PUBLISHED,),
        to=None,
        by=Party.INTEGRATOR,
        roles=PREPARERS,
        rule="H21",
        closes=("answer",),
        # The next question that waits, if there is one.
        starts=("answer",),
        tells=EVERYBODY,
        done=N_("answered a question"),
    ),
    _amends(CLARIFICATION, N_("published a clarification")),
    _amends(MATERIAL, N_("amended the announcement: the acceptance of bids starts again, in full")),
    _extends(ONE_AGREED, (PUBLISHED, CLOSED)),
    _extends(BOTH_AGREED, (PUBLISHED,)),
    _extends(BOTH_AGREED, (CLOSED,), PUBLISHED),
    Move(
        "set_commission",
        N_("Set up or change the Commission"),
        # After the end of acceptance it only replaces those who stepped aside or left, and a chair who is absent.
        from_=_SAT,
        to=None,
        by=Party.STATE_BODY,
        rule="¶ 36",
        final=True,
        closes=("set_commission",),
        tells=(*EVERYBODY, Party.COMMISSION),
        done=N_("set up the Commission"),
    ),
    # Who sits in the Commission is the parties' own to know until the opening.
    _declares((DRAFT, CONSENTED, PUBLISHED, CLOSED), Audience.PARTIES),
    _declares((EXAMINING, SCORING, RANKED, DECIDED, NO_BIDS, NONE_COMPLIANT), Audience.EVERYBODY),
    Move(
        "register_envelope",
        N_("Register a sealed envelope"),
        from_=(PUBLISHED,),
        to=None,
        by=Party.INTEGRATOR,
        roles=(Role.CLERK,),
        rule="¶ 49",
        binding=True,
        sealed=True,
        expected=False,
        done=N_("registered a sealed envelope"),
        again=N_("each is an envelope of its own"),
    ),
    Move(
        "close",
        N_("Close the acceptance of bids"),
        from_=(PUBLISHED,),
        to=CLOSED,
        by=Party.INTEGRATOR,
        rule="¶ 47",
        consequence=True,
        closes=("accept_bids", "answer"),
        starts=("open_bids",),
        tells=(*EVERYBODY, Party.COMMISSION),
        done=N_("the acceptance of bids ended"),
    ),
    Move(
        "cancel",
        N_("Cancel the tender"),
        from_=(DRAFT, CONSENTED, PUBLISHED, CLOSED, EXAMINING, SCORING, RANKED),
        to=CANCELLED,
        by=Party.AUTHORISED_BODY,
        rule="¶ 18",
        consequence=True,
        expected=False,
        closes=("announce_again", "consent_to_announce", *_WINDOW, "answer", "open_bids", "examine"),
        tells=(*EVERYBODY, Party.COMMISSION),
        done=N_("annulled what the tender rests on: the tender is cancelled"),
    ),
)

ANNOUNCEMENT_TERMS: tuple[Term, ...] = (
    Term(
        "announce_again",
        N_("Publish the next announcement"),
        3,
        Party.INTEGRATOR,
        "H44",
        "H44",
        note=N_(
            "For a tender that is announced again with the same design assignment the Rules name no term. Where the "
            "design assignment is amended first, the term of ¶ 42 runs from its approval."
        ),
    ),
    Term(
        "consent_to_announce",
        N_("Consent to the announcement or decline"),
        1,
        Party.STATE_BODY,
        "H35",
        "H35",
        note=N_(
            "Counted from the day on which the customer was asked; it does not end after the term of the announcement."
        ),
    ),
    Term(
        "accept_bids",
        N_("Acceptance of bids"),
        15,
        Party.INTEGRATOR,
        "¶ 47",
        at_end="close",
        note=N_("Time itself ends the acceptance: at 24:00 of the last day nobody has to do anything."),
    ),
    Term(
        "set_commission",
        N_("Set up the Commission"),
        15,
        Party.STATE_BODY,
        "¶ 36",
        note=N_("No later than the day on which the acceptance of bids ends, so it ends with it."),
    ),
    Term(
        "answer",
        N_("Answer the suppliers' questions"),
        5,
        Party.INTEGRATOR,
        "H21",
        "H21",
        note=N_("The oldest question that has no answer. The latest possible one is due on the last day for bids."),
    ),
    Term(
        "open_bids",
        N_("Open the bids"),
        1,
        Party.COMMISSION,
        "H3",
        "H3",
        note=N_("Counted from the last day of acceptance; the opening may begin at 10:00."),
    ),
)
