"""Law 45-2, 45-3: statements, one bid a supplier, groups, the barred, grounds of rejection."""

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qyzmet.deadlines.calendar import seed
from qyzmet.tenders.rules.qualification import (
    GROUND_RULES,
    GROUNDS,
    STATEMENTS,
    Barred,
    Ground,
    Result,
    against_answers,
    against_barred,
    against_group,
    against_results,
    against_second_bid,
    against_statements,
    suit_due_on,
    without_documents,
)
from qyzmet.years import day_after, last_day

pytestmark = pytest.mark.once

KEYS = ("legal_capacity", "solvency_tax", "resources", "no_insolvency", "no_court_finding")
ALL = [{"key": key, "confirmed": True, "documents": ["D-5"]} for key in KEYS]


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def paths(found) -> list[str | None]:
    return [said.path for said in found]


def test_the_statements_are_the_contracts():
    """Law 45-2, each with the documents that show it."""
    assert tuple(statement.key for statement in STATEMENTS) == KEYS
    assert all(statement.documents for statement in STATEMENTS)


@pytest.mark.parametrize(
    ("given_statements", "expected"),
    [
        (ALL, []),
        (ALL[:4], ["statements"]),
        ([], ["statements"] * 5),
        ([*ALL, ALL[0]], ["statements.5.key"]),
        ([*ALL[:4], {"key": "no_court_finding", "confirmed": False}], ["statements.4.confirmed"]),
        ([*ALL[:4], {"key": "no_court_finding", "confirmed": "yes"}], ["statements.4.confirmed"]),
        ([*ALL, {"key": "beauty", "confirmed": True}], ["statements.5.key"]),
    ],
)
def test_each_statement_is_made_once_and_confirmed(given_statements, expected):
    """All five are required; nothing but true confirms."""
    assert paths(against_statements(given_statements)) == expected


def test_statements_without_documents_are_shown_to_the_commission():
    """A missing document is a ground of rejection, which the Commission finds, not the form."""
    assert without_documents(ALL) == ()
    assert without_documents([ALL[0], {"key": "resources", "confirmed": True, "documents": []}]) == KEYS[1:]


@pytest.mark.parametrize(
    ("group", "expected"),
    [([], []), (["2", "3"], []), (["1"], ["group.0"]), (["2", "1"], ["group.1"]), (["2", "2"], ["group.1"])],
)
def test_a_group_does_not_contain_itself(group, expected):
    """The bidder "1" names the other members, each once."""
    assert paths(against_group("1", group)) == expected


@pytest.mark.parametrize(
    ("bidder", "group", "taken", "expected"),
    [
        ("1", [], [], []),
        ("1", ["2"], ["3", "4"], []),
        ("1", [], ["1"], [None]),  # has a bid already
        ("2", [], ["1", "2"], [None]),  # is a member of a group that has bid
        ("1", ["2"], ["2"], ["group.0"]),  # its member has bid alone
        ("1", ["5", "2"], ["1", "2"], [None, "group.1"]),
    ],
)
def test_one_bid_a_supplier(bidder, group, taken, expected):
    """Alone or in a group: whoever stands in another bid of the tender stands in no second one."""
    assert paths(against_second_bid(bidder, group, taken)) == expected


def oracle_years(start: dt.date, years: int) -> dt.date:
    """The same day of that year; the day before 1 March where there is none."""
    try:
        return dt.date(start.year + years, start.month, start.day)
    except ValueError:
        return dt.date(start.year + years, 3, 1) - dt.timedelta(days=1)


@given(st.dates(dt.date(1990, 1, 2), dt.date(2090, 12, 31)), st.integers(1, 9))
def test_terms_in_years(start, years):
    """The last day is the event's own in a later year; whole years that begin with a day are over on that day."""
    assert last_day(start, years) == oracle_years(start, years)
    over = day_after(start, years)
    leaps = (start.month, start.day) == (2, 29) and not calendar.isleap(start.year + years)
    assert over == (dt.date(start.year + years, 3, 1) if leaps else oracle_years(start, years))


@pytest.mark.parametrize(
    ("finding", "until"),
    [
        ("2023-05-10", "2026-05-10"),
        ("2024-02-29", "2027-02-28"),
        ("2025-02-28", "2028-02-28"),
        ("2021-03-01", "2024-03-01"),
    ],
)
def test_how_long_a_finding_bars(finding, until):
    """Three years; from 29 February to the 28th of a year that has no 29th."""
    assert Barred("1", day(finding)).until == day(until)


@pytest.mark.parametrize(
    ("on", "blocked"),
    [("2024-02-28", False), ("2024-02-29", True), ("2027-02-28", True), ("2027-03-01", False), ("2020-01-01", False)],
)
def test_the_first_and_the_last_day_of_a_bar(on, blocked):
    """The day of the finding and the last day of the three years are within."""
    assert Barred("1", day("2024-02-29")).blocks(day(on)) is blocked


