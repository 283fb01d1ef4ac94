"""Tenders and opened bids, what the Commission writes about them, and the contract that they lead to."""

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, declared_attr, foreign, mapped_column, relationship

from qyzmet.database import JSONText, Key, Model, Money, UTCDateTime
from qyzmet.people.models import Organisation, User
from qyzmet.procedure.models import Act, Procedure, enum_column
from qyzmet.sealing.columns import WrappedKey
from qyzmet.vocabulary import Party

from ..requests.models import AssignmentVersion, DesignAssignment
from .procedure.contracts import ContractKind
from .rules.protocol_kinds import ProtocolKind


class WithCommission(Procedure):
    """A procedure in which a Commission decides (Law 45-1): it has protocols beside its seats."""

    __abstract__ = True

    @declared_attr
    def protocols(cls) -> Mapped[list["Protocol"]]:  # noqa: N805 - SQLAlchemy gives the class.
        """Minutes and decisions, the oldest first."""
        return relationship(
            "Protocol",
            primaryjoin=lambda: foreign(Protocol.procedure_id) == cls.id,
            order_by="Protocol.number",
            overlaps="protocols,procedure",
        )


class Tender(WithCommission):
    """¶ 42, 47: an announcement with the tender that it begins. `data` holds assignment, title and contact.

    A tender that is announced again is a tender of its own: one family, numbered by their place in the chain.
    """

    __tablename__ = "tender"
    # A kind's own table has only its own indexes.
    __table_args__: Any = (
        Index("ix_tender_published_at_id", "published_at", "id"),
        Index("ix_tender_accepts_until_id", "accepts_until", "id"),
    )
    room = "tenders"

    id: Mapped[int] = mapped_column(ForeignKey("procedure.id"), primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("design_assignment.id"), index=True)
    # The version that the publication froze into the tender; a material amendment freezes a newer one.
    frozen_id: Mapped[int | None] = mapped_column(ForeignKey("assignment_version.id"))
    # The place in the chain of ¶ 53-1, 1 to 3, and whether it repeats a tender at that place.
    announcement: Mapped[int] = mapped_column(default=1)
    repeats: Mapped[bool] = mapped_column(default=False)
    # The tender that it announces again, and the first of the family (none for the first itself).
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("tender.id"), index=True)
    first_id: Mapped[int | None] = mapped_column(ForeignKey("tender.id"), index=True)

    # The window. `window_from` is when it began, anew after a material amendment, and `window` counts these.
    published_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    window_from: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    window: Mapped[int] = mapped_column(default=0)
    accepts_until: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    paper_until: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    questions_until: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    opening_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    extended: Mapped[bool] = mapped_column(default=False)
    # The numbers that the window was counted with: a house rule that is changed later changes no window that runs.
    lengths: Mapped[dict[str, int] | None] = mapped_column(JSONText)

    # The pair that bids are sealed for, made with the publication (qyzmet/sealing/key_pairs.py), named by the number.
    seal_public: Mapped[bytes | None] = mapped_column(LargeBinary)
    seal_wrapped: Mapped[bytes | None] = mapped_column(WrappedKey)
    opened_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    # What it is about, for lists and for those who follow (announcement/design_assignment.py keeps it in step):
    # of part 1 ssp or ici; lease, operator or ppp; the purpose; the ceiling prices of parts 2 and 3.
    object: Mapped[str] = mapped_column(String(16), default="")
    mechanism: Mapped[str] = mapped_column(String(16), default="")
    purpose: Mapped[str] = mapped_column(Text, default="")
    ceiling_lease: Mapped[Decimal | None] = mapped_column(Money)
    ceiling_service: Mapped[Decimal | None] = mapped_column(Money)

    assignment: Mapped[DesignAssignment] = relationship(foreign_keys=[assignment_id], join_depth=1)
    frozen: Mapped[AssignmentVersion | None] = relationship()
    previous: Mapped["Tender | None"] = relationship(
        primaryjoin="foreign(Tender.previous_id) == remote(Tender.id)", join_depth=1, post_update=True
    )
    # The announcements that followed it, for lists: what a page has loaded is not told of a newer one.
    successors: Mapped[list["Tender"]] = relationship(
        primaryjoin="Tender.id == foreign(remote(Tender.previous_id))", order_by="Tender.id", viewonly=True
    )
    questions: Mapped[list["Question"]] = relationship(back_populates="tender", order_by="Question.number")
    amendments: Mapped[list["Amendment"]] = relationship(back_populates="tender", order_by="Amendment.id")
    __mapper_args__ = {  # noqa: RUF012 - SQLAlchemy reads it as it stands.
        "polymorphic_identity": "tenders",
        "inherit_condition": id == Procedure.id,
    }

    @property
    def family_id(self) -> int:
        """The row of the first tender of the family."""
        return self.first_id or self.id


