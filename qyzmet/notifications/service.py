"""Telling people: a notification on their pages and an e-mail queued in the same transaction."""

import uuid
from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale
from sqlalchemy import insert, inspect, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from qyzmet import clock, context
from qyzmet.database import db
from qyzmet.deadlines.models import Deadline, DeadlineState
from qyzmet.notifications import mail_choices
from qyzmet.notifications.models import Notification, OutboxMessage
from qyzmet.notifications.texts import mail_text
from qyzmet.people.models import Membership, Organisation, User
from qyzmet.procedure.models import Act, Procedure, ProcedureParty, ProcedureSeat
from qyzmet.procedure.table import Move
from qyzmet.procedure.whose_turn.tasks import tasks_in
from qyzmet.reading.read_once import nothing_is_written
from qyzmet.vocabulary import Party, Role, Seat

TOLD_ROLES = frozenset({Role.HEAD, Role.SPECIALIST})


@dataclass(frozen=True)
class Letter:
    """What some people are told, as `tell` takes it."""

    users: Sequence[User]
    kind: str
    facts: dict[str, Any]
    procedure: Procedure | None = None
    say_tasks: bool = False
    demanded_of: Container[int] = ()


def people_of(organisation: Organisation, roles: Iterable[Role] = TOLD_ROLES) -> list[User]:
    """The organisation's people who hold one of the roles today, each once."""
    wanted, today = frozenset(roles), clock.today()
    found = {
        m.user_id: m.user
        for m in organisation.memberships
        if m.role in wanted and m.holds_on(today) and m.user.left_on is None
    }
    return [found[key] for key in sorted(found)]


def people_with_seats(procedure: Procedure, seats: Iterable[Seat] = tuple(Seat)) -> list[User]:
    """The people of the procedure's Commission who hold one of the seats now, each once."""
    wanted, today = frozenset(seats), clock.today()
    found = {
        seat.user_id: seat.user
        for seat in procedure.seats
        if seat.seat in wanted and seat.until is None and (seat.user.left_on is None or seat.user.left_on >= today)
    }
    return [found[key] for key in sorted(found)]


def tell(
    users: Iterable[User],
    kind: str,
    facts: dict[str, Any],
    procedure: Procedure | None = None,
    *,
    say_tasks: bool = False,
    demanded_of: Container[int] = (),
) -> None:
    """Tell each user something, in their own language. Kinds and their texts stand in `texts.py`.

    `facts` are plain JSON values: numbers and names, never secrets. With `say_tasks` the e-mail says what the reader is
    to do in the procedure now; its state must be the new one by then. Those `demanded_of` (ids) are to act: they have
    it by e-mail whatever they chose.
    """
    _send([Letter(list(users), kind, facts, procedure, say_tasks, demanded_of)])


def _send(letters: Sequence[Letter]) -> None:
    readers: dict[str, set[int]] = {}
    for letter in letters:
        asked = {user.id for user in letter.users if user.id not in letter.demanded_of}
        readers.setdefault(letter.kind, set()).update(asked)
    off = {kind: mail_choices.turned_off(ids, kind) for kind, ids in readers.items()}
    # What was changed is seen by whatever is asked for the texts; what is told is written afterwards, all at once.
    db.session.flush()
    told: list[Notification] = []
    mails: list[OutboxMessage] = []
    with db.session.no_autoflush, nothing_is_written():
        for letter in letters:
            for user in letter.users:
                told.append(_notification(letter, user))
                if user.id not in off[letter.kind] or user.id in letter.demanded_of:
                    mails.append(_mail(letter, user, told[-1]))
    _insert_all(Notification, told)
    _insert_all(OutboxMessage, mails)


def _insert_all(model: type[Notification | OutboxMessage], rows: Sequence[Notification | OutboxMessage]) -> None:
    """By one statement: nobody asks for the numbers of these rows, for which the session would write each by itself."""
    names = [each.key for each in model.__mapper__.column_attrs]
    given = [{name: vars(row)[name] for name in names if name in vars(row)} for row in rows]
    if given:
        db.session.execute(insert(model), given)


def _notification(letter: Letter, user: User) -> Notification:
    return Notification(
        user_id=user.id,
        procedure_id=letter.procedure.id if letter.procedure is not None else None,
        kind=letter.kind,
        facts=letter.facts,
        at=clock.now(),
    )


def _mail(letter: Letter, user: User, notification: Notification) -> OutboxMessage:
    with force_locale(user.language):
        subject, body = mail_text(notification, _to_do(user, letter.procedure) if letter.say_tasks else ())
    return _message(user.email, subject, body, user.language)


