"""API tokens: made once, shown once, found again by their hash."""

import datetime as dt
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from qyzmet import clock
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.people.accounts import secrets, sessions
from qyzmet.people.accounts.credentials import ApiToken
from qyzmet.people.models import Membership, User

# So that a token is told from other secrets, by people and by programs that look for leaked ones.
PREFIX = "qyzmet_"
HINT_LETTERS = 4
LONGEST = dt.timedelta(days=3650)


def last_day() -> dt.date:
    """The last day until which a token made today may be good, if it is to end at all."""
    return clock.almaty(clock.wall()).date() + LONGEST


def create(user: User, name: str, expires_on: dt.date | None = None) -> tuple[ApiToken, str]:
    """A new token of the user and its text, which is never to be had again.

    It is good until the end of `expires_on` in Kazakhstan, or until it is revoked.
    """
    secret = PREFIX + secrets.new_secret()
    token = ApiToken(
        secret_hash=secrets.hash_of(secret),
        user=user,
        name=name[:200],
        hint=secret[-HINT_LETTERS:],
        created_at=sessions.kept(clock.wall(), user),
        expires_at=clock.end_of(expires_on) if expires_on is not None else None,
    )
    db.session.add(token)
    db.session.flush()
    audit.record(
        "create_token",
        chain=sessions.chain_of(user),
        subject=user.public_id,
        after={
            "token": token.id,
            "name": token.name,
            "expires_on": expires_on.isoformat() if expires_on is not None else None,
        },
    )
    return token, secret


@cache
def _question() -> Select[ApiToken, bytes]:
    """Built once, as it is asked for every call of a system."""
    return (
        select(ApiToken, audit.END_OF_TRAIL)
        .where(ApiToken.secret_hash == bindparam("secret_hash"))
        .options(joinedload(ApiToken.user).joinedload(User.memberships).joinedload(Membership.organisation))
    )


def find(secret: str) -> ApiToken | None:
    """The token with this text, if it is good now: neither revoked nor expired, and its user still here."""
    if not secret.startswith(PREFIX):
        return None
    row = db.session.execute(_question(), {"secret_hash": secrets.hash_of(secret)}).unique().first()
    if row is None:
        return None
    token, end_of_trail = row
    audit.keep_end(end_of_trail)
    return token if is_good(token) and not sessions.has_left(token.user) else None


def is_good(token: ApiToken) -> bool:
    """Whether the token itself is neither revoked nor expired."""
    return token.revoked_at is None and clock.wall() < ends_at(token)


def ends_at(token: ApiToken) -> dt.datetime:
    """When the token ends by its time; of one without an end, the last instant there is."""
    return token.expires_at or dt.datetime.max.replace(tzinfo=dt.UTC)


def last_day_of(token: ApiToken) -> dt.date | None:
    """The last day on which the token is good, as it was chosen."""
    if token.expires_at is None:
        return None
    return clock.day_ending_at(token.expires_at)


def of(user: User) -> list[ApiToken]:
    """The user's tokens that were not revoked, the newest first."""
    return list(
        db.session.scalars(
            select(ApiToken)
            .where(ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None))
            .order_by(ApiToken.id.desc())
        )
    )


def revoke(token: ApiToken) -> None:
    """Make the token good for nothing from now on."""
    if token.revoked_at is None:
        token.revoked_at = sessions.kept(clock.wall(), token.user)
        audit.record(
            "revoke_token", chain=sessions.chain_of(token.user), subject=token.user.public_id, after={"token": token.id}
        )
