"""Numbers that people quote."""

from flask import Flask

from qyzmet.database import db
from qyzmet.procedure.numbers import draft_number, next_number
from tests.conftest import SetClock


def test_numbers_are_given_without_gaps_and_by_year(app: Flask, set_clock: SetClock) -> None:
    """One after another within a prefix and year; a new year begins at one."""
    assert [next_number("AR") for _ in range(3)] == ["AR-2026-000001", "AR-2026-000002", "AR-2026-000003"]
    assert next_number("DA") == "DA-2026-000001"
    # 2027 begins in Almaty five hours before it does in London.
    set_clock.set("2027-01-01T00:30")
    assert next_number("AR") == "AR-2027-000001"


def test_a_number_that_was_not_used_is_given_again(app: Flask) -> None:
    """A transaction that is undone takes its number back."""
    next_number("AR")
    inner = db.session.begin_nested()
    assert next_number("AR") == "AR-2026-000002"
    inner.rollback()
    assert next_number("AR") == "AR-2026-000002"


def test_a_draft_number_tells_nothing() -> None:
    """Random, of letters and digits that nobody confuses."""
    numbers = {draft_number("AR") for _ in range(200)}
    assert len(numbers) == 200
    assert not any(set("0O1IL") & set(number.removeprefix("AR-draft-")) for number in numbers)
