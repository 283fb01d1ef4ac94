"""Firing 1,000 due deadlines among 10,000 and among 1,000,000 open ones: `python -m bench.deadlines [--database URL]`.

On SQLite in files of its own, and on PostgreSQL in databases of its own on the server that is named, or that
QYZMET_TEST_DATABASE_URL names. The due ones are fired as the worker does it, with records, notifications and
e-mails queued. Exit 1 when the many cost more than 1.5 times the few, by the median time.

The time of the processors, this process's and its PostgreSQL backend's, is printed beside it where the system tells it:
where only the first ratio is high, it was another program that took the time.
"""

import datetime as dt
import os
import sqlite3
import statistics
import tempfile
from pathlib import Path

from sqlalchemy import text

from bench._servers import measure_on_both
from qyzmet import clock, seeding
from qyzmet.config import settings_from
from qyzmet.database import db
from qyzmet.deadlines.worker import claims, fall_due
from qyzmet.factory import create_app
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.own_database import own_database

FEW, MANY, DUE, ROUNDS, MOST = 10_000, 1_000_000, 1_000, 6, 1.5
NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=clock.ALMATY)
KINDS = (OrganisationKind.STATE_BODY, OrganisationKind.INTEGRATOR, OrganisationKind.AUTHORISED_BODY)

# A counter of rows by SQL, in each database's way.
_SERIES = {
    "sqlite": "WITH RECURSIVE s(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM s WHERE i < :last) SELECT {} FROM s",
    "postgresql": "SELECT {} FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) AS s(i)",
}


def add(first: int, last: int, due_at: dt.datetime | None) -> None:
    """Add open deadlines by SQL, each with its request; they are due at an instant, or spread over a year to come."""
    dialect = db.engine.dialect.name
    utc = clock.at(dt.date(2026, 2, 20), 10)
    values = {"first": first, "last": last}

    def series(table: str, columns: dict[str, str]) -> None:
        names = ", ".join(f'"{name}"' for name in columns)
        query = _SERIES[dialect].format(", ".join(columns.values()))
        db.session.execute(text(f"INSERT INTO {table} ({names}) {query}"), values)

    def moment(instant: dt.datetime) -> str:
        plain = instant.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.000000")
        return f"'{plain}'" if dialect == "sqlite" else f"TIMESTAMP WITH TIME ZONE '{plain}+00'"

    next_at = moment(due_at) if due_at else moment(NOW)
    if due_at is None:
        minutes = "(60 + i % 500000)"
        next_at = (
            f"strftime('%Y-%m-%d %H:%M:%f000', '2026-03-02 04:00:00', '+' || {minutes} || ' minutes')"
            if dialect == "sqlite"
            else f"{next_at} + {minutes} * interval '1 minute'"
        )
    date = "'{}'" if dialect == "sqlite" else "DATE '{}'"
    procedure = {
        "id": "i",
        "kind": "'requests'",
        "draft_number": "'AR-draft-' || i",
        "number": "'AR-2026-' || i",
        "state": "'opinion_given'",
        "edition_key": "'kz-2022-03-31'",
        "channel": "'portal'",
        "title": "'Temporary export certificate for cultural valuables'",
        "data": "'{}'",
        "created_by_id": "1",
        "created_at": moment(utc),
        "submitted_at": moment(utc),
        "version": "1",
    }
    series("procedure", procedure)
    series("automation_request", {"id": "i"})
    for place, kind in enumerate(KINDS):
        series("procedure_party", {"procedure_id": "i", "party": f"'{kind.value}'", "organisation_id": str(place + 1)})
    series(
        "deadline",
        {
            "procedure_id": "i",
            "term": "'decide'",
            "rule": "'¶ 13'",
            "owner": "'authorised_body'",
            "owner_organisation_id": "3",
            "event_at": moment(utc),
            "event_on": date.format("2026-02-25"),
            "working_days": "3",
            "starts_on": date.format("2026-02-26"),
            "due_on": date.format("2026-03-02"),
            "due_at": moment(clock.end_of(dt.date(2026, 3, 2))),
            "provisional": "0" if dialect == "sqlite" else "false",
            "calendar_version": "1",
            "state": "'open'",
            "next_stage": "'today'",
            "next_at": next_at,
            "failures": "0",
        },
    )


