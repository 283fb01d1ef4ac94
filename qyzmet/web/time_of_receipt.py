"""When a request had come in whole: read and noted before anything of it waits for the database.

What must be in time is judged by this instant (`context.received_at`), never by when its turn came. Our server receives
a request whole before a thread is taken for it, and says when its last byte had come.
"""

import datetime as dt

from flask import Flask, current_app, request
from werkzeug.exceptions import HTTPException

from qyzmet import clock, context, database
from qyzmet.api.bodies import MOST_BYTES
from qyzmet.files import disk
from qyzmet.web import received_files

API = "/api/"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_FILES = "multipart/form-data"
# By `clock.elapsed`, from the server; no client can set it, for the names of headers begin with HTTP_ there.
COMPLETE_AT = "qyzmet.complete_at"


def _receive() -> None:
    if request.method not in _SAFE:
        _read()
    context.set_received(_instant())


def _instant() -> dt.datetime:
    """The procedure's time. The demonstration keeps it in the database, and asking there must begin no transaction of
    the request's own, which on SQLite would wait for every writer.
    """
    waited = max(clock.elapsed() - request.environ.get(COMPLETE_AT, clock.elapsed()), 0)
    with current_app.app_context(), database.reading():
        return clock.now() - clock.passes(waited)


def _read() -> None:
    """Take the body in. What is wrong with it is told in its turn, after who is asking.

    A file too: who sends one slowly must not hold the database while it comes. Of nobody the API takes files.
    """
    systems, files = request.path.startswith(API), request.mimetype == _FILES
    if systems and files and "Authorization" not in request.headers:
        return
    if systems and not files:
        if (request.content_length or 0) > MOST_BYTES:
            return
        # Of a body whose length nobody said no more is read than is taken.
        request.max_content_length = MOST_BYTES
    if files and not systems:
        received_files.read_all_of_form()
    try:
        request.get_data(cache=True, parse_form_data=files or not systems)
    except OSError as error:
        if disk.is_full(error):
            raise
    except HTTPException:
        return


def _forget(_error: BaseException | None) -> None:
    # A thread serves many requests.
    context.set_received(None)


def register(app: Flask) -> None:
    """Note the instant of each request; registered before all that asks the database."""
    app.before_request(_receive)
    app.teardown_request(_forget)
