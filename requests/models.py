"""Requests and proposals, what is written about them, and the design assignments that they lead to."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from qyzmet.database import JSONText, Key, Model, Money, UTCDateTime
from qyzmet.people.models import User
from qyzmet.procedure.models import Act, Procedure, enum_column

from ..passports.models import FunctionPassport
from .procedure.assignment import OPENINGS


class Opinion(Model):
    """¶ 11: the integrator's opinion on three criteria. A draft until the head gives it; a given one never changes."""

    __tablename__ = "opinion"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    # The request or the proposal that it is about.
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"), index=True)
    # A draft may leave it open.
    favourable: Mapped[bool | None] = mapped_column()
    text: Mapped[str] = mapped_column(Text)
    # [{"key": "effectiveness", "score": 4, "grounds": "…", "documents": ["D-3"]}, …]
    criteria: Mapped[list[dict[str, Any]]] = mapped_column(JSONText)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSONText, default=list)
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    drafted_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    given_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    # Set when the act that made it was annulled: the row stays, and no longer counts.
    annulled_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    drafted_by: Mapped[User] = relationship(foreign_keys=[drafted_by_id])
    given_by: Mapped[User | None] = relationship(foreign_keys=[given_by_id])


class Filed(Procedure):
    """What requests and proposals have in common: the filing, on paper too, and its review by the integrator."""

    __abstract__ = True
    room = "requests"

    receipt_hash: Mapped[str | None] = mapped_column(String(64))
    # The instant of the newest filing; `submitted_at` is that of the first.
    received_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    # H12: the day on which a paper came in, and its scans, ["D-1"]; terms count from that day.
    received_on: Mapped[dt.date | None] = mapped_column(Date)
    scans: Mapped[list[str]] = mapped_column(JSONText, default=list)

    @declared_attr
    def executor_id(cls) -> Mapped[int | None]:  # noqa: N805 - SQLAlchemy gives the class.
        """The integrator's person who examines it, once the head has assigned one."""
        return mapped_column(ForeignKey("user.id"), index=True)

    @declared_attr
    def executor(cls) -> Mapped[User | None]:  # noqa: N805 - as above.
        """The same person."""
        return relationship(User, primaryjoin=lambda: User.id == cls.executor_id)

    @declared_attr
    def opinions(cls) -> Mapped[list[Opinion]]:  # noqa: N805 - as above.
        """Every opinion, the oldest first."""
        return relationship(
            Opinion,
            primaryjoin=lambda: Opinion.procedure_id == Procedure.id,
            foreign_keys=[Opinion.procedure_id],
            order_by=Opinion.id,
        )

    @declared_attr
    def assignments(cls) -> Mapped[list["DesignAssignment"]]:  # noqa: N805 - as above.
        """The design assignments that were ordered on its ground, the oldest first."""
        return relationship(
            "DesignAssignment",
            primaryjoin="foreign(DesignAssignment.source_id) == Procedure.id",
            order_by="DesignAssignment.id",
            viewonly=True,
        )

    @property
    def opinion(self) -> Opinion | None:
        """The newest opinion that stands, drafted or given."""
        return next((each for each in reversed(self.opinions) if each.annulled_at is None), None)

    @property
    def given_opinion(self) -> Opinion | None:
        """The opinion that was given and stands; a draft is the integrator's own affair."""
        opinion = self.opinion
        return opinion if opinion is not None and opinion.given_at is not None else None


class AutomationRequest(Filed):
    """¶ 8.1: a request in the form of Annex 1; its ten rows are `data`, in the names of the contract."""

    __tablename__ = "automation_request"

    id: Mapped[int] = mapped_column(ForeignKey("procedure.id"), primary_key=True)
    # The function passport from which its rows were filled, or that was made from it.
    passport_id: Mapped[int | None] = mapped_column(ForeignKey("function_passport.id"), index=True)

    passport: Mapped[FunctionPassport | None] = relationship(foreign_keys=[passport_id], join_depth=1)

    __mapper_args__ = {  # noqa: RUF012 - SQLAlchemy reads it as it stands.
        "polymorphic_identity": "requests",
        "inherit_condition": id == Procedure.id,
    }


class Proposal(Filed):
    """¶ 8.2: a proposal of a supplier or of the operator; a state body becomes its customer by joining it (H11)."""

    __tablename__ = "proposal"

    id: Mapped[int] = mapped_column(ForeignKey("procedure.id"), primary_key=True)
    joined_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    __mapper_args__ = {"polymorphic_identity": "proposals"}  # noqa: RUF012 - as above.


