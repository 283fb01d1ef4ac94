"""Reports fall due on the days that the programme names; the worker keeps their terms (H49)."""

import datetime as dt
import itertools

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from qyzmet.context import actor_of
from qyzmet.database import db
from qyzmet.deadlines import service as deadlines
from qyzmet.deadlines.calendar import changes, recount
from qyzmet.deadlines.models import DeadlineState
from qyzmet.deadlines.shown_deadline import present
from qyzmet.deadlines.worker import fall_due
from qyzmet.deadlines.working_days import CalendarDay, DayKind
from qyzmet.procedure import annulment, engine
from qyzmet.procedure.refusals import Invalid, NotInThisState
from qyzmet.procedure.whose_turn.tasks import tasks_in
from qyzmet.programmes.models import Programme
from qyzmet.programmes.programme import sample
from qyzmet.programmes.reports import keeping
from qyzmet.programmes.rules import periods, term
from tests.conftest import SetClock
from tests.programmes.conftest import amended, in_force
from tests.requests.conftest import House
from tests.signing_in import sign_in


def _due(programme: Programme) -> list[tuple[str | None, dt.date]]:
    return [(each.matter, each.due_on) for each in deadlines.open_deadlines(programme)]


def test_the_days_of_kyiv_region():
    """Adopted on 19 May 2017: the first on 10 and 25 July 2017, the last on 10 and 25 January 2021, the yearly ones on
    25 January.
    """
    found = periods.schedule(sample.sample(sample.KYIV))
    days = {line: [each.due_on for each in found if each.line == line] for line in (1, 2, 3)}
    assert days[1][:3] == [dt.date(2017, 7, 10), dt.date(2017, 10, 10), dt.date(2018, 1, 10)]
    assert (days[2][0], days[2][-1]) == (dt.date(2017, 7, 25), dt.date(2021, 1, 25))
    assert days[1][-1] == dt.date(2021, 1, 10)
    assert days[3] == [dt.date(year, 1, 25) for year in (2018, 2019, 2020, 2021)]


@pytest.mark.parametrize("name", [sample.KOTOVSK, sample.DIVNOGORSK])
def test_no_day_no_report(name: str):
    """Where the text names no days, no term is made."""
    assert periods.schedule(sample.sample(name)) == []


@given(
    st.sampled_from(list(periods.Every)),
    st.integers(1, 31),
    st.integers(0, 12),
    st.booleans(),
    st.integers(1995, 2030),
    st.integers(0, 5),
)
def test_every_day_of_the_term_has_one_period(
    every: periods.Every, day: int, after: int, inclusive: bool, first: int, length: int
):
    """Periods follow one another without gap or overlap, and each is due in the month that the line says."""
    line = {"every": every.value, "day": day, "months_after": after, "inclusive": inclusive}
    found = periods.schedule({"from": str(first), "to": str(first + length), "reports": [line]})
    found.sort(key=lambda each: each.starts_on)
    assert found[0].starts_on == dt.date(first, 1, 1)
    assert found[-1].ends_on == dt.date(first + length, 12, 31)
    for one, following in itertools.pairwise(found):
        assert one.ends_on + dt.timedelta(1) == following.starts_on
    for each in found:
        months = (each.ends_on.year * 12 + each.ends_on.month - 1) + after
        due = each.due_on if inclusive else each.due_on + dt.timedelta(1)
        assert due.year * 12 + due.month - 1 == months
        assert due.day == day or (due + dt.timedelta(1)).day == 1
    assert len({each.key for each in found}) == len(found)


