"""100,000 procedures of all kinds for bench/pages.py, kept between runs: the demonstration's own, many times over.

The demonstration's people make a tender of 20 bids by their acts. Then every procedure that they have is put into the
database again and again by SQL, with its parties, seats, acts, deadlines, opinions, versions, questions and the first
of its words. Most have ended; some hundred tenders take bids, some thousand requests wait for somebody.

The demonstration fills it by its own clock; it is served as an ordinary site is, by the machine's. So what is put in
many times is moved to end now, and what lies for longer than a week is filled anew: tenders would have closed.
"""

import datetime as dt
import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Table, create_engine, literal, literal_column, select, text
from sqlalchemy.engine import make_url

from bench.data import ranked_tender
from bench.data.requests import OTHERS, settle
from bench.data.tenders import OPEN, published_and_until
from qyzmet import clock, database, schema
from qyzmet.config import Settings, settings_from
from qyzmet.database import db
from qyzmet.demo import sample
from qyzmet.factory import create_app
from qyzmet.procedure.models import Procedure
from qyzmet.sealing.key import start_check
from qyzmet.tenders.models import Tender
from qyzmet.vocabulary import Party
from tests import factories

SIZE = 100_000
FRESH = dt.timedelta(days=7)
KEPT = Path(__file__).resolve().parents[2] / ".build" / "pages"
_WORDS = 6
_PREFIXES = {"requests": "AR", "proposals": "PR", "assignments": "DA", "tenders": "T", "bids": "B"}
# Of a hundred procedures so many are of the kind; of those that can end so many still wait for somebody.
_SHARES = {"tenders": 33, "requests": 26, "proposals": 10, "assignments": 11, "bids": 20}
_ENDED = ("creation_ordered", "refused", "approved", "not_chosen")
_WAITING = 8
# What hangs on a procedure, by the column that names it; what is told or proved of it is left out.
_PARTS = {
    "procedure": "id",
    "automation_request": "id",
    "proposal": "id",
    "design_assignment": "id",
    "tender": "id",
    "bid": "id",
    "procedure_party": "procedure_id",
    "procedure_seat": "procedure_id",
    "act": "procedure_id",
    "deadline": "procedure_id",
    "opinion": "procedure_id",
    "cited_act": "procedure_id",
    "search_word": "procedure_id",
    "assignment_version": "assignment_id",
    "tender_question": "tender_id",
}

Overrides = dict[tuple[str, str], str]


@dataclass(frozen=True)
class Filled:
    """The filled site: its settings as the environment gives them, and the numbers that pages are asked for."""

    environ: dict[str, str]
    numbers: dict[str, str]

    @property
    def settings(self) -> Settings:
        """The same for an application in this process."""
        return _settings(self.environ)


def _settings(environ: dict[str, str]) -> Settings:
    return settings_from({}, **{key.removeprefix("QYZMET_"): value for key, value in environ.items()})


def filled(server: str = "", size: int = SIZE, kept: Path = KEPT) -> Filled:
    """The site on SQLite, or in a database of its own on that PostgreSQL server; filled where it is not there yet.

    It is known by the release's schema, by this filling and by its size: what is of another is thrown away.
    """
    where = hashlib.sha256(server.encode()).hexdigest()[:8] if server else "sqlite"
    folder = kept / f"{where}-{size}"
    # The rows behind SQLite's file of the same name belong to this folder alone.
    url = make_url(server).set(database=f"qyzmet_bench_pages_{size}") if server else None
    environ = {
        "QYZMET_ENVIRONMENT": "production",
        "QYZMET_INSTANCE": str(folder / "instance"),
        "QYZMET_SEAL_KEY_FILE": str(folder / "seal-key"),
        "QYZMET_DATABASE_URL": url.render_as_string(hide_password=False) if url else "",
        "QYZMET_SECRET_KEY": "of-this-measurement-alone-0123456789",
        "QYZMET_LOG_LEVEL": "error",
    }
    note = folder / "filled.json"
    found = json.loads(note.read_text()) if note.exists() and (not server or _exists(server, url)) else {}
    if found.get("of") == _fingerprint() and clock.wall() - dt.datetime.fromisoformat(found["at"]) < FRESH:
        return Filled(environ, found["numbers"])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if server:
        _make_anew(server, str(url.database) if url else "")
    at = clock.wall()
    numbers = _fill(_settings(environ | {"QYZMET_ENVIRONMENT": "demo"}), size, at)
    note.write_text(json.dumps({"of": _fingerprint(), "at": at.isoformat(), "numbers": numbers}))
    return Filled(environ, numbers)


