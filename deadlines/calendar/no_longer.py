"""Days that used to be holidays and are none any more, with the reason for whoever looks for one in vain."""

import datetime as dt
from dataclasses import dataclass

from qyzmet.vocabulary import N_

from ..working_days import DayKind, WorkingCalendar

# So many years after it has ended people still look for it.
_TOLD_FOR = 3


@dataclass(frozen=True)
class Ended:
    """A holiday that ended: its day, the first year without it, why."""

    month: int
    day: int
    name: str
    since: int
    why: str


ENDED = (
    Ended(
        8,
        30,
        N_("Constitution Day"),
        2026,
        N_(
            "a new Constitution was adopted on 15 March 2026: Constitution Day is 15 March, from 2027 on, and nothing "
            "is moved for 30 August"
        ),
    ),
    Ended(12, 1, N_("First President Day"), 2022, N_("the holiday was abolished by the Law in 2022 (Z2200000143)")),
    Ended(
        12,
        17,
        N_("Independence Day"),
        2022,
        N_("since 2022 Independence Day is one day, 16 December (Z2200000143)"),
    ),
)


def missing_in(calendar: WorkingCalendar, year: int) -> list[tuple[dt.date, Ended]]:
    """What one may look for in vain in a year; a day that the calendar does have off is not missing."""
    days = [
        (dt.date(year, each.month, each.day), each) for each in ENDED if each.since <= year < each.since + _TOLD_FOR
    ]
    off = (DayKind.HOLIDAY, DayKind.MOVED_REST)
    return [(on, each) for on, each in days if (row := calendar.rows.get(on)) is None or row.kind not in off]
