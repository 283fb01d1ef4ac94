"""The procedure of a programme in the register (Annex 1, row 2; H49), as data.

What is in force never changes: an amendment is a draft of its own, and takes its place when the head approves it.
"""

from qyzmet.procedure.table import PREPARERS, Move, Procedure, Term
from qyzmet.procedure.whose_turn.preparing import hand_over_moves
from qyzmet.vocabulary import N_, Party

from .house_rules import RULE
from .states import DRAFT, IN_FORCE, REPLACED, WITHDRAWN

REPORT = "report"
# Which of several moves of one name it is.
FIRST_VERSION = N_("it takes the place of no other version")
NEXT_VERSION = N_("it takes the place of the version in force")


def _approves(case: str) -> Move:
    """The next version replaces the one before for good; a first one that was a mistake can be annulled."""
    return Move(
        "approve",
        N_("Approve the programme for the register"),
        from_=(DRAFT,),
        to=IN_FORCE,
        by=Party.STATE_BODY,
        rule=RULE,
        case=case,
        final=case == NEXT_VERSION,
        starts=(REPORT,),
        tells=(Party.STATE_BODY,),
        done=N_("approved the programme: it is in force in the register")
        if case == FIRST_VERSION
        else N_("approved the amended programme: it takes the place of the version before"),
    )


PROGRAMMES = Procedure(
    kind="programmes",
    edition="kz-2022-03-31",
    title=N_("Programme"),
    prefix="PG",
    starters=(Party.STATE_BODY,),
    parties=(Party.STATE_BODY,),
    states={
        DRAFT: N_("draft"),
        IN_FORCE: N_("in force"),
        REPLACED: N_("replaced"),
        WITHDRAWN: N_("withdrawn"),
    },
    first=DRAFT,
    last=frozenset({REPLACED, WITHDRAWN}),
    settled=frozenset({IN_FORCE}),
    moves=(
        Move(
            "save",
            N_("Fill in the programme"),
            from_=(DRAFT,),
            to=None,
            by=Party.STATE_BODY,
            roles=PREPARERS,
            rule=RULE,
            prepares="approve",
            done=N_("filled in the programme"),
        ),
        *hand_over_moves(Party.STATE_BODY, (DRAFT,), "approve"),
        _approves(FIRST_VERSION),
        _approves(NEXT_VERSION),
        Move(
            REPORT,
            N_("File a report on the programme"),
            from_=(IN_FORCE,),
            to=None,
            by=Party.STATE_BODY,
            roles=PREPARERS,
            rule=RULE,
            binding=True,
            closes=(REPORT,),
            tells=(Party.STATE_BODY,),
            again=N_("each report is of another period, or corrects the one before and says why"),
            done=N_("filed a report on the programme"),
        ),
        Move(
            "amend",
            N_("Amend the programme"),
            from_=(IN_FORCE,),
            to=None,
            by=Party.STATE_BODY,
            roles=PREPARERS,
            rule=RULE,
            expected=False,
            done=N_("began an amended version of the programme"),
        ),
        Move(
            "replace",
            N_("Put the amended version in its place"),
            from_=(IN_FORCE,),
            to=REPLACED,
            by=Party.STATE_BODY,
            rule=RULE,
            consequence=True,
            expected=False,
            done=N_("approved the amended version, which takes its place"),
        ),
        Move(
            "withdraw",
            N_("Withdraw the programme"),
            from_=(DRAFT, IN_FORCE),
            to=WITHDRAWN,
            by=Party.STATE_BODY,
            rule=RULE,
            expected=False,
            tells=(Party.STATE_BODY,),
            done=N_("withdrew the programme"),
        ),
    ),
    terms=(
        Term(
            REPORT,
            N_("Report on the programme"),
            10,
            Party.STATE_BODY,
            RULE,
            by_protocol=True,
            note=N_("The programme itself names the day."),
        ),
    ),
    without_term={
        DRAFT: N_(
            "A draft has no term: the programme was adopted elsewhere, and is entered when the state body does so."
        ),
        IN_FORCE: N_("A term runs only where the programme names the days of its reports."),
    },
)
