"""Answers that were given under an `Idempotency-Key`, so that the same key gives the same answer, once."""

import datetime as dt

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qyzmet.database import JSONText, Key, Model, UTCDateTime


class IdempotentAnswer(Model):
    """One key of one token, kept for 24 hours by the machine's time. Status is null while it is running."""

    __tablename__ = "idempotent_answer"
    __table_args__ = (UniqueConstraint("token_id", "key"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    token_id: Mapped[int] = mapped_column(ForeignKey("api_token.id"))
    key: Mapped[str] = mapped_column(String(255))
    # SHA-256 over method, path and body: another request under the same key is an error.
    request_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, index=True)
    status: Mapped[int | None] = mapped_column()
    headers: Mapped[dict[str, str] | None] = mapped_column(JSONText)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
