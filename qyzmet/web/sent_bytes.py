"""How much one organisation may send in forms and JSON, beside its files: so many bytes an hour in each process.

A draft that is saved leaves in the trail what changed, for ever: who saves without end fills no disk for the others.
"""

from flask import Flask, request
from werkzeug.exceptions import TooManyRequests

from qyzmet import context
from qyzmet.rate_limit import RateLimit

MOST_AN_HOUR = 512 * 1024 * 1024

_sent = RateLimit(3600.0)


def _count() -> None:
    """Count what the request holds. Raises TooManyRequests, saying when it may go on. Files have their own bounds."""
    sender = context.actor().organisation_bin
    if not sender or request.method != "POST" or request.mimetype == "multipart/form-data":
        return
    seconds = _sent.wait_for(sender, MOST_AN_HOUR, request.content_length or 0)
    if seconds:
        raise TooManyRequests(retry_after=seconds)


def forget() -> None:
    """Start counting anew."""
    _sent.forget()


def register(app: Flask) -> None:
    """Count; registered once it is known who asks."""
    app.before_request(_count)
