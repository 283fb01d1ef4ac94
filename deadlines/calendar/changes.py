"""Changing the calendar: a day set or removed, a file imported, a change undone. Nothing here commits.

Each is first proposed, which changes nothing and can be shown with its consequences, and then made. A change knows
every day as it was before and after, so that it can be undone; an undo is a change of its own.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select

from qyzmet import clock, context
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.procedure.refusals import NotInThisState, Stale
from qyzmet.translating import gettext as _

from ..models import CalendarChange, CalendarRow, ChangeKind
from ..working_days import CalendarDay, DayKind, WorkingCalendar
from . import in_force as calendars

CHAIN = "calendar"
AUDIT_ACTIONS = {
    ChangeKind.SET: "set_calendar_day",
    ChangeKind.REMOVE: "remove_calendar_day",
    ChangeKind.IMPORT: "import_calendar",
    ChangeKind.UNDO: "undo_calendar_change",
}
SUMMARY_LENGTH = 500


@dataclass(frozen=True)
class DayChange:
    """One day of the calendar before and after; None where it has no row."""

    on: dt.date
    before: CalendarDay | None
    after: CalendarDay | None


@dataclass(frozen=True)
class Proposal:
    """A change that is not made yet: the days that would differ, none if nothing would."""

    kind: ChangeKind
    days: Sequence[DayChange]
    summary: str
    version: int
    undoes: CalendarChange | None = None

    @property
    def years(self) -> list[int]:
        """The years with a day that differs."""
        return sorted({day.on.year for day in self.days})

    def resulting(self) -> WorkingCalendar:
        """The calendar as it would be."""
        held = {row.on: row for row in calendars.rows()}
        _put(held, self.days)
        return WorkingCalendar.of(held.values())


def set_day(row: CalendarDay) -> Proposal:
    """Give a day its row, in place of the one it may have."""
    before = _held([row.on])
    return Proposal(ChangeKind.SET, _differing(before, {row.on: row}), row.on.isoformat(), calendars.version())


def remove_day(on: dt.date) -> Proposal:
    """Take a day's row away: it is what its weekday says again."""
    return Proposal(ChangeKind.REMOVE, _differing(_held([on]), {}), on.isoformat(), calendars.version())


def import_rows(rows: Iterable[CalendarDay], name: str) -> Proposal:
    """The rows of a file called `name` in place of all rows of the years that the file holds."""
    new = {row.on: row for row in rows}
    years = {on.year for on in new}
    before = {row.on: row for row in calendars.rows() if row.on.year in years}
    listed = ", ".join(map(str, sorted(years)))
    summary = f"{name[:120]}: {listed}" if name else listed
    return Proposal(ChangeKind.IMPORT, _differing(before, new), summary[:SUMMARY_LENGTH], calendars.version())


def undo(change: CalendarChange) -> Proposal:
    """Put the days of a change back as they were before it.

    Raises NotInThisState, with the reason, for what the product came with, for a change that is undone already, and
    when later changes touched the same days.
    """
    _check_can_be_undone(change)
    found = days_of(change)
    days = [DayChange(day.on, before=day.after, after=day.before) for day in found]
    return Proposal(ChangeKind.UNDO, days, f"№ {change.id}", calendars.version(), undoes=change)


def make(proposal: Proposal, expected_version: int | None = None) -> CalendarChange:
    """Make a proposed change: rows, its record with old and new values, and the audit trail.

    The open deadlines are counted anew by `recount`. Raises Stale when the calendar has changed since
    `expected_version`, or since the proposal was drawn up, and NotInThisState when nothing would differ.
    """
    # One change at a time, so that their numbers and contents follow each other; see also `service.count`.
    audit.lock_trail()
    now_at = calendars.version()
    if now_at != proposal.version or expected_version not in (None, now_at):
        raise Stale(
            _(
                "The calendar was changed in the meantime, by somebody else or by you in another tab. "
                "Look at your change anew."
            )
        )
    if not proposal.days:
        raise NotInThisState(_("This would change nothing: the calendar says so already."))
    who = context.actor()
    change = CalendarChange(
        at=clock.now(),
        by_id=who.user.id if who.user else None,
        action=proposal.kind,
        summary=proposal.summary,
        days=[_day_as_json(day) for day in proposal.days],
        undoes_id=proposal.undoes.id if proposal.undoes else None,
        digest="",
        recounted_at=None,
    )
    _write_rows(proposal.days)
    change.digest = calendars.digest_of(calendars.rows())
    db.session.add(change)
    db.session.flush()
    audit.record(
        AUDIT_ACTIONS[proposal.kind],
        chain=CHAIN,
        subject=f"version {change.id}",
        before={day.on.isoformat(): _as_json(day.before) for day in proposal.days},
        after={day.on.isoformat(): _as_json(day.after) for day in proposal.days},
    )
    return change


