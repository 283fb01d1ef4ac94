"""What is kept of bids before the opening: sealed contents, blind hashes, random numbers; and registered envelopes.

Nothing in these rows says whose they are or what they hold, to anybody without the outside key.
"""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qyzmet.database import JSONText, Key, Model, UTCDateTime
from qyzmet.people.models import User
from qyzmet.sealing.columns import UNORDERED, WrappedKey, random_number

from .models import Tender


class SealedBid(Model):
    """A bid before the opening, in whatever state: that too lies inside the seal (tenders/bids/sealed/)."""

    __tablename__ = "sealed_bid"
    __table_args__ = {"info": UNORDERED}  # noqa: RUF012 - SQLAlchemy reads it as it stands.

    id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False, default=random_number)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), index=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)  # random: B-7K2M9QXA4T
    # The bidder under a keyed hash of tender and BIN: by it the bidder finds its own bids.
    bidder: Mapped[str] = mapped_column(String(64), index=True)
    # The whole bid with its history, sealed for the bidder; the newest state alone.
    content: Mapped[bytes] = mapped_column(LargeBinary)
    own: Mapped[bytes] = mapped_column(WrappedKey)
    # The content's ticket sealed for the tender's pair: there only while the bid stands submitted.
    addressed: Mapped[bytes | None] = mapped_column(LargeBinary)
    # Raised by every change, for If-Match.
    version: Mapped[int] = mapped_column(default=1)
    # Set by the opening: it was read into a bid of its own, or could not be opened (and may be later).
    opened_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    failed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    tender: Mapped[Tender] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as it stands.


class TakenPart(Model):
    """¶ 49: somebody who takes part in a standing bid, alone or in a group, under a keyed hash of tender and BIN.

    One bid a supplier: the database itself refuses the second.
    """

    __tablename__ = "taken_part"
    __table_args__ = (
        Index("uq_taken_part_tender_id_supplier", "tender_id", "supplier", unique=True),
        {"info": UNORDERED},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False, default=random_number)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"))
    bid_id: Mapped[int] = mapped_column(ForeignKey("sealed_bid.id"), index=True)
    supplier: Mapped[str] = mapped_column(String(64))


class Envelope(Model):
    """¶ 49, H9: a sealed envelope on paper or a carrier, as the clerk registered it: date and hour, no content.

    Known to the clerks alone until the opening. Outside it is `E-` and a random number.
    """

    __tablename__ = "envelope"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), index=True)
    carrier: Mapped[str] = mapped_column(String(16))  # paper or carrier
    received_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    registered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    registered_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    # The content was entered after the opening, in the presence of these persons (U-…).
    entered_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    present: Mapped[list[str]] = mapped_column(JSONText, default=list)

    tender: Mapped[Tender] = relationship()
    registered_by: Mapped[User] = relationship()

    def shown(self) -> dict[str, Any]:
        """What the minutes say of it."""
        return {
            "envelope": self.number,
            "carrier": self.carrier,
            "received_at": self.received_at.isoformat(),
            "registered_by": self.registered_by.public_id,
        }
