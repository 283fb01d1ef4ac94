"""A machine's clock that is set, for sessions, codes and throttling."""

import datetime as dt
from collections.abc import Iterator

import pytest

from qyzmet import clock
from tests.conftest import SetClock


@pytest.fixture
def wall_clock() -> Iterator[SetClock]:
    """The machine's clock, standing still until it is moved."""
    source = SetClock(dt.datetime(2026, 3, 2, 9, 0, 10, tzinfo=clock.ALMATY))
    before = clock.use_wall(source)
    yield source
    clock.use_wall(before)
