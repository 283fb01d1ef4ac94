"""What stands in the cells of a list that is handed out as a file."""

import datetime as dt

import pytest

from qyzmet import clock
from qyzmet.search import csv_file

pytestmark = pytest.mark.once

DAY = dt.date(2026, 3, 27)


@pytest.mark.parametrize(
    ("at", "cell"),
    [
        (None, ""),
        (clock.end_of(DAY), "2026-03-27 24:00+05:00"),
        (clock.at(DAY, 23, 59), "2026-03-27 23:59+05:00"),
        (clock.at(DAY, 18), "2026-03-27 18:00+05:00"),
        (clock.end_of(DAY) + dt.timedelta(minutes=1), "2026-03-28 00:01+05:00"),
        (clock.end_of(dt.date(2026, 12, 31)), "2026-12-31 24:00+05:00"),
    ],
)
def test_the_end_of_a_time_stands_on_the_day_that_it_ends(at: dt.datetime | None, cell: str):
    """A time that ends at midnight ends at 24:00 of its last day, not at 00:00 of a day on which nothing is taken."""
    assert csv_file.end(at) == cell


def test_what_happens_at_midnight_stands_on_its_own_day():
    """An instant that ends nothing is written as it is."""
    assert csv_file.instant(clock.at(DAY)) == "2026-03-27 00:00+05:00"
