"""The procedure of a request for automation (¶ 8.1, 11, 13), as data."""

from qyzmet.procedure.table import PREPARERS, Move, Procedure, Term
from qyzmet.procedure.whose_turn.preparing import hand_over_moves
from qyzmet.vocabulary import N_, Channel, Party, Role

from .review import AGREED as AGREED
from .review import (
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
RETURNED = "returned"
WITHDRAWN = "withdrawn"

_EVERYBODY = (Party.STATE_BODY, Party.INTEGRATOR, Party.AUTHORISED_BODY)
_CLERKS = (Role.CLERK,)


def _saves(by: Party, roles: tuple[Role, ...], channel: Channel | None) -> Move:
    return Move(
        "save",
        N_("Fill in the request"),
        from_=(DRAFT, RETURNED),
        to=None,
        by=by,
        roles=roles,
        rule="¶ 8.1" if channel is None else "H12",
        channel=channel,
        prepares="submit",
        done=N_("filled in the request"),
    )


def _submits(by: Party, roles: tuple[Role, ...], channel: Channel | None) -> tuple[Move, Move]:
    """Filing it, and filing it again with what was missing: then the term of the opinion goes on (H20)."""
    first = Move(
        "submit",
        N_("Submit the request"),
        from_=(DRAFT,),
        to=SUBMITTED,
        by=by,
        roles=roles,
        rule="¶ 8.1" if channel is None else "H12",
        channel=channel,
        binding=True,
        starts=("opinion",),
        tells=_EVERYBODY,
        done=N_("submitted the request") if channel is None else N_("registered the request that came on paper"),
    )
    again = Move(
        "submit",
        N_("Submit the request"),
        from_=(RETURNED,),
        to=SUBMITTED,
        by=by,
        roles=roles,
        rule="H20",
        channel=channel,
        binding=True,
        # The answer is the state body's; who registers its paper waits for it.
        expected=by is Party.STATE_BODY,
        closes=("complete",),
        continues=("opinion",),
        tells=_EVERYBODY,
        done=N_("submitted the request again, with what was missing"),
    )
    return first, again


REQUESTS = Procedure(
    kind="requests",
    edition="kz-2022-03-31",
    title=N_("Request for automation of a state body's activity"),
    prefix="AR",
    parties=_EVERYBODY,
    states={
        DRAFT: N_("draft"),
        SUBMITTED: N_("submitted"),
        RETURNED: N_("returned"),
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
        _saves(Party.STATE_BODY, PREPARERS, None),
        _saves(Party.STATE_BODY, _CLERKS, Channel.PAPER),
        _saves(Party.INTEGRATOR, _CLERKS, Channel.PAPER),
        *hand_over_moves(Party.STATE_BODY, (DRAFT, RETURNED), "submit"),
        *_submits(Party.STATE_BODY, (Role.HEAD,), None),
        *_submits(Party.STATE_BODY, _CLERKS, Channel.PAPER),
        *_submits(Party.INTEGRATOR, _CLERKS, Channel.PAPER),
        Move(
            "return",
            N_("Return the incomplete request"),
            from_=(SUBMITTED,),
            to=RETURNED,
            by=Party.INTEGRATOR,
            roles=PREPARERS,
            rule="H20",
            binding=True,
            starts=("complete",),
            stops=("opinion",),
            expected=False,
            tells=_EVERYBODY,
            done=N_("returned the request as incomplete"),
        ),
        Move(
            "withdraw",
            N_("Withdraw the request"),
            from_=(DRAFT, SUBMITTED, RETURNED, OPINION_GIVEN),
            to=WITHDRAWN,
            by=Party.STATE_BODY,
            rule="H37",
            expected=False,
            closes=("opinion", "decide", "complete"),
            tells=_EVERYBODY,
            done=N_("withdrew the request"),
        ),
        *review_moves(_EVERYBODY, (SUBMITTED, RETURNED)),
    ),
    terms=(
        *review_terms(N_("Give the opinion on the request")),
        Term(
            "complete",
            N_("Complete the request and submit it again, or withdraw it"),
            10,
            Party.STATE_BODY,
            "H40",
            "H40",
        ),
    ),
    without_term={DRAFT: N_("Nobody has to file a request by a certain day: a draft is its authors' own.")},
)
