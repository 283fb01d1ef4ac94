"""H48: a passport is written, approved, amended into the next version and withdrawn; who may, and what is refused."""

import datetime as dt

import pytest
from flask import current_app
from flask.testing import FlaskClient

from qyzmet.api import kinds, objects
from qyzmet.database import db
from qyzmet.passports.models import FunctionPassport
from qyzmet.passports.passport import draft, versions
from qyzmet.procedure import annulment, engine
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours
from tests.conftest import SetClock
from tests.passports import passports
from tests.requests.conftest import House


def seen(house: House, passport: FunctionPassport, key: str) -> dict:
    """The passport as the API answers it to that person."""
    with current_app.test_request_context(), house.as_(key):
        return objects.shown(kinds.of_path("passports"), passport)


@pytest.mark.parametrize("key", ["integrator_head", "authorised_head"])
def test_state_bodies_alone_have_passports(house: House, key: str):
    """Nobody else writes one."""
    with house.as_(key), pytest.raises(NotYours):
        draft.draft({})


def test_the_head_approves_what_the_specialist_wrote(house: House, client: FlaskClient):
    """A draft is the state body's own; approved, it has its number and everybody reads it without a token."""
    made = passports.drafted(house)
    assert (made.title, made.is_public) == ("Куәлік беру", False)
    assert client.get(made.path).status_code == 404
    with house.as_("specialist"), pytest.raises(NotYours):
        engine.take(made, "approve", {})
    house.take(made, "specialist", "hand_over", {"note": "Готово"})
    house.take(made, "head", "approve")
    assert made.number is not None
    assert made.number.startswith("FP-2026-")
    assert (made.state, made.in_force_from) == ("in_force", dt.date(2026, 3, 2))
    db.session.commit()
    answer = client.get(f"/api/v1/passports/{made.number}")
    assert answer.status_code == 200
    assert answer.json["data"]["steps"] == passports.STEPS
    assert (answer.json["passport_version"], answer.json["in_force_from"]) == (1, "2026-03-02")


def test_durations_are_added_up_and_compared(house: House):
    """Both ways take ten working days and ten minutes: ten minutes more than the printed term."""
    portal, paper = seen(house, passports.approved(house), "head")["durations"]
    total = {"working_days": 10, "days": 0, "minutes": 10}
    assert (portal["total"], portal["compared"], portal["steps"], portal["without_time"]) == (total, "longer", 5, 2)
    assert (paper["total"], paper["difference"]) == (total, {"working_days": 0, "days": 0, "minutes": 10})


def test_a_next_version_takes_the_place_of_the_first(house: House, client: FlaskClient):
    """One in force is changed by its next version; it holds until the day before, and stays readable."""
    second = passports.amended(house)
    first = second.predecessor
    assert first is not None
    assert (first.state, second.state, second.data) == ("in_force", "draft", first.data)
    assert seen(house, first, "head")["links"]["next"].endswith(second.draft_number)
    assert seen(house, first, "integrator_head")["links"]["next"] is None
    with house.as_("head"), pytest.raises(NotInThisState, match=second.draft_number):
        engine.take(first, "amend", {})
    with house.as_("head"), pytest.raises(NotInThisState):
        engine.save(first, {"contact": "1"})
    house.take(second, "head", "approve", {"from": "2026-03-16"})
    assert (first.state, first.in_force_until) == ("replaced", dt.date(2026, 3, 15))
    assert (second.passport_version, second.in_force_from) == (2, dt.date(2026, 3, 16))
    db.session.commit()
    for each in (first, second):
        assert client.get(f"{each.path}?lang=ru").status_code == 200
    with house.as_("integrator_head"):
        assert [each.id for each in versions.of(first)] == [second.id, first.id]


def test_an_annulled_approval_gives_the_version_before_back(house: House):
    """What was approved by mistake is a draft again, and the first version holds on."""
    second = passports.amended(house)
    first = second.predecessor
    assert first is not None
    house.take(second, "head", "approve")
    with house.as_("head"):
        assert annulment.annullable(first, engine.context.actor()) == []
        annulment.annul(second, "approve", "Ошибка")
    assert (first.state, first.in_force_until) == ("in_force", None)
    assert (second.state, second.is_public) == ("draft", False)
    house.take(second, "head", "approve")
    assert first.state == "replaced"


