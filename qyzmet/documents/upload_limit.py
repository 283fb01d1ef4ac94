"""How many files one organisation may send: so many an hour in each process, counted in its memory.

Whose a sealed file is the database does not tell, so nothing is counted there; who sends without end fills no disk for
the others. A bid needs a few dozen files.
"""

from threading import Lock

from qyzmet import clock
from qyzmet.procedure.refusals import Refused
from qyzmet.translating import gettext as _

UPLOADS_AN_HOUR = 600
_WINDOW = 3600.0
_MOST_ORGANISATIONS = 10_000

_sent: dict[int, tuple[float, int]] = {}
_lock = Lock()


class TooManyUploads(Refused):
    """The organisation has sent as many files as it may for now."""

    status = 429


def count(organisation_id: int) -> None:
    """Count a file that the organisation sends. Raises TooManyUploads, saying when it may go on."""
    now = clock.elapsed()
    with _lock:
        if len(_sent) > _MOST_ORGANISATIONS:
            _sent.clear()
        since, files = _sent.get(organisation_id, (now, 0))
        if now - since >= _WINDOW:
            since, files = now, 0
        if files < UPLOADS_AN_HOUR:
            _sent[organisation_id] = (since, files + 1)
            return
    seconds = max(1, round(_WINDOW - (now - since)))
    raise TooManyUploads(
        _(
            "Your organisation has sent %(limit)s files within an hour, and no more are taken in that time. Nothing of "
            "this one was kept; send it again in %(minutes)s min.",
            limit=UPLOADS_AN_HOUR,
            minutes=-(-seconds // 60),
        ),
        retry_seconds=seconds,
    )


def forget() -> None:
    """Start counting anew."""
    with _lock:
        _sent.clear()
