"""Documents: what was uploaded, by whom, for which procedure. Contents lie in storage by their SHA-256."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qyzmet.database import Key, Model, UTCDateTime
from qyzmet.people.models import Organisation, User


class Document(Model):
    """One uploaded file. Outside, a document is `D-` and the number. A new version names the one it replaces."""

    __tablename__ = "document"
    __table_args__ = (Index("ix_document_sha256", "sha256"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(120))
    size: Mapped[int] = mapped_column(Key)  # bytes
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    # Set when a procedure first refers to it: from then on those who may see that may see this.
    procedure_id: Mapped[int | None] = mapped_column(ForeignKey("procedure.id"), index=True)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    uploaded_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    uploaded_by: Mapped[User] = relationship()
    organisation: Mapped[Organisation] = relationship()

    @property
    def public_id(self) -> str:
        return f"D-{self.id}"
