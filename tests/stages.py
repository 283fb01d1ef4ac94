"""Stages: the worlds that tests start from, each built once in a test process and kept in a database of its own.

A helper that is marked `@stage` brings the world a step further, by the moves themselves: it makes the people, approves
an assignment, publishes a tender. Where a test calls it before changing anything itself, the test goes on in the
database that is kept for this stage, by the clock of its end and with its documents, in a transaction that is undone.
Anywhere else the helper does its work where the test stands. Either way the test finds the same.
"""

import datetime as dt
import functools
import io
import itertools
import pickle
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ParamSpec, Protocol, TypeVar

import sqlalchemy as sa
from flask import Flask, current_app, g, has_app_context, has_request_context
from flask_babel import get_locale
from sqlalchemy import Connection, Engine, RootTransaction

from qyzmet import clock, database
from qyzmet.database import Model, db
from tests import factories
from tests.own_database import copied_database

# Statements that change nothing. Any other means that the test has begun to make a world of its own.
HARMLESS = ("SELECT", "BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")
# So many kept worlds stay connected, those in which tests stood last: each connection holds some megabytes of what it
# has read and prepared, and there are hundreds of worlds.
CONNECTED = 12


class MovableClock(Protocol):
    """The procedure's clock of a test."""

    def set(self, instant: str | dt.datetime) -> None: ...


@dataclass
class Stage:
    """A kept world: its database, what the helper gave back, and what belongs to it outside of the database."""

    engine: Engine
    value: bytes = b""
    instant: dt.datetime | None = None
    serial: int = 0
    # What documents hold, by where it lies in the instance's folder; those of the stages before as well.
    documents: dict[Path, bytes] = field(default_factory=dict)
    following: dict[bytes, "Stage"] = field(default_factory=dict)
    # What was asked for once, with details: it is kept when it is asked for again.
    once: set[bytes] = field(default_factory=set)
    # Copies of its database in which nothing was done after all.
    spare: list[Engine] = field(default_factory=list)