def processors() -> float:
    """Milliseconds that this process and, on the same Linux machine, its backend have spent on a processor so far."""
    spent = 1000 * sum(os.times()[:2])
    if db.engine.dialect.name == "postgresql":
        backend = db.session.execute(text("SELECT pg_backend_pid()")).scalar_one()
        try:
            fields = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return spent
        spent += 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return spent


class Place:
    """A database with so many open deadlines that are not due yet."""

    def __init__(self, url: str, folder: Path, size: int) -> None:
        folder.mkdir()
        settings = settings_from({}, ENVIRONMENT="test", DATABASE_URL=url, INSTANCE=str(folder))
        self.app = create_app(settings)
        self.size = self.last = size
        self.finding: list[float] = []
        self.whole: list[float] = []
        self.computing: list[float] = []
        with self.app.app_context():
            self.name = db.engine.dialect.name
            db.create_all()
            seeding.seed()
            for kind in KINDS:
                organisation = factories.organisation(kind)
                for role in (Role.HEAD, Role.SPECIALIST):
                    factories.user(role, organisation)
            add(1, size, None)
            db.session.commit()
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                if self.name == "postgresql":
                    connection.exec_driver_sql("VACUUM ANALYZE")
            if self.name == "sqlite":
                # The load's own write-ahead log would be read along by every query that is measured.
                raw = sqlite3.connect(db.engine.url.database or "")
                raw.execute("ANALYZE")
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                raw.close()

    def round(self) -> None:
        """Add 1,000 due deadlines; measure finding them, and finding and carrying them out."""
        with self.app.app_context():
            add(self.last + 1, self.last + DUE, NOW - dt.timedelta(minutes=1))
            self.last += DUE
            db.session.commit()
            if self.name == "postgresql":
                # What the load and the other database have left to write is not written while this one is measured.
                with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                    connection.exec_driver_sql("CHECKPOINT")
            start = clock.elapsed()
            found = len(claims.claim(NOW, DUE))
            self.finding.append(1000 * (clock.elapsed() - start))
            db.session.rollback()
            db.session.expunge_all()
            computed, start = processors(), clock.elapsed()
            fired = fall_due.run_due(NOW)
            self.whole.append(1000 * (clock.elapsed() - start))
            self.computing.append(processors() - computed)
            assert (found, fired) == (DUE, DUE)

    def forget(self) -> None:
        """Drop what was measured so far."""
        for measured in (self.finding, self.whole, self.computing):
            measured.clear()

    def medians(self) -> tuple[float, float, float]:
        """Of finding, of finding and firing, and of the processors' time for that; milliseconds."""
        return statistics.median(self.finding), statistics.median(self.whole), statistics.median(self.computing)

    def close(self) -> None:
        """Give the connections back."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


def compare(few_url: str, many_url: str) -> bool:
    """Measure both in turn, so that a busy machine disturbs both alike; says whether the ratio is kept."""
    before = clock.use(lambda: NOW)
    with tempfile.TemporaryDirectory() as folder:
        few, many = Place(few_url, Path(folder) / "few", FEW), Place(many_url, Path(folder) / "many", MANY)
        for place in (few, many):
            place.round()  # To fill the caches: not counted.
            place.forget()
        for turn in range(ROUNDS):
            # Each is the first of the two as often as the other.
            for place in (few, many) if turn % 2 else (many, few):
                place.round()
        for place in (few, many):
            finding, whole, computing = place.medians()
            print(
                f"{place.name}: {place.size:>9,} open: find {DUE:,} due {finding:6.1f} ms,"
                f" find and fire {whole:6.0f} ms, of it on a processor {computing:6.0f} ms"
            )
            place.close()
    clock.use(before)
    found, fired, computed = (many / few for few, many in zip(few.medians(), many.medians(), strict=True))
    print(
        f"{few.name}: many to few: find {found:.2f}, find and fire {fired:.2f} (at most {MOST}),"
        f" on a processor {computed:.2f}"
    )
    return fired <= MOST


def on_sqlite() -> bool:
    """Measure in files of their own."""
    with tempfile.TemporaryDirectory() as folder:
        return compare(f"sqlite:///{Path(folder) / 'few.sqlite3'}", f"sqlite:///{Path(folder) / 'many.sqlite3'}")


def on_postgresql(server: str) -> bool:
    """Measure in databases of their own on that server."""
    with own_database(server, "bench_few") as few, own_database(server, "bench_many") as many:
        return compare(few, many)


if __name__ == "__main__":
    measure_on_both("bench.deadlines", on_sqlite, on_postgresql)
