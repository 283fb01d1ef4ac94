"""What does not agree in a programme is found with both numbers and its place, against an oracle of another making."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qyzmet.programmes.programme import sample
from qyzmet.programmes.rules import checks, points
from qyzmet.programmes.rules.checks import Check, checks_of

pytestmark = pytest.mark.once

FIGURES = st.one_of(
    st.none(),
    st.decimals(min_value=0, max_value=10**12, places=2).map(str),
    st.integers(0, 10**6).map(str),
    st.decimals(min_value=0, max_value=1000, places=1).map(str),
)
YEARS = st.dictionaries(st.integers(2014, 2018).map(str), FIGURES, max_size=5)
SOURCES = st.lists(st.fixed_dictionaries({"key": st.text(max_size=3), "total": FIGURES, "years": YEARS}), max_size=4)
MONEY = st.fixed_dictionaries({"total": FIGURES, "years": YEARS, "sources": SOURCES})


def _found(data: dict[str, Any], *rules: str) -> set[tuple[str, str, str | None, str | None, str | None]]:
    every = [each for each in checks_of(data) if each.rule in rules]
    return {(each.rule, each.place, each.printed, each.counted, each.difference) for each in every}


def _oracle(money: dict[str, Any]) -> dict[tuple[str, str], tuple[Fraction, Fraction]]:
    """The same by fractions and a table of cells: each line that is wholly printed is compared with its end."""
    wrong: dict[tuple[str, str], tuple[Fraction, Fraction]] = {}

    def compare(rule: str, place: str, end: str | None, cells: list[str | None]) -> None:
        if end is None or not cells or None in cells:
            return
        printed, counted = Fraction(end), sum((Fraction(each) for each in cells if each is not None), Fraction(0))
        if printed != counted:
            wrong[rule, place] = (printed, counted)

    compare("total_years", "financing.total", money["total"], list(money["years"].values()))
    compare("total_sources", "financing.total", money["total"], [each["total"] for each in money["sources"]])
    for place, source in enumerate(money["sources"]):
        compare("source_years", f"financing.sources.{place}.total", source["total"], list(source["years"].values()))
    if money["sources"] and all(each["years"] for each in money["sources"]):
        for year, end in money["years"].items():
            cells = [each["years"].get(year, "0") for each in money["sources"]]
            if any(year in each["years"] for each in money["sources"]):
                compare("year_sources", f"financing.years.{year}", end, cells)
    return wrong


@given(MONEY)
def test_sums_are_those_of_the_oracle(money: dict[str, Any]):
    """Total, years and sources are compared where they are printed whole, and nowhere else, to the last digit."""
    found = _found({"financing": money}, "total_years", "total_sources", "source_years", "year_sources")
    as_fractions = {
        (rule, place): (Fraction(printed or ""), Fraction(counted or "")) for rule, place, printed, counted, _d in found
    }
    assert as_fractions == _oracle(money)
    for _rule, _place, printed, counted, difference in found:
        assert Decimal(difference or "") == Decimal(counted or "") - Decimal(printed or "")


@pytest.mark.slow
@given(st.lists(MONEY, min_size=1, max_size=4), MONEY)
def test_sub_programmes_are_the_whole(subs: list[dict[str, Any]], money: dict[str, Any]):
    """Their totals together are the total, where all of them print theirs."""
    data = {"financing": money, "sub_programmes": [{"financing": each} for each in subs]}
    found = {place for _rule, place, *_rest in _found(data, "sub_programmes") if place == "financing.total"}
    totals = [each["total"] for each in subs]
    differs = (
        money["total"] is not None
        and None not in totals
        and Fraction(money["total"]) != sum(Fraction(each) for each in totals if each is not None)
    )
    assert bool(found) == differs


@given(st.integers(2000, 2030), st.integers(0, 10), YEARS)
def test_years_lie_within_the_term(first: int, length: int, years: dict[str, str | None]):
    """A year before the first or behind the last is found, wherever it stands."""
    data = {
        "from": str(first),
        "to": f"{first + length}-06-30",
        "financing": {"years": years, "sources": [{"years": years}]},
        "indicators": [{"name": "i", "values": years}],
    }
    outside = [year for year in years if int(year) < first or int(year) > first + length]
    places = {place for _rule, place, *_rest in _found(data, "years_in_term")}
    assert places == {
        f"{where}.{year}"
        for where in ("financing.years", "financing.sources.0.years", "indicators.0.values")
        for year in outside
    }


def test_nothing_is_counted_with_what_is_not_printed():
    """A blank programme has an act without number and date, and nothing else."""
    assert [each.rule for each in checks_of({})] == ["act_number", "act_date"]


def test_divnogorsk_does_not_add_up():
    """Total and local budget are 249.90 more than their years; the act is blank, two annexes have each number."""
    found = checks_of(sample.sample(sample.DIVNOGORSK))
    sums = [each for each in found if each.difference is not None]
    assert sums == [
        Check("total_years", "financing.total", "6529005.50", "6528755.60", "-249.90"),
        Check("source_years", "financing.sources.2.total", "2507925.60", "2507675.70", "-249.90"),
    ]
    assert [each.place for each in found if each.rule == "annex_number"] == ["annexes.2.number", "annexes.3.number"]
    assert {"act_number", "act_date"} <= {each.rule for each in found}
    assert len([each for each in found if each.rule == "indicator_values"]) == 5


def test_kotovsk_has_other_tasks_in_its_text():
    """Items of tasks 2 to 5 differ in number or words; twelve indicators have no values; the money adds up."""
    found = checks_of(sample.sample(sample.KOTOVSK))
    tasks = {each.place[-1]: (each.printed, each.counted) for each in found if each.rule == "text_tasks"}
    assert tasks == {"0": ("4", "4"), "1": ("7", "6"), "2": ("2", "3"), "3": ("2", "4"), "4": ("2", "2")}
    assert len([each for each in found if each.rule == "indicator_values"]) == 12
    assert not [each for each in found if each.rule.endswith(("years", "sources"))]


def test_kyiv_region_has_other_sources_in_its_text():
    """8 000 are of other sources by the passport, all is the oblast budget's by section 3; two annexes are not held."""
    found = [(each.rule, each.place) for each in checks_of(sample.sample(sample.KYIV))]
    assert found == [
        ("text_financing", "financing.sources.3"),
        ("annex_held", "annexes.0"),
        ("annex_held", "annexes.1"),
        ("budgets", "financing.sources.3"),
    ]