@pytest.mark.once
@pytest.mark.parametrize(
    ("every", "names"),
    [
        ("month", [f"1-2026-{month:02}" for month in range(1, 13)]),
        ("quarter", ["1-2026-Q1", "1-2026-Q2", "1-2026-Q3", "1-2026-Q4"]),
        ("half_year", ["1-2026-H1", "1-2026-H2"]),
        ("year", ["1-2026"]),
    ],
)
def test_periods_have_names_and_numbers(every: str, names: list[str]):
    """A period is known by its line, its year and which of the year's it is."""
    found = periods.schedule({"from": "2026", "to": "2026", "reports": [{"every": every, "day": 10}]})
    assert [each.key for each in found] == names
    assert [each.number for each in found] == list(range(1, len(names) + 1))
    assert {each.year for each in found} == {2026}


@pytest.mark.once
def test_a_report_is_due_in_the_month_after_unless_the_text_says_which():
    """Where the line names the day alone, it is that of the next month; a term begins and ends on its named days."""
    line = {"every": "month", "day": 31}
    found = periods.schedule({"from": "2026-01-31", "to": "2026-03-01", "reports": [line, {"every": "month"}]})
    assert [(each.key, each.due_on) for each in found] == [
        ("1-2026-01", dt.date(2026, 2, 28)),
        ("1-2026-02", dt.date(2026, 3, 31)),
        ("1-2026-03", dt.date(2026, 4, 30)),
    ]
    (same_month,) = periods.schedule(
        {"from": "2026", "to": "2026", "reports": [line | {"every": "year", "months_after": 0}]}
    )
    assert same_month.due_on == dt.date(2026, 12, 31)


@pytest.mark.once
@pytest.mark.parametrize("term", [{"from": "2026"}, {"to": "2026"}, {}, {"from": "2027", "to": "2026"}])
def test_without_a_term_there_are_no_periods(term: dict[str, str]):
    """Both ends have to be printed."""
    assert periods.schedule(term | {"reports": [{"every": "month", "day": 10}, {"day": 10}]}) == []


@pytest.mark.once
def test_periods_end_with_the_century():
    """A term that a slip made endless does not fill the list for ever: the last period lies in 2099."""
    found = periods.schedule({"from": "2090", "to": "9999", "reports": [{"every": "year", "day": 25}]})
    assert (found[-1].key, len(found)) == ("1-2099", 10)


