"""A list against its raw query: what both measurements of lists share."""

import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask

from qyzmet import clock
from qyzmet.config import settings_from
from qyzmet.factory import create_app
from tests.own_database import own_database

ROUNDS, MOST = 60, 3.0


@dataclass(frozen=True)
class Ratio:
    """How many times the raw query's milliseconds ours takes, by the time that the faster quarter keeps."""

    raw: float
    ours: float

    @property
    def times(self) -> float:
        return self.ours / self.raw

    @property
    def kept(self) -> bool:
        return self.times <= MOST

    def __str__(self) -> str:
        return f"raw {self.raw:6.2f} ms, ours {self.ours:6.2f} ms: {self.times:5.2f}"


def measured(run: Callable[[], object]) -> float:
    """Milliseconds of one run."""
    start = clock.elapsed()
    run()
    return 1000 * (clock.elapsed() - start)


def ratio(raw: Callable[[], Any], ours: Callable[[], Any], rounds: int = ROUNDS) -> Ratio:
    """Measure both in turn, after their caches are filled."""
    for _turn in range(min(8, rounds)):  # Not counted.
        raw(), ours()
    times: tuple[list[float], list[float]] = ([], [])
    for _turn in range(rounds):
        times[0].append(measured(raw))
        times[1].append(measured(ours))
    # What else runs on the machine only ever adds: the faster quarter says more than the middle.
    return Ratio(*(statistics.quantiles(each, n=4)[0] for each in times))


@contextmanager
def place(url: str) -> Iterator[Flask]:
    """The application over that database."""
    with tempfile.TemporaryDirectory() as folder:
        yield create_app(settings_from({}, ENVIRONMENT="test", DATABASE_URL=url, INSTANCE=folder))


def on_sqlite(compare: Callable[[Flask], bool]) -> bool:
    """Measure in a file of its own."""
    with tempfile.TemporaryDirectory() as folder, place(f"sqlite:///{Path(folder) / 'many.sqlite3'}") as app:
        return compare(app)


def on_postgresql(compare: Callable[[Flask], bool], server: str, part: str) -> bool:
    """Measure in a database of its own on that server."""
    with own_database(server, part) as url, place(url) as app:
        return compare(app)
