"""The challenges that were used, until nobody could send them again."""

import datetime as dt

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from qyzmet.database import Model, UTCDateTime
from qyzmet.sealing.columns import UNORDERED


class UsedChallenge(Model):
    """A challenge by which somebody came in; whose it was is not kept."""

    __tablename__ = "used_challenge"
    __table_args__ = {"info": UNORDERED}  # noqa: RUF012 - SQLAlchemy reads it as it stands.

    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    # The end of the hour after which it opens nothing any more.
    until: Mapped[dt.datetime] = mapped_column(UTCDateTime)
