"""Fields for dates and for instants: in JSON as ISO 8601, on a page as people in Kazakhstan write date and time."""

import datetime as dt
import re
from typing import Any

import wtforms

from qyzmet import clock, texts
from qyzmet.forms.fields import NotTaken, Own, Schema
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_
from qyzmet.web import formats, widgets
from qyzmet.web.typed_dates import NotUnderstood, read_day_and_time

_JSON = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)
# Beyond these the calendar does not reach; an offset could not be taken from such an instant either.
_FIRST, _LAST = 1990, 2100
# The acts that requests rest on may be older than the calendar.
_OLDEST = 1900


class Date(Own, widgets.DateField):
    """A date. A form that says itself which days it takes has `any_year`: what it says is the more exact."""

    # How it is typed on a page, where it has no hint of its own. The API takes ISO and is told nothing of this.
    as_typed = _l("For example 26.03.2027")

    def __init__(self, *args: Any, any_year: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._any_year = any_year

    def from_json(self, value: Any) -> dt.date | None:
        """An ISO date, or null."""
        if value is None:
            return None
        if isinstance(value, str):
            value = texts.without_marks(value)
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) or len(value) != 10:
            raise NotTaken(_l("A date is expected as year-month-day, for example 2026-03-05"))
        try:
            day = dt.date.fromisoformat(value)
        except ValueError:
            raise NotTaken(_l("There is no such date. Check the day and the month")) from None
        if not self._is_of_our_time(day):
            raise NotTaken(_wrong_year())
        return day

    def read(self, text: str) -> dt.date:
        """A date as it is typed; raises NotUnderstood."""
        day = super().read(text)
        if not self._is_of_our_time(day):
            raise NotUnderstood(_wrong_year())
        return day

    def _is_of_our_time(self, day: dt.date) -> bool:
        return self._any_year or _OLDEST <= day.year <= _LAST

    def in_words(self) -> str | None:
        """The day as people read it."""
        return None if self.data is None else formats.date(self.data, formats.language())

    def to_json(self) -> str | None:
        """ISO."""
        return None if self.data is None else self.data.isoformat()

    def describe(self, draft: bool) -> Schema:
        """A string of the format date."""
        return self.or_null({"type": "string", "format": "date"}, draft)


class Instant(Own, wtforms.StringField):
    """A date and a time; `data` is an aware datetime or None."""

    unanswered = N_("Write the date and the time: “%(label)s”")
    as_typed = _l("For example 26.03.2027 18:00")

    def from_json(self, value: Any) -> dt.datetime | None:
        """An ISO instant with its offset, or null."""
        if value is None:
            return None
        if isinstance(value, str):
            value = texts.without_marks(value)
        if not isinstance(value, str) or not _JSON.fullmatch(value):
            raise NotTaken(_l("An instant with its offset is expected, for example 2026-03-24T18:00:00+05:00"))
        try:
            found = dt.datetime.fromisoformat(value)
        except ValueError:
            raise NotTaken(_l("There is no such date or time. Check them")) from None
        return _checked(found)

    def process_data(self, value: Any) -> None:
        """Keep an instant; a stored text is read."""
        if isinstance(value, str) and value:
            value = self.from_json(value)
        self.data = value if isinstance(value, dt.datetime) else None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read a date and a time as people type them: `24.03.2026 18:00`; 24:00 is the end of the day."""
        typed = " ".join(texts.without_marks(str(valuelist[0])).split()) if valuelist else ""
        self.data = None
        if not typed:
            return
        if _JSON.fullmatch(typed):
            self.data = self.from_json(typed)
            return
        try:
            day, hour, minute = read_day_and_time(typed)
        except NotUnderstood as refused:
            raise NotTaken(refused.args[0]) from None
        if not _FIRST <= day.year <= _LAST or hour > 24 or minute > 59 or (hour == 24 and minute):
            raise NotTaken(_l("There is no such date or time. Check them"))
        self.data = clock.end_of(day) if hour == 24 else clock.at(day, hour, minute)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        local = clock.almaty(self.data)
        return f"{formats.date_short(local.date(), formats.language())} {local:%H:%M}"

    def in_words(self) -> str | None:
        """The day and the time as people read them."""
        return "" if self.data is None else formats.instant(self.data, formats.language())

    def to_json(self) -> str | None:
        """ISO, with the offset of Kazakhstan."""
        return None if self.data is None else clock.almaty(self.data).isoformat()

    def describe(self, draft: bool) -> Schema:
        """A string of the format date-time."""
        return self.or_null({"type": "string", "format": "date-time"}, draft)


def _checked(instant: dt.datetime) -> dt.datetime:
    if not _FIRST <= instant.year <= _LAST:
        raise NotTaken(_l("There is no such date or time. Check them"))
    return instant


def _wrong_year() -> str:
    # Most often a slip of the pen, as 0206 for 2026.
    return _l("Check the year: it lies between %(first)s and %(last)s", first=str(_OLDEST), last=str(_LAST))
