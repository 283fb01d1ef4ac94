"""The procedure of a formation (¶ 73, 76-1, 80-1 to 88, 98; Law 12(19), 13(8); H6, H15, H25, H33, H34, H41, H45,
H51), as data: from a contract in force to the entry in the Catalogue.

Two mechanisms run in one table: with a supplier, and by the operator itself (¶ 88), which equips instead of being told
that the supplier is ready, and needs no Commission. What the other mechanism alone knows is never open to take.
How the Commission decides on forming stands in forming.py.
"""

from qyzmet.procedure.table import HEADS, PREPARERS, Move, Procedure, Term
from qyzmet.vocabulary import N_, Party

from .forming import EVERYBODY, FORMING_MOVES, FORMING_TERMS
from .states import (
    AUTHORITY_NOTIFIED,
    COMMISSIONED,
    CREATED,
    ENDED,
    ENVIRONMENT_ALLOCATED,
    EQUIPPED,
    FORMING_DECIDED,
    INCLUDED,
    INTEGRATOR_NOTIFIED,
    MEETING_CALLED,
    PASSED,
    READY_REPORTED,
    SECURITY_TESTED,
    TESTED,
)

# Which of several moves of one name it is.
TEST_PASSED = N_("the test is passed")
TEST_FAILED = N_("the test is not passed")
PRODUCT_PASSED = N_("the test of a software product is passed")
ICI_PASSED = N_("the test of an ICI object is passed")

_WITH_SUPPLIER = (
    CREATED,
    READY_REPORTED,
    TESTED,
    ENVIRONMENT_ALLOCATED,
    SECURITY_TESTED,
    PASSED,
    MEETING_CALLED,
    FORMING_DECIDED,
)
_BY_OPERATOR = (CREATED, EQUIPPED, TESTED, SECURITY_TESTED)


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
    final: bool = False,
    case: str = "",
    closes: tuple[str, ...] = (),
    drops: tuple[str, ...] = (),
    starts: tuple[str, ...] = (),
    tells: tuple[Party, ...] = EVERYBODY,
    expected: bool = True,
    again: str = "",
) -> Move:
    """An act that binds its party, whether only heads take it or specialists too; `final` is not annulled any more."""
    return Move(
        action,
        title,
        from_=from_,
        to=to,
        by=by,
        roles=HEADS if heads else PREPARERS,
        binding=True,
        final=final,
        rule=rule,
        case=case,
        closes=closes,
        drops=drops,
        starts=starts,
        tells=tells,
        expected=expected,
        again=again,
        done=done,
    )


def _begins(action: str, title: str, starts: str, rule: str, done: str) -> Move:
    """With what the formation begins: it follows from the last contract that came into force."""
    return Move(
        action,
        title,
        from_=(CREATED,),
        to=None,
        by=Party.OPERATOR,
        rule=rule,
        consequence=True,
        expected=False,
        starts=(starts,),
        tells=EVERYBODY,
        done=done,
    )


def _tests(from_: str, case: str, to: str, starts: str) -> Move:
    passed = case == TEST_PASSED
    return _acts(
        "record_test",
        N_("Record the test of operability"),
        (from_,),
        to,
        Party.OPERATOR,
        "¶ 88" if from_ == EQUIPPED else "¶ 76-1",
        N_("tested the operability: passed") if passed else N_("tested the operability: not passed"),
        case=case,
        closes=("test", "give_test_infrastructure"),
        # Whoever tests without having given it has not given it.
        drops=("give_test_infrastructure",),
        starts=(starts,),
    )


def _tests_security(from_: str, case: str, to: str, starts: str) -> Move:
    return _acts(
        "record_security_test",
        N_("Record the information-security tests"),
        (from_,),
        to,
        Party.OPERATOR,
        "¶ 88" if from_ == TESTED else "¶ 82",
        N_("the information-security tests are not passed")
        if case == TEST_FAILED
        else N_("the information-security tests are passed"),
        case=case,
        closes=("test_security",),
        starts=(starts,),
    )


def _notifies_passed(by: Party, rule: str, closes: str) -> Move:
    return _acts(
        "notify_passed",
        N_("Give notice that the tests are passed"),
        (SECURITY_TESTED,),
        PASSED,
        by,
        rule,
        N_("gave notice that the tests are passed"),
        heads=by is Party.SUPPLIER,
        closes=(closes,),
        starts=("call_meeting",),
    )


def _commissions(from_: str, to: str | None, by: Party, rule: str, done: str, starts: str) -> Move:
    return _acts(
        "commission",
        N_("Sign the protocol of putting into production"),
        (from_,),
        to,
        by,
        rule,
        done,
        heads=True,
        final=True,
        closes=("commission",) if by is Party.OPERATOR else ("commission", "sign_commissioning"),
        starts=(starts,),
        again=N_("another protocol takes the place of the one before, and is signed anew"),
    )


def _gives_up(by: Party, states: tuple[str, ...], done: str) -> Move:
    return _acts(
        "give_up",
        N_("Give up"),
        states,
        ENDED,
        by,
        "H25",
        done,
        heads=True,
        final=True,
        expected=False,
        tells=(*EVERYBODY, Party.COMMISSION),
    )