def test_the_section_on_resources_is_compared_figure_by_figure():
    """A figure of the passport that the section prints otherwise is found with both."""
    data = sample.sample(sample.KOTOVSK)
    data["text"]["financing"]["sources"][1]["years"]["2016"] = "3856.6"
    assert _found(data, "text_financing") == {
        ("text_financing", "financing.sources.1.years.2016", "3856.5", "3856.6", "0.1")
    }


SIGNED = {"number": "1", "date": "2014-01-01"}
UNHELD = {"annexes": [{"name": "План", "held": False}]}


def test_sub_programmes_are_looked_at_in_their_depth():
    """All rules but that of the act, which is the whole's alone, hold for a sub-programme and for what stands in it."""
    data = UNHELD | {"act": SIGNED, "sub_programmes": [UNHELD | {"sub_programmes": [UNHELD]}]}
    assert checks_of(data) == [
        Check("annex_held", f"{place}annexes.0", "План")
        for place in ("", "sub_programmes.0.", "sub_programmes.0.sub_programmes.0.")
    ]


@pytest.mark.parametrize(
    ("term", "printed"),
    [
        ({"from": "2015", "to": "2016"}, "2015-2016"),
        ({"from": "2015", "to": "2015-12-31"}, "2015"),
        ({"from": "2015"}, None),
        ({"to": "2015"}, None),
        ({}, None),
    ],
)
def test_a_year_outside_is_told_with_the_term(term: dict[str, str], printed: str | None):
    """The term is told as it is said, one year alone as one; where it is not printed whole nothing lies outside."""
    measure = {"years": [2014, 2015], "money": {"city": {"2014": "1", "2015": "1"}, "oblast": None}}
    tasks = [{}, {"measures": [{}, measure]}]
    data = term | {"goals": [{}, {"tasks": tasks}], "indicators": [{"values": None}, {"values": {"2014": "5"}}]}
    place = "goals.1.tasks.1.measures.1"
    found = [each for each in checks_of(data) if each.rule == "years_in_term"]
    assert found == [
        Check("years_in_term", where, "2014", printed)
        for where in ("indicators.1.values.2014", f"{place}.years", f"{place}.money.city.2014")
        if printed
    ]


