"""How many working days a step took is kept with its deadline, and falls with the act that did it."""

import pytest
from flask import Flask

from qyzmet import clock
from qyzmet.database import db
from qyzmet.deadlines import service
from qyzmet.deadlines.models import Deadline, DeadlineState
from qyzmet.procedure.models import Act
from qyzmet.vocabulary import Party
from tests.conftest import SetClock
from tests.deadlines.running_terms import a_term
from tests.worlds import a_world


@pytest.fixture
def deadline(app: Flask, set_clock: SetClock) -> Deadline:
    """A term of three working days that runs from Monday on."""
    set_clock.set("2026-03-02T18:00:00+05:00")
    return a_term(a_world(), "decide")


def _act(deadline: Deadline, action: str = "agree") -> Act:
    state = deadline.procedure.state
    act = Act(
        procedure=deadline.procedure, action=action, party=Party.AUTHORISED_BODY, from_state=state, to_state=state
    )
    act.at = clock.now()
    db.session.add(act)
    db.session.flush()
    return act


@pytest.mark.parametrize(("on", "days"), [("2026-03-02", 0), ("2026-03-04", 2), ("2026-03-06", 4), ("2026-03-10", 5)])
def test_days_are_counted_from_the_event(deadline: Deadline, set_clock: SetClock, on: str, days: int):
    """The day of the event is not counted; weekends and the holidays of 8 and 9 March are not either."""
    set_clock.set(f"{on}T23:30:00+05:00")
    service.close_term(deadline.procedure, "decide", _act(deadline), fulfilled=True)
    assert deadline.took == days


def test_what_fell_away_took_nobody_any_days(deadline: Deadline):
    """A term that a withdrawal closes has no number, nor has one that ends with its procedure."""
    service.close_term(deadline.procedure, "decide", _act(deadline, "withdraw"), fulfilled=False)
    assert deadline.state is DeadlineState.CLOSED
    assert deadline.took is None


def test_an_annulled_act_did_no_step(deadline: Deadline):
    """The term runs on in a row of its own, and the one that was closed by mistake is counted no more."""
    act = _act(deadline)
    service.close_term(deadline.procedure, "decide", act, fulfilled=True)
    assert deadline.took == 0
    service.undo(deadline.procedure, [act], _act(deadline, "annul"))
    assert deadline.took is None
    assert [each.took for each in service.open_deadlines(deadline.procedure)] == [None]