@pytest.mark.once
def test_a_year_alone_is_all_of_it():
    """From its first day to its last; a day is itself, nothing is nothing."""
    assert (term.first_day("2026"), term.last_day("2026")) == (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert term.first_day("2026-03-02") == term.last_day("2026-03-02") == dt.date(2026, 3, 2)
    assert term.first_day("") is None
    assert term.last_day(None) is None


def test_the_next_report_has_a_term_and_no_earlier_one(house: House):
    """Approved in March 2026, the report on the first quarter is due on 10 April; the year's others are not yet."""
    made = in_force(house)
    assert _due(made) == [("1-2026-Q1", dt.date(2026, 4, 10))]


def test_what_was_due_before_is_nobodys_term(house: House):
    """A programme of years ago has no term, and nothing of it is overdue."""
    made = in_force(house, **{key: sample.sample(sample.KYIV)[key] for key in ("act", "from", "to", "reports")})
    assert _due(made) == []
    assert not any(each.is_overdue for each in keeping.standing(made))


def test_a_day_off_is_kept_and_the_next_working_day_noted(house: House, set_clock: SetClock):
    """10 October 2026 is a Saturday: the text does not move it."""
    set_clock.set("2026-09-01 09:00")
    made = in_force(house)
    (term,) = deadlines.open_deadlines(made)
    assert term.due_on == dt.date(2026, 10, 10)
    assert "12" in (present(term).note or "")
    (row,) = [each for each in keeping.standing(made) if each.period.key == "1-2026-Q3"]
    assert row.next_working_day == dt.date(2026, 10, 12)


def test_a_change_of_the_calendar_moves_no_named_day(house: House):
    """The day is the programme's own, whatever is decreed of it."""
    made = in_force(house)
    changes.make(
        changes.set_day(CalendarDay(dt.date(2026, 4, 10), DayKind.HOLIDAY, "Day of the Archive", "Decree No. 1"))
    )
    recount.at_once()
    (term,) = deadlines.open_deadlines(made)
    assert "13" in (present(term).note or "")
    assert _due(made) == [("1-2026-Q1", dt.date(2026, 4, 10))]


def test_the_worker_starts_the_next_and_marks_what_is_late(house: House, set_clock: SetClock):
    """On 11 April the report of the first quarter is overdue and stays open, and the next one's term runs beside it."""
    made = in_force(house)
    set_clock.set("2026-04-11 09:00")
    fall_due.run_due()
    keeping.day_begins()
    assert _due(made) == [("1-2026-Q1", dt.date(2026, 4, 10)), ("1-2026-Q2", dt.date(2026, 7, 10))]
    late, _next = deadlines.open_deadlines(made)
    assert late.overdue_at is not None
    assert [each.period.key for each in keeping.standing(made) if each.is_overdue] == ["1-2026-Q1"]
    keeping.day_begins()
    assert len(deadlines.open_deadlines(made)) == 2


def _report(key: str = "1-2026-Q1", **changes: object) -> dict[str, object]:
    return {
        "report": key,
        "measures": [{"measure": "1.1.1", "planned": "Портал", "done": "Портал открыт", "spent": "20.5"}],
        "indicators": [{"indicator": "i1", "value": "12"}],
        "text": "По плану.",
        "documents": [],
    } | changes


def test_filing_closes_the_term_of_that_period_alone(house: House, set_clock: SetClock):
    """The report of one quarter leaves the other's term open; it is in time or late as its own day says."""
    made = in_force(house)
    set_clock.set("2026-07-05 09:00")
    keeping.day_begins()
    house.take(made, "specialist", "report", _report())
    assert _due(made) == [("1-2026-Q2", dt.date(2026, 7, 10))]
    (filed,) = keeping.filed_on(made)
    assert filed.data["measures"][0]["spent"] == "20.5"


@pytest.mark.slow
def test_a_second_report_of_a_period_is_a_correction_and_says_why(
    house: House, client: FlaskClient, set_clock: SetClock
):
    """Without a reason it is refused; with one it counts, both are read, and a late correction makes nothing late."""
    made = in_force(house)
    set_clock.set("2026-04-09 09:00")
    house.take(made, "specialist", "report", _report(reason="без повода"))
    set_clock.set("2026-04-20 09:00")
    with house.as_("head"), pytest.raises(Invalid) as refused:
        engine.take(made, "report", _report(text="Иначе."))
    assert list(refused.value.errors) == ["reason"]
    house.take(made, "head", "report", _report(text="Иначе.", reason="Опечатка в сумме"))
    (row,) = [each for each in keeping.standing(made) if each.report is not None]
    assert row.report is not None
    assert (row.report.data["text"], row.report.data["reason"]) == ("Иначе.", "Опечатка в сумме")
    assert [each.data["text"] for each in row.corrected] == ["По плану."]
    # Where nothing is corrected, a reason says nothing.
    assert "reason" not in row.corrected[0].data
    assert not row.is_late
    db.session.commit()
    answer = client.get(f"/api/v1/programmes/{made.number}").json["reports"]
    (told,) = [each for each in answer if each["content"] is not None]
    assert [each["content"]["text"] for each in told["corrected"]] == ["По плану."]
    page = client.get(f"{made.path}?lang=en").text
    assert all(text in page for text in ("Иначе.", "По плану.", "Опечатка в сумме", "As it was filed on"))
    sign_in(client, house["head"])
    again = client.get(f"{made.path}/act/report?report=1-2026-Q1&lang=en").text
    assert "Иначе." in again
    with house.as_("head"):
        annulment.annul(made, "report", "Исправление ошибочно.")
    assert [each.data["text"] for each in keeping.filed_on(made)] == ["По плану."]


def test_what_is_filed_after_its_day_is_late(house: House, client: FlaskClient, set_clock: SetClock):
    """The page says so of the report; one that is missing is overdue."""
    made = in_force(house)
    set_clock.set("2026-07-12 09:00")
    keeping.day_begins()
    house.take(made, "head", "report", _report())
    db.session.commit()
    found = {each.period.key: each for each in keeping.standing(made)}
    assert found["1-2026-Q1"].is_late
    assert found["1-2026-Q2"].is_overdue
    page = client.get(f"{made.path}?lang=en").text
    assert "filed late" in page
    assert "1 report is overdue" in page


def test_a_report_needs_a_period_that_is_over_and_things_that_are_there(house: House, set_clock: SetClock):
    """Nobody reports on a quarter that runs, on a measure or on an indicator that the programme does not have."""
    made = in_force(house)
    cases = {
        "report": (_report("1-2026-Q1"), _report("9-2026-Q1")),
        "measures.0.measure": (_report("1-2025-Q4", measures=[{"measure": "7", "planned": "", "done": ""}]),),
        "indicators.0.indicator": (_report("1-2025-Q4", indicators=[{"indicator": "x", "value": "1"}]),),
    }
    for field, bodies in cases.items():
        for body in bodies:
            with house.as_("head"), pytest.raises(Invalid) as refused:
                engine.take(made, "report", body)
            assert field in refused.value.errors


def test_where_no_days_are_named_there_is_nothing_to_file(house: House):
    """A programme without days of reports offers none."""
    made = in_force(house, reports=[{"by": "a", "to": "b", "every": None, "day": None}])
    assert "report" not in engine.actions(made, actor_of(house["head"]))
    with house.as_("head"), pytest.raises(NotInThisState):
        engine.take(made, "report", _report())


def test_whose_turn_it_is(house: House, set_clock: SetClock):
    """Once the quarter is over the state body's people are to file the report; before, and afterwards, nobody is."""
    made = in_force(house)
    assert tasks_in(made, actor_of(house["specialist"])) == []
    set_clock.set("2026-04-01 09:00")
    assert [task.action for task in tasks_in(made, actor_of(house["specialist"]))] == ["report"]
    assert tasks_in(made, actor_of(house["integrator_head"])) == []
    house.take(made, "specialist", "report", _report())
    assert tasks_in(made, actor_of(house["specialist"])) == []


def test_an_annulled_report_is_due_again(house: House, set_clock: SetClock):
    """Its row stays and does not count; the term runs on with its day."""
    made = in_force(house)
    set_clock.set("2026-04-02 09:00")
    house.take(made, "head", "report", _report())
    with house.as_("head"):
        annulment.annul(made, "report", "Не тот квартал.")
    assert _due(made) == [("1-2026-Q1", dt.date(2026, 4, 10))]
    assert keeping.filed_on(made) == []


def test_an_amended_version_takes_the_reports_over(house: House, set_clock: SetClock):
    """What was filed stays filed; what is overdue stays due on the version in force."""
    old = in_force(house)
    set_clock.set("2026-07-12 09:00")
    keeping.day_begins()
    house.take(old, "head", "report", _report())
    new = amended(house, old)
    house.take(new, "head", "approve")
    assert _due(old) == []
    assert {each.state for each in deadlines.all_deadlines(old)} == {DeadlineState.CLOSED}
    assert _due(new) == [("1-2026-Q2", dt.date(2026, 7, 10)), ("1-2026-Q3", dt.date(2026, 10, 10))]
    assert [each.key for each in keeping.filed_on(new)] == ["1-2026-Q1"]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({"from": "2014", "to": "2020"}, (2014, 2020)),
        ({"from": "2014-03-01", "to": None}, (2014, None)),
        ({"from": "", "to": "2020-12-31"}, (None, 2020)),
        ({}, (None, None)),
    ],
)
def test_the_years_of_a_term_are_those_that_are_printed(data: dict[str, str], found: tuple[int | None, int | None]):
    """A day or a year alone says its year; what is not printed says none."""
    assert term.years(data) == found
