"""Where a head has nothing to do as long as a specialist writes: as data, and as a condition for lists.

The same as `tasks.tasks_in` says of one procedure. Of all that waits for a large office most is still written; to read
each such procedure whole only to find that out would be most of the head's front page. What is left out here is left
out for certain; where it is not certain the procedure is looked at.
"""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import ColumnElement, and_, or_, select

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.people.models import Membership, User
from qyzmet.procedure.actions import Action
from qyzmet.procedure.kinds import Kind, kinds
from qyzmet.procedure.models import Act, Procedure
from qyzmet.procedure.whose_turn.preparing import HAND_OVER
from qyzmet.procedure.whose_turn.turns import Turn, turns
from qyzmet.reading.beside import is_beside
from qyzmet.vocabulary import Party, Role


def only_heads(actor: Actor, organisation_id: int) -> bool:
    """Whether the actor has no other role in the organisation."""
    return actor.roles_in(organisation_id) == {Role.HEAD}


@cache
def left_to_specialists(kind: str, state: str, party: Party) -> tuple[Action, ...]:
    """What specialists do there before the party's head does anything; nothing where a head does something anyhow."""
    found: dict[str, Action] = {}
    for table in (each for each in kinds()[kind].tables.values() if state in each.states):
        begun = any(each.by is party and state in each.states for each in kinds()[kind].begins)
        handed_over = any(row.by is party and state in row.from_ for row in table.moves_of(HAND_OVER))
        for turn in (each for each in turns(table, state) if each.party is party and _is_for_heads(each)):
            first = _written_by_specialists(kinds()[kind], turn)
            if begun or not handed_over or first is None:
                return ()
            found[first.name] = first
    return tuple(found.values())


def _is_for_heads(turn: Turn) -> bool:
    return any(Role.HEAD in move.roles or move.seats for move in turn.moves)


def _written_by_specialists(kind: Kind, turn: Turn) -> Action | None:
    """What any specialist of the party may do, or one of whom a list can say who that is."""
    acts = [
        kind.action(move.action)
        for move in turn.preparing
        if Role.SPECIALIST in move.roles and move.channel is None and not move.seats and not move.any_of_kind
    ]
    return next((act for act in acts if act.not_for is None or act.for_one_of is not None), None)


def may_be_with_the_head(actor: Actor, organisation_id: int, acts: Sequence[Action]) -> ColumnElement[bool]:
    """The condition on `Procedure` that it may have been handed over, or that nobody else does these acts."""
    people = (
        select(Membership.user_id)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.role == Role.SPECIALIST,
            Membership.since <= clock.today(),
            Membership.until.is_(None),
            User.left_on.is_(None),
            User.id != (actor.user.id if actor.user is not None else None),
        )
    )
    somebody_writes = and_(people.exists(), *(act.for_one_of(people) for act in acts if act.for_one_of is not None))
    return or_(handed_over_in_its_state(), ~somebody_writes)


def handed_over_in_its_state() -> ColumnElement[bool]:
    """The condition on `Procedure` that it was handed over in the state in which it is; perhaps taken back since."""
    given = select(Act.id).where(
        Act.procedure_id == Procedure.id,
        Act.action == HAND_OVER,
        Act.to_state == Procedure.state,
        Act.annulled_by_id.is_(None),
    )
    return is_beside(given.correlate(Procedure))