def test_a_source_that_the_section_does_not_name_is_told_by_name_and_total():
    """By its key where it has no name, without a total where none is printed; one without money is nothing to miss."""
    sources = [
        {"key": "city", "name": "Город", "years": {"2014": "1"}},
        {"key": "oblast", "total": "7"},
        {"key": "others", "total": "0"},
        {"key": "state", "name": "Республика", "total": "2"},
    ]
    text = {"financing": {"sources": [{"key": "state", "total": "2"}]}}
    assert _found({"financing": {"sources": sources}, "text": text}, "text_financing") == {
        ("text_financing", "financing.sources.0", "Город", None, None),
        ("text_financing", "financing.sources.1", "oblast: 7", None, None),
    }


def test_tasks_are_told_by_key_and_text_or_by_their_items():
    """What one of the two has alone is named there; what both have differently is told by how many items each has."""
    tasks = [
        {"key": "1", "text": "Первая", "items": ["А;", "б"]},
        {"key": "2", "text": "Вторая"},
        {"key": "3", "text": "Учёт.", "items": ["В"]},
        {"text": "Без ключа"},
        {"key": "5"},
    ]
    said = [
        {"key": "1", "text": "Первая", "items": ["а", "б", "в", "г", "д"]},
        {"key": "3", "text": "учет", "items": ["в."]},
        {"key": "4", "text": "Четвёртая"},
    ]
    assert list(checks.text_tasks({"goals": [{"tasks": tasks}], "text": {"tasks": said}}, "")) == [
        Check("text_tasks", "goals.0.tasks.0", "2", "5", "3"),
        Check("text_tasks", "goals.0.tasks.1", "2 Вторая"),
        Check("text_tasks", "goals.0.tasks.3", "Без ключа"),
        Check("text_tasks", "goals.0.tasks.4", "5"),
        Check("text_tasks", "text.tasks.4", None, "4 Четвёртая"),
    ]


def test_what_is_missing_is_told_by_its_name():
    """Indicators without values and annexes, each by what it is called; an empty value is none."""
    data = {
        "indicators": [
            {"name": "Доля", "values": {"2014": "", "2015": None}},
            {"name": "Число", "values": {"2014": "5", "2015": ""}},
            {},
        ],
        "annexes": [
            {"name": "План", "number": "1"},
            {"name": "Карта", "number": " 1 ", "held": True},
            {"name": "Смета", "number": ""},
            {"number": ""},
            {"number": "2", "held": False},
        ],
    }
    assert [each for each in checks_of(data) if each.rule in ("indicator_values", "annex_held", "annex_number")] == [
        Check("indicator_values", "indicators.0.values", "Доля", "0"),
        Check("indicator_values", "indicators.2.values", "", "0"),
        Check("annex_held", "annexes.4", ""),
        Check("annex_number", "annexes.1.number", "Карта", "План"),
    ]


def test_points_have_their_texts():
    """What is listed, then goals, tasks and measures by their keys; the first of a number counts, without its dots."""
    goals = [{"key": "1.", "text": "Цель", "tasks": [{"key": "1.1", "measures": [{"key": "1.1.1", "text": "Портал"}]}]}]
    data = {"points": [{"point": "1.1", "text": "Перевод"}, {"text": "Без номера"}], "goals": goals}
    assert points.points_of(data) == {"1.1": "Перевод", "1": "Цель", "1.1.1": "Портал"}
    assert points.points_of({"goals": [{"key": "2"}]}) == {"2": ""}


@pytest.mark.parametrize(
    ("text", "cited"),
    [("2.1", ["2.1"]), ("п. 2.1 и 3; 5.1.2", ["2.1", "3", "5.1.2"]), ("3, 3", ["3"]), ("вся", ["вся"]), ("", [])],
)
def test_points_are_read_as_people_cite_them(text: str, cited: list[str]):
    """Numbers with their dots, each once; a citation without any is taken whole."""
    assert points.cited(text) == cited


def test_a_cited_point_exists():
    """Points, goals, tasks and measures can be cited; a number that is none of them is found."""
    data = sample.sample(sample.KYIV)
    assert points.missing(data, "5.1.2, 5.2.4, 7") == []
    found = list(checks.cited_points(data, {"AR-2026-000001": "5.1, 9.9"}))
    assert [(each.place, each.printed) for each in found] == [("AR-2026-000001", "9.9")]
    assert points.missing({}, "1") == []
