"""¶ 92, H51: an IC service is developed without replacing its supplier: no tender is held, and additions to its
contracts are signed on the design assignment; what follows where nothing comes of them. As data.

The addition to the contract of the IC service is customer's and operator's, that to the contract of the lease
operator's and supplier's; a service without a supplier (¶ 88) has the first alone. The contract of a PPP project is one
of three parties (Law 45(3)), and so is the addition to it: customer, operator and supplier sign it (H54). With the last
signature the formation begins.
"""

from qyzmet.procedure.table import Move, Term
from qyzmet.vocabulary import N_, Party

from .assignment_states import APPROVED, CANCELLED

RULE = "H51"
RULE_OF_THREE = "H54"
SERVICE_FIRST = "add_service_customer"
SERVICE_NEXT = "add_service_operator"
LEASE_FIRST = "add_lease_operator"
LEASE_NEXT = "add_lease_supplier"
PPP_FIRST = "add_ppp_customer"
PPP_NEXT = "add_ppp_operator"
PPP_LAST = "add_ppp_supplier"
OF_THREE = (PPP_FIRST, PPP_NEXT, PPP_LAST)
BEGINNING = (SERVICE_FIRST, LEASE_FIRST, PPP_FIRST)
ADDING = (SERVICE_FIRST, SERVICE_NEXT, LEASE_FIRST, LEASE_NEXT, *OF_THREE)
DECIDE = "decide_on_additions"
TOLD = (Party.STATE_BODY, Party.INTEGRATOR, Party.AUTHORISED_BODY, Party.OPERATOR, Party.SUPPLIER)

# Which signature it is, where the table has several rows of that name.
SERVICE_BEGUN = N_("the customer gives the terms of the addition")
SERVICE_SIGNED = N_("the addition to the contract of the IC service is signed")
SERVICE_LAST = N_("the addition to the contract of the IC service is signed, and no other is left")
LEASE_BEGUN = N_("the operator gives the terms of the addition")
LEASE_SIGNED = N_("the addition to the contract of the lease is signed")
LEASE_LAST = N_("the addition to the contract of the lease is signed, and no other is left")
THREE_BEGUN = N_("the customer gives the terms of the addition to the contract of the PPP project")
THREE_PASSED_ON = N_("the addition to the contract of the PPP project is signed before the private partner")
THREE_SIGNED = N_("the addition to the contract of the PPP project is signed by all three")
# With these all additions are in force.
LAST = frozenset({SERVICE_LAST, LEASE_LAST, THREE_SIGNED})
# Of an assignment on which additions are signed, beside one by which the operator creates a service itself.
OF_ADDITIONS = N_("additions to the contracts are signed")

SIGN_SERVICE = N_("Sign the addition to the contract of the IC service")
SIGN_LEASE = N_("Sign the addition to the contract of the lease")
SIGN_PPP = N_("Sign the addition to the contract of the PPP project")
_LAST_DONE = N_("signed the addition: all additions are in force, and the formation begins")
_SIGNED_DONE = N_("signed the addition: it is in force once all additions are signed")


def _signs(
    title: str,
    by: Party,
    case: str,
    done: str,
    closes: tuple[str, ...],
    starts: tuple[str, ...] = (),
    *,
    rule: str = RULE,
) -> Move:
    return Move(
        "sign_contract",
        title,
        from_=(APPROVED,),
        to=None,
        by=by,
        rule=rule,
        case=case,
        final=True,
        closes=closes,
        starts=starts,
        tells=TOLD,
        done=done,
    )


def _declines(by: Party) -> Move:
    return Move(
        "decline_contract",
        N_("Decline the addition to the contract"),
        from_=(APPROVED,),
        to=None,
        by=by,
        rule=RULE,
        final=True,
        expected=False,
        closes=ADDING,
        starts=(DECIDE,),
        tells=TOLD,
        done=N_("declined the addition: what was signed so far is void"),
    )


