"""Signed-in browsers: opened at sign-in, found again by their secret, ended by hand or by time.

All times are the machine's. A session ends after `QYZMET_SESSION_HOURS` without use, and after a week in any case. Of
suppliers' people the days alone are kept (`by_day`); the hours of use are in their cookies (`caller`).
"""

import datetime as dt
from functools import cache

from flask import current_app
from sqlalchemy import Select, bindparam, exists, select, update
from sqlalchemy.orm import joinedload, selectinload

from qyzmet import clock, context, own_transaction
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.people.accounts import day_marks, secrets
from qyzmet.people.accounts.credentials import ApiToken, SecondFactorDemand, UserSession
from qyzmet.people.models import Membership, Organisation, User
from qyzmet.reading.read_once import read_once, remember

LONGEST = dt.timedelta(days=7)
# Seen more often than this, a session is not written again: reading a page must not make it a writer.
SEEN_EVERY = dt.timedelta(minutes=5)
_ONE_DAY = dt.timedelta(days=1)


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
    by_day = context.actor_of(user).sealed
    secret, now = secrets.new_secret(), _kept(clock.wall(), by_day)
    opened = UserSession(
        secret_hash=secrets.hash_of(secret),
        user=user,
        organisation_id=organisation.id if organisation is not None else None,
        created_at=now,
        last_seen_at=now,
        # Of a session by days the last is whole.
        expires_at=now + LONGEST + (_ONE_DAY if by_day else dt.timedelta()),
        second_factor_at=now if second_factor else None,
        by_day=by_day,
        address=address[:64],
        browser=browser[:300],
    )
    db.session.add(opened)
    db.session.flush()
    return opened, secret


@cache
def _question() -> Select[UserSession, bool, bytes, int]:
    """Built once, as it is asked for every page of whoever is signed in."""
    return (
        select(UserSession, exists(select(SecondFactorDemand.role)), audit.END_OF_TRAIL, audit.LAST_NUMBER)
        .where(UserSession.secret_hash == bindparam("secret_hash"), UserSession.ended_at.is_(None))
        .options(joinedload(UserSession.user).joinedload(User.memberships).joinedload(Membership.organisation))
    )


def find(secret: str) -> UserSession | None:
    """The session that the secret opens now, with the user and the roles; None when it has ended."""
    row = db.session.execute(_question(), {"secret_hash": secrets.hash_of(secret)}).unique().first()
    if row is None:
        return None
    found, demanded, end_of_trail, number = row
    audit.keep_end(end_of_trail, number)
    remember(second_factors_are_demanded, bool(demanded))
    return found if is_open(found) else None


@read_once
def second_factors_are_demanded() -> bool:
    """Whether a second factor is demanded of anybody; every page of somebody signed in asks so."""
    return bool(db.session.scalar(select(exists(select(SecondFactorDemand.role)))))


def is_open(session: UserSession) -> bool:
    """Whether the session lives: not ended, neither too old nor unused for too long, and the user still here."""
    return session.ended_at is None and clock.wall() < ends_at(session) and not has_left(session.user)


def ends_at(session: UserSession) -> dt.datetime:
    """When the session ends by its time, if it is not used again."""
    unused = session.last_seen_at + idle_limit() + (2 * _ONE_DAY if session.by_day else dt.timedelta())
    return min(session.expires_at, unused)


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
        session.ended_at = _kept(clock.wall(), session.by_day)
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
        .values(ended_at=kept(clock.wall(), user))
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


def kept(instant: dt.datetime, user: User) -> dt.datetime:
    """What is kept of an instant at which the user did something to the own account: of a supplier's, the day."""
    return _kept(instant, context.actor_of(user).sealed)


def _kept(instant: dt.datetime, by_day: bool) -> dt.datetime:
    return clock.to_the_day(instant) if by_day else instant


def mark_seen(seen: UserSession | ApiToken, *, reading: bool) -> None:
    """Note that the session or token is in use, at most every five minutes.

    A request that only reads notes it in a short transaction of its own; one that writes, in its own, for on
    SQLite it is the one writer. Of a supplier's people the day is noted, and later (`day_marks`). A mark that cannot be
    made is left for the next time: no page fails by it.
    """
    if day_marks.are_due():
        if not reading:
            db.session.commit()
        day_marks.write()
    if context.actor().sealed:
        day_marks.note(seen)
        return
    now = clock.wall()
    before = seen.last_used_at if isinstance(seen, ApiToken) else seen.last_seen_at
    if before is not None and now - before < SEEN_EVERY:
        return
    if isinstance(seen, ApiToken):
        mark = update(ApiToken).where(ApiToken.id == seen.id).values(last_used_at=now)
    else:
        mark = update(UserSession).where(UserSession.id == seen.id).values(last_seen_at=now)
    if reading:
        own_transaction.note(mark)
    else:
        db.session.execute(mark)
