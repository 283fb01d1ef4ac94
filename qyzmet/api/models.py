"""Answers that were given under an `Idempotency-Key`, so that the same key gives the same answer, once."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qyzmet.database import JSONText, Key, Model, UTCDateTime
from qyzmet.sealing.columns import UNORDERED, WrappedKey, random_number


class IdempotentAnswer(Model):
    """One key of one token, kept for 24 hours by the machine's time. Status is null while it is running.

    Of a supplier's token there is neither token nor key but a blind hash of both, and the answer is sealed: it could be
    about a bid. The status is then 0, and the real one inside, with the instant: `created_at` is then the day alone.
    """

    __tablename__ = "idempotent_answer"
    __table_args__ = (
        UniqueConstraint("token_id", "key"),
        CheckConstraint("(blind_key IS NULL) = (token_id IS NOT NULL AND key IS NOT NULL)", name="of_one_sort"),
        {"info": UNORDERED},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False, default=random_number)
    token_id: Mapped[int | None] = mapped_column(ForeignKey("api_token.id"))
    key: Mapped[str | None] = mapped_column(String(255))
    blind_key: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    # SHA-256 over method, path and body, or a blind hash of it: another request under the same key is an error.
    request_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, index=True)
    status: Mapped[int | None] = mapped_column()
    headers: Mapped[dict[str, str] | None] = mapped_column(JSONText)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    own: Mapped[bytes | None] = mapped_column(WrappedKey)
