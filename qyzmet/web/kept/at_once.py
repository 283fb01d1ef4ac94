"""What is kept, answered before the application begins: as long as the trail ends where it ended, within the minute.

To know who asks, which route it is and what the caller may would cost more than the page that is kept. A stranger's
browser without a cookie is given what `kept_pages` has kept for everybody, as nobody is known there. A reader whom the
application has just seen is given what `kept_for_readers` has kept for that one (`seen_readers`). Whatever else is
asked for, and in any other way, the application answers.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any, cast

from flask import Flask
from sqlalchemy import Engine
from werkzeug.http import parse_etags

from qyzmet import clock
from qyzmet.audit import service as audit
from qyzmet.audit.models import GENESIS
from qyzmet.database import db
from qyzmet.operations import logs
from qyzmet.web.kept import kept_pages, seen_readers
from qyzmet.web.kept.kept_for_readers import Answer
from qyzmet.web.kept.kept_pages import Page
from qyzmet.web.kept.seen_readers import Seen
from qyzmet.web.languages import of_browser
from qyzmet.web.security import HEADERS

# Who asks so is somebody, or wants something else than the whole page.
_NOT_AT_ONCE = ("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_RANGE", "HTTP_X_REQUEST_ID")
_Start = Callable[[str, list[tuple[str, str]]], Any]
_Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class AtOnce:
    """The application, with the pages that are kept before it."""

    def __init__(self, app: Flask, wsgi_app: _Application) -> None:
        self._app, self._wsgi_app = app, wsgi_app
        with app.app_context():
            self._trail = _Trail(db.engines)

    def __call__(self, environ: dict[str, Any], start_response: _Start) -> Iterable[bytes]:
        """Answer."""
        since = clock.elapsed()
        if environ["REQUEST_METHOD"] != "GET":
            return self._wsgi_app(environ, start_response)
        page = self._kept(environ)
        if page is not None:
            return _for_all(page, environ, start_response, since)
        seen = seen_readers.find(self._app, environ)
        # A call is counted last, when it is certain that it is answered here.
        if seen is not None and seen[0].place.trail == self._trail.end() and not seen[0].is_refused():
            return _for_reader(*seen, environ, start_response, since)

        def noting(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            seen_readers.note(self._app, environ, status, headers)
            return start_response(status, headers, *error)

        return self._wsgi_app(environ, noting)

    def _kept(self, environ: Mapping[str, Any]) -> Page | None:
        """The page that is kept and still what would be written; None where the application is to see."""
        if any(name in environ for name in _NOT_AT_ONCE) or not kept_pages.is_plain(environ["PATH_INFO"]):
            return None
        address = f"{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}"
        page = kept_pages.written(self._app, address, of_browser(environ.get("HTTP_ACCEPT_LANGUAGE", "")))
        if page is None or page.place.minute != kept_pages.this_minute() or page.place.trail != self._trail.end():
            return None
        return page


def _for_all(page: Page, environ: Mapping[str, Any], start_response: _Start, since: float) -> Iterable[bytes]:
    known = environ.get("HTTP_IF_NONE_MATCH", "")
    unchanged = known == f'"{page.tag}"' or (known and parse_etags(known).contains_weak(page.tag))
    status = HTTPStatus.NOT_MODIFIED if unchanged else HTTPStatus.OK
    number = logs.note_at_once(page.endpoint, environ["PATH_INFO"], status, since)
    headers = [
        ("ETag", f'"{page.tag}"'),
        ("Cache-Control", kept_pages.CACHE_CONTROL),
        ("Vary", ", ".join(kept_pages.VARY)),
        *HEADERS.items(),
        ("X-Request-ID", number),
    ]
    if not unchanged:
        headers += [("Content-Type", kept_pages.CONTENT_TYPE), ("Content-Length", str(len(page.text)))]
    start_response(f"{status.value} {status.phrase}", headers)
    return [] if unchanged else [page.text]


def _for_reader(
    seen: Seen, answer: Answer, environ: Mapping[str, Any], start_response: _Start, since: float
) -> Iterable[bytes]:
    number = logs.note_at_once(seen.endpoint, environ["PATH_INFO"], HTTPStatus.OK, since, seen.label)
    start_response("200 OK", [*seen.headers, ("X-Request-ID", number)])
    return [answer.text]


class _Trail:
    """Where the trail ends now, asked over a connection that does nothing else, by one thread at a time.

    Threads that wait meanwhile need one question more for all of them: what is asked after they came is good for each.
    """

    def __init__(self, engines: Mapping[str | None, Any]) -> None:
        self._engines, self._lock = engines, threading.Lock()
        self._of: Engine | None = None
        self._connection: Any = None
        self._cursor: Any = None
        self._question = ""
        # How many questions were begun, and what the last of them was answered.
        self._begun, self._answer = 0, cast(bytes | None, None)

    def end(self) -> bytes | None:
        """The hash; None where it cannot be asked: then the application sees what is wrong."""
        before = self._begun
        with self._lock:
            # One that had begun already may have looked before an act of which the caller knows.
            if self._begun == before:
                self._begun += 1
                self._answer = self._asked_safely()
            return self._answer

    def _asked_safely(self) -> bytes | None:
        try:
            return self._asked()
        except Exception:
            # The database began anew, or is not there: the next one asks over a new connection.
            self._close()
            return None

    def _asked(self) -> bytes | None:
        engine = self._engines[None]
        if engine is not self._of:
            self._close()
            # What only one connection sees, as tests have it, the application alone knows.
            if not isinstance(engine, Engine):
                return None
            self._open(engine)
        # As far as the row is read the question is over: on SQLite it would else hold on to what it saw.
        (row,) = self._cursor.execute(self._question).fetchall() or (None,)
        return GENESIS if row is None else bytes(row[0])

    def _open(self, engine: Engine) -> None:
        connection = engine.raw_connection()
        # On SQLite it is so already (`qyzmet.database`).
        if engine.dialect.name == "postgresql":
            connection.driver_connection.autocommit = True  # type: ignore[union-attr]
        # Not one of those that the threads share.
        connection.detach()
        end = audit.END_OF_TRAIL.element.compile(engine, compile_kwargs={"literal_binds": True})
        self._connection, self._cursor, self._question, self._of = connection, connection.cursor(), str(end), engine

    def _close(self) -> None:
        with suppress(Exception):
            if self._connection is not None:
                self._connection.close()
        self._connection = self._cursor = self._of = None


def register(app: Flask) -> None:
    """Put it before the application. Nothing is kept in the demonstration."""
    if not app.config["QYZMET"].demo:
        app.wsgi_app = AtOnce(app, app.wsgi_app)  # type: ignore[method-assign]
