"""All that a person is expected to do now, over all procedures: what was made ready first, then by the last day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select

from qyzmet import rights
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.deadlines import service as deadlines
from qyzmet.deadlines.models import Deadline, DeadlineState
from qyzmet.procedure import whole
from qyzmet.procedure.actions import Action
from qyzmet.procedure.kinds import kind_of, kinds
from qyzmet.procedure.models import Procedure, ProcedureParty
from qyzmet.procedure.whose_turn import still_written
from qyzmet.procedure.whose_turn.preparing import HAND_OVER
from qyzmet.procedure.whose_turn.tasks import Task, own_term, tasks_in
from qyzmet.procedure.whose_turn.turns import turns
from qyzmet.reading.beside import is_beside
from qyzmet.vocabulary import Channel, Party

SHOWN = 50
# Of so many that may wait for somebody the most urgent are looked at; most often a few more than are shown are enough.
MOST_READ = 200
SPARE = 10
_FAR = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class MyTask:
    """A task with its last day: the term that it ends, or until when what is sealed is taken."""

    task: Task
    deadline: Deadline | None
    until: dt.datetime | None = None

    @property
    def _urgency(self) -> tuple[bool, dt.datetime]:
        return self.task.ready is None, self.until or _FAR


@dataclass(frozen=True)
class MyTasks:
    """The first of them, and whether there are more."""

    items: Sequence[MyTask]
    more: bool


def tasks_of(actor: Actor, most: int = SHOWN) -> MyTasks:
    """What the actor is expected to do now."""
    found = _sealed(actor)
    # A glance at the badge reads no more than it counts.
    wanted = list(_candidates(actor, min(MOST_READ, 4 * most)).items())
    first, others = wanted[: most + SPARE], wanted[most + SPARE :]
    found += _tasks_in(dict(first), actor)
    if others and len(found) <= most:
        found += _tasks_in(dict(others), actor)
    found.sort(key=lambda each: each._urgency)
    return MyTasks(found[:most], len(found) > most)


def _tasks_in(kinds_by_id: Mapping[int, str], actor: Actor) -> Iterator[MyTask]:
    for procedure in whole.of_ids(kinds_by_id):
        for task in tasks_in(procedure, actor):
            running = own_term(task.party, task.terms, deadlines.open_deadlines(procedure))
            running = running or _beside(procedure, task)
            yield MyTask(task, running, running.due_at if running is not None else None)


@dataclass(frozen=True)
class Place:
    """Where a table expects something of somebody with a role: as a party, of what came through a channel."""

    kind: str
    party: Party
    organisation_id: int
    channel: Channel | None
    # The condition on `Procedure` without which nothing can be done there, where an act or a beginning has one.
    only_where: Callable[[], ColumnElement[bool]] | None = None


def places(actor: Actor) -> dict[Place, frozenset[str]]:
    """Where the tables expect something of the actor by the roles held, with the states."""
    found: dict[Place, set[str]] = defaultdict(set)
    for kind in kinds().values():
        for table in kind.tables.values():
            for state in table.states:
                for move in (move for turn in turns(table, state) for move in turn.moves):
                    only_where = kind.action(move.action).may_be_taken
                    for held in actor.memberships:
                        if held.role in move.roles:
                            place = Place(table.kind, move.by, held.organisation_id, move.channel, only_where)
                            found[place].add(state)
            for begun in kind.begins:
                for held in actor.memberships:
                    if held.role in begun.roles:
                        place = Place(table.kind, begun.by, held.organisation_id, None, begun.may_be_begun)
                        found[place].update(begun.states)
    return {place: frozenset(states) for place, states in found.items()}


def _by_seat() -> dict[str, set[str]]:
    """The kinds and states in which a table expects something of a Commission."""
    found: dict[str, set[str]] = defaultdict(set)
    for kind in kinds().values():
        for table in kind.tables.values():
            for state in table.states:
                if any(move.seats for turn in turns(table, state) for move in turn.moves):
                    found[table.kind].add(state)
    return found


def _may_act(actor: Actor) -> ColumnElement[bool]:
    """The condition on `Procedure` that its table expects something there of the actor, by role or by seat."""
    conditions = [each for place, states in places(actor).items() for each in _in_place(actor, place, states)]
    conditions += [
        and_(Procedure.kind == name, Procedure.state.in_(sorted(states)), rights.seated(actor))
        for name, states in _by_seat().items()
    ]
    return or_(false(), *conditions)


def _in_place(actor: Actor, place: Place, states: frozenset[str]) -> list[ColumnElement[bool]]:
    """The conditions on `Procedure` of one place; where specialists write, a head waits for what is handed over."""
    party = select(ProcedureParty.id).where(
        ProcedureParty.procedure_id == Procedure.id,
        ProcedureParty.party == place.party,
        ProcedureParty.organisation_id == place.organisation_id,
    )
    by_what_comes_first: dict[tuple[Action, ...], list[str]] = defaultdict(list)
    is_head = place.only_where is None and still_written.only_heads(actor, place.organisation_id)
    for state in sorted(states):
        written = still_written.left_to_specialists(place.kind, state, place.party) if is_head else ()
        by_what_comes_first[written].append(state)
    narrower = [Procedure.channel == place.channel] if place.channel is not None else []
    if place.only_where is not None:
        narrower.append(place.only_where())
    return [
        and_(
            Procedure.kind == place.kind,
            Procedure.state.in_(some),
            *narrower,
            is_beside(party.correlate(Procedure)),
            *([still_written.may_be_with_the_head(actor, place.organisation_id, acts)] if acts else []),
        )
        for acts, some in by_what_comes_first.items()
    ]


def _candidates(actor: Actor, most: int) -> dict[int, str]:
    """What may wait for the actor, ids with kinds: what was made ready first, then by urgency."""
    if not actor.known:
        return {}
    due = (
        select(func.min(Deadline.due_at))
        .where(Deadline.procedure_id == Procedure.id, Deadline.state == DeadlineState.OPEN)
        .correlate(Procedure)
        .scalar_subquery()
    )
    query = select(Procedure.id, Procedure.kind).where(_may_act(actor))
    rows = db.session.execute(query.order_by(_made_ready(), due.nulls_last(), Procedure.id.desc()).limit(most))
    return {row.id: row.kind for row in rows}


def _made_ready() -> ColumnElement[int]:
    """0 for what may be with the head. Looked at only where that can be."""
    states: dict[str, set[str]] = defaultdict(set)
    for kind in kinds().values():
        for table in kind.tables.values():
            states[table.kind].update(state for move in table.moves_of(HAND_OVER) for state in move.from_)
    there = or_(
        false(), *(and_(Procedure.kind == name, Procedure.state.in_(sorted(of))) for name, of in states.items())
    )
    return case((and_(there, still_written.handed_over_in_its_state()), 0), else_=1)


def _beside(procedure: Procedure, task: Task) -> Deadline | None:
    """A term of another procedure that this task serves: ¶ 42 runs on the design assignment."""
    also_due = kind_of(procedure).also_due
    found = also_due(procedure) if also_due is not None else ()
    return next((each for each in found if each.owner is task.party), None)


def _sealed(actor: Actor) -> list[MyTask]:
    """What waits among the actor's own sealed ones: nobody else sees it."""
    keepers = [kind.keeper for kind in kinds().values() if kind.keeper is not None]
    return [
        MyTask(task, None, keeper.until(each))
        for keeper in keepers
        for each in keeper.mine(actor)
        for task in tasks_in(each, actor)
    ]
