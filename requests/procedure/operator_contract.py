"""¶ 88, Law 45(3), H5, H36: the contract of the operator and the state body on an IC service that the operator creates
itself, and what follows where its formation ends without a service, as data.
"""

from qyzmet.procedure.table import PREPARERS, Move, Term
from qyzmet.vocabulary import N_, Party

from .assignment_states import APPROVED, CANCELLED, DRAFT

SIGN_FIRST = "sign_service_customer"
SIGN_NEXT = "sign_service_operator"
SIGNING = (SIGN_FIRST, SIGN_NEXT)
DECIDE = "decide_on_creation"
TOLD = (Party.STATE_BODY, Party.INTEGRATOR, Party.AUTHORISED_BODY, Party.OPERATOR)


def _signs(by: Party, closes: tuple[str, ...], starts: tuple[str, ...], done: str) -> Move:
    return Move(
        "sign_contract",
        N_("Sign the contract of the IC service"),
        from_=(APPROVED,),
        to=None,
        by=by,
        rule="¶ 88",
        final=True,
        closes=closes,
        starts=starts,
        tells=TOLD,
        done=done,
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
    Move(
        "reopen",
        N_("Reopen the design assignment"),
        from_=(APPROVED,),
        to=DRAFT,
        by=Party.INTEGRATOR,
        roles=PREPARERS,
        rule="H36",
        binding=True,
        closes=(DECIDE,),
        starts=("revise",),
        tells=TOLD,
        done=N_("reopened the design assignment, as the formation by the operator has ended"),
    ),
    Move(
        "cancel",
        N_("Cancel the creation"),
        from_=(APPROVED,),
        to=CANCELLED,
        by=Party.AUTHORISED_BODY,
        rule="H36",
        final=True,
        closes=(DECIDE,),
        tells=TOLD,
        done=N_("cancelled the creation of the IC service, as the formation by the operator has ended"),
    ),
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
