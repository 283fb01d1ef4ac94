"""What a request and a proposal have in common: opinion, decision and order of creation (¶ 8.2, 11, 13), as data."""

from qyzmet.procedure.table import PREPARERS, Move, Term
from qyzmet.procedure.whose_turn.preparing import hand_over_moves
from qyzmet.vocabulary import N_, Party

SUBMITTED = "submitted"
OPINION_GIVEN = "opinion_given"
AGREED = "agreed"
REFUSED = "refused"
CREATION_ORDERED = "creation_ordered"
# The Commission cancelled the creation: no tender brought a supplier (¶ 53-1).
CANCELLED = "cancelled"
# The IC service stands in the Catalogue (Law 7(29)).
COMPLETED = "completed"
# While somebody at the integrator still has to do with it.
EXAMINED = frozenset({SUBMITTED, "returned"})
# ¶ 11, criterion 3: what was filed and neither refused nor withdrawn is compared with what others file.
COMPARED = frozenset({SUBMITTED, "returned", OPINION_GIVEN, AGREED, CREATION_ORDERED})


def review_moves(everybody: tuple[Party, ...], assigned_in: tuple[str, ...]) -> tuple[Move, ...]:
    """The moves of integrator and authorised body; `everybody` is told of what is decided."""
    return (
        Move(
            "assign",
            N_("Assign an executor"),
            from_=assigned_in,
            to=None,
            by=Party.INTEGRATOR,
            rule="¶ 11",
            expected=False,
            tells=(Party.INTEGRATOR,),
            done=N_("assigned an executor"),
        ),
        Move(
            "draft_opinion",
            N_("Draft the opinion"),
            from_=(SUBMITTED,),
            to=None,
            by=Party.INTEGRATOR,
            roles=PREPARERS,
            rule="¶ 11",
            prepares="give_opinion",
            tells=(Party.INTEGRATOR,),
            done=N_("drafted the opinion"),
        ),
        *hand_over_moves(Party.INTEGRATOR, (SUBMITTED,), "give_opinion"),
        Move(
            "give_opinion",
            N_("Give the opinion"),
            from_=(SUBMITTED,),
            to=OPINION_GIVEN,
            by=Party.INTEGRATOR,
            rule="¶ 11",
            closes=("opinion",),
            starts=("decide",),
            tells=everybody,
            done=N_("gave its opinion"),
        ),
        Move(
            "agree",
            N_("Agree to the automation"),
            from_=(OPINION_GIVEN,),
            to=AGREED,
            by=Party.AUTHORISED_BODY,
            rule="¶ 13",
            closes=("decide",),
            starts=("order_creation",),
            tells=everybody,
            done=N_("agreed to the automation"),
        ),
        Move(
            "refuse",
            N_("Refuse the automation"),
            from_=(OPINION_GIVEN,),
            to=REFUSED,
            by=Party.AUTHORISED_BODY,
            rule="¶ 13",
            closes=("decide",),
            tells=everybody,
            done=N_("refused the automation"),
        ),
        Move(
            "order_creation",
            N_("Order the creation of the IC service"),
            from_=(AGREED,),
            to=CREATION_ORDERED,
            by=Party.AUTHORISED_BODY,
            rule="¶ 18",
            closes=("order_creation",),
            tells=everybody,
            done=N_("notified the integrator of the need to organise the creation of the IC service"),
        ),
        Move(
            "cancel",
            N_("Cancel the creation of the IC service"),
            from_=(CREATION_ORDERED,),
            to=CANCELLED,
            by=Party.COMMISSION,
            rule="¶ 53-1",
            consequence=True,
            expected=False,
            tells=everybody,
            done=N_("cancelled the creation of the IC service: no tender named a supplier"),
        ),
        Move(
            "end_creation",
            N_("End it with the formation by the operator"),
            from_=(CREATION_ORDERED,),
            to=CANCELLED,
            by=Party.AUTHORISED_BODY,
            rule="H36",
            consequence=True,
            expected=False,
            tells=everybody,
            done=N_("cancelled the creation of the IC service: the operator gave it up"),
        ),
        Move(
            "complete",
            N_("Complete it with the entry in the Catalogue"),
            from_=(CREATION_ORDERED,),
            to=COMPLETED,
            by=Party.AUTHORISED_BODY,
            rule="Law 7(29)",
            consequence=True,
            expected=False,
            tells=everybody,
            done=N_("approved the entry in the Catalogue: what was asked for is completed"),
        ),
    )


_DECISION_TERMS: tuple[Term, ...] = (
    Term(
        "decide",
        N_("Decide on the opinion: agree or refuse"),
        working_days=3,
        owner=Party.AUTHORISED_BODY,
        rule="¶ 13",
    ),
    Term(
        "order_creation",
        N_("Notify the integrator of the need to organise the creation"),
        working_days=3,
        owner=Party.AUTHORISED_BODY,
        rule="H2",
        house_rule="H2",
    ),
)


def review_terms(opinion: str) -> tuple[Term, ...]:
    """The terms of opinion and decision; `opinion` says on what the opinion is given."""
    first = Term("opinion", opinion, working_days=15, owner=Party.INTEGRATOR, rule="H1", house_rule="H1")
    return (first, *_DECISION_TERMS)
