"""How the Commission decides on forming an IC service (¶ 83, 85; H22, H43, H45), as data: the integrator calls it and
presents what it decides on, the chair proposes, each member votes for oneself.
"""

from qyzmet.procedure.table import PREPARERS, Move, Term
from qyzmet.vocabulary import N_, Party, Seat

from ...tenders.procedure.voting import carries, commission_move, proposes, voting_moves
from .states import (
    AUTHORITY_NOTIFIED,
    COMMISSIONED,
    CREATED,
    ENDED,
    ENVIRONMENT_ALLOCATED,
    FORMING_DECIDED,
    INCLUDED,
    INTEGRATOR_NOTIFIED,
    MEETING_CALLED,
    PASSED,
    READY_REPORTED,
    SECURITY_TESTED,
    TESTED,
)

EVERYBODY = (Party.STATE_BODY, Party.AUTHORISED_BODY, Party.INTEGRATOR, Party.OPERATOR, Party.SUPPLIER)
TOLD = (*EVERYBODY, Party.COMMISSION)

# What the Commission can decide.
TO_FORM = N_("the IC service is formed")
TO_MEND = N_("the IC service is not formed yet: it is mended first")
TO_END = N_("the IC service is not formed, and the formation ends")

# As long as a Commission may have something to do.
_SAT = (CREATED, READY_REPORTED, TESTED, ENVIRONMENT_ALLOCATED, SECURITY_TESTED, PASSED, MEETING_CALLED)
# Where a protocol that came in force is signed by those who were late.
_AFTERWARDS = (
    CREATED,
    READY_REPORTED,
    MEETING_CALLED,
    FORMING_DECIDED,
    COMMISSIONED,
    INTEGRATOR_NOTIFIED,
    AUTHORITY_NOTIFIED,
    INCLUDED,
    ENDED,
)


def _decides(case: str, to: str, done: str, starts: tuple[str, ...] = ()) -> Move:
    return carries(
        "decide",
        N_("Decide on forming the IC service"),
        MEETING_CALLED,
        to,
        "¶ 85",
        done,
        case=case,
        closes=("meet", "call_again"),
        starts=starts,
        tells=TOLD,
    )


FORMING_MOVES: tuple[Move, ...] = (
    Move(
        "call_meeting",
        N_("Call the Commission"),
        from_=(PASSED, MEETING_CALLED),
        to=MEETING_CALLED,
        by=Party.INTEGRATOR,
        roles=PREPARERS,
        binding=True,
        rule="¶ 83",
        closes=("call_meeting", "meet", "call_again"),
        starts=("meet", "call_again"),
        tells=TOLD,
        again=N_("it calls the Commission again, where it did not meet or did not decide"),
        done=N_("called the meeting of the Commission"),
    ),
    Move(
        "present",
        N_("Present the papers to the Commission"),
        from_=(MEETING_CALLED,),
        to=None,
        by=Party.INTEGRATOR,
        roles=PREPARERS,
        binding=True,
        rule="¶ 85",
        tells=(Party.INTEGRATOR, Party.COMMISSION),
        again=N_("what is presented takes the place of what was presented before"),
        done=N_("presented minutes, test protocols and the act of the security tests"),
    ),
    Move(
        "set_commission",
        N_("Replace people of the Commission"),
        from_=_SAT,
        to=None,
        by=Party.STATE_BODY,
        rule="¶ 36",
        final=True,
        expected=False,
        tells=TOLD,
        done=N_("replaced people of the Commission"),
    ),
    commission_move(
        "declare",
        N_("Declare whether you have an interest"),
        _SAT,
        None,
        "Law 45-1",
        N_("declared whether there is an interest"),
        seats=(Seat.CHAIR, Seat.MEMBER, Seat.SECRETARY),
        binding=False,
        signable=True,
        tells=(Party.STATE_BODY,),
        again=N_("only another answer is taken"),
    ),
    proposes("decide", N_("Propose whether to form the IC service"), MEETING_CALLED, "¶ 85", N_("proposed a decision")),
    _decides(TO_FORM, FORMING_DECIDED, N_("decided to form the IC service"), ("commission",)),
    _decides(TO_MEND, CREATED, N_("decided that the IC service is mended before it is formed"), ("mend",)),
    _decides(TO_END, ENDED, N_("decided not to form the IC service: the formation has ended")),
    *voting_moves((MEETING_CALLED,), _AFTERWARDS, ("meet",)),
)

FORMING_TERMS: tuple[Term, ...] = (
    Term(
        "call_meeting",
        N_("Call the meeting of the Commission"),
        2,
        Party.INTEGRATOR,
        "¶ 83",
        note=N_("Counted from receiving the notice that the tests are passed, never from the notice of ¶ 73."),
    ),
    Term("meet", N_("Meet and decide on forming"), 5, Party.COMMISSION, "H45", "H45.2"),
    Term(
        "call_again",
        N_("Call the Commission again where it does not decide"),
        2,
        Party.INTEGRATOR,
        "H45",
        "H45.3",
        note=N_("Counted from the day that the call names; the decision of the Commission closes it."),
    ),
)
