"""Fields for what a programme prints: texts and figures that may be left out, figures by year, years, a day or a year.

What is not printed is null in JSON and an empty box on a page. Figures by year are a line each: "2014: 3442.2".
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

import wtforms
from wtforms.validators import ValidationError

from qyzmet import texts
from qyzmet.forms.fields import NotTaken, Own, Schema, Text, TextArea, too_long
from qyzmet.forms.lists import Texts
from qyzmet.forms.numbers import Number
from qyzmet.translating import lazy_gettext as _l

FIRST_YEAR, LAST_YEAR = 1990, 2100
MOST_YEARS = 60
DIGITS, PLACES = 18, 6
_FIGURE = re.compile(rf"[0-9]{{1,{DIGITS}}}(\.[0-9]{{1,{PLACES}}})?")
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


class _ByYear(Own, wtforms.TextAreaField):
    """What all fields by year have in common: an object in JSON, lines on a page."""

    def process_data(self, value: Any) -> None:
        """Keep an object."""
        self.data = dict(value) if isinstance(value, Mapping) else {}

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read line by line. An error names its line."""
        self.data = {}
        typed = str(valuelist[0]) if valuelist else ""
        for number, line in enumerate(typed.splitlines(), 1):
            if texts.leaves_ink(line):
                self.take_line(number, texts.without_marks(line).strip())

    def take_line(self, number: int, line: str) -> None:
        """Add what a line says. Raises NotTaken."""
        raise NotImplementedError

    def lines(self) -> Iterable[str]:
        """What it holds, a line each."""
        raise NotImplementedError

    def is_empty(self) -> bool:
        """Whether there is nothing by any year."""
        return not self.data

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else "\n".join(self.lines())

    def in_words(self) -> str:
        """One behind the other."""
        return "; ".join(self.lines())


def read_year(key: Any) -> str:
    """A year as it names a figure. Raises NotTaken."""
    said = str(key).strip()
    if not _YEAR.fullmatch(said) or not FIRST_YEAR <= int(said) <= LAST_YEAR:
        raise NotTaken(_l("A year of four digits is expected, for example 2014"))
    return said


def read_figure(value: Any) -> str | None:
    """A figure as a text of digits, or null. Raises NotTaken."""
    if value is None:
        return None
    said = texts.without_marks(value) if isinstance(value, str) else None
    if said is None or not _FIGURE.fullmatch(said):
        raise NotTaken(_l('A decimal number as text is expected, for example "3442.20"'))
    return said


def typed_figure(text: str) -> str | None:
    """A figure as people type it: "3 442,2"; a dash means that none is printed. Raises NotTaken."""
    said = texts.digits(text).replace(",", ".")
    return None if said in ("", "-", "–", "—") else read_figure(said)


class ByYear(_ByYear):
    """Figures by year: {"2014": "3442.2"}."""

    def read(self, value: Any) -> str | None:
        """One of the figures from JSON."""
        return read_figure(value)

    def typed(self, text: str) -> str | None:
        """One of the figures as it is typed."""
        return typed_figure(text)

    def from_json(self, value: Any) -> dict[str, str | None]:
        """An object from years to figures or null; null for none at all."""
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            raise NotTaken(_l("An object is expected"))
        return {read_year(key): self.read(each) for key, each in value.items()}

    def take_line(self, number: int, line: str) -> None:
        """A year and its figure."""
        year, mark, figure = line.partition(":")
        if not mark:
            year, _blank, figure = line.partition(" ")
        try:
            self.data[read_year(year)] = self.typed(figure.strip())
        except NotTaken:
            raise NotTaken(
                _l("Line %(line)s: write a year and what is printed for it, for example 2014: 3442.2", line=str(number))
            ) from None

    def judge(self) -> None:
        """Not of more years than a programme has."""
        if len(self.data) > MOST_YEARS:
            raise ValidationError(_l("Give at most %(most)s years", most=str(MOST_YEARS)))

    def lines(self) -> Iterable[str]:
        """A year a line, in their order."""
        return [f"{year}: {'-' if self.data[year] is None else self.data[year]}" for year in sorted(self.data or {})]

    def describe(self, draft: bool) -> Schema:
        """An object from years to figures."""
        figure = {"type": ["string", "null"], "pattern": f"^{_FIGURE.pattern}$"}
        return _by_year_schema(figure)


class SaidByYear(ByYear):
    """Values by year, which may be words: {"2014": "at least 95"}."""

    most = 100

    def read(self, value: Any) -> str | None:
        """A short text."""
        if value is not None and (not isinstance(value, str) or len(value) > self.most):
            raise NotTaken(too_long(self.most) if isinstance(value, str) else _l("A text is expected"))
        return value

    def typed(self, text: str) -> str | None:
        """The same; a dash means that none is printed."""
        return None if text in ("", "-", "–", "—") else self.read(text)

    def describe(self, draft: bool) -> Schema:
        """An object from years to texts."""
        return _by_year_schema({"type": ["string", "null"], "maxLength": self.most})


class ByYearAndSource(_ByYear):
    """Figures by source and year: {"city": {"2014": "100.5"}}, on a page "city 2014: 100.5"."""

    def from_json(self, value: Any) -> dict[str, dict[str, str | None]]:
        """An object from sources to years to figures; null for none at all."""
        if value is None:
            return {}
        if not isinstance(value, Mapping) or not all(isinstance(each, Mapping) for each in value.values()):
            raise NotTaken(_l("An object is expected"))
        return {
            str(source)[:40]: {read_year(year): read_figure(each) for year, each in given.items()}
            for source, given in value.items()
        }

    def take_line(self, number: int, line: str) -> None:
        """The key of a source, a year, its figure."""
        found = re.fullmatch(r"(\S{1,40})\s+([0-9]{4})\s*:?\s+(.*)", line.replace(":", ": "))
        try:
            if found is None:
                raise NotTaken("")
            self.data.setdefault(found[1], {})[read_year(found[2])] = typed_figure(found[3].strip())
        except NotTaken:
            raise NotTaken(
                _l(
                    "Line %(line)s: write the key of a source, a year and a figure, for example city 2014: 100.5",
                    line=str(number),
                )
            ) from None

    def judge(self) -> None:
        """Not of more sources and years than a programme has."""
        if len(self.data) > MOST_YEARS or any(len(each) > MOST_YEARS for each in self.data.values()):
            raise ValidationError(_l("Give at most %(most)s years", most=str(MOST_YEARS)))

    def lines(self) -> Iterable[str]:
        """A source and a year a line."""
        return [
            f"{source} {year}: {'-' if given[year] is None else given[year]}"
            for source, given in (self.data or {}).items()
            for year in sorted(given)
        ]

    def describe(self, draft: bool) -> Schema:
        """An object from sources to objects by year."""
        figure = {"type": ["string", "null"], "pattern": f"^{_FIGURE.pattern}$"}
        return {"type": ["object", "null"], "additionalProperties": _by_year_schema(figure) | {"type": "object"}}


def _by_year_schema(value: Schema) -> Schema:
    return {
        "type": ["object", "null"],
        "propertyNames": {"pattern": "^(199[0-9]|20[0-9]{2}|2100)$"},
        "additionalProperties": value,
        "maxProperties": MOST_YEARS,
    }
