"""What goes wrong between two people, or with the database, is an answer that helps."""

import pytest
from flask import Flask
from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from qyzmet.web import errors


class Ended(Exception):
    """What the driver raises, with PostgreSQL's code for it."""

    def __init__(self, code: str, text: str = "ended") -> None:
        super().__init__(text)
        self.sqlstate = code


@pytest.fixture
def people_app(built_app: Flask) -> Flask:
    return built_app


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Ended("40P01"), 409),
        (Ended("40001"), 409),
        (Ended("55P03"), 409),
        (Exception("database is locked"), 409),
        (Ended("57P01", "terminating connection"), 500),
    ],
)
def test_two_that_meet_are_no_fault_of_ours(people_app: Flask, fault: Exception, status: int) -> None:
    """One of two who waited for each other is asked to repeat; a database that has gone is our fault."""
    with people_app.test_request_context("/?lang=en"):
        _text, answered = errors._busy(OperationalError("SELECT 1", {}, fault))
        assert answered == status


@pytest.mark.slow
def test_what_the_database_does_not_take_is_said(people_app: Flask) -> None:
    """Who adds the same at the same moment, and a value that no column holds, are answered as the API answers them."""
    with people_app.test_request_context("/?lang=en"):
        done, first = errors._done_meanwhile(IntegrityError("INSERT", {}, Exception("unique")))
        kept, second = errors._not_to_be_kept(DataError("INSERT", {}, Exception("too long")))
    assert (first, second) == (409, 422)
    assert "Somebody else did the same" in done
    assert "cannot be kept" in kept