class DesignAssignment(Procedure):
    """¶ 19: a design assignment; its 14 parts are `data`. What was proposed stays as a version of its own."""

    __tablename__ = "design_assignment"
    __table_args__ = (
        Index(
            "ix_design_assignment_mechanism_id",
            "mechanism",
            "id",
            sqlite_where=text("mechanism = 'ppp'"),
            postgresql_where=text("mechanism = 'ppp'"),
        ),
    )
    room = "requests"

    id: Mapped[int] = mapped_column(ForeignKey("procedure.id"), primary_key=True)
    # The request, the proposal, later the development on whose ground it was ordered.
    source_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"), index=True)
    # The version that is written at, or that was proposed last.
    assignment_version: Mapped[int] = mapped_column(default=1)
    # Part 1's mechanism, for the public list of PPP projects.
    mechanism: Mapped[str | None] = mapped_column(String(16))
    # ¶ 92, H51: of a development that replaces no supplier, to what contracts it adds: the mechanism and object of its
    # service, what these cost by contract when it was decided, and what was offered for it; None for all others.
    adds_to: Mapped[dict[str, Any] | None] = mapped_column(JSONText)
    # ¶ 32: when the project was entered in the list of PPP projects.
    listed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    # A procedure that leads to a procedure is a cycle, which SQLAlchemy loads row by row unless a depth is given.
    source: Mapped[Procedure] = relationship(foreign_keys=[source_id], join_depth=1)
    versions: Mapped[list["AssignmentVersion"]] = relationship(
        back_populates="assignment", order_by="AssignmentVersion.number"
    )
    # The tenders that rest on it, the oldest first; lists link to what an assignment led to.
    tenders: Mapped[list[Procedure]] = relationship(
        "Tender",
        primaryjoin="foreign(Tender.assignment_id) == DesignAssignment.id",
        order_by="Tender.id",
        viewonly=True,
    )
    # The formations that it led to, with a supplier or by the operator itself, the oldest first.
    formations: Mapped[list[Procedure]] = relationship(
        "Formation",
        primaryjoin="foreign(Formation.assignment_id) == DesignAssignment.id",
        order_by="Formation.id",
        viewonly=True,
    )

    __mapper_args__ = {  # noqa: RUF012 - as above.
        "polymorphic_identity": "assignments",
        "inherit_condition": id == Procedure.id,
    }

    @property
    def acts_of_version(self) -> list[Act]:
        """The acts that hold for the version now written or proposed, the oldest first: those since it was opened.

        They are found among the acts that are loaded: lists show many assignments.
        """
        standing = [act for act in self.acts if act.annulled_by_id is None]
        opened = max((act.id for act in standing if act.action in OPENINGS), default=0)
        return [act for act in standing if act.id > opened]

    def version_of(self, number: int) -> "AssignmentVersion | None":
        """The version of that number, if it was ever proposed."""
        return next((each for each in self.versions if each.number == number), None)


class AssignmentVersion(Model):
    """A version of a design assignment as it was proposed. It never changes."""

    __tablename__ = "assignment_version"
    __table_args__ = (UniqueConstraint("assignment_id", "number"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("design_assignment.id"))
    number: Mapped[int] = mapped_column()
    data: Mapped[dict[str, Any]] = mapped_column(JSONText)
    # SHA-256 of the canonical JSON of number, version and data.
    hash: Mapped[str] = mapped_column(String(64))
    proposed_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    # Why it followed the version before: an amendment, an objection or a return; empty for the first.
    reason: Mapped[str] = mapped_column(Text, default="")
    # Set when the act that proposed it was annulled: it was never before anybody then.
    annulled_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    assignment: Mapped[DesignAssignment] = relationship(back_populates="versions")
    proposed_by: Mapped[User] = relationship(foreign_keys=[proposed_by_id])


class ContractName(StrEnum):
    """The contracts that are concluded on a design assignment, in the names of the outside interface."""

    SERVICE = "service"
    LEASE = "lease"
    PPP = "ppp"


class OperatorContract(Model):
    """A contract of the operator that is concluded on a design assignment, without tender: that of an IC service which
    the operator creates itself (¶ 88), or an addition to the contract of a service or of its lease (¶ 92, H51), or to
    that of a PPP project, which has both in one (H54).

    Other terms make another row, of the next version of that contract. In force when all of its parties have signed.
    """

    __tablename__ = "operator_contract"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("design_assignment.id"), index=True)
    name: Mapped[ContractName] = mapped_column(enum_column(ContractName), server_default=ContractName.SERVICE.value)
    version: Mapped[int]
    price: Mapped[Decimal | None] = mapped_column(Money)
    # Of a PPP project, which has both in one.
    price_lease: Mapped[Decimal | None] = mapped_column(Money)
    price_service: Mapped[Decimal | None] = mapped_column(Money)
    starts_on: Mapped[dt.date] = mapped_column(Date)
    ends_on: Mapped[dt.date] = mapped_column(Date)
    document: Mapped[str] = mapped_column(String(20))
    # Who has signed: {"customer": {"user": "U-1", "at": "…"}, "operator": …}.
    signatures: Mapped[dict[str, Any]] = mapped_column(JSONText, default=dict)
    in_force_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    assignment: Mapped[DesignAssignment] = relationship()
