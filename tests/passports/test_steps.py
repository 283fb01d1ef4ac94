"""Where the steps of a function lead, and what keeps them from being a way to a result: each at its field."""

from typing import Any

import pytest

from qyzmet.passports.rules.steps import Course, Fault, channels, entries, faults, walked
from tests.passports import passports
from tests.passports.passports import condition, refusal, step

pytestmark = pytest.mark.once

ASK = condition("c", "Полны ли?", "b", "r")
REFUSED = refusal("r", "Отказ")


def _faults(*steps: dict[str, Any], named: tuple[str, ...] = ("portal",)) -> list[Fault]:
    return faults({"channels": named, "steps": steps})


def _course(*steps: dict[str, Any], channel: str = "portal") -> Course:
    return Course(entries({"steps": steps}), channel)


def test_a_channel_goes_through_its_own_steps_and_those_of_all():
    """Steps and conditions in their order; refusals are led to, and what is the other channel's is passed by."""
    found = entries({"steps": passports.STEPS})
    assert [each.key for each in walked(found, "paper")] == ["o1", "s1", "c2", "s2", "s3"]
    assert channels({"channels": ["portal", "paper"]}) == ("portal", "paper")
    assert channels({}) == ()


def test_each_entry_leads_on():
    """A step to the next one, a condition where its answers say, a refusal nowhere; the last step ends the way."""
    course = _course(step("a", "Приём", "clerk"), ASK, step("b", "Ответ", "head"), REFUSED, step("d", "Ещё", "head"))
    by_key = {each.key: each for each in course.by_key.values()}
    led = {key: [other.key for other in course.following(each)] for key, each in by_key.items()}
    assert led == {"a": ["c"], "c": ["b", "r"], "b": ["d"], "r": [], "d": []}
    assert [each.key for each in course.reached()] == ["a", "c", "b", "r", "d"]
    assert [each.key for each in course.ends()] == ["d"]
    assert [(answer, each.key) for answer, each in course.refusals_of(by_key["c"])] == [("no", "r")]
    assert course.refusals_of(by_key["a"]) == []


def test_what_no_answer_leads_to_is_not_reached():
    """Neither a step that a condition passes by, nor one of the other channel, nor an answer that is open yet."""
    passing = condition("c", "Полны ли?", "d", "")
    other = step("o", "На бумаге", "clerk", channel="paper")
    course = _course(passing, step("b", "Мимо", "head"), step("d", "Ответ", "head"), REFUSED)
    assert [each.key for each in course.reached()] == ["c", "d"]
    assert [each.key for each in course.ends()] == ["d"]
    crossing = _course(condition("c", "Полны ли?", "o", "d"), other, step("d", "Ответ", "head"))
    assert [each.key for each in crossing.reached()] == ["c", "d"]
    # A condition at the end is none, whatever leads to it.
    assert _course(step("a", "Приём", "clerk"), condition("z", "Открыто?", "", "")).ends() == []
    assert _course().reached() == []


def test_a_draft_without_keys_is_no_way_back():
    """What has no key yet is led to by nobody, and two of them are not the same."""
    blank = [step("", "Приём", "clerk"), condition("", "Полны ли?", "", ""), step("", "Ответ", "head")]
    course = _course(*blank)
    assert course.by_key == {}
    assert [each.name for each in course.reached()] == ["Приём", "Полны ли?"]
    assert [each.path for each in _faults(*blank)] == ["steps", "steps.2"]


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ([step("a", "Приём", "clerk"), ASK, step("b", "Ответ", "head"), REFUSED], []),
        (
            [step("a", "Приём", "clerk"), step("a", "Ответ", "head"), step("b", "Выдача", "head")],
            [("steps.1.key", "Two steps have the same key: %(key)s.", {"key": "a"})],
        ),
        (
            [condition("c", "Полны ли?", "x", "r"), step("b", "Ответ", "head"), REFUSED],
            [("steps.0.yes", "There is no step with this key: %(key)s.", {"key": "x"})],
        ),
        (
            [condition("c", "Полны ли?", "b", "b"), step("b", "Ответ", "head")],
            [("steps.0.no", "Both answers lead to the same: a condition has two different ways.", {})],
        ),
        (
            [step("b", "", "head", channel="mail")],
            [("steps.0.channel", "The passport does not name this channel: add it to the channels.", {})],
        ),
    ],
)
def test_a_fault_is_told_at_its_field(steps: list[dict[str, Any]], found: list[tuple[str, str, dict[str, str]]]):
    """The same key twice, a key that nothing has, two answers to one step, a channel that is not named."""
    assert [(each.path, each.text, each.about) for each in _faults(*steps)] == found


