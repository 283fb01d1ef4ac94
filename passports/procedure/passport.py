"""The procedure of a function passport (H48), as data: written, approved, amended into the next version, withdrawn."""

from qyzmet.procedure.table import PREPARERS, Move, Procedure
from qyzmet.procedure.whose_turn.preparing import hand_over_moves
from qyzmet.vocabulary import N_, Party

RULE = "H48"
DRAFT, IN_FORCE, REPLACED, WITHDRAWN = "draft", "in_force", "replaced", "withdrawn"
# The states in which everybody may read it.
PUBLISHED = (IN_FORCE, REPLACED)

PASSPORTS = Procedure(
    kind="passports",
    edition="kz-2022-03-31",
    title=N_("Function passport"),
    prefix="FP",
    starters=(Party.STATE_BODY,),
    # Nobody becomes a party: everybody reads one in force, and nobody else acts in it.
    parties=(),
    states={
        DRAFT: N_("draft of the passport"),
        IN_FORCE: N_("in force"),
        REPLACED: N_("replaced by a newer version"),
        WITHDRAWN: N_("passport withdrawn"),
    },
    first=DRAFT,
    # In force, it is done: that a next version follows is a procedure of its own.
    last=frozenset({IN_FORCE, REPLACED, WITHDRAWN}),
    moves=(
        Move(
            "save",
            N_("Write the passport"),
            from_=(DRAFT,),
            to=None,
            by=Party.STATE_BODY,
            roles=PREPARERS,
            rule=RULE,
            prepares="approve",
            done=N_("wrote at the passport"),
        ),
        *hand_over_moves(Party.STATE_BODY, (DRAFT,), "approve"),
        Move(
            "approve",
            N_("Approve the passport"),
            from_=(DRAFT,),
            to=IN_FORCE,
            by=Party.STATE_BODY,
            rule=RULE,
            done=N_("approved the passport: everybody may read it"),
        ),
        Move(
            "amend",
            N_("Write the next version"),
            from_=(IN_FORCE,),
            to=None,
            by=Party.STATE_BODY,
            roles=PREPARERS,
            rule=RULE,
            expected=False,
            again=N_("another draft of the next version, where the one before was withdrawn"),
            done=N_("began the next version of the passport; this one holds until that is approved"),
        ),
        Move(
            "withdraw",
            N_("Withdraw the passport"),
            from_=(DRAFT, IN_FORCE),
            to=WITHDRAWN,
            by=Party.STATE_BODY,
            rule=RULE,
            expected=False,
            done=N_("withdrew the passport"),
        ),
        Move(
            "replace",
            N_("Replace the passport"),
            from_=(IN_FORCE,),
            to=REPLACED,
            by=Party.STATE_BODY,
            rule=RULE,
            consequence=True,
            expected=False,
            done=N_("approved the next version, which takes the place of this one"),
        ),
        Move(
            "restore",
            N_("Put the passport in force again"),
            from_=(REPLACED,),
            to=IN_FORCE,
            by=Party.STATE_BODY,
            rule=RULE,
            consequence=True,
            expected=False,
            done=N_("annulled the approval of the next version: this one holds again"),
        ),
    ),
    without_term={
        DRAFT: N_("A state body writes the passports of its functions when it wants to."),
    },
)
