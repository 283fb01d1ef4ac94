"""The procedure of a proposal of a supplier or of the operator (¶ 8.2, 11, 13; H11), as data."""

from qyzmet.procedure.table import PREPARERS, Move, Procedure
from qyzmet.procedure.whose_turn.preparing import hand_over_moves
from qyzmet.vocabulary import N_, Channel, Party, Role

from .review import (
    AGREED,
    CANCELLED,
    COMPLETED,
    CREATION_ORDERED,
    OPINION_GIVEN,
    REFUSED,
    SUBMITTED,
    review_moves,
    review_terms,
)

DRAFT = "draft"
WITHDRAWN = "withdrawn"

_PROPOSERS = (Party.SUPPLIER, Party.OPERATOR)
_EVERYBODY = (*_PROPOSERS, Party.STATE_BODY, Party.INTEGRATOR, Party.AUTHORISED_BODY)


def _saves(by: Party, roles: tuple[Role, ...] = PREPARERS, channel: Channel | None = None) -> Move:
    return Move(
        "save",
        N_("Fill in the proposal"),
        from_=(DRAFT,),
        to=None,
        by=by,
        roles=roles,
        rule="¶ 8.2" if channel is None else "H12",
        channel=channel,
        prepares="submit",
        done=N_("filled in the proposal"),
    )


def _submits(by: Party, roles: tuple[Role, ...] = (Role.HEAD,), channel: Channel | None = None) -> Move:
    return Move(
        "submit",
        N_("Submit the proposal"),
        from_=(DRAFT,),
        to=SUBMITTED,
        by=by,
        roles=roles,
        rule="¶ 8.2" if channel is None else "H12",
        channel=channel,
        binding=True,
        starts=("opinion",),
        tells=_EVERYBODY,
        done=N_("submitted the proposal") if channel is None else N_("registered the proposal that came on paper"),
    )


def _withdraws(by: Party) -> Move:
    return Move(
        "withdraw",
        N_("Withdraw the proposal"),
        from_=(DRAFT, SUBMITTED, OPINION_GIVEN),
        to=WITHDRAWN,
        by=by,
        rule="H37",
        expected=False,
        closes=("opinion", "decide"),
        tells=_EVERYBODY,
        done=N_("withdrew the proposal"),
    )


def _joins(states: tuple[str, ...], *, expected: bool = True) -> Move:
    return Move(
        "join",
        N_("Join the proposal as the customer"),
        from_=states,
        to=None,
        by=Party.STATE_BODY,
        rule="H11",
        expected=expected,
        starts=("order_creation",),
        tells=_EVERYBODY,
        done=N_("joined the proposal as its customer"),
    )


PROPOSALS = Procedure(
    kind="proposals",
    edition="kz-2022-03-31",
    title=N_("Proposal of a supplier or of the operator"),
    prefix="PR",
    starters=_PROPOSERS,
    parties=(Party.STATE_BODY, Party.INTEGRATOR, Party.AUTHORISED_BODY),
    states={
        DRAFT: N_("draft"),
        SUBMITTED: N_("submitted"),
        OPINION_GIVEN: N_("opinion given"),
        AGREED: N_("agreed"),
        REFUSED: N_("refused"),
        CREATION_ORDERED: N_("creation ordered"),
        COMPLETED: N_("completed"),
        CANCELLED: N_("cancelled"),
        WITHDRAWN: N_("withdrawn"),
    },
    first=DRAFT,
    last=frozenset({REFUSED, CREATION_ORDERED, COMPLETED, CANCELLED, WITHDRAWN}),
    moves=(
        *map(_saves, _PROPOSERS),
        _saves(Party.INTEGRATOR, (Role.CLERK,), Channel.PAPER),
        *(move for party in _PROPOSERS for move in hand_over_moves(party, (DRAFT,), "submit")),
        *map(_submits, _PROPOSERS),
        _submits(Party.INTEGRATOR, (Role.CLERK,), Channel.PAPER),
        *map(_withdraws, _PROPOSERS),
        # Before the creation can be ordered somebody has to be its customer; until it is agreed nobody need be.
        _joins((SUBMITTED, OPINION_GIVEN), expected=False),
        _joins((AGREED,)),
        *review_moves(_EVERYBODY, (SUBMITTED,)),
    ),
    terms=review_terms(N_("Give the opinion on the proposal")),
    without_term={
        DRAFT: N_("Nobody has to file a proposal by a certain day: a draft is its authors' own."),
        AGREED: N_(
            "As long as no state body has joined it as the customer, nobody can order the creation, and nobody has to "
            "join (H11). The term of the order runs from the joining."
        ),
    },
)
