"""My work: what waits for me and until when, what waits for others, what was decided lately."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true
from sqlalchemy.orm import joinedload

from qyzmet import rights
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.deadlines.models import Deadline, DeadlineState
from qyzmet.deadlines.shown_deadline import ShownDeadline, present_all
from qyzmet.procedure.kinds import kinds, table_of
from qyzmet.procedure.models import Procedure, ProcedureParty, ProcedureSeat
from qyzmet.procedure.table import Procedure as Table
from qyzmet.procedure.wording import state_word
from qyzmet.vocabulary import WORKING_ROLES, Party

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
    # It waits for the reader's organisation, although no term says so.
    waits: bool = False


@dataclass(frozen=True)
class Task:
    """Something that a person is to do by their seat: what, where, in which procedure."""

    number: str
    title: str
    path: str
    text: str


@dataclass(frozen=True)
class MyWork:
    """The front page of somebody who is signed in."""

    mine: Sequence[ShownDeadline]
    others: Sequence[ShownDeadline]
    drafts: Sequence[Row]
    decided: Sequence[Row]
    # What is kept sealed and still runs: nobody else sees that it is there.
    sealed: Sequence[Row] = ()
    # What waits for the reader by a seat in a Commission, although no term says so.
    tasks: Sequence[Task] = ()
    # How many there are of the first two, also where not all are shown.
    mine_count: int = 0
    others_count: int = 0


def of(actor: Actor) -> MyWork:
    """What the actor's organisations have to do, by due instant, and what they wait for."""
    ids = sorted({m.organisation_id for m in actor.memberships if m.role in WORKING_ROLES})
    seats = _seats_of(actor)
    if not ids and not seats:
        return MyWork((), (), (), ())
    party = Deadline.procedure_id.in_(
        select(ProcedureParty.procedure_id).where(ProcedureParty.organisation_id.in_(ids))
    )
    ours: ColumnElement[bool] = Deadline.owner_organisation_id.in_(ids)
    if seats:
        # A Commission's terms are nobody's organisation's: they wait for each who sits in it.
        ours = or_(ours, and_(Deadline.owner == Party.COMMISSION, Deadline.procedure_id.in_(seats)))
    # What belongs to no organisation is compared as such: in SQL nothing is unlike what is not there.
    theirs: ColumnElement[bool] = party & or_(
        Deadline.owner_organisation_id.is_(None), Deadline.owner_organisation_id.not_in(ids)
    )
    if seats:
        theirs &= or_(Deadline.owner != Party.COMMISSION, Deadline.procedure_id.not_in(seats))
    tables = [table for kind in kinds().values() for table in kind.tables.values()]
    mine, others = _open_deadlines(ours), _open_deadlines(theirs)
    return MyWork(
        mine=mine,
        others=others,
        mine_count=len(mine) if len(mine) < SHOWN else _count(ours),
        others_count=len(others) if len(others) < SHOWN else _count(theirs),
        drafts=_procedures(actor, ids, [_written_at(table) for table in tables]),
        decided=_procedures(actor, ids, [(table.kind, sorted(table.last | table.settled), None) for table in tables]),
        sealed=_sealed(actor),
        tasks=_tasks(actor) if seats else (),
    )


def _seats_of(actor: Actor) -> list[int]:
    """The procedures in whose Commission the actor sits, the newest first; as many as anybody could sit in."""
    if actor.user is None:
        return []
    query = select(ProcedureSeat.procedure_id).where(
        ProcedureSeat.user_id == actor.user.id, ProcedureSeat.until.is_(None)
    )
    return list(db.session.scalars(query.order_by(ProcedureSeat.procedure_id.desc()).limit(MOST_COUNTED)))


def _tasks(actor: Actor) -> list[Task]:
    found = [pair for kind in kinds().values() if kind.seat_tasks is not None for pair in kind.seat_tasks(actor)]
    return [
        Task(
            each.public_number,
            each.title,
            f"{each.path}/act/{action}",
            _(table_of(each).moves_of(action)[0].title),
        )
        for each, action in found
    ]


def _sealed(actor: Actor) -> list[Row]:
    """The actor's own sealed procedures that still run, those that wait for the actor first."""
    keepers = [kind.keeper for kind in kinds().values() if kind.keeper is not None]
    found = [(each, keeper.waits(each)) for keeper in keepers for each in keeper.mine(actor)]
    running = [(each, waits) for each, waits in found if each.state not in table_of(each).last]
    running.sort(key=lambda pair: not pair[1])
    return [_row(each, waits) for each, waits in running]


def _row(each: Procedure, waits: bool = False) -> Row:
    word = state_word(table_of(each), each.state)
    return Row(each.public_number, each.title, each.path, each.state, word, waits)


# Of a kind: the states, and the parties for whom they count; None for every party.
_Of = tuple[str, Sequence[str], Sequence[Party] | None]


def _written_at(table: Table) -> _Of:
    """A draft, or what was returned: it waits for those who may write at it, and no term says so."""
    moves = table.moves_of("save")
    states = sorted({state for move in moves for state in move.from_})
    return table.kind, states, sorted({move.by for move in moves if move.channel is None})


def _procedures(actor: Actor, organisation_ids: list[int], wanted: Iterable[_Of]) -> list[Row]:
    mine = and_(ProcedureParty.procedure_id == Procedure.id, ProcedureParty.organisation_id.in_(organisation_ids))
    each_kind = [
        and_(
            Procedure.kind == kind,
            Procedure.state.in_(states),
            exists().where(mine, true() if parties is None else ProcedureParty.party.in_(parties)),
        )
        for kind, states, parties in wanted
    ]
    found = db.session.scalars(
        select(Procedure)
        .where(or_(*each_kind), rights.known_to(actor))
        .order_by(Procedure.id.desc())
        .limit(DECIDED_SHOWN)
    )
    return [_row(each) for each in found]


def _count(condition: ColumnElement[bool]) -> int:
    """How many, as far as anybody counts."""
    some = select(Deadline.id).where(Deadline.state == DeadlineState.OPEN, condition).limit(MOST_COUNTED).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def _open_deadlines(condition: ColumnElement[bool]) -> list[ShownDeadline]:
    found = db.session.scalars(
        select(Deadline)
        .options(joinedload(Deadline.procedure), joinedload(Deadline.owner_organisation))
        .where(Deadline.state == DeadlineState.OPEN, condition)
        .order_by(Deadline.due_at, Deadline.id)
        .limit(SHOWN)
    )
    return present_all(found)