def _fingerprint() -> str:
    sources = [Path(__file__), Path(ranked_tender.__file__)]
    return hashlib.sha256(b"".join([schema.newest().encode(), *(each.read_bytes() for each in sources)])).hexdigest()


def _exists(server: str, url: Any) -> bool:
    admin = create_engine(make_url(server))
    with admin.connect() as connection:
        found = connection.execute(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": url.database})
        there = found.first() is not None
    admin.dispose()
    return there


def _make_anew(server: str, name: str) -> None:
    admin = create_engine(make_url(server), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    admin.dispose()


def _fill(settings: Settings, size: int, at: dt.datetime) -> dict[str, str]:
    """Make the demonstration, its great tender and the many as they are at that instant; gives the numbers."""
    before = clock.use(clock.wall)
    app = create_app(settings)
    database.read_only(False)
    with app.app_context():
        schema.upgrade()
        start_check.make_where_free(app.config["QYZMET"])
        sample.make()
        # As it stands while it takes bids; afterwards the clock passes its end.
        began = clock.now()
        taking = _Template.of(db.session.scalars(select(Tender).where(Tender.state == "published")).one())
        db.session.commit()
        db.session.remove()
    ranked = ranked_tender.ranked(ranked_tender.Site(app))
    with app.app_context():
        numbers = _many(size, taking.later(_weeks(at - began)), at, _weeks(at - clock.now()))
        db.session.remove()
        db.engine.dispose()
    clock.use(before)
    database.read_only(False)
    return {**numbers, "ranked": ranked}


def _weeks(span: dt.timedelta) -> dt.timedelta:
    # A day stays the day of the week that it is.
    return dt.timedelta(weeks=span.days // 7)


@dataclass(frozen=True)
class _Template:
    """A procedure's rows by table, as they are to be put in many times."""

    rows: dict[str, list[dict[str, Any]]]

    @classmethod
    def of(cls, procedure: Procedure) -> "_Template":
        """Read them."""
        found = {}
        for name, column in _PARTS.items():
            table = _table(name)
            query = select(table).where(table.c[column] == procedure.id)
            if name == "search_word":
                query = query.order_by(table.c.word).limit(_WORDS)
            found[name] = [dict(row) for row in db.session.execute(query).mappings()]
        return cls(found)

    def later(self, by: dt.timedelta) -> "_Template":
        """The same with all of its days and instants later."""

        def moved(value: Any) -> Any:
            return value + by if isinstance(value, dt.date | dt.datetime) else value

        return _Template(
            {
                name: [{key: moved(value) for key, value in row.items()} for row in rows]
                for name, rows in self.rows.items()
            }
        )

    def put(self, count: int, first: int, others: Overrides) -> None:
        """Put them in so many times, with the ids from `first` on; `others` are columns by SQL over `i`, from 0 on."""
        prefix = _PREFIXES[str(self.rows["procedure"][0]["kind"])]
        others = {
            ("procedure", "number"): f"'{prefix}-2026-' || ({1_000_000 + first} + i)",
            ("procedure", "draft_number"): f"'{prefix}-draft-' || ({1_000_000 + first} + i)",
        } | others
        for name, column in _PARTS.items():
            for row in self.rows[name]:
                self._put_row(_table(name), row, column, count, first, others)

    @staticmethod
    def _put_row(table: Table, row: dict[str, Any], column: str, count: int, first: int, others: Overrides) -> None:
        start = select(literal_column("0").label("i")).cte("s", recursive=True)
        series = start.union_all(select(literal_column("s.i + 1")).select_from(start).where(start.c.i < count - 1))
        values: dict[str, Any] = {}
        for key, value in row.items():
            if key == column:
                values[key] = literal_column(f"{first} + i")
            elif (table.name, key) in others and _is_meant(table, row, others[table.name, key]):
                values[key] = literal_column(others[table.name, key])
            elif key != "id":
                values[key] = literal(value, table.c[key].type) if value is not None else literal_column("NULL")
        chosen = select(*(each.label(key) for key, each in values.items())).select_from(series)
        db.session.execute(table.insert().from_select(list(values), chosen, include_defaults=False))


def _is_meant(table: Table, row: dict[str, Any], expression: str) -> bool:
    # Of the parties the customer alone is another each time.
    return table.name != "procedure_party" or row["party"] is Party.STATE_BODY


def _table(name: str) -> Table:
    return db.metadata.tables[name]


def _many(size: int, taking: _Template, now: dt.datetime, later: dt.timedelta) -> dict[str, str]:
    """Put everything in, what the demonstration has so much later; gives the numbers of a tender that takes bids
    and of a request."""
    templates: dict[str, list[_Template]] = {}
    for procedure in db.session.scalars(select(Procedure).order_by(Procedure.id)):
        if procedure.number is not None and procedure.kind != "tenders":
            templates.setdefault(procedure.kind, []).append(_Template.of(procedure).later(later))
    request = db.session.scalars(
        select(Procedure.number).where(Procedure.kind == "requests", Procedure.state == "opinion_given")
    ).first()
    first = (db.session.scalar(select(Procedure.id).order_by(Procedure.id.desc()).limit(1)) or 0) + 1
    customers = [factories.organisation().id for _each in range(OTHERS)]
    others: Overrides = {("procedure_party", "organisation_id"): f"{customers[0]} + i % {OTHERS}"}
    # Each leads on to the next: an assignment has a request, three tenders an assignment, twenty bids a tender.
    starts: dict[str, int] = {}
    made: dict[str, int] = {}
    for kind in ("requests", "assignments", "proposals", "tenders", "bids"):
        starts[kind], count = first, _count(size, kind)
        if kind == "tenders":
            held_for = f"{starts['assignments']} + i % {made['assignments']}"
            tender = _put_tenders(taking, count, first, now, others | {("tender", "assignment_id"): held_for})
            first += count
            continue
        for template, number in zip(templates[kind], _numbers(templates[kind], count), strict=True):
            rests_on = {
                ("design_assignment", "source_id"): f"{starts['requests'] + first - starts[kind]} + i",
                ("bid", "tender_id"): f"{starts.get('tenders', 0)} + i",
            }
            if number:
                template.put(number, first, others | rests_on)
                first += number
        # Not quite the count, where that is not to be shared out evenly.
        made[kind] = first - starts[kind]
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT setval(pg_get_serial_sequence('procedure', 'id'), max(id)) FROM procedure"))
    settle()
    return {"tender": tender, "request": str(request)}


def _count(size: int, kind: str) -> int:
    return size * _SHARES[kind] // 100


def _numbers(templates: list[_Template], count: int) -> list[int]:
    """How many of each: what has ended makes up most."""
    ended = [each.rows["procedure"][0]["state"] in _ENDED for each in templates]
    if all(ended) or not any(ended):
        return [count // len(templates)] * len(templates)
    whole = count * (100 - _WAITING) // 100
    return [whole // sum(ended) if over else (count - whole) // (len(ended) - sum(ended)) for over in ended]


def _put_tenders(taking: _Template, count: int, first: int, now: dt.datetime, others: Overrides) -> str:
    """Tenders, one every 50 minutes back from now; the newest take bids, the others have ended. Gives a number."""
    are_open = min(OPEN, count // 2)
    for number, start, state in ((count - are_open, first, "contracted"), (are_open, first + count - are_open, "")):
        back = f"({first + count} - {start} - i)"
        published, until = published_and_until(now, back)
        of_these = others | {("tender", "published_at"): published, ("tender", "accepts_until"): until}
        if state:
            of_these[("procedure", "state")] = f"'{state}'"
            # What has ended waits for nothing.
            of_these[("deadline", "state")] = "'closed'"
        taking.put(number, start, of_these)
    return f"T-2026-{1_000_000 + first + count - 1}"
