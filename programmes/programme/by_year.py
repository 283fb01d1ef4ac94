"""Fields for figures and values by year: an object in JSON, on a page a line for each year: "2014: 3442.2"."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import wtforms
from wtforms.validators import ValidationError

from qyzmet import texts
from qyzmet.forms.fields import NotTaken, Own, Schema, too_long
from qyzmet.translating import lazy_gettext as _l
from qyzmet.web import formats

from .fields import DIGITS, FIRST_YEAR, LAST_YEAR, PLACES

MOST_YEARS, MOST_OF_KEY = 60, 40
_FIGURE = re.compile(rf"[0-9]{{1,{DIGITS}}}(\.[0-9]{{1,{PLACES}}})?")
_YEAR = re.compile(r"[0-9]{4}")


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


def _figure_in_words(figure: str | None) -> str:
    return "–" if figure is None else formats.number(Decimal(figure), formats.language())


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

    def in_words(self) -> str:
        """One behind the other, figures as people write them."""
        return "; ".join(f"{year}: {_figure_in_words(self.data[year])}" for year in sorted(self.data or {}))

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

    def in_words(self) -> str:
        """As they were given."""
        return "; ".join(self.lines())

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
        if any(len(source) > MOST_OF_KEY for source in value):
            raise NotTaken(_l("The key of a source of money has at most %(most)s characters", most=str(MOST_OF_KEY)))
        return {
            str(source): {read_year(year): read_figure(each) for year, each in given.items()}
            for source, given in value.items()
        }

    def take_line(self, number: int, line: str) -> None:
        """The key of a source, a year, its figure."""
        # The key of a source may have blanks and figures: the year stands before the colon, where there is one.
        before, colon, figure = line.rpartition(":")
        found = re.fullmatch(r"(\S.*?)\s+([0-9]{4})" + ("" if colon else r"\s+(.*)"), (before or line).strip())
        try:
            if found is None or len(found[1]) > MOST_OF_KEY:
                raise NotTaken("")
            said = figure if colon else found[3]
            self.data.setdefault(found[1], {})[read_year(found[2])] = typed_figure(said.strip())
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

    def in_words(self) -> str:
        """One behind the other, figures as people write them."""
        return "; ".join(
            f"{source} {year}: {_figure_in_words(given[year])}"
            for source, given in (self.data or {}).items()
            for year in sorted(given)
        )

    def describe(self, draft: bool) -> Schema:
        """An object from sources to objects by year."""
        figure = {"type": ["string", "null"], "pattern": f"^{_FIGURE.pattern}$"}
        return {
            "type": ["object", "null"],
            "propertyNames": {"maxLength": MOST_OF_KEY},
            "additionalProperties": _by_year_schema(figure) | {"type": "object"},
            "maxProperties": MOST_YEARS,
        }


def _by_year_schema(value: Schema) -> Schema:
    return {
        "type": ["object", "null"],
        "propertyNames": {"pattern": "^(199[0-9]|20[0-9]{2}|2100)$"},
        "additionalProperties": value,
        "maxProperties": MOST_YEARS,
    }
