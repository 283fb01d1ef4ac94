"""What a programme's text says, from its legal basis to its money, as lines of a file: writing.py writes them. Pure.

The first line names the columns: row,key,of,text,year,amount,by,unit,result. `row` says what a line is; the others say
of it what they can. Errors name their line as a spreadsheet counts it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qyzmet.vocabulary import N_

COLUMNS = ("row", "key", "of", "text", "year", "amount", "by", "unit", "result")
# The keys of the data that a file replaces.
KEYS = ("goals", "points", "indicators", "financing")
# And those that it replaces where it names any: what few programmes print has no place in most files.
BESIDES = ("basis", "directions")
MOST_ERRORS = 200
_YEAR = re.compile(r"(199[0-9]|20[0-9]{2}|2100)")
_FIGURE = re.compile(r"[0-9]{1,18}(\.[0-9]{1,6})?")
_SPAN = re.compile(r"([0-9]{4})(?:-([0-9]{4}))?")
_BLANKS = re.compile(r"[\s\u00a0\u202f]+")

Line = Mapping[str, str]


@dataclass(frozen=True)
class LineError:
    """What is wrong in a line: a msgid with its values."""

    line: int
    text: str
    values: Mapping[str, str] = field(default_factory=dict)


class Wrong(Exception):
    """The file cannot be taken: every line that is wrong, the first ones of very many."""

    def __init__(self, errors: Sequence[LineError]) -> None:
        super().__init__(f"{len(errors)} lines are wrong")
        self.errors = errors


class _Line(Exception):
    """A line is wrong."""

    def __init__(self, text: str, **values: str) -> None:
        super().__init__(text)
        self.text, self.values = text, values


@dataclass
class _Reading:
    """What was read so far, by the keys that later lines name."""

    basis: list[str] = field(default_factory=list)
    directions: list[str] = field(default_factory=list)
    goals: list[dict[str, Any]] = field(default_factory=list)
    points: list[dict[str, Any]] = field(default_factory=list)
    indicators: list[dict[str, Any]] = field(default_factory=list)
    financing: dict[str, Any] = field(default_factory=lambda: {"total": None, "years": {}, "sources": []})
    by_key: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    # The line that is read now, and which line put what at a place of a list or an object.
    line: int = 0
    lines: dict[tuple[int, str], int] = field(default_factory=dict)

    def append(self, rows: list[Any], made: Any) -> None:
        """Put what a line made at the end of a list."""
        self.lines[id(rows), str(len(rows))] = self.line
        rows.append(made)

    def put(self, held: dict[str, Any], key: str, value: Any) -> None:
        """Put what a line says into an object."""
        self.lines[id(held), key] = self.line
        held[key] = value

    def add(self, kind: str, line: Line, made: dict[str, Any]) -> dict[str, Any]:
        """Keep what a line made under its key."""
        key = (kind, line["key"])
        if not line["key"]:
            raise _Line(N_("a line of this kind needs a key"))
        if key in self.by_key:
            raise _Line(N_("the key %(key)s was given before"), key=line["key"])
        self.by_key[key] = made
        return made

    def named(self, kind: str, line: Line) -> dict[str, Any]:
        """What the line belongs to."""
        found = self.by_key.get((kind, line["of"]))
        if found is None:
            raise _Line(N_("“of” names nothing that stands above: %(key)s"), key=line["of"] or "–")
        return found


@dataclass(frozen=True)
class Contents:
    """The data that a file holds, and which line said what. Lists and objects are told apart by what they are."""

    data: dict[str, Any]
    lines: Mapping[tuple[int, str], int]

    def line_of(self, path: str) -> int | None:
        """The line that said what stands at a path, as “goals.0.tasks.1.text”; None where it is of no line alone."""
        found: int | None = None
        at: Any = self.data
        for part in path.split("."):
            found = self.lines.get((id(at), part), found)
            try:
                at = at[int(part)] if isinstance(at, list) else at[part]
            except (LookupError, ValueError, TypeError):
                break
        return found


def read(rows: Sequence[tuple[int, Sequence[str]]]) -> Contents:
    """What the lines hold; `rows` are numbered as they stand in the file, the head first. Raises Wrong."""
    if not rows:
        raise Wrong([LineError(1, N_("the file is empty"))])
    first, head = rows[0]
    names = [each.strip().casefold() for each in head]
    while names and not names[-1]:
        names.pop()
    unknown = [each for each in names if each not in COLUMNS]
    if "row" not in names or unknown or len(set(names)) < len(names):
        text = N_("the first line names the columns: %(columns)s")
        raise Wrong([LineError(first, text, {"columns": ", ".join(COLUMNS)})])
    reading, errors = _Reading(), []
    for number, cells in rows[1:]:
        line = dict.fromkeys(COLUMNS, "") | {name: cell.strip() for name, cell in zip(names, cells, strict=False)}
        if not any(line.values()):
            continue
        try:
            if any(cell.strip() for cell in cells[len(names) :]):
                raise _Line(N_("there are more cells than columns"))
            reading.line = number
            _take(reading, line)
        except _Line as wrong:
            errors.append(LineError(number, wrong.text, wrong.values))
            if len(errors) >= MOST_ERRORS:
                break
    if errors:
        raise Wrong(errors)
    data = {key: getattr(reading, key) for key in KEYS}
    besides = {key: getattr(reading, key) for key in BESIDES if getattr(reading, key)}
    if not besides and not any(data[key] for key in KEYS[:-1]) and not _has_money(data["financing"]):
        raise Wrong([LineError(first, N_("the file holds no lines below its head"))])
    return Contents(data | besides, reading.lines)


def _has_money(money: Mapping[str, Any]) -> bool:
    return bool(money["total"] is not None or money["years"] or money["sources"])


def _take(reading: _Reading, line: Line) -> None:
    taking = _KINDS.get(line["row"].casefold())
    if taking is None:
        raise _Line(N_("“row” is one of: %(kinds)s"), kinds=", ".join(_KINDS))
    taking(reading, line)


def _text(line: Line) -> str:
    if not line["text"]:
        raise _Line(N_("the text is missing"))
    return line["text"]


def _or_none(text: str) -> str | None:
    return text or None


def figure(text: str) -> str | None:
    """A figure as people and spreadsheets write it; a dash or nothing means that none is printed."""
    said = _BLANKS.sub("", text).replace(",", ".")
    if said in ("", "-", "–", "—"):
        return None
    if not _FIGURE.fullmatch(said):
        raise _Line(N_("this is no figure: %(said)s"), said=text[:40])
    return said


def _year(line: Line) -> str:
    said = line["year"].removesuffix(".0")
    if not _YEAR.fullmatch(said):
        raise _Line(N_("a year of four digits is needed, here stands: %(said)s"), said=line["year"][:40] or "–")
    return said


def _years(text: str) -> list[int]:
    found: list[int] = []
    for part in filter(None, re.split(r"[,;\s]+", text.replace("–", "-").removesuffix(".0"))):
        span = _SPAN.fullmatch(part)
        first, last = (int(span[1]), int(span[2] or span[1])) if span is not None else (1, 0)
        if not 1990 <= first <= last <= 2100:
            raise _Line(N_("these are no years: %(said)s"), said=text[:40])
        found += [year for year in range(first, last + 1) if year not in found]
    return found


def _basis(reading: _Reading, line: Line) -> None:
    reading.append(reading.basis, _text(line))


def _direction(reading: _Reading, line: Line) -> None:
    reading.append(reading.directions, _text(line))


def _goal(reading: _Reading, line: Line) -> None:
    made: dict[str, Any] = {"key": line["key"], "text": _text(line), "tasks": []}
    reading.append(reading.goals, reading.add("goal", line, made))


def _task(reading: _Reading, line: Line) -> None:
    goal = reading.named("goal", line)
    made: dict[str, Any] = {"key": line["key"], "text": _text(line), "measures": []}
    reading.append(goal["tasks"], reading.add("task", line, made))


def _item(reading: _Reading, line: Line) -> None:
    reading.append(reading.named("task", line).setdefault("items", []), _text(line))


def _measure(reading: _Reading, line: Line) -> None:
    task = reading.named("task", line)
    made: dict[str, Any] = {
        "key": line["key"],
        "text": _text(line),
        "by": _or_none(line["by"]),
        "years": _years(line["year"]),
        "money": {},
        "result": _or_none(line["result"]),
    }
    reading.append(task["measures"], reading.add("measure", line, made))


def _money(reading: _Reading, line: Line) -> None:
    measure = reading.named("measure", line)
    if not line["key"]:
        raise _Line(N_("“key” names the source of the money"))
    _put(reading, measure["money"].setdefault(line["key"], {}), _year(line), figure(line["amount"]))


def _point(reading: _Reading, line: Line) -> None:
    made = {"point": line["key"], "text": _or_none(line["text"])}
    reading.append(reading.points, reading.add("point", line, made))


def _indicator(reading: _Reading, line: Line) -> None:
    made: dict[str, Any] = {
        "key": line["key"],
        "name": _text(line),
        "unit": _or_none(line["unit"]),
        "base": _or_none(line["amount"]),
        "values": {},
        "source": None,
        "formula": None,
    }
    reading.append(reading.indicators, reading.add("indicator", line, made))


def _value(reading: _Reading, line: Line) -> None:
    _put(reading, reading.named("indicator", line)["values"], _year(line), _or_none(line["amount"]))


def _source(reading: _Reading, line: Line) -> None:
    made: dict[str, Any] = {"key": line["key"], "name": _text(line), "total": figure(line["amount"]), "years": {}}
    reading.append(reading.financing["sources"], reading.add("source", line, made))


def _by_source(reading: _Reading, line: Line) -> None:
    _put(reading, reading.named("source", line)["years"], _year(line), figure(line["amount"]))


def _by_year(reading: _Reading, line: Line) -> None:
    _put(reading, reading.financing["years"], _year(line), figure(line["amount"]))


def _total(reading: _Reading, line: Line) -> None:
    if reading.financing["total"] is not None:
        raise _Line(N_("the total was given before"))
    reading.put(reading.financing, "total", figure(line["amount"]))


def _put(reading: _Reading, years: dict[str, Any], year: str, value: str | None) -> None:
    if year in years:
        raise _Line(N_("the year %(year)s was given before"), year=year)
    reading.put(years, year, value)


_KINDS: Mapping[str, Callable[[_Reading, Line], None]] = {
    "basis": _basis,
    "direction": _direction,
    "goal": _goal,
    "task": _task,
    "item": _item,
    "measure": _measure,
    "money": _money,
    "point": _point,
    "indicator": _indicator,
    "value": _value,
    "source": _source,
    "by_source": _by_source,
    "by_year": _by_year,
    "total": _total,
}
