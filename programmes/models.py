"""Programmes of the register, the reports that were filed on them, and what cites them."""

import datetime as dt
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qyzmet.database import JSONText, Key, Model, UTCDateTime
from qyzmet.procedure.models import Act, Procedure


class Programme(Procedure):
    """A version of a programme; `data` is what is printed of it, in the names of the contract.

    What is in force never changes: an amendment is a row of its own, with the one that it replaces as `previous`.
    """

    __tablename__ = "programme"
    __table_args__: Any = (
        Index("ix_programme_programme_kind_id", "programme_kind", "id"),
        Index("ix_programme_first_year_id", "first_year", "id"),
        Index("ix_programme_last_year_id", "last_year", "id"),
        Index(
            "ix_programme_next_report_on",
            "next_report_on",
            sqlite_where=text("next_report_on IS NOT NULL"),
            postgresql_where=text("next_report_on IS NOT NULL"),
        ),
    )
    room = "programmes"

    id: Mapped[int] = mapped_column(ForeignKey("procedure.id"), primary_key=True)
    # The version before this one, and the first of all: what cites one version cites the programme.
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"), index=True)
    root_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"), index=True)
    # What lists ask for: state, sector or territorial, and the years of its term.
    programme_kind: Mapped[str] = mapped_column(String(16), default="")
    first_year: Mapped[int | None] = mapped_column()
    last_year: Mapped[int | None] = mapped_column()
    # When the programme was first in force in the register: reports that were due before are nobody's term here.
    entered_on: Mapped[dt.date | None] = mapped_column(Date)
    # The next day on which a report is due; once it has passed, the worker starts the terms that follow.
    next_report_on: Mapped[dt.date | None] = mapped_column(Date)

    previous: Mapped["Programme | None"] = relationship(
        foreign_keys=[previous_id], remote_side=[id], back_populates="following", join_depth=1
    )
    # The amended versions that were begun from it, the oldest first; one alone takes its place.
    following: Mapped[list["Programme"]] = relationship(
        foreign_keys=[previous_id], back_populates="previous", order_by="Programme.id", join_depth=1
    )

    __mapper_args__ = {  # noqa: RUF012 - SQLAlchemy reads it as it stands.
        "polymorphic_identity": "programmes",
        "inherit_condition": id == Procedure.id,
    }


class ProgrammeReport(Model):
    """A report that was filed on a programme, for one period of one report line. Rows stay; the newest counts."""

    __tablename__ = "programme_report"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    root_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    # The line of the programme's reports and the period: "2-2017-Q3".
    key: Mapped[str] = mapped_column(String(40))
    # What was planned, done and spent, by measure and by indicator.
    data: Mapped[dict[str, Any]] = mapped_column(JSONText)
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))
    # Its act was annulled: the row stays and no longer counts.
    annulled_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    act: Mapped[Act] = relationship()


class ProgrammeCitation(Model):
    """Row 2 of Annex 1: a request cites points of a programme in the register. Kept in step with the request's data."""

    __tablename__ = "programme_citation"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"), index=True)
    root_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    points: Mapped[str] = mapped_column(Text, default="")
