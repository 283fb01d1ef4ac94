"""The lists of revoked certificates: where they come from, and each that came."""

import datetime as dt

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, deferred, mapped_column

from qyzmet.database import Key, Model, UTCDateTime


class RevocationSource(Model):
    """Where a list comes from, the newest that came, and how the last attempt went.

    A list that was loaded stays when the next attempt fails: it grows stale, and says so.
    """

    __tablename__ = "revocation_source"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    source: Mapped[str] = mapped_column(String(500), unique=True)
    tried_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    # Why the last attempt failed; empty where it did not.
    error: Mapped[str] = mapped_column(String(500), default="")
    loaded_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    # The list, a `KeptList`.
    sha256: Mapped[str | None] = mapped_column(String(64))
    # The SHA-256 of the key that signed it: found by it.
    signed_by: Mapped[str | None] = mapped_column(String(64), index=True)


class KeptList(Model):
    """A list as its authority signed it, once by its SHA-256 and for ever: signatures were checked by it.

    Every list that came is kept, whether anybody signed meanwhile or not: which were used would tell when somebody
    signed a bid.
    """

    __tablename__ = "revocation_list"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    source: Mapped[str] = mapped_column(String(500))
    signed_by: Mapped[str] = mapped_column(String(64))
    # As the list says: when it was issued, and when the next one is due.
    issued_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    next_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    kept_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    # Its DER, compressed by zlib: some megabytes, read only where a process has not read it yet.
    packed: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))
