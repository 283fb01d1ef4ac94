"""How many files one organisation, or one network, may send: so many an hour in each process, counted in its memory.

Whose a sealed file is the database does not tell, so nothing is counted there; who sends without end fills no disk for
the others. A bid needs a few dozen files.
"""

from threading import Lock

from qyzmet import clock
from qyzmet.procedure.refusals import Refused
from qyzmet.translating import gettext as _

UPLOADS_AN_HOUR = 600
# Of somebody who is not signed in. An office may share one address.
CHECKS_AN_HOUR = 60
_WINDOW = 3600.0
_MOST_SENDERS = 10_000

_sent: dict[int | str, tuple[float, int]] = {}
_lock = Lock()


class UploadRefused(Refused):
    """A file is not taken now, whatever it is."""


class TooManyUploads(UploadRefused):
    """The organisation has sent as many files as it may for now."""

    status = 429


def count(organisation_id: int) -> None:
    """Count a file that the organisation sends. Raises TooManyUploads, saying when it may go on."""
    seconds = _counted(organisation_id, UPLOADS_AN_HOUR)
    if seconds is None:
        return
    raise TooManyUploads(
        _(
            "Your organisation has sent %(limit)s files within an hour, and no more are taken in that time. Nothing of "
            "this one was kept; send it again in %(minutes)s min.",
            limit=UPLOADS_AN_HOUR,
            minutes=-(-seconds // 60),
        ),
        retry_seconds=seconds,
    )


def count_check(network: str) -> None:
    """Count files that a network has checked, of which nothing is kept. Raises TooManyUploads."""
    seconds = _counted(network, CHECKS_AN_HOUR)
    if seconds is not None:
        raise TooManyUploads(
            _(
                "From your network %(limit)s checks were asked for within an hour, and no more are made in that time. "
                "Try again in %(minutes)s min.",
                limit=CHECKS_AN_HOUR,
                minutes=-(-seconds // 60),
            ),
            retry_seconds=seconds,
        )


def _counted(sender: int | str, most: int) -> int | None:
    """Count one; None where the sender has sent fewer than the most before, else in how many seconds it may go on."""
    now = clock.elapsed()
    with _lock:
        if len(_sent) > _MOST_SENDERS:
            _sent.clear()
        since, files = _sent.get(sender, (now, 0))
        if now - since >= _WINDOW:
            since, files = now, 0
        if files < most:
            _sent[sender] = (since, files + 1)
            return None
    return max(1, round(_WINDOW - (now - since)))


def forget() -> None:
    """Start counting anew."""
    with _lock:
        _sent.clear()