def test_a_withdrawn_draft_lets_another_be_begun(house: House):
    """The same person amends again with the same words, once the draft was withdrawn."""
    second = passports.amended(house)
    first = second.predecessor
    assert first is not None
    house.take(second, "head", "withdraw", {"reason": "Не нужно"})
    assert second.is_public is False
    house.take(first, "specialist", "amend", {"reason": "Новый порядок"})
    third = versions.next_of(first)
    assert third is not None
    assert third.id != second.id
    house.take(first, "head", "withdraw", {"reason": "Функции больше нет"})
    assert (first.state, first.is_public, first.in_force_until) == ("withdrawn", True, dt.date(2026, 3, 2))


@pytest.mark.parametrize("day", ["2026-03-01", "2027-06-01"])
def test_it_holds_from_today_or_later(house: House, day: str):
    """Nothing holds from a day that has passed, nor from one a year away."""
    made = passports.drafted(house)
    with house.as_("head"), pytest.raises(Invalid) as refused:
        engine.take(made, "approve", {"from": day})
    assert list(refused.value.errors) == ["from"]


def test_what_is_missing_is_named(house: House):
    """An empty draft cannot be approved; each field is named, by the house rule."""
    with house.as_("specialist"):
        made = draft.draft({"contact": "1414", "steps": [{"kind": "step", "name": "Первый"}]})
    # What comes without a key is given one.
    assert made.data["steps"][0]["key"] == "s1"
    with house.as_("head"), pytest.raises(Invalid) as refused:
        engine.take(made, "approve", {})
    assert {"data.names.kk", "data.acts", "data.provider", "data.steps.0.by"} <= set(refused.value.errors)
    with house.as_("specialist"), pytest.raises(Invalid) as unknown:
        engine.save(made, {"service": "S-1999-000001"})
    assert list(unknown.value.errors) == ["data.service"]


def _broken(place: int, **changes: object) -> list[dict]:
    steps = passports.data()["steps"]
    steps[place] |= changes
    return steps


@pytest.mark.parametrize(
    ("steps", "field"),
    [
        (_broken(1, no="nowhere"), "data.steps.1.no"),
        (_broken(6, yes="s1"), "data.steps.6.yes"),
        (_broken(6, yes="c2"), "data.steps.6.yes"),
        (_broken(6, no="s2"), "data.steps.6.no"),
        (_broken(1, yes="o1"), "data.steps.1.yes"),
        (_broken(1, yes="s1"), "data.steps.3"),
        ([*passports.data()["steps"], passports.refusal("r9", "Никогда")], "data.steps.10"),
        (_broken(9, key="s1"), "data.steps.9.key"),
        ([each for each in passports.data()["steps"] if each["key"] not in ("s2", "s3")], "data.steps.6.yes"),
        (
            [passports.condition("c", "?", "r", "q"), passports.refusal("r", "1"), passports.refusal("q", "2")],
            "data.steps",
        ),
        ([passports.step("s", "Шаг", "clerk", channel="portal")], "data.steps"),
    ],
    ids=[
        "unknown",
        "loop",
        "itself",
        "both the same",
        "other channel",
        "passed by",
        "never refused",
        "twice",
        "cut",
        "no result",
        "empty channel",
    ],
)
def test_steps_that_are_no_way_are_refused_at_their_field(house: House, set_clock: SetClock, steps: list, field: str):
    """Unknown keys, loops, steps and refusals that nothing leads to, channels without steps: said where they are."""
    with house.as_("specialist"):
        made = draft.draft(passports.data(steps=steps))
    with house.as_("head"), pytest.raises(Invalid) as refused:
        engine.take(made, "approve", {})
    assert field in refused.value.errors
    assert refused.value.rule == "H48"
    assert made.state == "draft"
