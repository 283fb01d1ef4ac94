"""When a request had come in whole: read and noted before anything of it waits for the database.

What must be in time is judged by this instant (`context.received_at`), never by when its turn came.
"""

from flask import Flask, request
from werkzeug.exceptions import HTTPException

from qyzmet import clock, context
from qyzmet.api.bodies import MOST_BYTES

API = "/api/"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_FILES = "multipart/form-data"


def _receive() -> None:
    if request.method not in _SAFE:
        _read()
    context.set_received(clock.now())


def _read() -> None:
    """Take the body in. What is wrong with it is told in its turn, after who is asking.

    A file that a system uploads is read when it is known that it may: nothing is handed in by an upload alone.
    """
    systems = request.path.startswith(API)
    if systems:
        if request.mimetype == _FILES or (request.content_length or 0) > MOST_BYTES:
            return
        # Of a body whose length nobody said no more is read than is taken.
        request.max_content_length = MOST_BYTES
    try:
        request.get_data(cache=True, parse_form_data=not systems)
    except (HTTPException, OSError):
        return


def _forget(_error: BaseException | None) -> None:
    # A thread serves many requests.
    context.set_received(None)


def register(app: Flask) -> None:
    """Note the instant of each request; registered before all that asks the database."""
    app.before_request(_receive)
    app.teardown_request(_forget)
