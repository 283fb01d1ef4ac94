"""The procedure of a development of an IC service (¶ 90-92; H32, H45, H51), as data."""

from qyzmet.procedure.table import HEADS, PREPARERS, Move, Procedure, Term
from qyzmet.procedure.whose_turn.preparing import hand_over_moves
from qyzmet.vocabulary import N_, Party

from .states import CANCELLED, COMPLETED, DECIDED, DECLINED, DISCUSSING, DRAFT, OPINION_GIVEN, SUBMITTED

EVERYBODY = (Party.STATE_BODY, Party.AUTHORISED_BODY, Party.INTEGRATOR, Party.OPERATOR, Party.SUPPLIER)
# Who discusses and signs, besides the integrator (¶ 92, H32).
HEARD = (Party.STATE_BODY, Party.AUTHORISED_BODY, Party.OPERATOR)
# The term in which each of them signs: an overdue one names who has not.
SIGNING = {party: f"sign_decision_{party.value}" for party in HEARD}
_SIGNED_BY = {
    Party.STATE_BODY: N_("Customer: sign the decision"),
    Party.AUTHORISED_BODY: N_("Authorised body: sign the decision"),
    Party.OPERATOR: N_("Operator: sign the decision"),
}

# Which of several moves of one name it is.
FAVOURABLE = N_("the opinion is favourable")
UNFAVOURABLE = N_("the opinion is not favourable")
DEVELOPED = N_("it is developed, or its supplier replaced")
NOT_DEVELOPED = N_("it is neither developed nor its supplier replaced")
SOME_SIGN = N_("another has still to sign")
ALL_SIGNED = N_("all have signed")


def _acts(
    action: str,
    title: str,
    from_: str,
    to: str | None,
    by: Party,
    rule: str,
    done: str,
    *,
    heads: bool = True,
    case: str = "",
    closes: tuple[str, ...] = (),
    starts: tuple[str, ...] = (),
    tells: tuple[Party, ...] = EVERYBODY,
    expected: bool = True,
    again: str = "",
    final: bool = False,
) -> Move:
    return Move(
        action,
        title,
        from_=(from_,),
        to=to,
        by=by,
        roles=HEADS if heads else PREPARERS,
        binding=True,
        rule=rule,
        case=case,
        closes=closes,
        starts=starts,
        tells=tells,
        expected=expected,
        again=again,
        final=final,
        done=done,
    )


def _offers(by: Party) -> Move:
    return _acts(
        "offer_price",
        N_("Offer a price of the development"),
        SUBMITTED,
        None,
        by,
        "¶ 91",
        N_("offered a price of the development"),
        heads=False,
        tells=(Party.INTEGRATOR,),
        again=N_("another offer takes the place of the one before"),
    )


def _gives_opinion(case: str, to: str, starts: tuple[str, ...], done: str) -> Move:
    return _acts(
        "give_opinion",
        N_("Give the opinion on the development"),
        SUBMITTED,
        to,
        Party.INTEGRATOR,
        "¶ 91",
        done,
        case=case,
        closes=("give_opinion",),
        starts=starts,
    )


def _takes_position(by: Party) -> Move:
    return _acts(
        "discuss",
        N_("State your position"),
        DISCUSSING,
        None,
        by,
        "¶ 92",
        N_("stated its position"),
        heads=False,
        again=N_("another position takes the place of the one before"),
    )


def _decides(case: str, to: str | None, starts: tuple[str, ...], done: str) -> Move:
    return _acts(
        "decide",
        N_("Sign the protocol of the decision"),
        DISCUSSING,
        to,
        Party.INTEGRATOR,
        "H32",
        done,
        case=case,
        closes=("decide", *SIGNING.values()),
        starts=starts,
        again=N_("another protocol takes the place of the one before, and is signed anew"),
    )


def _signs(by: Party, case: str) -> Move:
    every = case == ALL_SIGNED
    return _acts(
        "sign_decision",
        N_("Sign the decision on the development"),
        DISCUSSING,
        DECIDED if every else None,
        by,
        "H32",
        N_("signed the decision: it is in force") if every else N_("signed the decision"),
        case=case,
        closes=(SIGNING[by],),
        final=every,
        again=N_("refused, each signs once"),
    )


def _refuses(by: Party) -> Move:
    return _acts(
        "refuse_decision",
        N_("Refuse to sign the decision"),
        DISCUSSING,
        None,
        by,
        "H32",
        N_("refused to sign the decision: the discussion goes on"),
        closes=tuple(SIGNING.values()),
        starts=("decide",),
        expected=False,
    )


