"""Documents: what was uploaded, by whom, for which procedures. Contents lie in storage by their SHA-256.

What suppliers upload is kept by `sealed_models` until it is tied to a procedure or opened; its content stays sealed.
"""

import datetime as dt

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qyzmet.database import Key, Model, UTCDateTime
from qyzmet.people.models import Organisation, User
from qyzmet.procedure.models import Procedure
from qyzmet.sealing.columns import SealedName


class Document(Model):
    """One uploaded file. Outside, a document is `D-` and the number. A new version names the one it replaces.

    One that was sealed keeps the random number under which its supplier knows it, and its file lies as it was sealed:
    the ticket, which is no secret any more, opens it.
    """

    __tablename__ = "document"
    __table_args__ = (Index("ix_document_sha256", "sha256"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(120))
    size: Mapped[int] = mapped_column(Key)  # bytes
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    uploaded_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    number: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    sealed_file: Mapped[str | None] = mapped_column(SealedName)
    ticket: Mapped[bytes | None] = mapped_column(LargeBinary(72))

    uploaded_by: Mapped[User] = relationship()
    organisation: Mapped[Organisation] = relationship()
    uses: Mapped[list["DocumentUse"]] = relationship(back_populates="document", order_by="DocumentUse.procedure_id")

    @property
    def public_id(self) -> str:
        return f"D-{self.number or self.id}"


class DocumentUse(Model):
    """A procedure that refers to a document: those who may know of it may read the document too.

    A contract that a public procedure leads to is its parties' own, although everybody knows of the procedure.
    """

    __tablename__ = "document_use"

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"), primary_key=True, index=True)

    parties_only: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Beside the organisation whose it is, only this party reads it, until it is opened to all of them.
    reader_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))

    document: Mapped[Document] = relationship(back_populates="uses")
    procedure: Mapped[Procedure] = relationship()