class Question(Model):
    """H21: a supplier's question, anonymous, with the integrator's answer. Outside it is `Q-` and its number."""

    __tablename__ = "tender_question"
    __table_args__ = (UniqueConstraint("tender_id", "number"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"))
    number: Mapped[int] = mapped_column()
    text: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    answer: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    tender: Mapped[Tender] = relationship(back_populates="questions")

    @property
    def public_id(self) -> str:
        return f"Q-{self.number}"


class Amendment(Model):
    """H30: what was changed during the window: a clarification, or a material amendment with a newer assignment."""

    __tablename__ = "tender_amendment"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), index=True)
    material: Mapped[bool] = mapped_column()
    text: Mapped[str] = mapped_column(Text)
    documents: Mapped[list[str]] = mapped_column(JSONText, default=list)
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("assignment_version.id"))
    # The end of acceptance before it, where it began anew.
    accepted_until: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    tender: Mapped[Tender] = relationship(back_populates="amendments")
    version: Mapped[AssignmentVersion | None] = relationship()


class Bid(Procedure):
    """¶ 49: a bid that was opened. Until then it is a row of `sealed_bid`, which tells nothing (sealed_models.py)."""

    __tablename__ = "bid"
    room = "tenders"

    id: Mapped[int] = mapped_column(ForeignKey("procedure.id"), primary_key=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), index=True)
    price_lease: Mapped[Decimal] = mapped_column(Money)
    price_service: Mapped[Decimal] = mapped_column(Money)
    # When it was received whole; what the receipt proves, and the salt that it is verified with.
    received_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    receipt_hash: Mapped[str] = mapped_column(String(64), index=True)
    receipt_salt: Mapped[str] = mapped_column(String(64), default="")
    # Why it is not compliant, if it is not, as the Commission recorded it.
    ground: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text, default="")
    # It came in an envelope on paper or on a carrier.
    envelope_id: Mapped[int | None] = mapped_column(ForeignKey("envelope.id"))

    tender: Mapped[Tender] = relationship(foreign_keys=[tender_id], join_depth=1)

    __mapper_args__ = {  # noqa: RUF012 - as above.
        "polymorphic_identity": "bids",
        "inherit_condition": id == Procedure.id,
    }

    @property
    def bidder(self) -> Organisation:
        """The supplier whose bid it is. Raises LookupError for one that nobody made."""
        supplier = self.party(Party.SUPPLIER)
        if supplier is None:
            raise LookupError(f"{self.public_number} has no bidder")
        return supplier


