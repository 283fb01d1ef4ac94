"""Signed-in browsers: opened at sign-in, found again by their secret, ended by hand or by time.

All times are the machine's. A session ends after `QYZMET_SESSION_HOURS` without use, and after a week in any case.
"""

import datetime as dt

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload, selectinload

from qyzmet import clock, own_transaction
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.people.accounts import secrets
from qyzmet.people.accounts.credentials import ApiToken, UserSession
from qyzmet.people.models import Membership, Organisation, User

LONGEST = dt.timedelta(days=7)
# Seen more often than this, a session is not written again: reading a page must not make it a writer.
SEEN_EVERY = dt.timedelta(minutes=5)


def idle_limit() -> dt.timedelta:
    """How long a session lives without being used."""
    return dt.timedelta(hours=int(current_app.config["QYZMET"].session_hours))


def has_left(user: User) -> bool:
    """Whether the user's last day is over: such a person cannot sign in and their tokens open nothing."""
    return user.left_on is not None and user.left_on < clock.today()


def open_session(
    user: User,
    *,
    organisation: Organisation | None = None,
    address: str = "",
    browser: str = "",
    second_factor: bool = False,
) -> tuple[UserSession, str]:
    """A new session of the user and its secret, which only the browser's cookie keeps."""
    secret, now = secrets.new_secret(), clock.wall()
    opened = UserSession(
        secret_hash=secrets.hash_of(secret),
        user=user,
        organisation_id=organisation.id if organisation is not None else None,
        created_at=now,
        last_seen_at=now,
        expires_at=now + LONGEST,
        second_factor_at=now if second_factor else None,
        address=address[:64],
        browser=browser[:300],
    )
    db.session.add(opened)
    db.session.flush()
    return opened, secret


def find(secret: str) -> UserSession | None:
    """The session that the secret opens now, with the user and the roles; None when it has ended."""
    found = db.session.scalar(
        select(UserSession)
        .where(UserSession.secret_hash == secrets.hash_of(secret), UserSession.ended_at.is_(None))
        .options(joinedload(UserSession.user).selectinload(User.memberships).joinedload(Membership.organisation))
    )
    return found if found is not None and is_open(found) else None


def is_open(session: UserSession) -> bool:
    """Whether the session lives: not ended, neither too old nor unused for too long, and the user still here."""
    now = clock.wall()
    return (
        session.ended_at is None
        and now < session.expires_at
        and now < session.last_seen_at + idle_limit()
        and not has_left(session.user)
    )


def open_sessions(user: User) -> list[UserSession]:
    """The user's sessions that live, the one used last first."""
    rows = db.session.scalars(
        select(UserSession)
        .where(UserSession.user_id == user.id, UserSession.ended_at.is_(None))
        .options(selectinload(UserSession.user))
        .order_by(UserSession.last_seen_at.desc(), UserSession.id.desc())
    )
    return [row for row in rows if is_open(row)]


def end(session: UserSession, action: str = "end_session") -> None:
    """End one session. Its secret opens nothing from now on."""
    if session.ended_at is None:
        session.ended_at = clock.wall()
        whose = session.user
        audit.record(action, chain=chain_of(whose), subject=whose.public_id, after={"session": session.id})


def end_all(user: User, keep: UserSession | None = None) -> int:
    """End every session of the user apart from `keep`; returns how many lived."""
    ended = [row for row in open_sessions(user) if keep is None or row.id != keep.id]
    db.session.execute(
        update(UserSession)
        .where(
            UserSession.user_id == user.id,
            UserSession.ended_at.is_(None),
            UserSession.id != (keep.id if keep is not None else 0),
        )
        .values(ended_at=clock.wall())
    )
    if ended:
        audit.record(
            "end_sessions",
            chain=chain_of(user),
            subject=user.public_id,
            after={"sessions": sorted(row.id for row in ended)},
        )
    return len(ended)


def chain_of(user: User) -> str:
    """The audit chain of a person."""
    return f"user:{user.id}"


def mark_seen(seen: UserSession | ApiToken, *, reading: bool, apart: bool = False) -> None:
    """Note that the session or token is in use, at most every five minutes.

    A request that only reads notes it in a short transaction of its own; one that writes, in its own, for on
    SQLite it is the one writer. With `apart`, a writing one too ends its transaction, which has written nothing, and
    goes on in another: a database remembers which rows were written together, and none that shows a person may be
    beside a sealed one. A mark that cannot be made is left for the next time: no page fails by it.
    """
    now = clock.wall()
    before = seen.last_used_at if isinstance(seen, ApiToken) else seen.last_seen_at
    if before is not None and now - before < SEEN_EVERY:
        return
    if isinstance(seen, ApiToken):
        mark = update(ApiToken).where(ApiToken.id == seen.id).values(last_used_at=now)
    else:
        mark = update(UserSession).where(UserSession.id == seen.id).values(last_seen_at=now)
    if apart and not reading:
        db.session.commit()
    if reading or apart:
        own_transaction.note(mark)
    else:
        db.session.execute(mark)
