"""A page that is kept, for a stranger's browser without a cookie: answered before the application begins.

To know who asks, which route it is and what the caller may would cost more than the page that is kept. Here nobody is
known, so nothing of that is asked: what is given is what `kept_pages` has kept for everybody, by the same rule, as long
as the trail ends where it ended and within the minute. Whatever else is asked for, and in any other way, the
application answers.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing, suppress
from http import HTTPStatus
from typing import Any

from flask import Flask
from sqlalchemy import Engine
from werkzeug.http import parse_etags

from qyzmet import clock
from qyzmet.audit import service as audit
from qyzmet.audit.models import GENESIS
from qyzmet.database import db
from qyzmet.operations import logs
from qyzmet.web.kept import kept_pages
from qyzmet.web.kept.kept_pages import Page
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
        page = self._kept(environ)
        if page is None:
            return self._wsgi_app(environ, start_response)
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

    def _kept(self, environ: Mapping[str, Any]) -> Page | None:
        """The page that is kept and still what would be written; None where the application is to see."""
        if environ["REQUEST_METHOD"] != "GET" or any(name in environ for name in _NOT_AT_ONCE):
            return None
        address = f"{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}"
        page = kept_pages.written(self._app, address, of_browser(environ.get("HTTP_ACCEPT_LANGUAGE", "")))
        if page is None or page.place.minute != kept_pages.this_minute() or page.place.trail != self._trail.end():
            return None
        return page


class _Trail:
    """Where the trail ends now, asked over a connection that does nothing else, by one thread at a time."""

    def __init__(self, engines: Mapping[str | None, Any]) -> None:
        self._engines, self._lock = engines, threading.Lock()
        self._of: Engine | None = None
        self._connection: Any = None
        self._question = ""

    def end(self) -> bytes | None:
        """The hash; None where it cannot be asked: then the application sees what is wrong."""
        with self._lock:
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
        with closing(self._connection.cursor()) as cursor:
            row = cursor.execute(self._question).fetchone()
        return GENESIS if row is None else bytes(row[0])

    def _open(self, engine: Engine) -> None:
        connection = engine.raw_connection()
        # On SQLite it is so already (`qyzmet.database`).
        if engine.dialect.name == "postgresql":
            connection.driver_connection.autocommit = True  # type: ignore[union-attr]
        # Not one of those that the threads share.
        connection.detach()
        end = audit.END_OF_TRAIL.element.compile(engine, compile_kwargs={"literal_binds": True})
        self._connection, self._question, self._of = connection, str(end), engine

    def _close(self) -> None:
        with suppress(Exception):
            if self._connection is not None:
                self._connection.close()
        self._connection = self._of = None


def register(app: Flask) -> None:
    """Put it before the application. Nothing is kept in the demonstration."""
    if not app.config["QYZMET"].demo:
        app.wsgi_app = AtOnce(app, app.wsgi_app)  # type: ignore[method-assign]
