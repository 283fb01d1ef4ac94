"""The procedure of a service in the Catalogue (¶ 92, 103-1, 103-2, 109; Law 46; H18, H19, H26, H45, H50), as data.

The integrator keeps the entry; the operator publishes description and price. Nothing changes by itself.
"""

from qyzmet.procedure.table import HEADS, PREPARERS, Move, Procedure, Term
from qyzmet.vocabulary import N_, Party

from .states import ACTIVE, BEING_REPLACED, RETIRED, SUPPLIER_FAILED, SUSPENDED

EVERYBODY = (Party.STATE_BODY, Party.AUTHORISED_BODY, Party.INTEGRATOR, Party.OPERATOR, Party.SUPPLIER)
LIVING = (ACTIVE, SUPPLIER_FAILED, SUSPENDED, BEING_REPLACED)

# Which of several moves of one name it is.
ONE_SIGNED = N_("the other of the two has not signed yet")
BOTH_SIGNED = N_("customer and supplier have signed")


def _acts(
    action: str,
    title: str,
    from_: tuple[str, ...],
    to: str | None,
    by: Party,
    rule: str,
    done: str,
    *,
    heads: bool = False,
    case: str = "",
    closes: tuple[str, ...] = (),
    starts: tuple[str, ...] = (),
    expected: bool = False,
    final: bool = False,
    again: str = "",
) -> Move:
    return Move(
        action,
        title,
        from_=from_,
        to=to,
        by=by,
        roles=HEADS if heads else PREPARERS,
        binding=True,
        rule=rule,
        case=case,
        closes=closes,
        starts=starts,
        tells=EVERYBODY,
        expected=expected,
        final=final,
        again=again,
        done=done,
    )


def _follows(
    action: str,
    title: str,
    from_: tuple[str, ...],
    to: str | None,
    rule: str,
    done: str,
    *,
    by: Party = Party.INTEGRATOR,
    closes: tuple[str, ...] = (),
    starts: tuple[str, ...] = (),
) -> Move:
    return Move(
        action,
        title,
        from_=from_,
        to=to,
        by=by,
        rule=rule,
        consequence=True,
        expected=False,
        closes=closes,
        starts=starts,
        tells=EVERYBODY,
        done=done,
    )


def _confirms(by: Party) -> Move:
    return _acts(
        "confirm",
        N_("Confirm the entry"),
        LIVING,
        None,
        by,
        "H26",
        N_("confirmed that the entry is true"),
        closes=("confirm",),
        starts=("confirm",),
        expected=by is Party.STATE_BODY,
        again=N_("each confirms the entry as it stands then"),
    )


def _transfers(by: Party, case: str) -> Move:
    both = case == BOTH_SIGNED
    return _acts(
        "transfer",
        N_("Sign the act of transfer of the software product"),
        LIVING,
        None,
        by,
        "¶ 103-1",
        N_("signed the act of transfer: the product is the state body's property")
        if both
        else N_("signed the act of transfer; the other party signs next"),
        heads=True,
        case=case,
        closes=("transfer",) if both else (),
        expected=True,
        final=both,
        again=N_("another act takes the place of one that not both have signed"),
    )


