"""What does not agree within a programme, a function for each rule. They warn and never refuse. Pure.

Printed passports do not always add up, and are entered as they are printed: each finding says where it stands, what is
printed there and what was counted. What is not printed is null, and nothing is counted with it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from . import figures, points
from .term import years as years_of_term

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Check:
    """A finding: the rule, the place in the data, what is printed there, what was counted, counted less printed."""

    rule: str
    place: str
    printed: str | None = None
    counted: str | None = None
    difference: str | None = None


def checks_of(data: Data, place: str = "") -> list[Check]:
    """All findings about a programme and its sub-programmes, in the order of the rules."""
    found = [each for rule in RULES for each in rule(data, place)]
    for number, sub in enumerate(data.get("sub_programmes") or ()):
        inner = f"{place}sub_programmes.{number}."
        # A sub-programme has no act of its own: it was approved with the whole.
        found += [each for rule in RULES if rule is not act_blank for each in rule(sub, inner)]
        found += [each for deeper in _deeper(sub, inner) for each in deeper]
    return found


def _deeper(sub: Data, place: str) -> Iterator[list[Check]]:
    for number, each in enumerate(sub.get("sub_programmes") or ()):
        inner = f"{place}sub_programmes.{number}."
        yield [found for rule in RULES if rule is not act_blank for found in rule(each, inner)]


def _compared(rule: str, place: str, printed: Decimal | None, counted: Decimal | None) -> Iterator[Check]:
    if printed is not None and counted is not None and printed != counted:
        yield Check(rule, place, figures.text(printed), figures.text(counted), figures.text(counted - printed))


def _financing(data: Data) -> Data:
    return data.get("financing") or {}


def _sources(data: Data) -> Sequence[Data]:
    return _financing(data).get("sources") or ()


def total_years(data: Data, place: str) -> Iterator[Check]:
    """The total is the sum of the years."""
    money = _financing(data)
    counted = figures.whole_sum((money.get("years") or {}).values())
    yield from _compared("total_years", f"{place}financing.total", figures.amount(money.get("total")), counted)


def total_sources(data: Data, place: str) -> Iterator[Check]:
    """The total is the sum of the sources' totals."""
    money = _financing(data)
    counted = figures.whole_sum(each.get("total") for each in _sources(data))
    yield from _compared("total_sources", f"{place}financing.total", figures.amount(money.get("total")), counted)


def source_years(data: Data, place: str) -> Iterator[Check]:
    """The total of a source is the sum of its years."""
    for number, source in enumerate(_sources(data)):
        counted = figures.whole_sum((source.get("years") or {}).values())
        where = f"{place}financing.sources.{number}.total"
        yield from _compared("source_years", where, figures.amount(source.get("total")), counted)


def year_sources(data: Data, place: str) -> Iterator[Check]:
    """A year is the sum of what its sources give. A source that prints other years gives nothing in this one."""
    sources = [figures.by_year(each.get("years")) for each in _sources(data)]
    if not sources or not all(sources):
        return
    for year, printed in figures.by_year(_financing(data).get("years")).items():
        counted = figures.whole_sum(each.get(year, "0") for each in sources)
        if any(year in each for each in sources):
            yield from _compared("year_sources", f"{place}financing.years.{year}", printed, counted)


def sub_programmes(data: Data, place: str) -> Iterator[Check]:
    """The sub-programmes together are the whole: in all, and in each year that all of them print."""
    subs = [_financing(each) for each in data.get("sub_programmes") or ()]
    money = _financing(data)
    total = figures.whole_sum(each.get("total") for each in subs)
    yield from _compared("sub_programmes", f"{place}financing.total", figures.amount(money.get("total")), total)
    by_year = [figures.by_year(each.get("years")) for each in subs]
    if not by_year or not all(by_year):
        return
    for year, printed in figures.by_year(money.get("years")).items():
        counted = figures.whole_sum(each.get(year, "0") for each in by_year)
        yield from _compared("sub_programmes", f"{place}financing.years.{year}", printed, counted)


def years_in_term(data: Data, place: str) -> Iterator[Check]:
    """No year stands outside the term."""
    first, last = years_of_term(data)
    if first is None or last is None:
        return
    term = str(first) if first == last else f"{first}-{last}"
    for where, year in _years(data):
        if not first <= int(year) <= last:
            yield Check("years_in_term", f"{place}{where}", str(year), term)


def _years(data: Data) -> Iterator[tuple[str, str]]:
    money = _financing(data)
    yield from ((f"financing.years.{year}", year) for year in money.get("years") or {})
    for number, source in enumerate(_sources(data)):
        yield from ((f"financing.sources.{number}.years.{year}", year) for year in source.get("years") or {})
    for number, indicator in enumerate(data.get("indicators") or ()):
        yield from ((f"indicators.{number}.values.{year}", year) for year in indicator.get("values") or {})
    for where, measure in measures(data):
        yield from ((f"{where}.years", str(year)) for year in measure.get("years") or ())
        for source, amounts in (measure.get("money") or {}).items():
            yield from ((f"{where}.money.{source}.{year}", year) for year in amounts or {})


def measures(data: Data) -> Iterator[tuple[str, Data]]:
    """Every measure with its place."""
    for goal_place, goal in enumerate(data.get("goals") or ()):
        for task_place, task in enumerate(goal.get("tasks") or ()):
            for measure_place, measure in enumerate(task.get("measures") or ()):
                yield f"goals.{goal_place}.tasks.{task_place}.measures.{measure_place}", measure


