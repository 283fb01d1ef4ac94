"""The audit trail against a plain loop over the same rows, and how fast it is written: `python -m bench.audit`.

The baseline reads the same rows with the bare driver, without SQLAlchemy, and takes SHA-256 over each row's columns
joined, which is the least that any check by hashes has to do. Without QYZMET_TEST_DATABASE_URL only SQLite is measured.
"""

import hashlib
import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from sqlalchemy import insert, select

from qyzmet import clock, seeding
from qyzmet.audit import service as audit
from qyzmet.audit import verify as verification
from qyzmet.audit.chain import Entry, digest
from qyzmet.audit.models import GENESIS, AuditRecord
from qyzmet.config import settings_from
from qyzmet.database import db
from qyzmet.factory import create_app
from tests.own_database import SERVER, own_database

RECORDS = 100_000
APPENDS = 1_000
ROUNDS = 7
TARGET = 5.0


def seconds(call: Callable[[], Any]) -> float:
    """How long one call takes."""
    before = clock.elapsed()
    call()
    return clock.elapsed() - before


def plain_loop() -> None:
    """Read every record's columns and hash them, and nothing else."""
    cursor = db.session.connection().connection.cursor()
    cursor.execute(f"SELECT {', '.join((*Entry._fields, 'hash'))} FROM audit_record ORDER BY number")
    while rows := cursor.fetchmany(verification.BATCH):
        for row in rows:
            hashlib.sha256("".join(map(str, row)).encode()).digest()
    cursor.close()


def fill(count: int) -> None:
    """Append records as real as the application's, some 600 bytes each, without going through its session."""
    last = db.session.execute(select(AuditRecord).order_by(AuditRecord.number.desc()).limit(1)).scalar_one()
    previous: bytes = last.hash
    chains: dict[str, tuple[int, bytes]] = {}
    rows: list[dict[str, Any]] = []
    facts = json.dumps({"state": "submitted", "title": "Мәдени құндылықтарды уақытша әкету", "fields": list(range(60))})
    for number in range(last.number + 1, last.number + 1 + count):
        chain = f"procedure:{number % (count // 20)}"
        place, before = chains.get(chain, (0, GENESIS))
        entry = Entry(
            number, chain, place + 1, "2026-03-02T04:00:00.123456+00:00", "U-17", "200140000017", "head", "submit",
            f"AR-2026-{number:06d}", facts, facts, "203.0.113.7 0123456789abcdef", before, previous,
        )  # fmt: skip
        previous = digest(entry)
        chains[chain] = (place + 1, previous)
        rows.append({**entry._asdict(), "hash": previous})
        if len(rows) == 1_000:
            db.session.execute(insert(AuditRecord), rows)
            rows = []
    db.session.commit()


def measure() -> dict[str, float]:
    """The measures on the database of the application context."""
    db.create_all()
    seeding.seed()
    db.session.commit()

    def append() -> None:
        for number in range(APPENDS):
            audit.record("bench", chain=f"bench:{number % 50}", subject="AR-2026-000001", after={"n": number})
            db.session.commit()

    appending = seconds(append)
    fill(RECORDS)
    ratios, ours, plain = [], [], []
    for _round in range(ROUNDS):
        plain.append(seconds(plain_loop))
        ours.append(seconds(verification.verify))
        ratios.append(ours[-1] / plain[-1])
        db.session.rollback()
    verdict = verification.verify()
    assert verdict.fault is None
    assert verdict.records > RECORDS
    db.session.remove()
    return {
        "verify / plain loop": statistics.median(ratios),
        "verify, s": statistics.median(ours),
        "plain loop, s": statistics.median(plain),
        "appends, each committed, a second": APPENDS / appending,
    }


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """A new SQLite file, and a new database of the PostgreSQL server if there is one, by their URLs."""
    with ExitStack() as places:
        found = {"SQLite": f"sqlite:///{places.enter_context(tempfile.TemporaryDirectory())}/bench.sqlite3"}
        if SERVER:
            found["PostgreSQL"] = places.enter_context(own_database(SERVER, "bench_audit"))
        yield found


def main() -> None:
    """Print the measures on each database; exit 1 when verifying costs more than the target."""
    results: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder, databases() as places:
        for kind, url in places.items():
            app = create_app(settings_from({}, ENVIRONMENT="test", INSTANCE=folder, DATABASE_URL=url))
            with app.app_context():
                results[kind] = measure()
                db.engine.dispose()
    if "--json" in sys.argv[1:]:
        print(json.dumps(results, indent=2))
    else:
        for kind, measures in results.items():
            for name, value in measures.items():
                verdict = "" if "/" not in name else "met" if value <= TARGET else "MISSED"
                print(f"{kind + ', ' + name:<60} {value:>10.2f} {verdict}".rstrip())
    if any(measures["verify / plain loop"] > TARGET for measures in results.values()):
        sys.exit(1)


if __name__ == "__main__":
    main()