def _ends(
    action: str,
    title: str,
    to: str,
    rule: str,
    by: Party,
    done: str,
    *,
    expected: bool = False,
    starts: tuple[str, ...] = (),
) -> Move:
    return Move(
        action,
        title,
        from_=(DECIDED,),
        to=to,
        by=by,
        rule=rule,
        consequence=True,
        expected=expected,
        starts=starts,
        tells=EVERYBODY,
        done=done,
    )


DEVELOPMENTS = Procedure(
    kind="developments",
    edition="kz-2022-03-31",
    title=N_("Development of an IC service"),
    prefix="DV",
    starters=(Party.STATE_BODY,),
    parties=EVERYBODY,
    states={
        DRAFT: N_("draft of the development request"),
        SUBMITTED: N_("development asked for"),
        OPINION_GIVEN: N_("opinion on the development given"),
        DISCUSSING: N_("development discussed"),
        DECIDED: N_("development decided"),
        COMPLETED: N_("development completed"),
        DECLINED: N_("development declined"),
        CANCELLED: N_("development cancelled"),
    },
    first=DRAFT,
    last=frozenset({COMPLETED, DECLINED, CANCELLED}),
    moves=(
        Move(
            "save",
            N_("Write the development request"),
            from_=(DRAFT,),
            to=None,
            by=Party.STATE_BODY,
            roles=PREPARERS,
            rule="¶ 90",
            prepares="submit",
            done=N_("wrote at the development request"),
        ),
        *hand_over_moves(Party.STATE_BODY, (DRAFT,), "submit"),
        _acts(
            "submit",
            N_("Ask for the development"),
            DRAFT,
            SUBMITTED,
            Party.STATE_BODY,
            "¶ 90",
            N_("asked the authorised body for the development, with a copy to the integrator"),
            starts=("give_opinion",),
        ),
        _offers(Party.OPERATOR),
        _offers(Party.SUPPLIER),
        _gives_opinion(FAVOURABLE, OPINION_GIVEN, ("discuss",), N_("gave a favourable opinion on the development")),
        _gives_opinion(UNFAVOURABLE, DECLINED, (), N_("gave an unfavourable opinion: the development is declined")),
        _acts(
            "discuss",
            N_("Open the discussion"),
            OPINION_GIVEN,
            DISCUSSING,
            Party.INTEGRATOR,
            "¶ 92",
            N_("opened the discussion"),
            heads=False,
            closes=("discuss",),
            starts=("decide",),
        ),
        *(_takes_position(by) for by in HEARD),
        _decides(
            DEVELOPED, None, tuple(SIGNING.values()), N_("signed the protocol of the decision; the others sign next")
        ),
        _decides(NOT_DEVELOPED, DECLINED, (), N_("the development is declined")),
        *(_signs(by, case) for by in HEARD for case in (SOME_SIGN, ALL_SIGNED)),
        *(_refuses(by) for by in HEARD),
        _ends(
            "complete",
            N_("Complete the development"),
            COMPLETED,
            "Law 7(29)",
            Party.AUTHORISED_BODY,
            N_("approved the next version of the entry: the development is completed"),
            expected=True,
        ),
        _ends(
            "cancel",
            N_("Cancel the development"),
            CANCELLED,
            "¶ 53-1",
            Party.COMMISSION,
            N_("cancelled the tender: the development is cancelled, the service stays"),
        ),
        _ends(
            "end",
            N_("End the development with its design assignment"),
            CANCELLED,
            "H51",
            Party.AUTHORISED_BODY,
            N_("cancelled the development, as nothing came of what was to be signed; the service stays"),
        ),
        _ends(
            "discuss_again",
            N_("Discuss the development again"),
            DISCUSSING,
            "H51",
            Party.INTEGRATOR,
            N_("what was decided is not carried out: the development is discussed and decided again"),
            starts=("decide",),
        ),
    ),
    terms=(
        Term(
            "give_opinion",
            N_("Analyse the development and give the opinion"),
            15,
            Party.INTEGRATOR,
            "¶ 91",
            note=N_("15 working days for the analysis, from receiving the request."),
        ),
        Term("discuss", N_("Open the discussion"), 5, Party.INTEGRATOR, "H45", "H45.4"),
        Term("decide", N_("Discuss and decide on the development"), 5, Party.INTEGRATOR, "H45", "H45.4"),
        *(Term(key, _SIGNED_BY[party], 5, party, "H45", "H45.4") for party, key in SIGNING.items()),
    ),
    without_term={
        DRAFT: N_("The customer asks for a development when it wants to."),
        DISCUSSING: N_("The last signature on the protocol ends the discussion."),
        DECIDED: N_("The design assignment, the tender or the additions, and the formation have terms of their own."),
    },
)