def text_financing(data: Data, place: str) -> Iterator[Check]:
    """What the passport says of money, the section on resources says too: total, years, sources, sources by year."""
    passport, said = _financing(data), (data.get("text") or {}).get("financing") or {}
    where = f"{place}financing."
    yield from _same(f"{where}total", passport.get("total"), said.get("total"))
    yield from _same_years(f"{where}years", passport.get("years"), said.get("years"))
    in_text = {str(each.get("key") or ""): each for each in said.get("sources") or ()}
    for number, source in enumerate(_sources(data)):
        other = in_text.get(str(source.get("key") or ""))
        if other is not None:
            yield from _same(f"{where}sources.{number}.total", source.get("total"), other.get("total"))
            yield from _same_years(f"{where}sources.{number}.years", source.get("years"), other.get("years"))
        elif in_text and _has_money(source):
            # The section names its sources, and this one is not among them.
            yield Check("text_financing", f"{where}sources.{number}", _named(source))


def _same(where: str, printed: Any, said: Any) -> Iterator[Check]:
    yield from _compared("text_financing", where, figures.amount(printed), figures.amount(said))


def _same_years(where: str, printed: Any, said: Any) -> Iterator[Check]:
    in_text = figures.by_year(said)
    for year, value in figures.by_year(printed).items():
        yield from _compared("text_financing", f"{where}.{year}", value, in_text.get(year))


def _has_money(source: Data) -> bool:
    given = [figures.amount(source.get("total")), *figures.by_year(source.get("years")).values()]
    return any(each for each in given)


def _named(source: Data) -> str:
    total = source.get("total")
    name = str(source.get("name") or source.get("key") or "")
    return f"{name}: {total}" if total else name


def text_tasks(data: Data, place: str) -> Iterator[Check]:
    """The tasks of the passport are those of the text, item by item. Both numbers of items are told."""
    said = {str(each.get("key") or ""): each for each in (data.get("text") or {}).get("tasks") or ()}
    if not said:
        return
    for where, task in _tasks(data):
        other = said.pop(str(task.get("key") or ""), None)
        here = _items(task)
        if other is None:
            yield Check("text_tasks", f"{place}{where}", _title(task))
        elif (there := _items(other)) != here or _folded(task.get("text")) != _folded(other.get("text")):
            yield Check("text_tasks", f"{place}{where}", str(len(here)), str(len(there)), str(len(there) - len(here)))
    for key, other in said.items():
        yield Check("text_tasks", f"{place}text.tasks.{key}", None, _title(other))


def _tasks(data: Data) -> Iterator[tuple[str, Data]]:
    for goal_place, goal in enumerate(data.get("goals") or ()):
        for task_place, task in enumerate(goal.get("tasks") or ()):
            yield f"goals.{goal_place}.tasks.{task_place}", task


def _items(task: Data) -> set[str]:
    return {_folded(each) for each in task.get("items") or ()}


def _title(task: Data) -> str:
    return " ".join(filter(None, (str(task.get("key") or ""), str(task.get("text") or ""))))


def _folded(text: Any) -> str:
    return " ".join(str(text or "").casefold().replace("ё", "е").split()).rstrip(".;,")


def indicator_values(data: Data, place: str) -> Iterator[Check]:
    """An indicator that is named has values, or a base."""
    for number, indicator in enumerate(data.get("indicators") or ()):
        values = [value for value in (indicator.get("values") or {}).values() if value not in (None, "")]
        if not values:
            yield Check("indicator_values", f"{place}indicators.{number}.values", str(indicator.get("name") or ""), "0")


def annex_held(data: Data, place: str) -> Iterator[Check]:
    """An annex that is named is held."""
    for number, annex in enumerate(data.get("annexes") or ()):
        if annex.get("held") is False:
            yield Check("annex_held", f"{place}annexes.{number}", str(annex.get("name") or ""))


def annex_number(data: Data, place: str) -> Iterator[Check]:
    """No number is given to two annexes."""
    first: dict[str, Data] = {}
    for number, annex in enumerate(data.get("annexes") or ()):
        given = str(annex.get("number") or "").strip()
        other = first.setdefault(given, annex)
        if given and other is not annex:
            yield Check(
                "annex_number",
                f"{place}annexes.{number}.number",
                str(annex.get("name") or ""),
                str(other.get("name") or ""),
            )


def budgets(data: Data, place: str) -> Iterator[Check]:
    """A source with money is among the budgets that take part, where the passport lists them."""
    named = {_folded(each) for each in data.get("budgets") or ()}
    for number, source in enumerate(_sources(data)):
        if named and _has_money(source) and _folded(source.get("name")) not in named:
            yield Check("budgets", f"{place}financing.sources.{number}", _named(source))


def act_blank(data: Data, place: str) -> Iterator[Check]:
    """The approving act has a number and a date: without them it is a draft that was never signed."""
    act = data.get("act") or {}
    for key in ("number", "date"):
        if not act.get(key):
            yield Check(f"act_{key}", f"{place}act.{key}")


def cited_points(data: Data, cited: Mapping[str, str]) -> Iterator[Check]:
    """The points that are cited exist: by the number of what cites, the text of the points."""
    for number, text in cited.items():
        for point in points.missing(data, text):
            yield Check("cited_point", number, point)


RULES: tuple[Callable[[Data, str], Iterator[Check]], ...] = (
    total_years,
    total_sources,
    source_years,
    year_sources,
    sub_programmes,
    years_in_term,
    text_financing,
    text_tasks,
    indicator_values,
    annex_held,
    annex_number,
    budgets,
    act_blank,
)
