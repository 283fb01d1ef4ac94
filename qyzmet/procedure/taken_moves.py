"""What a move does once it is taken: change, terms, audit, notices, index, and what the votes carry by it.

Whether it can be taken was asked before (`engine`). Nothing here commits.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm.attributes import flag_modified

from qyzmet import clock
from qyzmet.audit import service as audit
from qyzmet.audit.service import Told
from qyzmet.context import ANONYMOUS
from qyzmet.database import db
from qyzmet.notifications import service as notifications
from qyzmet.procedure import terms
from qyzmet.procedure.actions import Body
from qyzmet.procedure.cases import as_found, of_case
from qyzmet.procedure.kinds import kind_of, table_of
from qyzmet.procedure.models import Act, Procedure, chain_of
from qyzmet.procedure.table import Audience, Move
from qyzmet.search import indexing


@dataclass(frozen=True)
class TakenMove:
    """A move that is being taken."""

    procedure: Procedure
    move: Move
    act: Act
    body: Body


def carry_out(procedure: Procedure, move: Move, act: Act, body: Body) -> Act:
    """Carry out one."""
    carry_out_all([TakenMove(procedure, move, act, body)])
    return act


def carry_out_all(taken: Sequence[TakenMove]) -> None:
    """Each step for all of them before the next one: what is written is written at once."""
    db.session.add_all([each.act for each in taken])
    db.session.flush()
    done = [replace(each, move=_change(each)) for each in taken]
    audit.record_all(
        [
            Told(
                each.act.action,
                chain=chain_of(each.procedure),
                subject=each.procedure.public_number,
                before={"state": each.act.from_state},
                after={
                    "state": each.procedure.state,
                    "act": each.act.id,
                    "body": each.act.body,
                    **({"manifest": each.act.manifest_sha256} if each.act.manifest_sha256 else {}),
                },
            )
            for each in done
        ]
    )
    notifications.tell_of_acts([(each.procedure, each.move, each.act) for each in done])
    indexing.index_all([each.procedure for each in done])
    for each in done:
        kind = kind_of(each.procedure)
        follows = kind.follows(each.procedure, each.act) if kind.follows is not None else None
        if follows is not None:
            _carry_by_vote(each.procedure, follows)


def _change(taken: TakenMove) -> Move:
    """Do what the move does to its procedure and its terms; gives the move whose case was found."""
    procedure, act, kind = taken.procedure, taken.act, kind_of(taken.procedure)
    does = kind.action(act.action)
    carried = does.in_force if taken.move.by_vote else does.carry_out
    if carried is not None:
        carried(procedure, taken.body, act)
    if kind.after_act is not None:
        kind.after_act(procedure, taken.body, act)
    move = as_found(procedure, taken.move, act)
    procedure.state = act.to_state
    if move.shown_to is Audience.EVERYBODY:
        flag_modified(procedure, "state")  # So that the version rises with every act that everybody can see.
    terms.move_terms(procedure, move, act)
    return move


def _carry_by_vote(procedure: Procedure, action: str) -> None:
    """Take the move that the votes have carried: the Commission's, and of no single person."""
    table = table_of(procedure)
    move = next(move for move in table.moves_of(action) if move.by_vote and procedure.state in move.from_)
    move = of_case(procedure, move, {}, ANONYMOUS)
    carry_out(procedure, move, act_of_nobody(procedure, move, clock.now()), {})


def act_of_nobody(procedure: Procedure, move: Move, at: dt.datetime) -> Act:
    """What time itself or the votes bring: the act of a party, and of no person."""
    return Act(
        procedure=procedure,
        action=move.action,
        case=move.case,
        party=move.by,
        from_state=procedure.state,
        to_state=move.to or procedure.state,
        body={},
        at=at,
    )
