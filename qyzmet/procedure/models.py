"""A procedure's rows: the procedure itself, its parties and acts, editions and house rules, numbers."""

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import Date, Enum, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qyzmet import translating
from qyzmet.database import JSONText, Key, Model, UTCDateTime
from qyzmet.people.models import Organisation, User
from qyzmet.signatures.kept_models import Signature
from qyzmet.vocabulary import Channel, Party, Seat


def enum_column(kind: type) -> Enum:
    """A string enum kept by its values, as text, on both databases."""
    return Enum(kind, native_enum=False, length=32, values_callable=lambda e: [m.value for m in e])


class Edition(Model):
    """A text of the Rules in force from a date: its terms and facts are data that an administrator can add."""

    __tablename__ = "edition"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    title: Mapped[str] = mapped_column(String(500))
    in_force_from: Mapped[dt.date] = mapped_column(Date)
    in_force_until: Mapped[dt.date | None] = mapped_column(Date)  # the last day
    # {"terms": {"decide": 3, …}, "tables": "kz-2022-03-31"}: numbers, and which release's tables they fill.
    data: Mapped[dict[str, Any]] = mapped_column(JSONText)


class HouseRule(Model):
    """A local rule's value under an edition, from an instant on; the newest row is in force."""

    __tablename__ = "house_rule"
    __table_args__ = (Index("ix_house_rule_edition_key_id", "edition_key", "key", "id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    edition_key: Mapped[str] = mapped_column(ForeignKey("edition.key"))
    key: Mapped[str] = mapped_column(String(8))  # H1 …
    value: Mapped[Any] = mapped_column(JSONText)
    changed_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Procedure(Model):
    """A request, and later a tender, a formation and so on: what all kinds have in common."""

    __tablename__ = "procedure"
    __table_args__: Any = (
        Index("ix_procedure_kind_state_id", "kind", "state", "id"),
        Index("ix_procedure_kind_id", "kind", "id"),
        Index("ix_procedure_submitted_at", "submitted_at"),
        # What the statistics count by, so that they need not look at the rows.
        Index("ix_procedure_is_public_kind_state_submitted_at", "is_public", "kind", "state", "submitted_at"),
        Index(
            "ix_procedure_kind_id_public",
            "kind",
            "id",
            sqlite_where=text("is_public"),
            postgresql_where=text("is_public"),
        ),
    )
    # The room whose pages show it: the first word of their address.
    room: ClassVar[str] = ""

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    # A draft has its random number alone; both addresses work afterwards.
    draft_number: Mapped[str] = mapped_column(String(40), unique=True)
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    state: Mapped[str] = mapped_column(String(32))
    edition_key: Mapped[str] = mapped_column(ForeignKey("edition.key"))
    channel: Mapped[Channel] = mapped_column(enum_column(Channel), default=Channel.PORTAL)
    title: Mapped[str] = mapped_column(Text, default="")
    # Its name in each language, as an IC service and what was begun for it have; else the title is its name.
    titles: Mapped[dict[str, str] | None] = mapped_column(JSONText)
    data: Mapped[dict[str, Any]] = mapped_column(JSONText, default=dict)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    submitted_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    # Everybody may know of it, also who is not signed in.
    is_public: Mapped[bool] = mapped_column(default=False, server_default=false())

    created_by: Mapped[User] = relationship()
    party_rows: Mapped[list["ProcedureParty"]] = relationship(back_populates="procedure", lazy="selectin")
    acts: Mapped[list["Act"]] = relationship(back_populates="procedure", order_by="Act.id")
    seats: Mapped[list["ProcedureSeat"]] = relationship(back_populates="procedure", order_by="ProcedureSeat.id")

    __mapper_args__ = {  # noqa: RUF012 - SQLAlchemy reads it as it stands.
        "polymorphic_on": "kind",
        "version_id_col": version,
        # A page that shows one loads its own table too.
        "with_polymorphic": None,
    }

    @property
    def called(self) -> str:
        """What it is called in the language that is being written in; its title where it has no name in that."""
        return str((self.titles or {}).get(translating.language() or "") or self.title)

    @property
    def public_number(self) -> str:
        """The registered number, or the draft's."""
        return self.number or self.draft_number

    @property
    def path(self) -> str:
        """The address of its page, short enough to be sent."""
        return f"/{self.room or self.kind}/{self.public_number}"

    def party(self, party: Party) -> Organisation | None:
        """The organisation that is this party, or None as long as nobody is."""
        for row in self.party_rows:
            if row.party == party:
                return row.organisation
        return None


# What the audit chain of a procedure begins with.
CHAIN = "procedure:"


def chain_of(procedure: Procedure) -> str:
    """The audit chain of a procedure."""
    return f"{CHAIN}{procedure.id}"


def procedure_of_chain(chain: str) -> int | None:
    """The id of the procedure that has the audit chain; None for the chain of something else."""
    return int(chain.removeprefix(CHAIN)) if chain.startswith(CHAIN) else None


class ProcedureParty(Model):
    """Which organisation is which party of a procedure; a successor takes the row over."""

    __tablename__ = "procedure_party"
    __table_args__ = (
        UniqueConstraint("procedure_id", "party", "organisation_id"),
        Index("ix_procedure_party_organisation_id_procedure_id", "organisation_id", "procedure_id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"))
    party: Mapped[Party] = mapped_column(enum_column(Party))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))

    procedure: Mapped[Procedure] = relationship(back_populates="party_rows")
    organisation: Mapped[Organisation] = relationship(lazy="joined")


