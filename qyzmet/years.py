"""Terms in years and in months: Law 45-3 bars for three years, ¶ 103-1 and 103-2 speak of the time after three years,
an entry of the Catalogue is confirmed every six months (H26).
"""

import calendar
import datetime as dt


def last_day(event_on: dt.date, years: int) -> dt.date:
    """The last day of so many years from an event, whose own day is not counted: the same day of that year.

    Where that year has no 29 February, its last day is the 28th.
    """
    year = event_on.year + years
    return event_on.replace(year=year, day=min(event_on.day, calendar.monthrange(year, event_on.month)[1]))


def months_later(event_on: dt.date, months: int) -> dt.date:
    """The same day so many months later, or before for a negative number; the month's last day where it has no such."""
    year, month = divmod(event_on.year * 12 + event_on.month - 1 + months, 12)
    return dt.date(year, month + 1, min(event_on.day, calendar.monthrange(year, month + 1)[1]))


def whole_months(first: dt.date, last: dt.date) -> int:
    """How many whole months lie between two days; 0 where the last is not a month after the first."""
    count = (last.year - first.year) * 12 + last.month - first.month
    return max(count if months_later(first, count) <= last else count - 1, 0)


def day_after(first: dt.date, years: int) -> dt.date:
    """The day on which so many whole years are over that began with `first`, its own day among them.

    Where that year has no 29 February, they are over on 1 March.
    """
    same = last_day(first, years)
    return same if same.day == first.day else same + dt.timedelta(days=1)
