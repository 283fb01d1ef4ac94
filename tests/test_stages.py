"""The tests' kept worlds: made once, then read, on either database; and a fault in keeping them is told."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.conftest import SetClock
from tests.counting import counted
from tests.requests.conftest import House, everybody
from tests.stages import HARMLESS, Stages, stage


@stage
def what_cannot_be_kept() -> Callable[[], None]:
    """Neither rows nor plain values."""
    return lambda: None


def asked_for(app: Flask, stages: Stages, set_clock: SetClock) -> tuple[House, list[str]]:
    """The house as a test finds it, and all that this test asked the database."""
    with counted() as statements, app.app_context(), stages.test(set_clock):
        return everybody(), statements


def test_a_kept_world_is_made_once(built_app: Flask, stages: Stages, set_clock: SetClock):
    """Whoever asks for the world that another test has asked for writes nothing, and finds the same people."""
    first, _making = asked_for(built_app, stages, set_clock)
    again, statements = asked_for(built_app, stages, set_clock)
    assert [each for each in statements if not each.startswith(HARMLESS)] == []
    assert first.people.keys() == again.people.keys()


@pytest.mark.usefixtures("app")
def test_a_world_that_cannot_be_kept_is_told():
    """Made in every test again it would be right, and slow without anybody's knowing why."""
    with pytest.raises(RuntimeError, match="what_cannot_be_kept"):
        what_cannot_be_kept()
