"""¶ 88, Law 45(3), H5, H36: the contract of the operator and the state body on an IC service that the operator creates
itself, and what follows where its formation ends without a service, as data.
"""

from qyzmet.procedure.table import PREPARERS, Move, Term
from qyzmet.vocabulary import N_, Party

from . import additions
from .assignment_states import APPROVED, CANCELLED, DRAFT

SIGN_FIRST = "sign_service_customer"
SIGN_NEXT = "sign_service_operator"
SIGNING = (SIGN_FIRST, SIGN_NEXT)
DECIDE = "decide_on_creation"
TOLD = (Party.STATE_BODY, Party.INTEGRATOR, Party.AUTHORISED_BODY, Party.OPERATOR)
# Which of several rows of one name it is, beside those of additions (¶ 92, H51).
OWN = N_("the operator creates the IC service itself")


def _signs(by: Party, closes: tuple[str, ...], starts: tuple[str, ...], done: str) -> Move:
    return Move(
        "sign_contract",
        N_("Sign the contract of the IC service"),
        from_=(APPROVED,),
        to=None,
        by=by,
        rule="¶ 88",
        case=OWN,
        final=True,
        closes=closes,
        starts=starts,
        tells=TOLD,
        done=done,
    )


def _reopens(case: str) -> Move:
    own = case == OWN
    return Move(
        "reopen",
        N_("Reopen the design assignment"),
        from_=(APPROVED,),
        to=DRAFT,
        by=Party.INTEGRATOR,
        roles=PREPARERS,
        rule="H36" if own else additions.RULE,
        case=case,
        binding=True,
        closes=(DECIDE,) if own else (additions.DECIDE,),
        starts=("revise",),
        tells=TOLD if own else additions.TOLD,
        done=N_("reopened the design assignment, as the formation by the operator has ended")
        if own
        else N_("reopened the design assignment, as nothing came of the additions"),
    )


def _cancels(case: str) -> Move:
    own = case == OWN
    return Move(
        "cancel",
        N_("Cancel the creation or the development"),
        from_=(APPROVED,),
        to=CANCELLED,
        by=Party.AUTHORISED_BODY,
        rule="H36" if own else additions.RULE,
        case=case,
        final=True,
        closes=(DECIDE,) if own else (additions.DECIDE,),
        tells=TOLD if own else additions.TOLD,
        done=N_("cancelled the creation of the IC service, as the formation by the operator has ended")
        if own
        else N_("cancelled the development of the IC service, as nothing came of the additions; the service stays"),
    )


CONTRACT_MOVES: tuple[Move, ...] = (
    _signs(
        Party.STATE_BODY,
        SIGNING,
        (SIGN_NEXT,),
        N_("gave the terms of the contract with the operator and signed it; the operator signs next"),
    ),
    _signs(
        Party.OPERATOR,
        (SIGN_NEXT,),
        (),
        N_("signed the contract: it is in force, and the operator creates the IC service itself"),
    ),
    Move(
        "formation_ended",
        N_("End the formation by the operator"),
        from_=(APPROVED,),
        to=None,
        by=Party.OPERATOR,
        rule="¶ 88",
        consequence=True,
        expected=False,
        starts=(DECIDE,),
        tells=TOLD,
        done=N_("gave up the creation of the IC service: the contract has ended"),
    ),
    *(_reopens(case) for case in (OWN, additions.OF_ADDITIONS)),
    *(_cancels(case) for case in (OWN, additions.OF_ADDITIONS)),
)
CONTRACT_TERMS: tuple[Term, ...] = (
    Term(SIGN_FIRST, N_("Sign the contract with the operator, with its terms"), 10, Party.STATE_BODY, "H5", "H5"),
    Term(SIGN_NEXT, N_("Sign the contract with the state body"), 10, Party.OPERATOR, "H5", "H5"),
    Term(
        DECIDE,
        N_("Reopen the design assignment or cancel the creation"),
        5,
        Party.INTEGRATOR,
        "H36",
        "H36",
        note=N_("The integrator reopens it; the authorised body may cancel the creation instead."),
    ),
)
