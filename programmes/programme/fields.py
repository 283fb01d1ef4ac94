"""Fields for what a programme prints: texts and figures that may be left out, years, a day or a year.

What is not printed is null in JSON and an empty box on a page. Figures by year stand in by_year.py.
"""

import datetime as dt
import re
from typing import Any

import wtforms
from wtforms.validators import ValidationError

from qyzmet import texts
from qyzmet.forms.fields import NotTaken, Own, Schema, Text, TextArea
from qyzmet.forms.lists import Texts
from qyzmet.forms.numbers import Number
from qyzmet.translating import lazy_gettext as _l
from qyzmet.web import formats

FIRST_YEAR, LAST_YEAR = 1990, 2100
DIGITS, PLACES = 18, 6
_YEAR = re.compile(r"[0-9]{4}")


class Said(Text):
    """A text that a programme may leave out: null."""

    def from_json(self, value: Any) -> Any:
        """A string or null."""
        return None if value is None else super().from_json(value)

    def process_data(self, value: Any) -> None:
        """Keep a text cleaned; what is left out stays so."""
        super().process_data(value)
        if value is None:
            self.data = None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was typed; an empty box means that it is not printed."""
        super().process_formdata(valuelist)
        self.data = self.data or None

    def describe(self, draft: bool) -> Schema:
        """A string or null."""
        return self.or_null(super().describe(draft), draft)


class SaidArea(Said, TextArea):
    """The same of several lines."""

    widget = TextArea.widget
    lines = True

    def __init__(self, label: Any = None, validators: Any = None, *, most: int = 10_000, **kwargs: Any) -> None:
        super().__init__(label, validators, most=most, **kwargs)


class Besides(Said):
    """What the outside interface does not ask for: JSON has it only where it is answered."""

    left_out = True


class BesidesArea(SaidArea):
    """The same of several lines."""

    left_out = True


class TextsBesides(Texts):
    """The same of a list."""

    left_out = True


class Code(Said):
    """A code of letters, such as that of a language or of a currency."""

    def __init__(self, label: Any, validators: Any = None, *, pattern: str, wrong: Any, **kwargs: Any) -> None:
        super().__init__(label, validators, most=3, **kwargs)
        self.pattern, self.wrong = pattern, wrong

    def judge(self) -> None:
        """As such codes are."""
        super().judge()
        if not re.fullmatch(self.pattern, self.data):
            raise ValidationError(self.wrong)


class Figure(Number):
    """A figure in the programme's own currency and unit."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, digits=DIGITS, places=PLACES, **kwargs)


class DayOrYear(Said):
    """A day, or a year alone."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, most=10, **kwargs)

    def from_json(self, value: Any) -> Any:
        """A string or null; a year may be a number."""
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        return super().from_json(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take 2014, 2014-01-31, or 31.01.2014 as people write it."""
        super().process_formdata(valuelist)
        typed = re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", self.data or "")
        if typed:
            self.data = f"{typed[3]}-{int(typed[2]):02}-{int(typed[1]):02}"

    def _value(self) -> str:
        day = self._day()
        return super()._value() if day is None else f"{day:%d.%m.%Y}"

    def in_words(self) -> str | None:
        """A day as people write it."""
        day = self._day()
        return None if day is None else formats.date(day, formats.language())

    def _day(self) -> dt.date | None:
        try:
            return dt.date.fromisoformat(self.data) if len(self.data or "") == 10 else None
        except ValueError:
            return None

    def judge(self) -> None:
        """There is such a day."""
        super().judge()
        try:
            if _YEAR.fullmatch(self.data):
                good = FIRST_YEAR <= int(self.data) <= LAST_YEAR
            else:
                good = len(self.data) == 10 and FIRST_YEAR <= dt.date.fromisoformat(self.data).year <= LAST_YEAR
        except ValueError:
            good = False
        if not good:
            raise ValidationError(_l("Write a year, for example 2014, or a day, for example 31.12.2020"))


class Years(Own, wtforms.StringField):
    """Years: a list of numbers in JSON, on a page "2014, 2016-2018"."""

    def from_json(self, value: Any) -> list[int]:
        """A list of whole numbers."""
        if not isinstance(value, list) or not all(
            isinstance(each, int) and not isinstance(each, bool) for each in value
        ):
            raise NotTaken(_l("A list of years is expected, for example [2014, 2015]"))
        return value

    def process_data(self, value: Any) -> None:
        """Keep the years."""
        self.data = list(value) if isinstance(value, list) else []

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read years and spans of years as people type them."""
        typed = texts.without_marks(str(valuelist[0])) if valuelist else ""
        self.data = []
        for part in filter(None, re.split(r"[,;\s]+", re.sub(r"\s*[-–—]\s*", "-", typed))):
            span = re.fullmatch(r"([0-9]{4})(?:-([0-9]{4}))?", part)
            if span is None:
                raise NotTaken(_l("Write years, for example 2014, 2016-2018"))
            first, last = int(span[1]), int(span[2] or span[1])
            if not FIRST_YEAR <= first <= last <= LAST_YEAR:
                raise NotTaken(_l("Write years, for example 2014, 2016-2018"))
            self.data += [year for year in range(first, last + 1) if year not in self.data]

    def judge(self) -> None:
        """Each once, and within what the calendar knows."""
        if any(not FIRST_YEAR <= year <= LAST_YEAR for year in self.data) or len(set(self.data)) < len(self.data):
            raise ValidationError(
                _l("Name each year once, from %(first)s to %(last)s", first=str(FIRST_YEAR), last=str(LAST_YEAR))
            )
        if len(self.data) > LAST_YEAR - FIRST_YEAR:
            raise ValidationError(
                _l("Name each year once, from %(first)s to %(last)s", first=str(FIRST_YEAR), last=str(LAST_YEAR))
            )

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else ", ".join(str(year) for year in self.data or [])

    def in_words(self) -> str:
        """One behind the other."""
        return ", ".join(str(year) for year in self.data or [])

    def describe(self, draft: bool) -> Schema:
        """An array of whole numbers."""
        return {
            "type": "array",
            "items": {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR},
            "maxItems": LAST_YEAR - FIRST_YEAR,
            "uniqueItems": True,
        }
