"""How many files one organisation, or one network, may send: so many an hour in each process.

Whose a sealed file is the database does not tell, so nothing is counted there; who sends without end fills no disk for
the others. A bid needs a few dozen files.
"""

from qyzmet.procedure.refusals import Refused
from qyzmet.rate_limit import RateLimit
from qyzmet.translating import gettext as _

UPLOADS_AN_HOUR = 600
# Of somebody who is not signed in. An office may share one address.
CHECKS_AN_HOUR = 60

_sent = RateLimit(3600.0)


class UploadRefused(Refused):
    """A file is not taken now, whatever it is."""


class TooManyUploads(UploadRefused):
    """The organisation has sent as many files as it may for now."""

    status = 429


def count(organisation_id: int) -> None:
    """Count a file that the organisation sends. Raises TooManyUploads, saying when it may go on."""
    seconds = _sent.wait_for(organisation_id, UPLOADS_AN_HOUR)
    if not seconds:
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
    seconds = _sent.wait_for(network, CHECKS_AN_HOUR)
    if seconds:
        raise TooManyUploads(
            _(
                "From your network %(limit)s checks were asked for within an hour, and no more are made in that time. "
                "Try again in %(minutes)s min.",
                limit=CHECKS_AN_HOUR,
                minutes=-(-seconds // 60),
            ),
            retry_seconds=seconds,
        )


def forget() -> None:
    """Start counting anew."""
    _sent.forget()
