"""Telling people: a notification on their pages and an e-mail queued in the same transaction."""

import uuid
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from qyzmet import clock, context
from qyzmet.database import db
from qyzmet.deadlines.models import Deadline, DeadlineState
from qyzmet.notifications import mail_choices
from qyzmet.notifications.models import Notification, OutboxMessage
from qyzmet.notifications.texts import mail_text
from qyzmet.people.models import Membership, Organisation, User
from qyzmet.procedure.models import Act, Procedure
from qyzmet.procedure.table import Move
from qyzmet.procedure.whose_turn.tasks import tasks_in
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
        readers.setdefault(letter.kind, set()).update(user.id for user in letter.users)
    off = {kind: mail_choices.turned_off(ids, kind) for kind, ids in readers.items()}
    # What was changed is seen by whatever is asked for the texts; what is told is written afterwards, all at once.
    db.session.flush()
    with db.session.no_autoflush:
        for letter in letters:
            for user in letter.users:
                _write(letter, user, by_mail=user.id not in off[letter.kind] or user.id in letter.demanded_of)


def _write(letter: Letter, user: User, *, by_mail: bool) -> None:
    procedure = letter.procedure
    notification = Notification(
        user_id=user.id,
        procedure_id=procedure.id if procedure is not None else None,
        kind=letter.kind,
        facts=letter.facts,
        at=clock.now(),
    )
    db.session.add(notification)
    if not by_mail:
        return
    with force_locale(user.language):
        subject, body = mail_text(notification, _to_do(user, procedure) if letter.say_tasks else ())
    queue_mail(user.email, subject, body, user.language)


def _to_do(user: User, procedure: Procedure | None) -> list[str]:
    if procedure is None:
        return []
    with context.acting(context.actor_of(user)) as reader:
        return [task.title for task in tasks_in(procedure, reader)]


def queue_mail(to: str, subject: str, body: str, language: str) -> OutboxMessage:
    """Put an e-mail into the outbox; the worker sends it after the commit."""
    message = OutboxMessage(
        message_id=f"<{uuid.uuid4()}@qyzmet>",
        to=to,
        subject=subject,
        body=body,
        language=language,
        queued_at=clock.now(),
        next_try_at=clock.wall(),
    )
    db.session.add(message)
    return message


def tell_of_acts(taken: Sequence[tuple[Procedure, Move, Act]]) -> None:
    """Tell of each act the parties that its move names, apart from the one who took it."""
    # Whoever owes a term that runs here is to act, sooner or later.
    owners: dict[int, set[Party]] = {procedure.id: set() for procedure, _move, _act in taken}
    running = select(Deadline.procedure_id, Deadline.owner).where(
        Deadline.procedure_id.in_(owners), Deadline.state == DeadlineState.OPEN
    )
    for procedure_id, owner in db.session.execute(running):
        owners[procedure_id].add(owner)
    told = [row for procedure, move, _act in taken for row in procedure.party_rows if row.party in move.tells]
    # Held until all are told: a session forgets what nobody holds.
    _there = _with_their_people({row.organisation_id for row in told}) if len(taken) > 1 else ()
    letters = []
    for procedure, move, act in taken:
        facts = {"action": move.action, "case": move.case, "from": act.from_state}
        letters.append(_to_parties(procedure, move.tells, act, "act", facts, demanded_of=owners[procedure.id]))
    _send(letters)


def _with_their_people(organisations: Iterable[int]) -> Sequence[Organisation]:
    """These organisations, with all that is asked of their people when they are told."""
    people = selectinload(Organisation.memberships).selectinload(Membership.user)
    query = (
        select(Organisation).where(Organisation.id.in_(organisations)).options(people.selectinload(User.memberships))
    )
    return db.session.scalars(query).all()


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
        # What the Commission did, or what follows from that, is nobody's organisation's.
        "by": None if act.party is Party.COMMISSION else act.organisation_id,
        "party": act.party.value,
        "path": procedure.path,
    }
    users = [told[key] for key in sorted(told)]
    return Letter(users, kind, common | facts, procedure, say_tasks=True, demanded_of=to_act)
