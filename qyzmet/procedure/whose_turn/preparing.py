"""Handing over what was prepared, as data: rows that every kind with a long form has.

Specialists write, heads take what binds. The specialist says when it is ready, with a word; whoever writes at it again
takes that back. Both are the party's own affair: nobody else reads of them, and an annulment passes them by.
"""

from qyzmet.procedure.table import Move
from qyzmet.vocabulary import N_, Party, Role

HAND_OVER, TAKE_BACK = "hand_over", "take_back"
OWN_AFFAIR = frozenset({HAND_OVER, TAKE_BACK})


def hand_over_moves(by: Party, states: tuple[str, ...], prepares: str) -> tuple[Move, Move]:
    """Handing over to the head what `prepares` needs, in the states in which it is written; and taking it back.

    No rule asks for it: it is how an office works.
    """
    return (
        Move(
            HAND_OVER,
            N_("Hand it over: it is ready for the head"),
            from_=states,
            to=None,
            by=by,
            roles=(Role.SPECIALIST,),
            rule="",
            expected=False,
            prepares=prepares,
            done=N_("handed it over: it is ready for the head"),
        ),
        Move(
            TAKE_BACK,
            N_("Take back what was handed over"),
            from_=states,
            to=None,
            by=by,
            rule="",
            consequence=True,
            expected=False,
            done=N_("wrote at it again: it is not handed over any more"),
        ),
    )
