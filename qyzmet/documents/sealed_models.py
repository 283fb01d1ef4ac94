"""What suppliers upload, as it is kept: sealed. A row shows neither whose it is nor what, nor when it came.

Whether a file is for a bid or for a proposal nobody knows when it comes, so that all of them are sealed alike.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from qyzmet.database import Key, Model
from qyzmet.documents.models import Document
from qyzmet.sealing.columns import UNORDERED, SealedName, WrappedKey


class SealedDocument(Model):
    """One uploaded file of a supplier. Outside it is `D-` and the number, which is random: an order would tell when."""

    __tablename__ = "sealed_document"
    __table_args__ = {"info": UNORDERED}  # noqa: RUF012 - SQLAlchemy reads it as it stands.

    number: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    # The facts: name, media type, size, SHA-256, BIN, who uploaded it and when, and what it replaces.
    content: Mapped[bytes] = mapped_column(LargeBinary)
    own: Mapped[bytes] = mapped_column(WrappedKey)
    # The file in the storage, and its ticket for the organisation.
    file: Mapped[str] = mapped_column(SealedName)
    file_own: Mapped[bytes] = mapped_column(WrappedKey)


class SealedAddress(Model):
    """What opens a sealed document at one opening: its two tickets, sealed for the opening's pair.

    Who has not the seal key cannot tell which document it is, nor for which opening. A document that goes with two
    bids has two.
    """

    __tablename__ = "sealed_address"
    # Without row numbers, which would tell the order.
    __table_args__ = {"sqlite_with_rowid": False, "info": UNORDERED}  # noqa: RUF012 - SQLAlchemy reads it as it stands.

    # A blind hash of the document and the opening.
    mark: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    facts: Mapped[bytes] = mapped_column(LargeBinary)
    file: Mapped[bytes] = mapped_column(LargeBinary)


@dataclass(frozen=True)
class OwnDocument:
    """A sealed document as its own organisation sees it; the names are those of `Document`."""

    number: int
    bin: str
    organisation_id: int
    # As they were sealed.
    facts: Mapping[str, Any] = field(repr=False)
    # Where the file lies, and its ticket, for this organisation.
    file: str
    file_own: bytes = field(repr=False)

    @property
    def name(self) -> str:
        return str(self.facts["name"])

    @property
    def media_type(self) -> str:
        return str(self.facts["media_type"])

    @property
    def size(self) -> int:
        return int(self.facts["size"])

    @property
    def sha256(self) -> str:
        return str(self.facts["sha256"])

    @property
    def uploaded_by_id(self) -> int:
        return user_of(self.facts)

    @property
    def uploaded_at(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.facts["uploaded_at"])

    @property
    def replaces(self) -> str | None:
        """The id of the document that it is a new version of."""
        return None if self.facts["replaces"] is None else str(self.facts["replaces"])

    @property
    def public_id(self) -> str:
        return f"D-{self.number}"


# A document as those may see it who may: an ordinary one, or a sealed one of their own organisation.
AnyDocument = Document | OwnDocument


def user_of(facts: Mapping[str, Any]) -> int:
    """The number of the person who uploaded it."""
    return int(str(facts["uploaded_by"]).removeprefix("U-"))


def facts_context(number: int) -> str:
    """What the facts of the document with this random number are sealed as."""
    return f"document D-{number}"


def file_context(number: int) -> str:
    """What its file is sealed as, also once it is an ordinary document."""
    return f"document D-{number} file"