@given(st.dates(dt.date(2015, 1, 1), dt.date(2025, 12, 31)), st.integers(-1200, 1200))
def test_the_barred_are_blocked_only_between(finding, offset):
    """Not before the court's finding, not after three years."""
    on = finding + dt.timedelta(days=offset)
    entry = Barred("1", finding)
    assert entry.blocks(on) == (finding <= on <= oracle_years(finding, 3))


def test_a_barred_member_bars_the_group():
    """The bidder and each member are looked up; what is over or has not begun blocks nobody."""
    register = [
        Barred("1", day("2020-01-01")),  # over
        Barred("2", day("2025-06-01")),
        Barred("3", day("2026-06-01")),  # not found yet on that day
        Barred("4", day("2023-04-01")),
        Barred("4", day("2025-04-01")),
    ]
    found = list(against_barred("1", ["2", "3", "4"], register, day("2026-03-05")))
    assert paths(found) == ["group.0", "group.2"]
    assert found[1].facts == {"finding": day("2025-04-01"), "until": day("2028-04-01")}
    assert list(against_barred("1", [], register, day("2026-03-05"))) == []


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (Result("B-1", True), []),
        (Result("B-1", False, Ground.DOCUMENT_MISSING, "No certificate of debts."), []),
        (Result("B-1", False, Ground.FALSE_INFORMATION, "The diploma is forged."), []),
        (Result("B-1", False, Ground.DOCUMENT_MISSING, " "), ["results.0.reason"]),
        (Result("B-1", False, None, "Bad."), ["results.0.ground"]),
        (Result("B-1", True, Ground.DOCUMENT_MISSING), ["results.0.ground"]),
        (Result("B-1", False, Ground.ABOVE_CEILING, "Dear."), ["results.0.ground"]),  # the system says this
        (Result("B-7", True), ["results.0.bid", "results"]),
    ],
)
def test_a_rejection_has_a_ground_of_the_law_and_a_reason(result, expected):
    """Three grounds of the Law; above the ceiling is the system's own."""
    assert paths(against_results([result], ["B-1"], [])) == expected


def test_every_bid_is_examined_once_and_dear_ones_are_rejected_by_the_system():
    """H14: a bid above the ceiling may be left out of the results, or be rejected for more; it cannot pass."""
    bids, above = ["B-1", "B-2", "B-3"], ["B-3"]
    assert paths(against_results([Result("B-1", True)], bids, above)) == ["results"]
    both = [Result("B-1", True), Result("B-2", False, Ground.DOCUMENT_MISSING, "None.")]
    assert paths(against_results(both, bids, above)) == []
    assert paths(against_results([*both, Result("B-3", True)], bids, above)) == ["results.2.compliant"]
    lied = Result("B-3", False, Ground.FALSE_INFORMATION, "Forged.")
    assert paths(against_results([*both, lied], bids, above)) == []
    assert paths(against_results([*both, both[0]], bids, above)) == ["results.2.bid"]


def test_every_ground_has_its_words_and_its_rule():
    """A rejection over the ceiling is a house rule's, not the Law's."""
    assert set(GROUNDS) == set(GROUND_RULES) == set(Ground)
    assert [ground for ground, rule in GROUND_RULES.items() if not rule.startswith("Law")] == [Ground.ABOVE_CEILING]


@pytest.mark.parametrize(
    ("established", "due"),
    [
        ("2026-03-02", "2026-04-01"),
        ("2026-03-05", "2026-04-06"),  # 4 April is a Saturday
        ("2026-02-20", "2026-03-26"),  # over Nauryz, which ends with a day in lieu
    ],
)
def test_the_suits_term_is_counted_in_calendar_days(established, due):
    """Law 45-3: 30 calendar days from the day after; one that ends on a day off goes to the next working day."""
    assert suit_due_on(day(established), seed.seed_calendar()) == day(due)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (["a", "b"], []),
        (["a"], [("answers", "B")]),
        ([], [("answers", "A"), ("answers", "B")]),
        (["a", "b", "a"], [("answers.2.criterion", None)]),
        (["a", "b", "c"], [("answers.2.criterion", "c")]),
        (["c", "c", "a", "b"], [("answers.0.criterion", "c"), ("answers.1.criterion", "c")]),
    ],
)
def test_each_criterion_is_answered_once(given, found):
    """What is missing, answered twice or not asked for is said at its place."""
    said = list(against_answers([("a", "A"), ("b", "B")], [{"criterion": key} for key in given]))
    assert [(each.path, each.facts.get("criterion")) for each in said] == found