class ProcedureSeat(Model):
    """A person with a seat in the procedure's Commission (Law 45-1), and for which organisation.

    Rows stay: who was replaced or stepped aside keeps theirs, with the instant from which it no longer gives a right.
    """

    __tablename__ = "procedure_seat"
    __table_args__ = (
        Index("ix_procedure_seat_user_id_procedure_id", "user_id", "procedure_id"),
        Index("ix_procedure_seat_procedure_id", "procedure_id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    seat: Mapped[Seat] = mapped_column(enum_column(Seat))
    since: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    # The declaration of no interest: None until it was made.
    interest: Mapped[bool | None] = mapped_column()
    declared_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    # From then on it gives no right: replaced, or stepped aside for an interest; `reason` says why.
    until: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    # Until then who stepped aside is counted among those of whom a quorum is needed.
    replaced_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    reason: Mapped[str] = mapped_column(Text, default="")

    procedure: Mapped[Procedure] = relationship(back_populates="seats")
    user: Mapped[User] = relationship()
    organisation: Mapped[Organisation] = relationship()


class Act(Model):
    """A move that was taken. An annulled one stays, marked with the act that annulled it.

    What time itself did, and what nobody is to know the taker of, names no person and no organisation.
    """

    __tablename__ = "act"
    __table_args__ = (Index("ix_act_procedure_id_id", "procedure_id", "id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"))
    action: Mapped[str] = mapped_column(String(40))
    # Which of several moves of that name it was, in the words of the table.
    case: Mapped[str] = mapped_column(String(120), default="", server_default=text("''"))
    party: Mapped[Party] = mapped_column(enum_column(Party))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    acting_for_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    from_state: Mapped[str] = mapped_column(String(32))
    to_state: Mapped[str] = mapped_column(String(32))
    body: Mapped[dict[str, Any]] = mapped_column(JSONText, default=dict)
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    annulled_by_id: Mapped[int | None] = mapped_column(ForeignKey("act.id"))
    # Of one that was signed: the SHA-256 of the manifest.
    manifest_sha256: Mapped[str | None] = mapped_column(String(64))

    procedure: Mapped[Procedure] = relationship(back_populates="acts")
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    acting_for: Mapped[User | None] = relationship(foreign_keys=[acting_for_id])
    organisation: Mapped[Organisation | None] = relationship()
    # Read ahead for those that are signed (`signatures/kept.py`); nobody asks for the others'.
    signature: Mapped[Signature | None] = relationship()

    @property
    def taker(self) -> User:
        """The person who took it. Raises LookupError for an act of nobody: time itself, or one that is anonymous."""
        if self.user is None:
            raise LookupError(f"nobody is named as the taker of act {self.id}")
        return self.user


class NumberCounter(Model):
    """The last number given for a prefix and year; raised in the transaction that uses it, so without gaps."""

    __tablename__ = "number_counter"

    prefix: Mapped[str] = mapped_column(String(16), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column()
