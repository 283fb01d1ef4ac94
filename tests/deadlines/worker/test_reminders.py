"""When the worker speaks up."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qyzmet import clock
from qyzmet.deadlines.calendar import seed
from qyzmet.deadlines.models import Stage
from qyzmet.deadlines.worker.reminders import due, next_after, plan, still_to_tell

pytestmark = pytest.mark.once

pytestmark = pytest.mark.once

CALENDAR = seed.seed_calendar()
days = st.dates(dt.date(2016, 1, 1), dt.date(2026, 12, 31))
lengths = st.integers(1, 60)


def planned(event_on: dt.date, working_days: int):
    return plan(CALENDAR, event_on, working_days, CALENDAR.add(event_on, working_days))


@pytest.mark.parametrize(
    ("working_days", "expected"),
    [
        # An event on Thursday 5 March 2026; Monday 9 March is a day off for the 8th, a Sunday.
        (1, "today 2026-03-06T09, overdue 2026-03-07T00"),
        (2, "one_left 2026-03-06T09, today 2026-03-10T09, overdue 2026-03-11T00"),
        (3, "one_left 2026-03-10T09, today 2026-03-11T09, overdue 2026-03-12T00"),
        (5, "half 2026-03-11T09, one_left 2026-03-12T09, today 2026-03-13T09, overdue 2026-03-14T00"),
        (15, "half 2026-03-18T09, one_left 2026-03-31T09, today 2026-04-01T09, overdue 2026-04-02T00"),
    ],
)
def test_stages_of_a_term(working_days: int, expected: str):
    """Half of the term (rounded up), one day left, the last day, 24:00 of it; of two at once the more urgent."""
    stages = planned(dt.date(2026, 3, 5), working_days)
    assert ", ".join(f"{stage.value} {clock.almaty(instant):%Y-%m-%dT%H}" for stage, instant in stages) == expected


@given(days, lengths)
def test_a_plan_always_ends_overdue_and_never_goes_back(event_on: dt.date, working_days: int):
    """Stages come in order, each once, at increasing instants; the last is overdue, at the due instant."""
    stages = planned(event_on, working_days)
    instants = [instant for _, instant in stages]
    order = [list(Stage).index(stage) for stage, _ in stages]
    assert instants == sorted(set(instants))
    assert order == sorted(set(order))
    assert stages[-1] == (Stage.OVERDUE, clock.end_of(CALENDAR.add(event_on, working_days)))
    assert instants[0] > clock.end_of(event_on)


@given(days, lengths)
def test_following_a_plan_visits_each_stage_once(event_on: dt.date, working_days: int):
    """Going from stage to stage, each comes once and then there is nothing more to do."""
    stages, visited, following = planned(event_on, working_days), [], None
    while (found := next_after(stages, following)) is not None:
        visited.append(found)
        following = found[0]
    assert tuple(visited) == stages


@given(days, lengths, st.integers(0, 100 * 24))
def test_what_is_due_and_what_follows_make_up_the_plan(event_on: dt.date, working_days: int, hours: int):
    """At any instant the stages that are due and those that are still to come are the whole plan."""
    stages = planned(event_on, working_days)
    now = clock.at(event_on) + dt.timedelta(hours=hours)
    reached = due(stages, Stage.HALF, now)
    later = [stage for stage, instant in stages if instant > now]
    assert [*reached, *later] == [stage for stage, _ in stages]


def test_a_deadline_counted_anew_repeats_no_reminder_but_is_told_overdue():
    """Reminders whose time has passed are not repeated after a change of the calendar; overdue is told in any case."""
    stages = planned(dt.date(2026, 3, 5), 15)
    assert still_to_tell(stages, clock.at(dt.date(2026, 3, 20))) == stages[1]
    assert still_to_tell(stages, clock.at(dt.date(2026, 5, 1))) == stages[-1]
