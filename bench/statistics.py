"""The statistics of 100,000 procedures: `python -m bench.statistics [--database sqlite|URL]`.

On SQLite in a file of its own, and on PostgreSQL in a database of its own. A page is asked for as a browser asks: when
something has just been done in a procedure, so that its block's steps and all other numbers are counted anew, and when
nothing has; the first page after a start, which counts all blocks, is told too. Exit 1 when a page takes more than
300 ms, by the time that the faster quarter of the rounds keeps, or more than a second where it is the first after an
act.
"""

import logging
import statistics

from flask import Flask
from sqlalchemy import select

from bench._ratios import measured, on_postgresql, on_sqlite
from bench._servers import measure_on_both
from bench.data.requests import OTHERS
from bench.data.ten_years import NOW, SIZE, fill
from qyzmet import clock, seeding
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.people.models import User
from qyzmet.procedure import engine
from qyzmet.procedure.models import Procedure
from qyzmet.statistics import numbers
from qyzmet.statistics.scope import Scope, View
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories

ROUNDS, MOST, MOST_ANEW = 20, 300.0, 1_000.0
_ANEW = "a page, the first after an act"


def _quarter(app: Flask, path: str, *, done: bool) -> float:
    """Milliseconds of the page; with `done` something is done in a procedure before each round."""
    client = app.test_client()
    times = []
    for turn in range(ROUNDS):
        if done:
            with app.app_context():
                procedure = db.session.scalar(select(Procedure.id).offset(turn * SIZE // ROUNDS).limit(1))
                audit.record("measure", chain=f"{engine.CHAIN}{procedure}", subject=str(turn))
                db.session.commit()
        times.append(measured(lambda: _ask(client, path)))
    return statistics.quantiles(times[2:], n=4)[0]


def _ask(client: object, path: str) -> None:
    answer = client.get(path)  # type: ignore[attr-defined]
    assert answer.status_code == 200, answer.status_code


def _numbers(app: Flask, scope: Scope) -> float:
    """Milliseconds of the numbers of a scope, nothing having been done since they were counted."""
    with app.test_request_context():
        times = [measured(lambda: numbers.of(scope)) for _turn in range(ROUNDS)]
    return statistics.quantiles(times[2:], n=4)[0]


def compare(app: Flask) -> bool:
    """Fill the database, measure, print; says whether all are kept."""
    before = clock.use(lambda: NOW)
    logging.getLogger("qyzmet.access").setLevel(logging.ERROR)
    with app.test_request_context():
        db.create_all()
        seeding.seed()
        people: dict[str, User] = {
            "integrator": factories.user(Role.HEAD, factories.organisation(OrganisationKind.INTEGRATOR)),
            "authorised": factories.user(Role.HEAD, factories.organisation(OrganisationKind.AUTHORISED_BODY)),
            "first_other": factories.user(Role.HEAD, factories.organisation()),
        }
        for _each in range(OTHERS - 1):
            factories.organisation()
        ids = {key: user.memberships[0].organisation_id for key, user in people.items()}
        db.session.commit()
        fill(ids)
        database = db.engine.dialect.name
    mine, every = Scope(View.MINE, (ids["integrator"],)), Scope(View.MINE, None)
    client = app.test_client()
    first = measured(lambda: _ask(client, "/statistics/"))
    print(f"{database}: {SIZE} procedures, {'the first page after a start':32} {first:7.1f} ms")
    found = {
        _ANEW: _quarter(app, "/statistics/?lang=ru", done=True),
        "the same again": _quarter(app, "/statistics/", done=False),
        "a year of a state body": _quarter(app, "/statistics/?year=2025", done=False),
        "the integrator's own numbers": _numbers(app, mine),
        "an auditor's": _numbers(app, every),
    }
    marks = {name: MOST_ANEW if name == _ANEW else MOST for name in found}
    for name, each in found.items():
        print(f"{database}: {SIZE} procedures, {name:32} {each:7.1f} ms (at most {marks[name]:.0f})")
    clock.use(before)
    with app.app_context():
        db.engine.dispose()
    return all(each <= marks[name] for name, each in found.items())


if __name__ == "__main__":
    measure_on_both(
        "bench.statistics",
        lambda: on_sqlite(compare),
        lambda server: on_postgresql(compare, server, "bench_statistics"),
    )