@pytest.mark.parametrize(
    ("place", "answers", "about"), [(1, ("c", "r"), "Полны ли?"), (1, ("a", "r"), "Приём"), (1, ("b", "a"), "Приём")]
)
def test_a_condition_leads_forwards_alone(place: int, answers: tuple[str, str], about: str):
    """To itself and to an earlier step it would go round in a loop."""
    steps = [step("a", "Приём", "clerk"), condition("c", "Полны ли?", *answers), step("b", "Ответ", "head"), REFUSED]
    (fault,) = _faults(*steps)
    assert fault.path == f"steps.{place}.{'no' if answers[1] == 'a' else 'yes'}"
    assert fault.about == {"name": about}
    assert "loop" in fault.text


def test_what_has_no_name_is_told_by_its_key():
    """A step without words, behind or of the other channel, is named by the key that leads to it."""
    nameless = step("a", "", "clerk")
    loop = condition("c", "Полны ли?", "a", "b")
    assert [each.about for each in _faults(nameless, loop, step("b", "Ответ", "head"))] == [{"name": "a"}]
    ask = condition("c", "Полны ли?", "o", "b", channel="portal")
    other = step("o", "", "clerk", channel="paper")
    (fault,) = _faults(ask, other, step("b", "Ответ", "head"), named=("portal", "paper"))
    assert (fault.path, fault.about) == ("steps.0.yes", {"name": "o"})
    assert "other channel" in fault.text
    passed_by = _faults(
        condition("c", "Полны ли?", "b", "r"), step("x", "", "clerk"), step("b", "Ответ", "head"), REFUSED
    )
    assert [(each.path, each.about) for each in passed_by] == [("steps.1", {"name": "x"})]


@pytest.mark.parametrize(("of", "to"), [("portal", None), ("portal", "portal"), (None, None), (None, "portal")])
def test_a_condition_leads_within_its_channel(of: str | None, to: str | None):
    """A step of every channel is of its channel too; only a condition of all channels does not lead into one."""
    ask = condition("c", "Полны ли?", "b", "d", channel=of)
    steps = [ask, step("b", "Приём", "clerk", channel=to), step("d", "Ответ", "head")]
    found = _faults(*steps, named=("portal", "paper"))
    is_wrong = of is None and to is not None
    assert [each.path for each in found] == (["steps.0.yes"] if is_wrong else [])


def test_a_channel_has_steps_that_lead_to_a_result():
    """A channel without steps, and one that is only refused, are told; what is reached by any channel is reached."""
    portal = [condition("c", "Полны ли?", "r", "q", channel="portal"), REFUSED, refusal("q", "И так отказ")]
    found = _faults(*portal, named=("portal", "paper"))
    assert [(each.path, each.text, each.about) for each in found] == [
        ("steps", "No way of the channel “%(channel)s” leads to a result.", {"channel": "portal"}),
        ("steps", "The channel “%(channel)s” has no steps.", {"channel": "paper"}),
    ]
    own = [step("p", "На портале", "clerk", channel="portal"), step("o", "На бумаге", "clerk", channel="paper")]
    assert _faults(*own, named=("portal", "paper")) == []
    # Where no channel is named yet, nothing is missed on the way.
    assert _faults(*own, REFUSED, named=())[0].path == "steps.0.channel"
    assert _faults(step("s", "Шаг", "clerk"), REFUSED, named=()) == []


def test_a_refusal_that_nothing_leads_to_is_told_by_its_text():
    """In words of its own: a step is passed by, a refusal is led to."""
    (step_fault, refusal_fault) = _faults(
        condition("c", "Полны ли?", "b", "r"),
        step("x", "Лишний", "clerk"),
        step("b", "Ответ", "head"),
        REFUSED,
        refusal("q", "Никогда"),
    )
    assert step_fault.about == {"name": "Лишний"}
    assert "pass it by" in step_fault.text
    assert (refusal_fault.path, refusal_fault.about) == ("steps.4", {"name": "Никогда"})
    assert refusal_fault.text.startswith("No condition leads to this refusal")


def test_words_of_an_entry():
    """A refusal says its text, the others their name; each the other where it has that alone."""
    both = {"name": "Имя", "text": "Текст"}
    found = entries(
        {"steps": [{"kind": kind, **words} for kind in ("step", "refusal") for words in (both, *_each(both))]}
    )
    assert [each.words for each in found] == ["Имя", "Имя", "Текст", "Текст", "Имя", "Текст"]


def _each(words: dict[str, str]) -> list[dict[str, str]]:
    return [{name: text} for name, text in words.items()]


def test_a_step_says_the_unit_of_its_time():
    """The unit that is written, and none where a draft leaves it open."""
    written, open_ = entries({"steps": [{"time": {"value": 10, "unit": "minute"}}, {"time": None}]})
    assert (written.value, written.unit) == (10, "minute")
    assert (open_.value, open_.unit) == (None, "")
