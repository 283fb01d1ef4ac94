"""Rows of the calendar and of the deadlines."""

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qyzmet.database import JSONText, Key, Model, UTCDateTime
from qyzmet.people.models import Organisation, User
from qyzmet.procedure.models import Act, Procedure, enum_column
from qyzmet.vocabulary import Party

from .working_days import DayKind


class CalendarRow(Model):
    """A day that differs from its weekday: a holiday, a moved day of rest or a worked day of rest."""

    __tablename__ = "calendar_day"

    on: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    kind: Mapped[DayKind] = mapped_column(enum_column(DayKind))
    name: Mapped[str] = mapped_column(String(300))
    source: Mapped[str] = mapped_column(String(500))


class ChangeKind(StrEnum):
    """How the calendar was changed."""

    SEED = "seed"
    SET = "set"
    REMOVE = "remove"
    IMPORT = "import"
    UNDO = "undo"


class CalendarChange(Model):
    """A change of the calendar; its number is the calendar's version. An undo is a change of its own."""

    __tablename__ = "calendar_change"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    action: Mapped[ChangeKind] = mapped_column(enum_column(ChangeKind))
    # What it was about, in no language: the day, the file and its years, the number of the change undone.
    summary: Mapped[str] = mapped_column(String(500))
    # [{"on": …, "before": {"kind", "name", "source"} | null, "after": likewise}, …]
    days: Mapped[list[dict[str, Any]]] = mapped_column(JSONText)
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("calendar_change.id"))
    # SHA-256 of the whole calendar after this change, written as a calendar file.
    digest: Mapped[str] = mapped_column(String(64))
    # Null until every open deadline was counted anew by this version.
    recounted_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    by: Mapped[User | None] = relationship()


class DeadlineState(StrEnum):
    """A deadline is open until an act closes it; a stopped or annulled one never fires again."""

    OPEN = "open"
    CLOSED = "closed"
    STOPPED = "stopped"
    ANNULLED = "annulled"


class Stage(StrEnum):
    """What the worker does next about an open deadline; the first three of a term in months alone."""

    SIX_MONTHS = "six_months"
    THREE_MONTHS = "three_months"
    ONE_MONTH = "one_month"
    HALF = "half"
    ONE_LEFT = "one_left"
    TODAY = "today"
    OVERDUE = "overdue"


