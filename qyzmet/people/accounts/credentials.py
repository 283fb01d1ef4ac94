"""What lets a person or a system in: sessions, tokens, invitations, reset links, recovery codes, failures.

Of every secret only a hash is kept. All times here are the machine's (`clock.wall`), so that moving the
procedure's clock signs nobody in or out.
"""

import datetime as dt

from sqlalchemy import ForeignKey, Index, LargeBinary, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qyzmet.database import JSONText, Key, Model, UTCDateTime
from qyzmet.people.models import User, _enum
from qyzmet.sealing.columns import UNORDERED
from qyzmet.vocabulary import Role


class UserSession(Model):
    """A signed-in browser; the cookie holds the secret, this row its hash."""

    __tablename__ = "user_session"
    __table_args__ = {"info": UNORDERED}  # noqa: RUF012 - SQLAlchemy reads it as it stands.

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    # The organisation acted for, where the user has roles in several.
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    last_seen_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    second_factor_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    # Of somebody who works for a supplier: the instants are those at which their days began, and whether the session
    # was left unused its cookie knows.
    by_day: Mapped[bool] = mapped_column(default=False, server_default=false())
    address: Mapped[str] = mapped_column(String(64), default="")
    browser: Mapped[str] = mapped_column(String(300), default="")

    user: Mapped[User] = relationship()


class ApiToken(Model):
    """A system's key to the API; it has its user's roles. Shown once, kept as a hash."""

    __tablename__ = "api_token"
    __table_args__ = {"info": UNORDERED}  # noqa: RUF012 - SQLAlchemy reads it as it stands.

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    hint: Mapped[str] = mapped_column(String(12))  # the last letters, to tell tokens apart
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    last_used_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    user: Mapped[User] = relationship()


class FeedKey(Model):
    """The secret in the address of a user's feed of deadlines: calendar programs cannot sign in."""

    __tablename__ = "feed_key"
    __table_args__ = {"info": UNORDERED}  # noqa: RUF012 - SQLAlchemy reads it as it stands.

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    last_used_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    user: Mapped[User] = relationship()


class RecoveryCode(Model):
    """A code that replaces the second factor once."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    used_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)


class MailedLink(Model):
    """A link sent by e-mail that may be used once: an invitation or a password reset."""

    __tablename__ = "mailed_link"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    purpose: Mapped[str] = mapped_column(String(32))  # invitation | password_reset | confirm_email
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    # What an invitation will make: organisation, roles.
    details: Mapped[dict[str, object]] = mapped_column(JSONText, default=dict)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)


class SignInFailure(Model):
    """A failed attempt, counted by account and by address; `subject` is a keyed hash of either."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index("ix_sign_in_failure_subject_at", "subject", "at"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    subject: Mapped[bytes] = mapped_column(LargeBinary(32))
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime)


class SecondFactorDemand(Model):
    """A role whose holders must use a second factor, by an administrator's decision."""

    __tablename__ = "second_factor_demand"

    role: Mapped[Role] = mapped_column(_enum(Role), primary_key=True)
    since: Mapped[dt.datetime] = mapped_column(UTCDateTime)