SERVICES = Procedure(
    kind="services",
    edition="kz-2022-03-31",
    title=N_("IC service in the Catalogue"),
    prefix="S",
    starters=EVERYBODY,
    parties=EVERYBODY,
    states={
        ACTIVE: N_("active"),
        SUPPLIER_FAILED: N_("runs on after the supplier's failure"),
        SUSPENDED: N_("suspended"),
        BEING_REPLACED: N_("being replaced"),
        RETIRED: N_("retired"),
    },
    first=ACTIVE,
    last=frozenset({RETIRED}),
    settled=frozenset({ACTIVE, SUSPENDED}),
    stages=(SUPPLIER_FAILED,),
    moves=(
        _follows(
            "enter",
            N_("Enter the IC service in the Catalogue"),
            (ACTIVE,),
            None,
            "Law 7(29)",
            N_("approved the entry in the Catalogue"),
            by=Party.AUTHORISED_BODY,
            starts=("confirm", "transfer", "set_maintenance_price"),
        ),
        _follows(
            "renew",
            N_("Enter the next version of the IC service"),
            LIVING,
            None,
            "Law 7(29)",
            N_("approved the next version of the entry"),
            by=Party.AUTHORISED_BODY,
            closes=("confirm",),
            starts=("confirm",),
        ),
        Move(
            "save",
            N_("Keep the entry"),
            from_=LIVING,
            to=None,
            by=Party.INTEGRATOR,
            roles=PREPARERS,
            rule="Law 12(19)",
            expected=False,
            done=N_("changed the entry"),
        ),
        _acts(
            "publish",
            N_("Publish description and price"),
            LIVING,
            None,
            Party.OPERATOR,
            "Law 46",
            N_("published description and price"),
            again=N_("what is published takes the place of what stood there; prices stay as a history"),
        ),
        _confirms(Party.STATE_BODY),
        _confirms(Party.INTEGRATOR),
        *(
            _acts(
                "suspend",
                N_("Suspend the service"),
                (ACTIVE,),
                SUSPENDED,
                by,
                "H50",
                N_("suspended the service"),
            )
            for by in (Party.INTEGRATOR, Party.STATE_BODY)
        ),
        *(
            _acts(
                "resume",
                N_("Resume the service"),
                (SUSPENDED,),
                ACTIVE,
                by,
                "H50",
                N_("resumed the service"),
            )
            for by in (Party.INTEGRATOR, Party.STATE_BODY)
        ),
        _acts(
            "record_failure",
            N_("Record the supplier's failure"),
            (ACTIVE, SUSPENDED),
            SUPPLIER_FAILED,
            Party.INTEGRATOR,
            "¶ 109",
            N_("recorded that the supplier failed: the operator runs the service on"),
            starts=("migrate", "replace_supplier"),
        ),
        _acts(
            "record_migration",
            N_("Record the migration of the data"),
            (SUPPLIER_FAILED, BEING_REPLACED),
            None,
            Party.OPERATOR,
            "¶ 109",
            N_("migrated the data"),
            closes=("migrate",),
            expected=True,
            again=N_("each is a step of the migration"),
        ),
        _acts(
            "replace_supplier",
            N_("Begin the replacement of the supplier"),
            (SUPPLIER_FAILED,),
            BEING_REPLACED,
            Party.INTEGRATOR,
            "¶ 109",
            N_("began the replacement of the supplier: a new design assignment is developed"),
            closes=("replace_supplier",),
            expected=True,
        ),
        _follows(
            "replace",
            N_("Replace the supplier"),
            (ACTIVE, SUSPENDED, SUPPLIER_FAILED),
            BEING_REPLACED,
            "¶ 92",
            N_("decided to replace the supplier"),
            closes=("replace_supplier",),
        ),
        _follows(
            "reactivate",
            N_("Put the new product in place"),
            (BEING_REPLACED,),
            ACTIVE,
            "¶ 109",
            N_("put the new product into production: the service is active again"),
            by=Party.OPERATOR,
            closes=("migrate", "transfer", "set_maintenance_price"),
            starts=("transfer", "set_maintenance_price"),
        ),
        _follows(
            "replacement_falls",
            N_("End the replacement; it was active before"),
            (BEING_REPLACED,),
            ACTIVE,
            "¶ 53-1",
            N_("the tender for the replacement was cancelled: the service stands as before"),
            by=Party.COMMISSION,
        ),
        _follows(
            "replacement_falls_while_suspended",
            N_("End the replacement; it was suspended before"),
            (BEING_REPLACED,),
            SUSPENDED,
            "¶ 53-1",
            N_("the tender for the replacement was cancelled: the service stands as before"),
            by=Party.COMMISSION,
        ),
        _follows(
            "replacement_falls_after_failure",
            N_("End the replacement; the supplier had failed before"),
            (BEING_REPLACED,),
            SUPPLIER_FAILED,
            "¶ 53-1",
            N_("the tender for the replacement was cancelled: the operator runs the service on"),
            by=Party.COMMISSION,
            starts=("replace_supplier",),
        ),
        *(_transfers(by, case) for by in (Party.STATE_BODY, Party.SUPPLIER) for case in (ONE_SIGNED, BOTH_SIGNED)),
        _acts(
            "set_maintenance_price",
            N_("Set the price of the lease by the cost of maintenance"),
            LIVING,
            None,
            Party.OPERATOR,
            "¶ 103-2",
            N_("set the lease component by the cost of maintaining the code"),
            closes=("set_maintenance_price",),
            expected=True,
            again=N_("another price follows the one before"),
        ),
        _acts(
            "retire",
            N_("Retire the service"),
            LIVING,
            RETIRED,
            Party.INTEGRATOR,
            "Law 12(19)",
            N_("retired the service"),
        ),
    ),
    terms=(
        Term(
            "confirm",
            N_("Confirm the entry"),
            6,
            Party.STATE_BODY,
            "H26",
            "H26",
            months=True,
            note=N_("Where nobody confirms it, the page of the service says that the entry may be out of date."),
        ),
        Term(
            "transfer",
            N_("Hand the software product over to the state body"),
            36,
            Party.STATE_BODY,
            "¶ 103-1",
            months=True,
            note=N_("Three years from the first day of the lease (H18, house rule). Nothing changes by itself."),
        ),
        Term(
            "set_maintenance_price",
            N_("Base the lease on the cost of maintenance"),
            36,
            Party.OPERATOR,
            "¶ 103-2",
            months=True,
            note=N_("Three years from the first day of the lease (H18, house rule). Nothing changes by itself."),
        ),
        Term("migrate", N_("Migrate the data"), 10, Party.OPERATOR, "H45", "H45.5"),
        Term("replace_supplier", N_("Begin the replacement of the supplier"), 10, Party.INTEGRATOR, "H45", "H45.5"),
    ),
)