class Deadline(Model):
    """A term that runs for somebody. The due instant is 24:00 of the last working day, in Asia/Almaty."""

    __tablename__ = "deadline"
    __table_args__ = (
        # What the worker looks for: the next thing to do among the open ones, however many there are.
        Index(
            "ix_deadline_next_at_id",
            "next_at",
            "id",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
        Index("ix_deadline_procedure_id", "procedure_id"),
        # Lists by term: what runs, and of that what is marked overdue, each in the order of procedures. They hold all
        # that is asked for, or SQLite would take either.
        Index(
            "ix_deadline_procedure_id_due_at",
            "procedure_id",
            "state",
            "due_at",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(
            "ix_deadline_procedure_id_overdue",
            "procedure_id",
            "state",
            "overdue_at",
            sqlite_where=text("state = 'open' AND overdue_at IS NOT NULL"),
            postgresql_where=text("state = 'open' AND overdue_at IS NOT NULL"),
        ),
        Index(
            "ix_deadline_owner_organisation_id_due_at",
            "owner_organisation_id",
            "due_at",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(
            # A change of the calendar looks at the open deadlines by event and length: those that share both share
            # their days.
            "ix_deadline_event_on_working_days",
            "event_on",
            "working_days",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(
            # What the statistics read of every step that was done, so that they need not look at the rows.
            "ix_deadline_procedure_id_took",
            "procedure_id",
            "term",
            "owner",
            "owner_organisation_id",
            "took",
            "working_days",
            "closed_at",
            "due_at",
            sqlite_where=text("took IS NOT NULL"),
            postgresql_where=text("took IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"))
    term: Mapped[str] = mapped_column(String(40))
    rule: Mapped[str] = mapped_column(String(40))
    owner: Mapped[Party] = mapped_column(enum_column(Party))
    owner_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    event_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    event_on: Mapped[dt.date] = mapped_column(Date)
    working_days: Mapped[int] = mapped_column()
    starts_on: Mapped[dt.date] = mapped_column(Date)
    due_on: Mapped[dt.date] = mapped_column(Date)
    due_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    # A term in calendar days has their number here; `working_days` are then those that lie within it.
    calendar_days: Mapped[int | None] = mapped_column()
    # The same of a term in calendar months.
    months: Mapped[int | None] = mapped_column()
    # It ends on this very day, also where it is a day off: the procedure itself names the day.
    on_day: Mapped[dt.date | None] = mapped_column(Date)
    # Which of several rows of one term it is, in the words of its kind: of which period a report is.
    matter: Mapped[str | None] = mapped_column(String(40))
    # It does not end before this instant, whatever its days say: it was extended, or ends by itself and was announced.
    until: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    provisional: Mapped[bool] = mapped_column(default=False)
    calendar_version: Mapped[int] = mapped_column()
    state: Mapped[DeadlineState] = mapped_column(enum_column(DeadlineState), default=DeadlineState.OPEN)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("act.id"))
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("act.id"))
    closed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    # The working days that whoever had to act took; None while it runs, and where it was never fulfilled.
    took: Mapped[int | None] = mapped_column()
    overdue_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)  # when it was marked
    next_stage: Mapped[Stage | None] = mapped_column(enum_column(Stage))
    next_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    # A row that the worker could not carry out waits until then, by the machine's time, and stops no other.
    retry_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    failures: Mapped[int] = mapped_column(default=0)

    procedure: Mapped[Procedure] = relationship()
    owner_organisation: Mapped[Organisation | None] = relationship()
    opened_by: Mapped[Act | None] = relationship(foreign_keys=[opened_by_id])
    closed_by: Mapped[Act | None] = relationship(foreign_keys=[closed_by_id])
    # The changes of the calendar that moved it, the oldest first.
    moves: Mapped[list["Recount"]] = relationship(order_by="Recount.id", viewonly=True)


class Firing(Model):
    """A stage of a deadline that the worker has carried out or passed over: the mark that it is done, once."""

    __tablename__ = "deadline_firing"
    __table_args__ = (UniqueConstraint("deadline_id", "stage", "due_at"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    deadline_id: Mapped[int] = mapped_column(ForeignKey("deadline.id"))
    stage: Mapped[Stage] = mapped_column(enum_column(Stage))
    # The due instant it was fired for: after a change of the calendar a reminder may be due again.
    due_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    # Passed over: while no worker ran a more urgent stage came, and only that one was told.
    skipped: Mapped[bool] = mapped_column(default=False)


class Recount(Model):
    """A deadline that a change of the calendar moved: old and new last day."""

    __tablename__ = "deadline_recount"
    __table_args__ = (Index("ix_deadline_recount_deadline_id", "deadline_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    deadline_id: Mapped[int] = mapped_column(ForeignKey("deadline.id"))
    change_id: Mapped[int] = mapped_column(ForeignKey("calendar_change.id"))
    old_due_on: Mapped[dt.date] = mapped_column(Date)
    new_due_on: Mapped[dt.date] = mapped_column(Date)
    # It was marked overdue and, by the new calendar, is not.
    overdue_ended: Mapped[bool] = mapped_column(default=False)
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime)


class WorkerBeat(Model):
    """A worker that lives says so here; `/readyz` reads it. Times are the machine's."""

    __tablename__ = "worker_beat"

    worker: Mapped[str] = mapped_column(String(80), primary_key=True)
    started_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    stopped_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    last_error: Mapped[str | None] = mapped_column(Text)
