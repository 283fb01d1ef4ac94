"""My work: what waits for me, what waits for others, what was decided lately."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, true, union
from sqlalchemy.orm import aliased, joinedload, lazyload

from qyzmet import rights
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.deadlines.models import Deadline, DeadlineState
from qyzmet.deadlines.shown_deadline import ShownDeadline, present_all
from qyzmet.procedure import whole
from qyzmet.procedure.kinds import kinds, table_of
from qyzmet.procedure.models import Procedure, ProcedureParty, ProcedureSeat
from qyzmet.procedure.pages import kinds as page_kinds
from qyzmet.procedure.table import Procedure as Table
from qyzmet.procedure.whose_turn import my_tasks
from qyzmet.procedure.whose_turn.handed_over import HandedOver, handed_over
from qyzmet.procedure.whose_turn.tasks import Task
from qyzmet.procedure.wording import state_word
from qyzmet.reading import read_together
from qyzmet.reading.beside import is_beside
from qyzmet.vocabulary import WORKING_ROLES, Party
from qyzmet.web import badge

SHOWN = 50
MOST_COUNTED = 1000
DECIDED_SHOWN = 10


@dataclass(frozen=True)
class Row:
    """A procedure in a list: number, title, state in words."""

    number: str
    title: str
    path: str
    state: str
    state_word: str
    # It is with the head, since then.
    with_head: dt.datetime | None = None


@dataclass(frozen=True)
class TaskRow:
    """Something that the reader is to do."""

    task: Task
    deadline: ShownDeadline | None
    # Until when it is taken, where no term says so.
    until: dt.datetime | None

    @property
    def state(self) -> str:
        """The procedure's state in words."""
        return state_word(table_of(self.task.procedure), self.task.procedure.state)

    @property
    def name(self) -> str:
        """What the procedure is called in the language of the page."""
        return page_kinds.of(self.task.procedure).name_of(self.task.procedure)

    @property
    def ready(self) -> HandedOver | None:
        """What the preparer said."""
        return self.task.ready


@dataclass(frozen=True)
class MyWork:
    """The front page of somebody who is signed in."""

    tasks: Sequence[TaskRow]
    # There are more than are shown.
    more_tasks: bool
    others: Sequence[ShownDeadline]
    # What others of the reader's organisations write at, or what is with their head.
    prepared: Sequence[Row]
    decided: Sequence[Row]
    # What is kept sealed and still runs: nobody else sees that it is there.
    sealed: Sequence[Row] = ()
    # How many wait for others, also where not all are shown.
    others_count: int = 0
    # The reader takes no part in procedures: an auditor, an administrator.
    only_looks: bool = False


def of(actor: Actor) -> MyWork:
    """What the actor is to do, and what waits for others."""
    ids = sorted({m.organisation_id for m in actor.memberships if m.role in WORKING_ROLES})
    mine = my_tasks.tasks_of(actor)
    badge.keep(mine)
    rows = _task_rows(mine)
    if not ids and not _has_seats(actor):
        return MyWork(rows, mine.more, (), (), (), only_looks=True)
    tables = [table for kind in kinds().values() for table in kind.tables.values()]
    # Each procedure stands once: where the reader is asked, or else where it is written at, waited for, or decided.
    asked = {each.task.procedure.public_number for each in mine.items}
    written, decided = _procedures(actor, ids, tables)
    written = _but_for(asked, written)
    own = [each.task.procedure.id for each in mine.items if each.task.procedure.id is not None]
    theirs = _theirs(actor, ids, [*own, *(each.id for each in written)])
    others = _open_deadlines(theirs)
    shown = {*asked, *(each.number for each in others), *(each.public_number for each in written)}
    decided = _but_for(shown, decided)
    read_together.read([*whole.known_by(written), whole.acts_of(written)])
    return MyWork(
        tasks=rows,
        more_tasks=mine.more,
        others=others,
        others_count=len(others) if len(others) < SHOWN else _count(theirs),
        prepared=[_prepared(each, actor) for each in written],
        decided=[_row(each) for each in decided],
        sealed=[_row(each) for each in _but_for(asked, _sealed(actor))],
    )


def _but_for(numbers: Collection[str], found: Iterable[Procedure]) -> list[Procedure]:
    """Those that do not stand elsewhere on the page."""
    return [each for each in found if each.public_number not in numbers]


def _task_rows(mine: my_tasks.MyTasks) -> list[TaskRow]:
    running = [each.deadline for each in mine.items if each.deadline is not None]
    shown = {each.id: each for each in present_all(running)}
    return [
        TaskRow(each.task, shown[each.deadline.id] if each.deadline is not None else None, each.until)
        for each in mine.items
    ]


def _theirs(actor: Actor, ids: Sequence[int], elsewhere: Sequence[int]) -> ColumnElement[bool]:
    """The next open term of each of the reader's procedures, but for those that stand elsewhere on the page."""
    # Asked of each term that runs: a list of all procedures of a large office would be made first.
    party = select(ProcedureParty.id).where(
        ProcedureParty.procedure_id == Deadline.procedure_id, ProcedureParty.organisation_id.in_(ids)
    )
    earlier = aliased(Deadline)
    is_next = ~exists().where(
        earlier.procedure_id == Deadline.procedure_id,
        earlier.state == DeadlineState.OPEN,
        or_(earlier.due_at < Deadline.due_at, and_(earlier.due_at == Deadline.due_at, earlier.id < Deadline.id)),
    )
    own = or_(is_beside(party.correlate(Deadline)), Deadline.procedure_id.in_(_seats_of(actor)))
    return and_(own, Deadline.procedure_id.not_in(elsewhere), is_next)


