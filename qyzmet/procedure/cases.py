"""Which of several moves of one name it is, where the taker and the state leave more than one: the facts choose."""

from qyzmet.context import Actor
from qyzmet.procedure.actions import Body
from qyzmet.procedure.kinds import kind_of, table_of
from qyzmet.procedure.models import Act, Procedure
from qyzmet.procedure.table import Move


def of_case(procedure: Procedure, move: Move, body: Body, actor: Actor) -> Move:
    """Of the moves of that name that the actor could take here, the one that the facts choose; mostly there is one.

    Where only the doing shows which it is, this is the first of them.
    """
    alternatives = table_of(procedure).alternatives(move, procedure.state)
    if len(alternatives) < 2:
        return move
    action = kind_of(procedure).action(move.action)
    if action.which is None:  # The doing shows it: a kind whose table asks for a choice says how it is made.
        return alternatives[0]
    case = action.which(procedure, body, actor)
    return next(each for each in alternatives if each.case == case)


def as_found(procedure: Procedure, move: Move, act: Act) -> Move:
    """The move of that name whose case the change has found, in `act.case`; the act leads where that one does."""
    if act.case == move.case:
        return move
    found = next(each for each in table_of(procedure).alternatives(move, procedure.state) if each.case == act.case)
    act.to_state = found.to or procedure.state
    return found