_STATES = {
    CREATED: N_("being created"),
    EQUIPPED: N_("platform equipped"),
    READY_REPORTED: N_("readiness for testing reported"),
    TESTED: N_("operability tested"),
    ENVIRONMENT_ALLOCATED: N_("regular environment allocated"),
    SECURITY_TESTED: N_("information security tested"),
    PASSED: N_("tests passed"),
    MEETING_CALLED: N_("Commission called"),
    FORMING_DECIDED: N_("forming decided"),
    COMMISSIONED: N_("in production"),
    INTEGRATOR_NOTIFIED: N_("integrator notified"),
    AUTHORITY_NOTIFIED: N_("authorised body notified"),
    INCLUDED: N_("entered in the Catalogue"),
    ENDED: N_("formation ended"),
}
_LAST = frozenset({INCLUDED, ENDED})


def rule_as_said(rule: str, *, is_product: bool) -> str:
    """¶ 82 speaks of an ICI object alone: the act of a product's information-security tests is what ¶ 85 asks for."""
    return "¶ 85" if rule == "¶ 82" and is_product else rule


FORMATIONS = Procedure(
    kind="formations",
    edition="kz-2022-03-31",
    title=N_("Formation of an IC service"),
    prefix="F",
    starters=EVERYBODY,
    parties=EVERYBODY,
    states=_STATES,
    first=CREATED,
    last=_LAST,
    stages=(EQUIPPED, TESTED, PASSED, FORMING_DECIDED),
    moves=(
        _begins(
            "form",
            N_("Begin the formation with the supplier"),
            "report_ready",
            "¶ 73",
            N_("the contracts are in force: the supplier creates the product or the ICI object"),
        ),
        _begins(
            "form_by_operator",
            N_("Begin the formation by the operator"),
            "equip",
            "¶ 88",
            N_("the contract is in force: the operator creates the IC service itself"),
        ),
        _acts(
            "report_ready",
            N_("Report readiness for testing"),
            (CREATED,),
            READY_REPORTED,
            Party.SUPPLIER,
            "¶ 73",
            N_("reported that the creation is finished and ready for testing"),
            heads=True,
            closes=("report_ready", "mend"),
            starts=("test",),
        ),
        _acts(
            "equip",
            N_("Record that the platform is equipped"),
            (CREATED,),
            EQUIPPED,
            Party.OPERATOR,
            "¶ 88",
            N_("equipped the platform and its infrastructure"),
            closes=("equip",),
            starts=("test",),
        ),
        _acts(
            "request_test_infrastructure",
            N_("Ask for test infrastructure"),
            (CREATED, READY_REPORTED),
            None,
            Party.INTEGRATOR,
            "Law 13(8)",
            N_("asked the operator for test infrastructure"),
            closes=("give_test_infrastructure",),
            starts=("give_test_infrastructure",),
            tells=(Party.OPERATOR, Party.SUPPLIER, Party.INTEGRATOR),
            expected=False,
            again=N_("it asks anew, and the term begins again"),
        ),
        _acts(
            "give_test_infrastructure",
            N_("Give the test infrastructure"),
            (CREATED, READY_REPORTED),
            None,
            Party.OPERATOR,
            "Law 13(8)",
            N_("gave the test infrastructure, free of charge"),
            closes=("give_test_infrastructure",),
            tells=(Party.OPERATOR, Party.SUPPLIER, Party.INTEGRATOR),
        ),
        _tests(READY_REPORTED, TEST_PASSED, TESTED, "allocate_environment"),
        _tests(READY_REPORTED, TEST_FAILED, CREATED, "mend"),
        _tests(EQUIPPED, TEST_PASSED, TESTED, "test_security"),
        _tests(EQUIPPED, TEST_FAILED, CREATED, "equip"),
        _acts(
            "allocate_environment",
            N_("Allocate the regular environment"),
            (TESTED,),
            ENVIRONMENT_ALLOCATED,
            Party.OPERATOR,
            "¶ 80-1",
            N_("allocated the regular operating environment for the conformity tests"),
            closes=("allocate_environment",),
            starts=("test_security",),
        ),
        _tests_security(ENVIRONMENT_ALLOCATED, PRODUCT_PASSED, SECURITY_TESTED, "notify_passed"),
        _tests_security(ENVIRONMENT_ALLOCATED, ICI_PASSED, SECURITY_TESTED, "notify_ici_passed"),
        _tests_security(ENVIRONMENT_ALLOCATED, TEST_FAILED, CREATED, "mend"),
        _tests_security(TESTED, TEST_PASSED, SECURITY_TESTED, "commission"),
        _tests_security(TESTED, TEST_FAILED, EQUIPPED, "test"),
        _notifies_passed(Party.SUPPLIER, "H8", "notify_passed"),
        _notifies_passed(Party.OPERATOR, "¶ 82", "notify_ici_passed"),
        *FORMING_MOVES,
        _commissions(
            FORMING_DECIDED,
            None,
            Party.OPERATOR,
            "¶ 87",
            N_("signed the protocol of putting into production; the supplier signs next"),
            "sign_commissioning",
        ),
        _commissions(
            FORMING_DECIDED,
            COMMISSIONED,
            Party.SUPPLIER,
            "¶ 87",
            N_("signed the protocol: the IC service is in production"),
            "notify_integrator",
        ),
        _commissions(
            SECURITY_TESTED,
            COMMISSIONED,
            Party.OPERATOR,
            "¶ 88",
            N_("put the IC service into production"),
            "notify_integrator",
        ),
        _acts(
            "notify_integrator",
            N_("Notify the integrator"),
            (COMMISSIONED,),
            INTEGRATOR_NOTIFIED,
            Party.OPERATOR,
            "¶ 98",
            N_("notified the integrator, with a copy of the protocol"),
            closes=("notify_integrator",),
            starts=("notify_authority",),
        ),
        _acts(
            "notify_authority",
            N_("Notify the authorised body of the entry"),
            (INTEGRATOR_NOTIFIED,),
            AUTHORITY_NOTIFIED,
            Party.INTEGRATOR,
            "¶ 98",
            N_("notified the authorised body of the need to enter the IC service in the Catalogue"),
            closes=("notify_authority", "mend_entry"),
            starts=("include",),
        ),
        _acts(
            "return",
            N_("Return the entry"),
            (AUTHORITY_NOTIFIED,),
            INTEGRATOR_NOTIFIED,
            Party.AUTHORISED_BODY,
            "H41",
            N_("returned the entry, to be mended"),
            closes=("include",),
            starts=("mend_entry",),
            expected=False,
        ),
        _acts(
            "include",
            N_("Approve the entry in the Catalogue"),
            (AUTHORITY_NOTIFIED,),
            INCLUDED,
            Party.AUTHORISED_BODY,
            "Law 7(29)",
            N_("approved the entry: the IC service stands in the Catalogue"),
            heads=True,
            final=True,
            closes=("include",),
        ),
        _gives_up(Party.SUPPLIER, _WITH_SUPPLIER, N_("gave up the creation: the formation has ended")),
        Move(
            "supplier_falls",
            N_("End the formation with the supplier"),
            from_=tuple(state for state in _STATES if state not in _LAST),
            to=ENDED,
            by=Party.INTEGRATOR,
            rule="H51",
            consequence=True,
            expected=False,
            tells=(*EVERYBODY, Party.COMMISSION),
            done=N_("the supplier is there no more, or the service: the formation of what was developed has ended"),
        ),
        _gives_up(Party.OPERATOR, _BY_OPERATOR, N_("gave up the creation of the IC service: the formation has ended")),
    ),
    terms=(
        Term(
            "report_ready",
            N_("Report readiness for testing"),
            60,
            Party.SUPPLIER,
            "¶ 73",
            by_protocol=True,
            note=N_(
                "The protocol that names the supplier sets the term. It runs from the day on which the last contract "
                "came into force (H33, house rule). Where additions to contracts are signed, no protocol names it, and "
                "this term runs (H51, house rule)."
            ),
        ),
        Term(
            "mend",
            N_("Mend the defects and report readiness again"),
            10,
            Party.SUPPLIER,
            "H45",
            "H45",
            note=N_("The protocol of the test or of the Commission sets the term; where it sets none, this one runs."),
        ),
        Term("equip", N_("Equip the platform"), 10, Party.OPERATOR, "H45", "H45"),
        Term("give_test_infrastructure", N_("Give test infrastructure"), 10, Party.OPERATOR, "H45", "H45"),
        Term("test", N_("Test the operability"), 10, Party.OPERATOR, "H45", "H45"),
        Term("allocate_environment", N_("Allocate the regular environment"), 10, Party.OPERATOR, "H45", "H45"),
        Term("test_security", N_("Test the information security"), 10, Party.OPERATOR, "H45", "H45"),
        Term("notify_passed", N_("Give notice that the tests are passed"), 10, Party.SUPPLIER, "H45", "H45"),
        Term("notify_ici_passed", N_("Give notice that the ICI object passed"), 10, Party.OPERATOR, "H45", "H45"),
        *FORMING_TERMS,
        Term("commission", N_("Put the IC service into production"), 10, Party.OPERATOR, "H45", "H45"),
        Term("sign_commissioning", N_("Sign the commissioning protocol"), 10, Party.SUPPLIER, "H45", "H45"),
        Term(
            "notify_integrator",
            N_("Notify the integrator of the commissioning"),
            3,
            Party.OPERATOR,
            "¶ 98",
            note=N_("Counted from the day on which the protocol was signed."),
        ),
        Term(
            "notify_authority",
            N_("Notify the authorised body"),
            3,
            Party.INTEGRATOR,
            "¶ 98",
            note=N_("Counted from the day on which the operator's notice was received."),
        ),
        Term("mend_entry", N_("Mend the returned entry"), 3, Party.INTEGRATOR, "H41", "H41"),
        Term("include", N_("Approve the entry or return it"), 3, Party.AUTHORISED_BODY, "H6", "H6"),
    ),
)
