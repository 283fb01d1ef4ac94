"""Formations of IC services, the services in the Catalogue with their prices, suppliers and relations, the classifiers
that they are listed by, and their developments.
"""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Date, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from qyzmet.database import JSONText, Key, Model, Money, UTCDateTime
from qyzmet.people.models import Organisation
from qyzmet.procedure.models import Act, Procedure, enum_column
from qyzmet.web.sorting import kazakh_order

from ..requests.models import AssignmentVersion, DesignAssignment
from ..tenders.models import Bid, Tender, WithCommission

# By bytes on both databases. A service without a price stands behind all that have one.
Bytewise = Text().with_variant(Text(collation="C"), "postgresql")
NO_PRICE = 2**62


class Service(Procedure):
    """Law 46, 12(19): an IC service in the Catalogue. `data` is its entry, in the names of the contract.

    The columns beside it are what lists, facets and sorting ask for; the acts keep them in step with the entry.
    """

    __tablename__ = "service"
    __table_args__: Any = (
        Index("ix_service_kind_key_id", "kind_key", "id"),
        Index("ix_service_recipient_key_id", "recipient_key", "id"),
        Index("ix_service_region_id", "region", "id"),
        *(Index(f"ix_service_sort_{key}_id", f"sort_{key}", "id") for key in ("kk", "ru", "en", "price", "highest")),
    )
    room = "catalog"

    id: Mapped[int] = mapped_column(ForeignKey("procedure.id"), primary_key=True)
    # The request, the proposal (or for a service entered otherwise, nothing) that the first formation came from.
    source_id: Mapped[int | None] = mapped_column(ForeignKey("procedure.id"), index=True)
    # What it runs on: ssp or ici; and whether the operator created it itself (¶ 88).
    object: Mapped[str] = mapped_column(String(16), default="")
    mechanism: Mapped[str] = mapped_column(String(16), default="")
    # Keys of the classifiers (Law 46), and of the region that the request names (entry/regions).
    kind_key: Mapped[str] = mapped_column(String(40), default="")
    recipient_key: Mapped[str] = mapped_column(String(40), default="")
    region: Mapped[str] = mapped_column(String(200), default="")
    # The names of the entry, as lists show and sort them.
    name_kk: Mapped[str] = mapped_column(Text, default="")
    name_ru: Mapped[str] = mapped_column(Text, default="")
    name_en: Mapped[str] = mapped_column(Text, default="")
    # The prices that hold now.
    price_lease: Mapped[Decimal | None] = mapped_column(Money)
    price_service: Mapped[Decimal | None] = mapped_column(Money)
    # What lists are sorted by: the names by the Kazakh alphabet, the price of the service in tiyn, up and down.
    sort_kk: Mapped[str] = mapped_column(Bytewise, default="", server_default=text("''"))
    sort_ru: Mapped[str] = mapped_column(Bytewise, default="", server_default=text("''"))
    sort_en: Mapped[str] = mapped_column(Bytewise, default="", server_default=text("''"))
    sort_price: Mapped[int] = mapped_column(BigInteger, default=NO_PRICE, server_default=text(str(NO_PRICE)))
    sort_highest: Mapped[int] = mapped_column(BigInteger, default=NO_PRICE, server_default=text(str(NO_PRICE)))
    # H26: when somebody last said that the entry is true.
    confirmed_on: Mapped[dt.date] = mapped_column(Date)
    # H18: the first day of the lease of the product that it runs on now; None where nothing is leased.
    lease_starts_on: Mapped[dt.date | None] = mapped_column(Date)
    # ¶ 103-1: when the product became the state body's property.
    transferred_on: Mapped[dt.date | None] = mapped_column(Date)
    # The version of the entry: a development completes with the next one.
    entry_version: Mapped[int] = mapped_column(default=1)
    # The state before the replacement of its supplier, to which a cancelled replacement returns.
    state_before: Mapped[str | None] = mapped_column(String(32))

    source: Mapped[Procedure | None] = relationship(foreign_keys=[source_id], join_depth=1)
    prices: Mapped[list["ServicePrice"]] = relationship(back_populates="service", order_by="ServicePrice.id")
    suppliers: Mapped[list["ServiceSupplier"]] = relationship(back_populates="service", order_by="ServiceSupplier.id")
    relations: Mapped[list["ServiceRelation"]] = relationship(
        back_populates="service", foreign_keys="ServiceRelation.service_id", order_by="ServiceRelation.id"
    )
    # The design assignments for the replacement of its supplier, the oldest first.
    assignments: Mapped[list[DesignAssignment]] = relationship(
        primaryjoin="foreign(DesignAssignment.source_id) == Service.id", order_by="DesignAssignment.id", viewonly=True
    )
    # The formations that led to it and to its later versions, the oldest first.
    formations: Mapped[list["Formation"]] = relationship(
        primaryjoin="foreign(Formation.service_id) == Service.id", order_by="Formation.id", viewonly=True
    )

    __mapper_args__ = {  # noqa: RUF012 - SQLAlchemy reads it as it stands.
        "polymorphic_identity": "services",
        "inherit_condition": id == Procedure.id,
    }

    @validates("name_kk", "name_ru", "name_en")
    def _sort_by_name(self, column: str, name: str) -> str:
        setattr(self, column.replace("name", "sort"), kazakh_order(name))
        return name

    @validates("price_service")
    def _sort_by_price(self, _column: str, price: Decimal | None) -> Decimal | None:
        self.sort_price = NO_PRICE if price is None else int(price * 100)
        self.sort_highest = NO_PRICE if price is None else -self.sort_price
        return price


