"""How a term was counted, day by day, so that anyone can check it by hand."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from qyzmet import clock

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# What stands in brackets at the end of a calendar name is a note for its keepers, not part of the name.
_NOTE = re.compile(r"\s*\[([^\]]*)\]\s*$")


def weekday(day: dt.date) -> str:
    """The weekday in English, whatever the machine's locale."""
    return WEEKDAYS[day.weekday()]


class StripKind(StrEnum):
    """Why a day is not simply a working day of the week."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MOVED_REST = "moved_rest"
    MOVED_WORK = "moved_work"


@dataclass(frozen=True, slots=True)
class StripDay:
    """One day that the counting looked at.

    `number` is its place in the count, None for a day off; `kind` is None for an ordinary working day;
    `name` and `source` are the calendar row's, empty for a plain weekend.
    """

    on: dt.date
    kind: StripKind | None
    number: int | None
    name: str = ""
    source: str = ""

    @property
    def working(self) -> bool:
        """Whether the day was counted."""
        return self.number is not None

    @property
    def weekday(self) -> str:
        """The weekday in English."""
        return weekday(self.on)

    @property
    def reason(self) -> str:
        """In English, for the API and the command line: the weekday of a weekend, or the row's name."""
        if self.kind is None:
            return ""
        if self.kind is StripKind.WEEKEND:
            return self.weekday
        name, estimated = without_note(self.name)
        return f"{name} (estimated)" if estimated else name

    def as_json(self) -> dict[str, Any]:
        """The day as the JSON of the command line shows it."""
        return {"on": self.on.isoformat(), "reason": self.reason, "kind": self.kind, "source": self.source}


@dataclass(frozen=True, slots=True)
class Explanation:
    """A term: its event, first and last working day, and each day looked at in the order of counting."""

    event_on: dt.date
    working_days: int
    starts_on: dt.date
    due_on: dt.date
    strip: Sequence[StripDay]
    undecreed_years: Sequence[int]

    @property
    def due_at(self) -> dt.datetime:
        """24:00 of the last day in Asia/Almaty, in UTC: the first instant that is too late."""
        return clock.end_of(self.due_on)

    @property
    def provisional(self) -> bool:
        """Whether the answer rests on a year that is not decreed yet."""
        return bool(self.undecreed_years)

    @property
    def skipped(self) -> list[StripDay]:
        """The days off that the term passed over."""
        return [day for day in self.strip if not day.working]

    @property
    def worked_by_decree(self) -> list[StripDay]:
        """The counted days that only a decree made working days."""
        return [day for day in self.strip if day.kind is StripKind.MOVED_WORK]

    def as_json(self) -> dict[str, Any]:
        """The term as the JSON of the command line shows it, in the words of the API's deadlines."""
        return {
            "event_on": self.event_on.isoformat(),
            "working_days": self.working_days,
            "starts_on": self.starts_on.isoformat(),
            "due_on": self.due_on.isoformat(),
            "due_at": clock.almaty(self.due_at).isoformat(),
            "provisional": self.provisional,
            "skipped": [day.as_json() for day in self.skipped],
            "worked_by_decree": [day.as_json() for day in self.worked_by_decree],
        }


def without_note(name: str) -> tuple[str, bool]:
    """A calendar name without the keepers' note at its end, and whether that note says it is estimated."""
    note = _NOTE.search(name)
    if note is None:
        return name, False
    return name[: note.start()], note.group(1) == "ESTIMATED"