def days_of(change: CalendarChange) -> list[DayChange]:
    """The days of a change, before and after."""
    return [
        DayChange(on, _from_json(on, day["before"]), _from_json(on, day["after"]))
        for day in change.days
        for on in [dt.date.fromisoformat(day["on"])]
    ]


def all_changes() -> list[CalendarChange]:
    """Every change, the newest first."""
    return list(db.session.scalars(select(CalendarChange).order_by(CalendarChange.id.desc())))


def undone() -> frozenset[int]:
    """The numbers of the changes that are undone, by an undo that holds itself."""
    return _undone(all_changes())


def _undone(newest_first: Sequence[CalendarChange]) -> frozenset[int]:
    gone: set[int] = set()
    for change in newest_first:
        if change.undoes_id is not None and change.id not in gone:
            gone.add(change.undoes_id)
    return frozenset(gone)


def _check_can_be_undone(change: CalendarChange) -> None:
    if change.action is ChangeKind.SEED:
        raise NotInThisState(
            _("This is the calendar that the application came with. Change single days, or import a file for the year.")
        )
    known = all_changes()
    gone = _undone(known)
    if change.id in gone:
        raise NotInThisState(_("Change %(number)s is undone already.", number=change.id))
    touched = {day["on"] for day in change.days}
    # A later change that is undone left no trace, nor did its undoing.
    later = [
        other
        for other in known
        if other.id > change.id
        and other.id not in gone
        and other.undoes_id is None
        and touched & {day["on"] for day in other.days}
    ]
    if later:
        numbers = ", ".join(str(other.id) for other in reversed(later))
        raise NotInThisState(
            _(
                "Change %(number)s cannot be undone: later changes touched the same days (%(later)s). "
                "Undo these first.",
                number=change.id,
                later=numbers,
            )
        )
    now_held = _held([day.on for day in days_of(change)])
    if any(now_held.get(day.on) != day.after for day in days_of(change)):
        raise NotInThisState(
            _("Change %(number)s cannot be undone: its days are no longer as it left them.", number=change.id)
        )


def _differing(before: Mapping[dt.date, CalendarDay], after: Mapping[dt.date, CalendarDay]) -> tuple[DayChange, ...]:
    return tuple(
        DayChange(on, before.get(on), after.get(on))
        for on in sorted(before.keys() | after.keys())
        if before.get(on) != after.get(on)
    )


def _held(days: Sequence[dt.date]) -> dict[dt.date, CalendarDay]:
    wanted = set(days)
    return {row.on: row for row in calendars.rows() if row.on in wanted}


def _put(held: dict[dt.date, CalendarDay], days: Iterable[DayChange]) -> None:
    for day in days:
        if day.after is None:
            held.pop(day.on, None)
        else:
            held[day.on] = day.after


def _write_rows(days: Sequence[DayChange]) -> None:
    db.session.execute(
        delete(CalendarRow)
        .where(CalendarRow.on.in_([day.on for day in days]))
        .execution_options(synchronize_session=False)
    )
    new = [
        {"on": day.on, "kind": day.after.kind, "name": day.after.name, "source": day.after.source}
        for day in days
        if day.after is not None
    ]
    if new:
        db.session.execute(CalendarRow.__table__.insert(), new)  # type: ignore[attr-defined]


def _day_as_json(day: DayChange) -> dict[str, Any]:
    return {"on": day.on.isoformat(), "before": _as_json(day.before), "after": _as_json(day.after)}


def _as_json(row: CalendarDay | None) -> dict[str, str] | None:
    return None if row is None else {"kind": row.kind.value, "name": row.name, "source": row.source}


def _from_json(on: dt.date, kept: Mapping[str, str] | None) -> CalendarDay | None:
    return None if kept is None else CalendarDay(on, DayKind(kept["kind"]), kept["name"], kept["source"])