class Formation(WithCommission):
    """¶ 73-98: how an IC service is formed, from the contracts in force to its entry in the Catalogue.

    `data` holds the entry that the integrator proposes, from the first notice on.
    """

    __tablename__ = "formation"
    room = "catalog"

    id: Mapped[int] = mapped_column(ForeignKey("procedure.id"), primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("design_assignment.id"), index=True)
    # The version of the assignment that the contracts rest on.
    version_id: Mapped[int] = mapped_column(ForeignKey("assignment_version.id"))
    # The tender and the bid of the supplier; none where the operator forms the service itself (¶ 88).
    tender_id: Mapped[int | None] = mapped_column(ForeignKey("tender.id"), index=True)
    bid_id: Mapped[int | None] = mapped_column(ForeignKey("bid.id"))
    # The service that it led to, or that it is to replace or to develop.
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"), index=True)
    # ssp or ici; lease, operator or ppp.
    object: Mapped[str] = mapped_column(String(16))
    mechanism: Mapped[str] = mapped_column(String(16))
    # The day and place that the newest call of the Commission names.
    meets_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    assignment: Mapped[DesignAssignment] = relationship(foreign_keys=[assignment_id], join_depth=1)
    version_of_assignment: Mapped[AssignmentVersion] = relationship()
    tender: Mapped[Tender | None] = relationship(foreign_keys=[tender_id], join_depth=1)
    bid: Mapped[Bid | None] = relationship(foreign_keys=[bid_id], join_depth=1)
    service: Mapped[Service | None] = relationship(foreign_keys=[service_id], join_depth=1)

    __mapper_args__ = {  # noqa: RUF012 - as above.
        "polymorphic_identity": "formations",
        "inherit_condition": id == Procedure.id,
    }


class PriceGround(StrEnum):
    """On what a price of the history rests."""

    CONTRACT = "contract"
    PUBLISHED = "published"
    MAINTENANCE = "maintenance"


