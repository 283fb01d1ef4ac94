"""Organisations, users and their roles."""

import datetime as dt

from sqlalchemy import CheckConstraint, Date, Enum, ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qyzmet.database import JSONText, Key, Model, UTCDateTime
from qyzmet.vocabulary import OrganisationKind, Role


def _enum(kind: type) -> Enum:
    return Enum(kind, native_enum=False, length=32, values_callable=lambda e: [m.value for m in e])


class Organisation(Model):
    """A state body, the authorised body, the integrator, the operator, a supplier or the State Technical Service."""

    __tablename__ = "organisation"
    __table_args__ = (
        # Of the single kinds one organisation works at a time; a successor takes its place.
        Index(
            "uq_organisation_single_kind",
            "kind",
            unique=True,
            sqlite_where=text("closed_on IS NULL AND kind NOT IN ('state_body', 'supplier')"),
            postgresql_where=text("closed_on IS NULL AND kind NOT IN ('state_body', 'supplier')"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    bin: Mapped[str] = mapped_column(String(12), unique=True)
    kind: Mapped[OrganisationKind] = mapped_column(_enum(OrganisationKind))
    name_kk: Mapped[str] = mapped_column(String(500))
    name_ru: Mapped[str] = mapped_column(String(500))
    name_en: Mapped[str] = mapped_column(String(500))
    # ¶ 3: the National Bank's own systems are outside the Rules.
    national_bank: Mapped[bool] = mapped_column(default=False)
    # Null while a supplier that registered itself waits for an administrator's check.
    checked_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    refused_reason: Mapped[str | None] = mapped_column(String(2000))
    # IIN and BIN of those who own a share of it: they judge no bid of its own (Law 45-1).
    owners: Mapped[list[str]] = mapped_column(JSONText, default=list, server_default=text("'[]'"))
    # H47: acts that its heads alone take are taken with an electronic digital signature only.
    must_sign: Mapped[bool] = mapped_column(default=False, server_default=false())
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    closed_on: Mapped[dt.date | None] = mapped_column(Date)
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)

    successor: Mapped["Organisation | None"] = relationship(remote_side=[id])
    memberships: Mapped[list["Membership"]] = relationship(back_populates="organisation")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as it stands.

    def name(self, language: str) -> str:
        """Its name in Kazakh, Russian or English."""
        return {"kk": self.name_kk, "ru": self.name_ru, "en": self.name_en}[language]

    @property
    def works(self) -> bool:
        """Whether its people may act: checked and not reorganised away."""
        return self.checked_at is not None and self.closed_on is None


class User(Model):
    """A person who signs in. Outside, a user is `U-` and the number."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    iin: Mapped[str] = mapped_column(String(12), unique=True)
    surname: Mapped[str] = mapped_column(String(200))
    given_name: Mapped[str] = mapped_column(String(200))
    patronymic: Mapped[str] = mapped_column(String(200), default="")
    post: Mapped[str] = mapped_column(String(300), default="")
    email: Mapped[str] = mapped_column(String(254), unique=True)  # kept in lower case
    language: Mapped[str] = mapped_column(String(2), default="kk")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    password_changed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    # Sealed with a key derived from the secret key, so that a copy of the database gives no codes away.
    totp_secret: Mapped[str | None] = mapped_column(String(300))
    totp_confirmed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    # The last time step whose code was taken: a code is good once.
    totp_last_step: Mapped[int | None] = mapped_column()
    left_on: Mapped[dt.date | None] = mapped_column(Date)
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)

    memberships: Mapped[list["Membership"]] = relationship(back_populates="user", foreign_keys="Membership.user_id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as it stands.

    @property
    def public_id(self) -> str:
        return f"U-{self.id}"

    @property
    def full_name(self) -> str:
        """Surname, name and patronymic, as papers write them."""
        return " ".join(part for part in (self.surname, self.given_name, self.patronymic) if part)

    @property
    def short_name(self) -> str:
        """Name and surname, as the page's header says them."""
        return f"{self.given_name} {self.surname}"


class Membership(Model):
    """A role of a user in an organisation, for a time. An acting head stands in for another user."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="dates_in_order"),
        Index("ix_membership_user_id_organisation_id", "user_id", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[Role] = mapped_column(_enum(Role))
    since: Mapped[dt.date] = mapped_column(Date)  # the procedure's dates, in Asia/Almaty
    until: Mapped[dt.date | None] = mapped_column(Date)  # the last day, included
    acting_for_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    user: Mapped[User] = relationship(back_populates="memberships", foreign_keys=[user_id])
    acting_for: Mapped[User | None] = relationship(foreign_keys=[acting_for_id])
    organisation: Mapped[Organisation] = relationship(back_populates="memberships")

    def holds_on(self, day: dt.date) -> bool:
        """Whether the role is held on that day."""
        return self.since <= day and (self.until is None or day <= self.until)
