"""A passport before and as built: which steps are the same, changed, gone or new, channel by channel."""

from typing import Any

import pytest

from qyzmet.passports.rules.comparison import Change, compared
from qyzmet.passports.rules.durations import Span
from tests.passports.passports import condition, refusal, step

pytestmark = pytest.mark.once

A = step("a", "Приём", "clerk", time=(1, "day"))
B = step("b", "Ответ", "head", time=(5, "day"))
D = step("d", "Выдача", "clerk")


def _data(*steps: dict[str, Any], channels: tuple[str, ...] = ("portal",)) -> dict[str, Any]:
    return {"channels": channels, "steps": steps}


def _pairs(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[tuple[str, str | None, str | None]]:
    (portal,) = compared(_data(*before), _data(*after))
    return [
        (pair.change.value, pair.before and pair.before.name, pair.after and pair.after.name) for pair in portal.pairs
    ]


def test_steps_are_the_same_by_key_then_by_name():
    """A key that stayed tells a step that was renamed; a name that stayed one whose key is new."""
    assert _pairs([A, B], [A | {"name": "Приём заявления"}, B | {"key": "x"}]) == [
        ("changed", "Приём", "Приём заявления"),
        ("same", "Ответ", "Ответ"),
    ]
    # By key first, whatever the names say then.
    assert _pairs([A, B], [A | {"name": "Ответ"}, B | {"name": "Приём"}]) == [
        ("changed", "Приём", "Ответ"),
        ("changed", "Ответ", "Приём"),
    ]


def test_what_has_neither_key_nor_name_in_common_is_gone_and_new():
    """Nothing is paired by what both have not; what is gone stays in its place, so does what is new."""
    assert _pairs([A, B, D], [step("n", "Сверка", "system"), A, step("m", "Подпись", "head"), D]) == [
        ("new", None, "Сверка"),
        ("same", "Приём", "Приём"),
        ("new", None, "Подпись"),
        ("gone", "Ответ", None),
        ("same", "Выдача", "Выдача"),
    ]
    assert _pairs([step("", "", "clerk")], [step("", "", "clerk")]) == [("new", None, ""), ("gone", "", None)]
    assert _pairs([step("a", "", "clerk")], [step("b", "", "clerk")]) == [("new", None, ""), ("gone", "", None)]


def test_new_steps_keep_their_order():
    """Several in a row, at the end, and where nothing was before."""
    one, two = step("n", "Раз", "clerk"), step("m", "Два", "clerk")
    assert [name for _change, _before, name in _pairs([A], [A, one, two])] == ["Приём", "Раз", "Два"]
    assert [name for _change, _before, name in _pairs([A], [one, two, A])] == ["Раз", "Два", "Приём"]
    assert [name for _change, _before, name in _pairs([], [one, two])] == ["Раз", "Два"]


@pytest.mark.parametrize(
    "changed",
    [
        {"by": "clerk"},
        {"channel": "portal"},
        {"time": {"value": 6, "unit": "day"}},
        {"result": "Письмо"},
        {"name": "!"},
    ],
)
def test_any_part_of_a_step_makes_it_another(changed: dict[str, Any]):
    """Name, who does it, channel, time and result."""
    (portal,) = compared(_data(B), _data(B | changed))
    assert [pair.change for pair in portal.pairs] == [Change.CHANGED]


def test_a_channel_in_figures():
    """Steps, conditions and refusals that a way comes by, and how much longer the way became."""
    ask = condition("c", "Полны ли?", "b", "r")
    (portal,) = compared(_data(A, ask, B, refusal("r", "Отказ")), _data(A, B, D))
    assert portal.before is not None
    assert portal.after is not None
    assert (portal.before.steps, portal.before.conditions, portal.before.refusals) == (2, 1, 1)
    assert (portal.after.steps, portal.after.conditions, portal.after.refusals) == (3, 0, 0)
    assert portal.before.way.total == Span(days=6)
    assert portal.time == Span()
    (longer,) = compared(_data(A), _data(A, B))
    assert longer.time == Span(days=5)
    # Conditions and refusals are no pairs.
    assert [pair.change for pair in portal.pairs] == [Change.SAME, Change.SAME, Change.NEW]


def test_a_channel_of_one_version_has_one_side():
    """In the order of the earlier version; what it has no channel for is new or gone as a whole, and has no time."""
    other = step("o", "На бумаге", "clerk", channel="paper")
    here = step("p", "На портале", "clerk", channel="portal")
    for before, after, change in (
        (_data(here), _data(here, other, channels=("portal", "paper")), Change.NEW),
        (_data(here, other, channels=("portal", "paper")), _data(here), Change.GONE),
    ):
        portal, paper = compared(before, after)
        assert (portal.channel, portal.time) == ("portal", Span())
        assert [pair.change for pair in portal.pairs] == [Change.SAME]
        assert paper.time is None
        assert (paper.before is None, paper.after is None) == (change is Change.NEW, change is Change.GONE)
        assert [pair.change for pair in paper.pairs] == [change]
    # What is left of a channel's steps in a version that does not name it any more is not its own.
    _portal, paper = compared(_data(here, other, channels=("portal", "paper")), _data(here, other))
    assert [(pair.change, pair.after) for pair in paper.pairs] == [(Change.GONE, None)]
