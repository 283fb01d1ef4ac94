"""Whether what a specialist prepares is with the head: since when, by whom, with which word."""

import datetime as dt
from dataclasses import dataclass

from qyzmet.people.models import User
from qyzmet.procedure.kinds import keeper_of, table_of
from qyzmet.procedure.models import Act, Procedure
from qyzmet.procedure.whose_turn.preparing import HAND_OVER, TAKE_BACK
from qyzmet.vocabulary import Party


@dataclass(frozen=True)
class HandedOver:
    """What the preparer said."""

    by: User | None
    at: dt.datetime
    note: str


def handed_over(procedure: Procedure, party: Party) -> HandedOver | None:
    """What that party's preparer has handed over to the head; None where nobody has, or it was taken back since.

    Once it went its way it is not handed over any more; where that is annulled, it is again.
    """
    keeper = keeper_of(procedure)
    act = keeper.handed_over(procedure) if keeper is not None else _standing(procedure, party)
    return None if act is None else HandedOver(act.user, act.at, str(act.body.get("note") or ""))


def _standing(procedure: Procedure, party: Party) -> Act | None:
    table = table_of(procedure)
    if not any(procedure.state in move.from_ and move.by is party for move in table.moves_of(HAND_OVER)):
        return None
    prepares = {move.action for move in table.moves if move.prepares and move.by is party} - {HAND_OVER}
    for act in reversed(procedure.acts):
        if act.annulled_by_id is not None or act.action == "annul":
            continue
        if act.party is party and act.action == HAND_OVER:
            return act
        if act.from_state != act.to_state or (act.party is party and act.action in prepares | {TAKE_BACK}):
            return None
    return None
