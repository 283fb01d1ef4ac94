"""The lists of revoked certificates as they were last loaded, one row for each place they come from."""

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
    sha256: Mapped[str | None] = mapped_column(String(64))
    # The SHA-256 of the key that signed it: found by it.
    signed_by: Mapped[str | None] = mapped_column(String(64), index=True)
    # Some megabytes: read only where a process has not read it yet.
    der: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