class Stages:
    """The kept worlds of this test process, and where the running test stands among them."""

    def __init__(self, app: Flask, instance: Path, folder: Path) -> None:
        self._app, self._instance, self._folder = app, instance, folder
        self._closing = ExitStack()
        self._numbers = itertools.count(1)
        with app.app_context():
            self._first = Stage(db.engine)
            db.session.configure(join_transaction_mode="create_savepoint")
        sa.event.listen(self._first.engine, "before_cursor_execute", self._note)
        self._wall = _wall_source()
        self._here = self._first
        self._connected: dict[Engine, None] = {}
        self._connection: Connection | None = None
        self._transaction: RootTransaction | None = None
        self._clock: MovableClock | None = None
        self._building = self._touched = False

    @contextmanager
    def test(self, movable: MovableClock | None) -> Iterator[None]:
        """Within the block a test stands on the first stage, and what it does is undone.

        Without a clock to move it never goes on to a kept stage: what it has changed around itself is in the way.
        """
        global _running
        self._clock = movable
        # Whatever ran before, the same people have the same names.
        factories.go_on_after(factories.BEFORE_THE_FIRST)
        self._enter(self._first)
        _running = self
        try:
            yield
        finally:
            _running = None
            db.session.remove()
            self._leave()
            db.engines[None] = self._first.engine

    def is_untouched(self) -> bool:
        """Whether the test stands on a stage just as that is kept."""
        return (
            self._clock is not None
            and not self._touched
            and has_app_context()
            and db.engines.get(None) is self._connection
            and not (db.session.new or db.session.dirty or db.session.deleted)
            and _wall_source() is self._wall
        )

    def reach(self, name: str, helper: Callable[[], Any], details: object, *, common: bool) -> Any:
        """Go on to the stage of this helper with these details, built if it is the first time; gives its value.

        What is not common is only kept when it is asked for again.
        """
        # Terms that count from another hour make another world; and a page's language could leave its marks.
        around = clock.now(), has_request_context(), str(get_locale())
        key = _dumped((name, around, details), by_value=True)
        here = self._here
        if not common and key not in here.once:
            here.once.add(key)
            return helper()
        if key not in here.following:
            try:
                here.following[key] = self._built(helper)
            except Exception as failure:
                # What is refused is refused where the test stands; what is not would silently be built in every test.
                self._enter(here)
                helper()
                raise RuntimeError(f"{name} succeeds where a test stands, but its world cannot be kept.") from failure
        self._leave()
        self._enter(here.following[key])
        return self._value(here.following[key])

    def close(self) -> None:
        """Let go of the databases."""
        self._closing.close()

    def _built(self, build: Callable[[], Any]) -> Stage:
        before, within = self._here, self._building
        started = clock.wall().timestamp()
        self._leave()
        self._building = True
        noted = dict(vars(g._get_current_object()))
        try:
            self._enter(before)
            value = build()
            db.session.commit()
            assert self._connection is not None
            assert self._transaction is not None
            kept = Stage(self._connection.engine, _dumped(value), clock.now(), factories.last_serial())
            kept.documents = self._here.documents | self._documents_since(started)
            self._transaction.commit()
        finally:
            self._leave()
            self._building = within
            self._here = before
            vars(g._get_current_object()).clear()
            vars(g._get_current_object()).update(noted)
        return kept

    def _enter(self, stage: Stage) -> None:
        engine = self._copy(stage) if self._building else stage.engine
        self._here, self._touched = stage, False
        self._let_go_of_others(engine)
        self._connection = engine.connect()
        self._transaction = self._connection.begin()
        db.engines[None] = self._connection  # type: ignore[assignment]

    def _let_go_of_others(self, engine: Engine) -> None:
        self._connected.pop(engine, None)
        self._connected[engine] = None
        if len(self._connected) > CONNECTED:
            longest_ago = next(iter(self._connected))
            del self._connected[longest_ago]
            longest_ago.dispose()

    def _leave(self) -> None:
        if self._connection is None:
            return
        db.session.rollback()
        db.session.expire_all()
        is_kept = self._transaction is None or not self._transaction.is_active
        if self._transaction is not None and not is_kept:
            self._transaction.rollback()
        self._connection.close()
        if self._building and not self._touched and not is_kept:
            self._here.spare.append(self._connection.engine)
        self._connection = self._transaction = None

    def _copy(self, stage: Stage) -> Engine:
        if stage.spare:
            return stage.spare.pop()
        stage.engine.dispose()  # PostgreSQL copies only what nobody is connected to.
        path = self._folder / f"stage-{next(self._numbers)}.sqlite3"
        url = self._closing.enter_context(copied_database(stage.engine.url, path, to_the_end=True))
        engine = sa.create_engine(url, **current_app.config["SQLALCHEMY_ENGINE_OPTIONS"])
        self._closing.callback(engine.dispose)
        # Its own dialect is the one that connects: it is set up before it is changed for the others'.
        database.set_up(engine)
        # Statements that were compiled for one are ready for all.
        engine.dialect, engine._compiled_cache = self._first.engine.dialect, self._first.engine._compiled_cache
        sa.event.listen(engine, "before_cursor_execute", self._note)
        return engine

    def _note(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.lstrip().startswith(HARMLESS):
            self._touched = True

    def _value(self, stage: Stage) -> Any:
        assert stage.instant is not None
        assert self._clock is not None
        self._clock.set(stage.instant)
        factories.go_on_after(stage.serial)
        for place, content in stage.documents.items():
            path = self._instance / place
            if not path.exists() or path.read_bytes() != content:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        return _loaded(stage.value, self._app)

    def _documents_since(self, started: float) -> dict[Path, bytes]:
        found = (path for path in (self._instance / "documents").rglob("*") if path.is_file())
        # The file system's clock is coarser than the machine's.
        new = (path for path in found if path.stat().st_mtime >= started - 1)
        return {path.relative_to(self._instance): path.read_bytes() for path in new}


_running: Stages | None = None


P = ParamSpec("P")
R = TypeVar("R")


def stage(helper: Callable[P, R]) -> Callable[P, R]:
    """A helper whose world is kept; with details that hardly another test asks for, from the second time on.

    What it takes and gives back is made of rows, of the application and of plain values. Details are named, or a
    dictionary.
    """

    @functools.wraps(helper)
    def reached(*arguments: P.args, **named: P.kwargs) -> R:
        if _running is None or not _running.is_untouched():
            return helper(*arguments, **named)
        is_common = not named and not any(isinstance(each, dict) for each in arguments)
        name, build = f"{helper.__module__}.{helper.__qualname__}", functools.partial(helper, *arguments, **named)
        found: R = _running.reach(name, build, (arguments, named), common=is_common)
        return found

    return reached


def _wall_source() -> clock.Source:
    source = clock.use_wall(clock.wall)
    clock.use_wall(source)
    return source


class _Pickler(pickle.Pickler):
    """Writes a row as its table and key, and the application as its name."""

    def persistent_id(self, value: Any) -> Any:
        if isinstance(value, Flask):
            return Flask
        if not isinstance(value, Model):
            return None
        key = sa.inspect(value).identity
        if key is None:
            raise pickle.PicklingError(f"{value!r} is no row.")
        return type(value), key[0]


class _Unpickler(pickle.Unpickler):
    """Reads rows from the session, and remembers which it was asked for."""

    def __init__(self, content: bytes, app: Flask | None) -> None:
        super().__init__(io.BytesIO(content))
        self.app = app
        self.keys: dict[type[Model], set[int]] = defaultdict(set)

    def persistent_load(self, what: Any) -> Any:
        if what is Flask:
            return self.app
        model, key = what
        self.keys[model].add(key)
        return None if self.app is None else db.session.get_one(model, key)


def _dumped(value: Any, *, by_value: bool = False) -> bytes:
    written = io.BytesIO()
    pickler = _Pickler(written)
    pickler.fast = by_value
    pickler.dump(value)
    return written.getvalue()


def _loaded(content: bytes, app: Flask) -> Any:
    # A query a table instead of one a row.
    first = _Unpickler(content, None)
    first.load()
    kept = [
        db.session.scalars(sa.select(model).where(sa.inspect(model).primary_key[0].in_(keys))).all()
        for model, keys in first.keys.items()
    ]
    found = _Unpickler(content, app).load()
    del kept
    return found
