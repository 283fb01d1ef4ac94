"""What a programme's text says, from its legal basis to its money, as lines that contents_file.py reads again. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from .contents_file import COLUMNS


def lines_of(data: Mapping[str, Any]) -> Iterator[list[str]]:
    """The lines of a file that gives the same data again, the head first."""
    yield list(COLUMNS)
    for row in _rows_of(data):
        yield [str(row.get(name) or "") for name in COLUMNS]


def _rows_of(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield from ({"row": "basis", "text": each} for each in data.get("basis") or ())
    yield from ({"row": "direction", "text": each} for each in data.get("directions") or ())
    for goal in data.get("goals") or ():
        yield {"row": "goal", "key": goal.get("key"), "text": goal.get("text")}
        for task in goal.get("tasks") or ():
            yield {"row": "task", "key": task.get("key"), "of": goal.get("key"), "text": task.get("text")}
            yield from ({"row": "item", "of": task.get("key"), "text": each} for each in task.get("items") or ())
            for measure in task.get("measures") or ():
                yield from _of_measure(measure, task)
    yield from (
        {"row": "point", "key": each.get("point"), "text": each.get("text")} for each in data.get("points") or ()
    )
    for each in data.get("indicators") or ():
        yield {
            "row": "indicator",
            "key": each.get("key"),
            "text": each.get("name"),
            "unit": each.get("unit"),
            "amount": each.get("base"),
        }
        yield from _years_of("value", each.get("key"), each.get("values"))
    yield from _rows_of_money(data.get("financing") or {})


def _of_measure(measure: Mapping[str, Any], task: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield {
        "row": "measure",
        "key": measure.get("key"),
        "of": task.get("key"),
        "text": measure.get("text"),
        "year": ", ".join(str(year) for year in measure.get("years") or ()),
        "by": measure.get("by"),
        "result": measure.get("result"),
    }
    for source, amounts in (measure.get("money") or {}).items():
        for row in _years_of("money", measure.get("key"), amounts):
            yield {**row, "key": source}


def _rows_of_money(money: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for source in money.get("sources") or ():
        yield {"row": "source", "key": source.get("key"), "text": source.get("name"), "amount": source.get("total")}
        yield from _years_of("by_source", source.get("key"), source.get("years"))
    yield from _years_of("by_year", None, money.get("years"))
    if money.get("total") is not None:
        yield {"row": "total", "amount": money["total"]}


def _years_of(kind: str, of: Any, values: Any) -> Iterator[dict[str, Any]]:
    for year in sorted(values or {}):
        yield {"row": kind, "of": of, "year": year, "amount": values[year] if values[year] is not None else "-"}
