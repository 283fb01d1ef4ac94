"""A change of the calendar over a million open deadlines, in one run: `python -m bench.recount [ROWS]`.

Measured on SQLite, or on the PostgreSQL server that QYZMET_TEST_DATABASE_URL names, in an own database each. The
baseline is what one would write first: every open deadline read, counted and compared one by one.
"""

import datetime as dt
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import func, insert, select, text

from qyzmet import clock, seeding
from qyzmet.config import settings_from
from qyzmet.database import db
from qyzmet.deadlines.calendar import affected, changes, recount
from qyzmet.deadlines.calendar import in_force as calendars
from qyzmet.deadlines.models import Deadline, DeadlineState, Recount
from qyzmet.deadlines.worker.reminders import next_after, plan
from qyzmet.deadlines.working_days import CalendarDay, DayKind
from qyzmet.factory import create_app
from qyzmet.vocabulary import OrganisationKind, Party
from tests import worlds
from tests.deadlines.running_terms import a_term
from tests.own_database import SERVER, own_database

NOW = dt.datetime(2026, 6, 1, 9, 0, tzinfo=clock.ALMATY)
BULK = 20_000


@contextmanager
def application() -> Iterator[Flask]:
    """An application on an empty database that is thrown away."""
    with ExitStack() as places:
        folder = places.enter_context(tempfile.TemporaryDirectory())
        url = f"sqlite:///{folder}/bench.sqlite3"
        if SERVER:
            url = places.enter_context(own_database(SERVER, "bench_recount"))
        app = create_app(settings_from({}, ENVIRONMENT="test", DATABASE_URL=url, INSTANCE=folder))
        with app.app_context():
            db.create_all()
            seeding.seed()
            db.session.commit()
            yield app
            db.session.remove()
            db.engine.dispose()


def fill(rows: int) -> None:
    """Open deadlines of one procedure, with events of the last hundred days and ten lengths."""
    world = worlds.a_world()
    model = a_term(world)
    owner = world.organisations[OrganisationKind.AUTHORISED_BODY].id
    calendar, rng = calendars.current(), random.Random(1)
    counted: dict[tuple[dt.date, int], dict[str, Any]] = {}
    batch = []
    for _ in range(rows):
        event_on = NOW.date() - dt.timedelta(days=rng.randint(0, 99))
        length = rng.choice((2, 3, 5, 10, 15, 20, 30, 60, 90, 120))
        if (event_on, length) not in counted:
            found = calendar.explain(event_on, length)
            stage, at = next_after(plan(calendar, event_on, length, found.due_on), None) or (None, None)
            counted[event_on, length] = {
                "procedure_id": model.procedure_id, "term": "decide", "rule": "¶ 13", "owner": Party.AUTHORISED_BODY,
                "owner_organisation_id": owner, "event_at": clock.at(event_on, 10), "event_on": event_on,
                "working_days": length, "starts_on": found.starts_on, "due_on": found.due_on, "due_at": found.due_at,
                "provisional": found.provisional, "calendar_version": 1, "state": DeadlineState.OPEN,
                "next_stage": stage, "next_at": at, "failures": 0,
            }  # fmt: skip
        batch.append(counted[event_on, length])
        if len(batch) == BULK:
            db.session.execute(insert(Deadline), batch)
            batch = []
    if batch:
        db.session.execute(insert(Deadline), batch)
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE"))
        db.session.commit()


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds that a call takes, and what it gives."""
    start = time.perf_counter()
    found = call()
    return time.perf_counter() - start, found


def one_by_one() -> int:
    """The baseline: how many deadlines differ, found by counting each."""
    calendar = calendars.current()
    columns = (Deadline.id, Deadline.event_on, Deadline.working_days, Deadline.due_on)
    rows = db.session.execute(select(*columns).where(Deadline.state == DeadlineState.OPEN)).yield_per(BULK)
    return sum(calendar.explain(row.event_on, row.working_days).due_on != row.due_on for row in rows)


def main() -> None:
    """Print each measure; `--json` prints the values alone."""
    sizes = [int(word) for word in sys.argv[1:] if word.isdigit()]
    rows = sizes[0] if sizes else 1_000_000
    clock.use(lambda: NOW)
    with application():
        fill(rows)
        # A far day, so that about 1 in 100 moves: enough to see the cost of each, few enough to wait for.
        on = calendars.current().add(max(db.session.scalars(select(func.max(Deadline.due_on)))), -8)
        day = CalendarDay(on, DayKind.HOLIDAY, "Day of the Archive", "Decree No. 1")
        preview, found = timed(lambda: affected.groups(changes.set_day(day).resulting(), [on.year]))
        moved = affected.moving(found)
        changes.make(changes.set_day(day))
        db.session.commit()
        baseline, found_one_by_one = timed(one_by_one)
        seconds, done = timed(recount.continue_pending)
        assert done >= moved == found_one_by_one == db.session.scalar(select(func.count(Recount.id)))
        # Only the provisional mark differs, of every deadline that reaches into the year.
        draft = CalendarDay(dt.date(on.year, 12, 17), DayKind.HOLIDAY, "Day of the Archive", "Draft [PROJECTION]")
        changes.make(changes.set_day(draft))
        db.session.commit()
        quiet, marked = timed(recount.continue_pending)
        values = {
            "database": db.engine.dialect.name,
            "open": rows,
            "preview_seconds": preview,
            "one_by_one_seconds": baseline,
            "moved": moved,
            "recount_seconds": seconds,
            "recount_ms_each": seconds / moved * 1000 if moved else 0,
            "marked": marked,
            "mark_seconds": quiet,
        }
    if "--json" in sys.argv:
        print(json.dumps(values))
        return
    slower = f"one by one {baseline:.3f} s, {baseline / preview:.1f} times"
    each = f"{values['recount_ms_each']:.2f} ms each"
    each_quiet = f"{quiet / max(marked, 1) * 1e6:.1f} µs each"
    print(f"{values['database']}, {rows:,} open deadlines, a day off that moves {moved:,} of them")
    print(f"  which ones move (the preview)               {preview:8.3f} s   {slower}")
    print(f"  count, record, audit and tell the moved     {seconds:8.3f} s   {each}")
    print(f"  a year no longer decreed: mark {marked:>9,}    {quiet:8.3f} s   {each_quiet}")


if __name__ == "__main__":
    main()