def _to_do(user: User, procedure: Procedure | None) -> list[str]:
    if procedure is None:
        return []
    with context.acting(context.actor_of(user)) as reader:
        return [task.title for task in tasks_in(procedure, reader)]


def queue_mail(to: str, subject: str, body: str, language: str) -> OutboxMessage:
    """Put an e-mail into the outbox; the worker sends it after the commit."""
    message = _message(to, subject, body, language)
    db.session.add(message)
    return message


def _message(to: str, subject: str, body: str, language: str) -> OutboxMessage:
    return OutboxMessage(
        message_id=f"<{uuid.uuid4()}@qyzmet>",
        to=to,
        subject=subject,
        body=body,
        language=language,
        queued_at=clock.now(),
        next_try_at=clock.wall(),
    )


def tell_of_acts(taken: Sequence[tuple[Procedure, Move, Act]]) -> None:
    """Tell of each act the parties that its move names, apart from the one who took it."""
    # Whoever owes a term that runs here is to act, sooner or later.
    owners: dict[int, set[Party]] = {procedure.id: set() for procedure, _move, _act in taken}
    running = select(Deadline.procedure_id, Deadline.owner).where(
        Deadline.procedure_id.in_(owners), Deadline.state == DeadlineState.OPEN
    )
    for procedure_id, owner in db.session.execute(running):
        owners[procedure_id].add(owner)
    # Held until all are told: a session forgets what nobody holds.
    _there = _read_people(taken)
    letters = []
    for procedure, move, act in taken:
        facts = {"action": move.action, "case": move.case, "from": act.from_state}
        letters.append(_to_parties(procedure, move.tells, act, "act", facts, demanded_of=owners[procedure.id]))
    _send(letters)


def _read_people(taken: Sequence[tuple[Procedure, Move, Act]]) -> list[Any]:
    """Everybody who is told, with the roles that each of them holds, by few questions, however many people they are."""
    rows = [row for procedure, move, _act in taken for row in procedure.party_rows if row.party in move.tells]
    sitting = [procedure.id for procedure, move, _act in taken if Party.COMMISSION in move.tells]
    return [*_of_offices(rows), *_of_commissions(sitting)]


def _of_offices(rows: Iterable[ProcedureParty]) -> Sequence[Membership]:
    unread = {
        row.organisation_id: row.organisation for row in rows if "memberships" in inspect(row.organisation).unloaded
    }
    if not unread:
        return ()
    people = joinedload(Membership.user).selectinload(User.memberships)
    query = select(Membership).where(Membership.organisation_id.in_(unread)).options(people).order_by(Membership.id)
    found = db.session.scalars(query).all()
    for key, organisation in unread.items():
        set_committed_value(organisation, "memberships", [each for each in found if each.organisation_id == key])
    return found


def _of_commissions(procedures: Collection[int]) -> Sequence[ProcedureSeat]:
    if not procedures:
        return ()
    people = joinedload(ProcedureSeat.user).selectinload(User.memberships)
    held = select(ProcedureSeat).where(ProcedureSeat.procedure_id.in_(procedures), ProcedureSeat.until.is_(None))
    return db.session.scalars(held.options(people)).all()


def tell_of_annulment(procedure: Procedure, act: Act, annulment: Act) -> None:
    """Tell every party that an act was annulled."""
    parties = (*(row.party for row in procedure.party_rows), Party.COMMISSION)
    facts = {"action": act.action, "grounds": annulment.body["grounds"]}
    _send([_to_parties(procedure, parties, annulment, "annulment", facts)])


def _to_parties(
    procedure: Procedure,
    parties: Iterable[Party],
    act: Act,
    kind: str,
    facts: dict[str, Any],
    *,
    demanded_of: Container[Party] = (),
) -> Letter:
    told: dict[int, User] = {}
    to_act: set[int] = set()
    for party in sorted(parties, key=lambda party: party is not Party.COMMISSION):
        organisation = procedure.party(party)
        people = people_of(organisation) if organisation is not None else []
        if party is Party.COMMISSION:
            people = people_with_seats(procedure)
        told |= {user.id: user for user in people if user.id != act.user_id}
        if party in demanded_of:
            to_act |= {user.id for user in people}
    common = {
        "number": procedure.public_number,
        "title": procedure.title,
        "titles": procedure.titles,
        # What the Commission did, or what follows from that, is nobody's organisation's.
        "by": None if act.party is Party.COMMISSION else act.organisation_id,
        "party": act.party.value,
        "path": procedure.path,
    }
    users = [told[key] for key in sorted(told)]
    return Letter(users, kind, common | facts, procedure, say_tasks=True, demanded_of=to_act)