class Score(Model):
    """¶ 19: one member's points for one bid by one criterion. Others see them when all have scored."""

    __tablename__ = "score"
    __table_args__ = (UniqueConstraint("tender_id", "user_id", "bid_id", "criterion"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"), index=True)
    criterion: Mapped[str] = mapped_column(String(40))
    points: Mapped[str] = mapped_column(String(40))  # a decimal, as it was given
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    user: Mapped[User] = relationship()
    bid: Mapped[Bid] = relationship()


class Protocol(Model):
    """Minutes or a decision of the Commission, as it was recorded: it never changes, a new one follows it."""

    __tablename__ = "protocol"
    __table_args__ = (UniqueConstraint("procedure_id", "number"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    # The tender, or the formation, whose Commission made it.
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"))
    number: Mapped[int] = mapped_column()
    kind: Mapped[ProtocolKind] = mapped_column(enum_column(ProtocolKind))
    # What was present, opened, found, voted and decided; plain JSON, the source of page, print and open data.
    data: Mapped[dict[str, Any]] = mapped_column(JSONText)
    # SHA-256 of the canonical JSON of procedure, number and data.
    hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    act_id: Mapped[int | None] = mapped_column(ForeignKey("act.id"))
    # Public from then on: the minutes of an opening at once, a decision when the votes have carried it.
    published_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    # A proposal that fell or was withdrawn: it stays, with the votes that were given.
    annulled_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    # How the voting ended: {"carried": true, "votes": […], "tally": {…}, "aside": […]}; None for minutes, while it is
    # open, and where the proposal was withdrawn before.
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSONText)

    procedure: Mapped[Procedure] = relationship(overlaps="protocols")
    act: Mapped[Act | None] = relationship()
    signatures: Mapped[list["ProtocolSignature"]] = relationship(
        back_populates="protocol", order_by="ProtocolSignature.id"
    )

    @property
    def public_id(self) -> str:
        """Its id outside: P-7. Its number counts within the procedure."""
        return f"P-{self.id}"

    @property
    def tender(self) -> Tender:
        """The tender whose Commission made it. Raises LookupError for a protocol of a formation."""
        if not isinstance(self.procedure, Tender):
            raise LookupError(f"{self.public_id} is no protocol of a tender")
        return self.procedure


class ProtocolSignature(Model):
    """A person's signature under a protocol: of a proposal it is the vote, of minutes no more than the signature."""

    __tablename__ = "protocol_signature"
    __table_args__ = (UniqueConstraint("protocol_id", "user_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    protocol_id: Mapped[int] = mapped_column(ForeignKey("protocol.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    in_favour: Mapped[bool | None] = mapped_column()
    dissent: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    # It came after the protocol was in force: marked, and not counted.
    late: Mapped[bool] = mapped_column(default=False, server_default=false())

    protocol: Mapped[Protocol] = relationship(back_populates="signatures")
    user: Mapped[User] = relationship()


class Contract(Model):
    """Law 45(3), ¶ 19(14): one contract of a tender. In force when all of its parties have signed."""

    __tablename__ = "contract"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), index=True)
    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"))
    kind: Mapped[ContractKind] = mapped_column(enum_column(ContractKind))
    # Other terms make another row, of the next version.
    version: Mapped[int]
    price: Mapped[Decimal | None] = mapped_column(Money)
    # Of a PPP project, which has both in one.
    price_lease: Mapped[Decimal | None] = mapped_column(Money)
    price_service: Mapped[Decimal | None] = mapped_column(Money)
    starts_on: Mapped[dt.date] = mapped_column(Date)
    ends_on: Mapped[dt.date] = mapped_column(Date)
    document: Mapped[str] = mapped_column(String(20))
    # Who has signed, in the names of the contract, and when: {"customer": {"user": "U-1", "at": "…"}}.
    signatures: Mapped[dict[str, Any]] = mapped_column(JSONText, default=dict)
    in_force_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    # Other terms took its place, the supplier fell away, or a party declined: it is no contract any more.
    ended_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    tender: Mapped[Tender] = relationship()
    bid: Mapped[Bid] = relationship()


class Barred(Model):
    """Law 45-3: a supplier whom a court found to have given false information, barred from the finding on."""

    __tablename__ = "barred_supplier"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    finding_on: Mapped[dt.date] = mapped_column(Date)
    document: Mapped[str] = mapped_column(String(20))
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    # Struck out: it was made by mistake, blocks nobody, and stays to be seen.
    struck_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    struck_grounds: Mapped[str] = mapped_column(Text, default="")

    organisation: Mapped[Organisation] = relationship()
    recorded_by: Mapped[User] = relationship()


class Following(Model):
    """Somebody who gets an e-mail when a tender of a category is published; what is empty asks for nothing."""

    __tablename__ = "tender_following"
    __table_args__ = (
        UniqueConstraint("user_id", "object", "mechanism", "customer_bin"),
        Index("ix_tender_following_object", "object"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    object: Mapped[str] = mapped_column(String(16), default="")
    mechanism: Mapped[str] = mapped_column(String(16), default="")
    customer_bin: Mapped[str] = mapped_column(String(12), default="")
    since: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    user: Mapped[User] = relationship()
