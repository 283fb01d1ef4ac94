"""How much one organisation may send in forms and JSON, beside its files: so many bytes an hour in each process.

They are counted in its memory. A draft that is saved leaves in the trail what changed, for ever: who saves without end
fills no disk for the others.
"""

from threading import Lock

from flask import Flask, request
from werkzeug.exceptions import TooManyRequests

from qyzmet import clock, context

MOST_AN_HOUR = 512 * 1024 * 1024
_WINDOW = 3600.0
_MOST_SENDERS = 10_000

_sent: dict[str, tuple[float, int]] = {}
_lock = Lock()


def _count() -> None:
    """Count what the request holds. Raises TooManyRequests, saying when it may go on. Files have their own bounds."""
    sender = context.actor().organisation_bin
    if not sender or request.method != "POST" or request.mimetype == "multipart/form-data":
        return
    now = clock.elapsed()
    with _lock:
        if len(_sent) > _MOST_SENDERS:
            _sent.clear()
        since, held = _sent.get(sender, (now, 0))
        if now - since >= _WINDOW:
            since, held = now, 0
        held += request.content_length or 0
        if held <= MOST_AN_HOUR:
            _sent[sender] = (since, held)
            return
    raise TooManyRequests(retry_after=max(1, round(_WINDOW - (now - since))))


def forget() -> None:
    """Start counting anew."""
    with _lock:
        _sent.clear()


def register(app: Flask) -> None:
    """Count; registered once it is known who asks."""
    app.before_request(_count)
