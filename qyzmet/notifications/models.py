"""What people are told: a notification on their pages, and an e-mail in the outbox."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qyzmet.database import JSONText, Key, Model, UTCDateTime
from qyzmet.people.models import User
from qyzmet.procedure.models import Procedure


class Notification(Model):
    """Something a user was told, in their language whenever they read it: a kind of text and its facts."""

    __tablename__ = "notification"
    __table_args__ = (Index("ix_notification_user_id_id", "user_id", "id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    procedure_id: Mapped[int | None] = mapped_column(ForeignKey("procedure.id"))
    kind: Mapped[str] = mapped_column(String(60))
    facts: Mapped[dict[str, Any]] = mapped_column(JSONText, default=dict)
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    read_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    user: Mapped[User] = relationship()
    procedure: Mapped[Procedure | None] = relationship()


class MailTurnedOff(Model):
    """A topic that somebody does not want by e-mail."""

    __tablename__ = "mail_turned_off"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(String(60), primary_key=True)


class OutboxMessage(Model):
    """An e-mail that is sent after the commit that caused it. Times but `queued_at` are the machine's."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        Index(
            "ix_outbox_message_next_try_at_id",
            "next_try_at",
            "id",
            sqlite_where=text("next_try_at IS NOT NULL"),
            postgresql_where=text("next_try_at IS NOT NULL"),
        ),
        Index(
            "ix_outbox_message_given_up_at",
            "given_up_at",
            sqlite_where=text("given_up_at IS NOT NULL"),
            postgresql_where=text("given_up_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    # Stable over retries: the receiving side can tell a repetition.
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    to: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(500))
    body: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    queued_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    # Null once sent or given up. While a worker sends it, this is when its claim ends.
    next_try_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    # Rises with every claim, so that a worker whose claim has ended cannot mark what another is sending.
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    given_up_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    last_error: Mapped[str | None] = mapped_column(Text)