class ServicePrice(Model):
    """Law 46, ¶ 103-2: the prices of a service from a day on. Rows stay: they are the history."""

    __tablename__ = "service_price"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    from_on: Mapped[dt.date] = mapped_column(Date)
    price_lease: Mapped[Decimal | None] = mapped_column(Money)
    price_service: Mapped[Decimal | None] = mapped_column(Money)
    ground: Mapped[PriceGround] = mapped_column(enum_column(PriceGround))
    grounds: Mapped[str] = mapped_column(Text, default="")
    document: Mapped[str | None] = mapped_column(String(20))
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    act_id: Mapped[int | None] = mapped_column(ForeignKey("act.id"))
    # Its act was annulled: the row stays and no longer counts.
    annulled_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    service: Mapped[Service] = relationship(back_populates="prices")
    act: Mapped[Act | None] = relationship()


class ServiceSupplier(Model):
    """The suppliers of a service one after another, each with the formation by which it came."""

    __tablename__ = "service_supplier"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    formation_id: Mapped[int | None] = mapped_column(ForeignKey("formation.id"))
    since: Mapped[dt.date] = mapped_column(Date)
    until: Mapped[dt.date | None] = mapped_column(Date)
    # ¶ 109: it refused to perform, or terminated or broke the contract.
    failed: Mapped[bool] = mapped_column(default=False, server_default=false())

    service: Mapped[Service] = relationship(back_populates="suppliers")
    organisation: Mapped[Organisation] = relationship()
    formation: Mapped[Formation | None] = relationship()


class RelationKind(StrEnum):
    """How one service stands to another."""

    NEEDS = "needs"
    REPLACES = "replaces"
    PART_OF = "part_of"


class ServiceRelation(Model):
    """One service needs, replaces or is a part of another. Never in a circle."""

    __tablename__ = "service_relation"
    __table_args__ = (UniqueConstraint("service_id", "other_id", "kind"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    kind: Mapped[RelationKind] = mapped_column(enum_column(RelationKind))

    service: Mapped[Service] = relationship(back_populates="relations", foreign_keys=[service_id])
    other: Mapped[Service] = relationship(foreign_keys=[other_id])


class ClassifierName(StrEnum):
    """By what services are classified (Law 46)."""

    KIND = "kind"
    RECIPIENT = "recipient"


class Classifier(Model):
    """Law 46: a kind of service or a kind of recipient, kept by administrators. Its key never changes."""

    __tablename__ = "classifier"
    __table_args__ = (UniqueConstraint("classifier", "key"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    classifier: Mapped[ClassifierName] = mapped_column(enum_column(ClassifierName))
    key: Mapped[str] = mapped_column(String(40))
    name_kk: Mapped[str] = mapped_column(String(300))
    name_ru: Mapped[str] = mapped_column(String(300))
    name_en: Mapped[str] = mapped_column(String(300))
    position: Mapped[int] = mapped_column(default=0)
    # No longer offered for new entries; what has it keeps it.
    closed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)


class Development(Procedure):
    """¶ 90-92: the customer asks for the development of an IC service; `data` is what it asks for."""

    __tablename__ = "development"
    room = "catalog"

    id: Mapped[int] = mapped_column(ForeignKey("procedure.id"), primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    # H32: the protocol of the decision, as it was written: plain JSON; its hash, and who has signed:
    # {"integrator": {"user": "U-1", "at": "…"}}.
    decision: Mapped[dict[str, Any] | None] = mapped_column(JSONText)
    decision_hash: Mapped[str | None] = mapped_column(String(64))
    decision_signatures: Mapped[dict[str, Any]] = mapped_column(JSONText, default=dict, server_default=text("'{}'"))

    service: Mapped[Service] = relationship(foreign_keys=[service_id], join_depth=1)
    # The design assignments that it led to, the oldest first.
    assignments: Mapped[list[DesignAssignment]] = relationship(
        primaryjoin="foreign(DesignAssignment.source_id) == Development.id",
        order_by="DesignAssignment.id",
        viewonly=True,
    )

    __mapper_args__ = {  # noqa: RUF012 - as above.
        "polymorphic_identity": "developments",
        "inherit_condition": id == Procedure.id,
    }