ADDITION_MOVES: tuple[Move, ...] = (
    _signs(
        SIGN_SERVICE,
        Party.STATE_BODY,
        SERVICE_BEGUN,
        N_("gave the terms of the addition to the contract of the IC service and signed it; the operator signs next"),
        (SERVICE_FIRST, SERVICE_NEXT),
        (SERVICE_NEXT,),
    ),
    _signs(SIGN_SERVICE, Party.OPERATOR, SERVICE_SIGNED, _SIGNED_DONE, (SERVICE_NEXT,)),
    _signs(SIGN_SERVICE, Party.OPERATOR, SERVICE_LAST, _LAST_DONE, (SERVICE_NEXT,)),
    _signs(
        SIGN_LEASE,
        Party.OPERATOR,
        LEASE_BEGUN,
        N_("gave the terms of the addition to the contract of the lease and signed it; the supplier signs next"),
        (LEASE_FIRST, LEASE_NEXT),
        (LEASE_NEXT,),
    ),
    _signs(SIGN_LEASE, Party.SUPPLIER, LEASE_SIGNED, _SIGNED_DONE, (LEASE_NEXT,)),
    _signs(SIGN_LEASE, Party.SUPPLIER, LEASE_LAST, _LAST_DONE, (LEASE_NEXT,)),
    _signs(
        SIGN_PPP,
        Party.STATE_BODY,
        THREE_BEGUN,
        N_("gave the terms of the addition to the contract of the PPP project and signed it; the operator signs next"),
        OF_THREE,
        (PPP_NEXT,),
        rule=RULE_OF_THREE,
    ),
    _signs(
        SIGN_PPP,
        Party.OPERATOR,
        THREE_PASSED_ON,
        N_("signed the addition to the contract of the PPP project; the supplier signs next"),
        (PPP_NEXT,),
        (PPP_LAST,),
        rule=RULE_OF_THREE,
    ),
    _signs(
        SIGN_PPP,
        Party.SUPPLIER,
        THREE_SIGNED,
        N_("signed the addition to the contract of the PPP project: it is in force, and the formation begins"),
        (PPP_LAST,),
        rule=RULE_OF_THREE,
    ),
    *(_declines(by) for by in (Party.STATE_BODY, Party.OPERATOR, Party.SUPPLIER)),
    Move(
        "additions_ended",
        N_("End the additions with their formation"),
        from_=(APPROVED,),
        to=None,
        by=Party.SUPPLIER,
        rule=RULE,
        consequence=True,
        expected=False,
        starts=(DECIDE,),
        tells=TOLD,
        done=N_("ended the formation of what was developed: the additions to the contracts have ended"),
    ),
    Move(
        "discuss_again",
        N_("Put the development to discussion again"),
        from_=(APPROVED,),
        to=CANCELLED,
        by=Party.INTEGRATOR,
        rule=RULE,
        final=True,
        closes=(DECIDE,),
        tells=TOLD,
        done=N_("put the development to discussion again: the design assignment is cancelled"),
    ),
    Move(
        "supplier_falls",
        N_("Cancel the design assignment with the supplier"),
        from_=(APPROVED,),
        to=CANCELLED,
        by=Party.INTEGRATOR,
        rule=RULE,
        consequence=True,
        expected=False,
        tells=TOLD,
        done=N_(
            "the supplier is there no more, or the service: the design assignment is cancelled, and the development "
            "is put to discussion again"
        ),
    ),
)
ADDITION_TERMS: tuple[Term, ...] = (
    Term(
        SERVICE_FIRST,
        N_("Sign the addition to the contract of the IC service, with its terms"),
        10,
        Party.STATE_BODY,
        RULE,
        RULE,
    ),
    Term(SERVICE_NEXT, N_("Sign the addition that the customer has signed"), 10, Party.OPERATOR, RULE, RULE),
    Term(
        LEASE_FIRST,
        N_("Sign the addition to the contract of the lease, with its terms"),
        10,
        Party.OPERATOR,
        RULE,
        RULE,
    ),
    Term(LEASE_NEXT, N_("Sign the addition that the operator has signed"), 10, Party.SUPPLIER, RULE, RULE),
    Term(
        PPP_FIRST,
        N_("Sign the addition to the contract of the PPP project, with its terms"),
        10,
        Party.STATE_BODY,
        RULE,
        RULE,
    ),
    Term(PPP_NEXT, N_("Sign the addition that the customer has signed"), 10, Party.OPERATOR, RULE, RULE),
    Term(PPP_LAST, N_("Sign the addition that customer and operator have signed"), 10, Party.SUPPLIER, RULE, RULE),
    Term(
        DECIDE,
        N_("Reopen the design assignment, or put the development to discussion again"),
        5,
        Party.INTEGRATOR,
        RULE,
        "H51.2",
        note=N_("The integrator decides which of the two; the authorised body may cancel the development instead."),
    ),
)