def _seats_of(actor: Actor) -> Select[int]:
    """The procedures in whose Commission the actor sits, by their ids."""
    user_id = actor.user.id if actor.user is not None else None
    return select(ProcedureSeat.procedure_id).where(ProcedureSeat.user_id == user_id, ProcedureSeat.until.is_(None))


def _has_seats(actor: Actor) -> bool:
    return db.session.scalar(_seats_of(actor).limit(1)) is not None


def _sealed(actor: Actor) -> list[Procedure]:
    """The actor's own sealed procedures that still run."""
    keepers = [kind.keeper for kind in kinds().values() if kind.keeper is not None]
    found = [each for keeper in keepers for each in keeper.mine(actor)]
    return [each for each in found if each.state not in table_of(each).last]


def _row(each: Procedure, with_head: dt.datetime | None = None) -> Row:
    word = state_word(table_of(each), each.state)
    return Row(each.public_number, each.called, each.path, each.state, word, with_head)


def _prepared(each: Procedure, actor: Actor) -> Row:
    own = (row.by for row in table_of(each).moves_of("save") if rights.works_for(actor, each, row.by))
    given = next((found for party in own if (found := handed_over(each, party)) is not None), None)
    return _row(each, given.at if given is not None else None)


# Of a kind: the states, and the parties for whom they count; None for every party.
_Of = tuple[str, Sequence[str], Sequence[Party] | None]


def _written_at(table: Table) -> _Of:
    """A draft, or what was returned: it waits for those who write at it, and no term says so. An entry of the Catalogue
    is kept for as long as it lives, and waits for nobody.
    """
    moves = [move for move in table.moves_of("save") if move.prepares]
    states = sorted({state for move in moves for state in move.from_})
    return table.kind, states, sorted({move.by for move in moves if move.channel is None})


def _decided_in(table: Table) -> _Of:
    """Where what it was for is decided."""
    return table.kind, sorted(table.last | table.settled), None


def _procedures(actor: Actor, organisation_ids: list[int], tables: Sequence[Table]) -> list[list[Procedure]]:
    """What is written at and what was decided, the newest of each, by one question."""
    written = _newest_written(actor, organisation_ids, list(map(_written_at, tables)))
    decided = _newest_decided(actor, organisation_ids, list(map(_decided_in, tables)))
    asked = [
        select(each.subquery().c.id, literal(place).label("place"))
        for place, queries in enumerate((written, decided))
        for each in queries
    ]
    newest = union(*asked).subquery()
    rows = db.session.execute(
        select(Procedure, newest.c.place)
        .join(newest, newest.c.id == Procedure.id)
        .options(lazyload("*"))
        .order_by(Procedure.id.desc())
    ).all()
    return [[procedure for procedure, of in rows if of == place][:DECIDED_SHOWN] for place in range(2)]


def _newest_written(actor: Actor, organisation_ids: list[int], wanted: Iterable[_Of]) -> list[Select[Any]]:
    """Few are written at: they are found by their states, which an order by the key alone would keep from."""
    mine = select(ProcedureParty.id).where(
        ProcedureParty.procedure_id == Procedure.id, ProcedureParty.organisation_id.in_(organisation_ids)
    )
    each_kind = [
        and_(
            Procedure.kind == kind,
            Procedure.state.in_(states),
            is_beside(
                mine.where(true() if parties is None else ProcedureParty.party.in_(parties)).correlate(Procedure)
            ),
        )
        for kind, states, parties in wanted
    ]
    query = select(Procedure.id).where(or_(*each_kind), rights.known_to(actor))
    return [query.order_by((Procedure.id + 0).desc()).limit(DECIDED_SHOWN)]


def _newest_decided(actor: Actor, organisation_ids: list[int], wanted: Iterable[_Of]) -> list[Select[Any]]:
    """Most are decided: of each organisation one goes back from its newest until enough are found."""
    each_kind = [and_(Procedure.kind == kind, Procedure.state.in_(states)) for kind, states, _parties in wanted]
    query = (
        select(ProcedureParty.procedure_id.label("id"))
        .distinct()
        .join(Procedure, Procedure.id == ProcedureParty.procedure_id)
        .where(or_(*each_kind), rights.known_to(actor))
        .order_by(ProcedureParty.procedure_id.desc())
        .limit(DECIDED_SHOWN)
    )
    return [query.where(ProcedureParty.organisation_id == each) for each in organisation_ids]


def _count(condition: ColumnElement[bool]) -> int:
    """How many, as far as anybody counts."""
    some = select(Deadline.id).where(Deadline.state == DeadlineState.OPEN, condition).limit(MOST_COUNTED).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def _open_deadlines(condition: ColumnElement[bool]) -> list[ShownDeadline]:
    found = db.session.scalars(
        select(Deadline)
        .options(
            joinedload(Deadline.procedure).lazyload("*"),
            joinedload(Deadline.owner_organisation),
            joinedload(Deadline.moves),
        )
        .where(Deadline.state == DeadlineState.OPEN, condition)
        .order_by(Deadline.due_at, Deadline.id)
        .limit(SHOWN)
    )
    return present_all(found.unique())
