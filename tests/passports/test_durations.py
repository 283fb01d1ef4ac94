"""How long the way through a function takes: measures beside one another, the longest of the ways, the printed term."""

import pytest

from qyzmet.passports.rules import durations
from qyzmet.passports.rules.durations import Compared, Span, span
from qyzmet.passports.rules.steps import entries
from tests.passports import passports

pytestmark = pytest.mark.once

A, B = passports.step("a", "Приём", "clerk", time=(3, "hour")), passports.step("b", "Ответ", "head")


def _way(*steps: dict) -> durations.Way:
    return durations.way(entries({"steps": steps}), "portal")


@pytest.mark.parametrize(
    ("value", "unit", "found"),
    [
        (2, "minute", Span(minutes=2)),
        (2, "hour", Span(minutes=120)),
        (2, "day", Span(days=2)),
        (2, "working_day", Span(working_days=2)),
        (0, "day", Span()),
        (None, "day", None),
        ("2", "day", None),
        (2, "week", None),
        (2, "", None),
    ],
)
def test_a_time_is_of_one_measure(value: object, unit: str, found: Span | None):
    """Hours are minutes; what is no whole number of a known unit is no time."""
    assert span(value, unit) == found


def test_measures_are_added_and_taken_away_each_for_itself():
    """None of the three is turned into another."""
    one, other = Span(working_days=1, days=20, minutes=300), Span(working_days=5, days=6, minutes=7)
    assert (one + other).parts == (6, 26, 307)
    assert (one - other).parts == (-4, 14, 293)


@pytest.mark.parametrize(
    ("longer", "shorter"),
    [
        ((5, "working_day"), (6, "day")),
        ((8, "day"), (5, "working_day")),
        ((2, "day"), (2879, "minute")),
        ((2881, "minute"), (2, "day")),
        ((1, "minute"), (0, "day")),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_the_longest_way_counts(longer: tuple, shorter: tuple, *, turned: bool):
    """Of two ways on, the longer: five working days are a week, a day has 24 hours."""
    first, second = (shorter, longer) if turned else (longer, shorter)
    steps = [
        passports.condition("c", "Полны ли?", "x", "y"),
        passports.step("x", "Так", "clerk", time=first),
        passports.condition("d", "И ещё?", "z", "z"),
        passports.step("y", "Иначе", "clerk", time=second),
        passports.step("z", "Ответ", "head"),
    ]
    # The first way passes the second step by.
    assert _way(*steps).total == span(*longer)


def test_together_they_tell_which_way_is_longer():
    """A way of several measures is as long as all of them: a day and an hour are more than a day."""
    steps = [
        passports.condition("c", "Полны ли?", "x", "y"),
        passports.step("x", "Так", "clerk", time=(1, "working_day")),
        passports.step("x1", "День", "clerk", time=(1, "day")),
        passports.step("x2", "Час", "clerk", time=(1, "hour")),
        passports.condition("d", "И ещё?", "z", "z"),
        passports.step("y", "Иначе", "clerk", time=(3500, "minute")),
        passports.step("z", "Ответ", "head"),
    ]
    assert _way(*steps).total == Span(working_days=1, days=1, minutes=60)


def test_of_ways_that_take_as_long_the_one_of_more_steps():
    """A step without a time is still a step on the way."""
    steps = [
        passports.condition("c", "Полны ли?", "b", "a"),
        passports.step("a", "Приём", "clerk"),
        passports.step("b", "Ответ", "head"),
    ]
    assert [each.key for each in _way(*steps).entries] == ["c", "a", "b"]


def test_a_way_knows_its_steps_and_what_has_passed():
    """Conditions are no steps; a step without a printed time is told, and the time stands still there."""
    condition = passports.condition("c", "Полны ли?", "b", "r")
    way = _way(A, condition, B, passports.step("d", "Выдача", "clerk", time=(2, "day")), passports.refusal("r", "Нет"))
    assert [each.key for each in way.entries] == ["a", "c", "b", "d"]
    assert [each.key for each in way.steps] == ["a", "b", "d"]
    assert [each.key for each in way.without_time] == ["b"]
    assert way.running() == [Span(minutes=180)] * 3 + [Span(days=2, minutes=180)]
    assert way.total == Span(days=2, minutes=180)


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [passports.refusal("r", "Нет")],
        [A, passports.condition("c", "Полны ли?", "", "")],
        [A, passports.condition("c", "Полны ли?", "r", "r"), passports.refusal("r", "Нет")],
    ],
    ids=["nothing", "a refusal", "a condition without answers", "only refused"],
)
def test_where_no_result_is_there_is_no_way(steps: list[dict]):
    """A way ends in a step: neither in a refusal nor in a condition that leads nowhere yet."""
    assert _way(*steps) == durations.Way("portal")


@pytest.mark.parametrize(
    ("total", "how"),
    [
        (Span(days=2), Compared.EQUAL),
        (Span(days=2, minutes=1), Compared.LONGER),
        (Span(days=1), Compared.SHORTER),
        (Span(days=3), Compared.LONGER),
        (Span(working_days=1), Compared.MIXED),
    ],
)
def test_one_more_or_less_is_told(total: Span, how: Compared):
    """The difference goes measure by measure, to the last minute."""
    assert durations.compared(total, Span(days=2)) == (how, total - Span(days=2))


def test_a_term_that_is_not_printed_is_compared_with_nothing():
    """No term, no difference."""
    assert durations.printed_term({}) is None
    assert durations.printed_term({"printed_term": {"value": 10, "unit": "working_day"}}) == Span(working_days=10)
    assert durations.compared(Span(days=2), None) == (Compared.NO_TERM, Span())
