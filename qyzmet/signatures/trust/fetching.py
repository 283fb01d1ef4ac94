"""Fetching lists of revoked certificates, whole and beforehand, from the addresses that the settings name.

The worker does it each hour, whoever signs or not. An authority so learns that this site exists, and nothing else.
"""

import datetime as dt
import http.client
import urllib.error
import urllib.request

import structlog
from flask import current_app
from sqlalchemy import select

from qyzmet import clock
from qyzmet.config import Settings
from qyzmet.database import db
from qyzmet.signatures import answers
from qyzmet.signatures.trust import authorities, lists, revocation
from qyzmet.signatures.trust.models import RevocationSource

EVERY = dt.timedelta(hours=1)
_SECONDS = 60
_LARGEST = 64 * 1024 * 1024

log = structlog.get_logger("qyzmet.signatures")


def anything_due() -> bool:
    """Whether a list is to be fetched now."""
    return _next() is not None


def fetch_one() -> int:
    """Fetch the list that is due, check it, and keep it; commits. Returns how many were due: one or none.

    What cannot be fetched or is not signed by an authority that is trusted changes nothing: the list that is kept grows
    stale, and says so.
    """
    address = _next()
    if address is None:
        return 0
    # Nobody waits for the database while a list is on its way and is hashed.
    db.session.rollback()
    try:
        found = revocation.read(_fetched(address), address, authorities.trusted())
        lists.keep(address, found)
    except (OSError, http.client.HTTPException, ValueError) as error:
        db.session.rollback()
        lists.failed(address, f"{type(error).__name__}: {error}")
        log.warning("revocation_list_not_fetched", address=address, error=str(error)[:200])
    else:
        log.info("revocation_list_fetched", address=address, issued=found.this_update.isoformat())
    db.session.commit()
    return 1


def _next() -> str | None:
    settings: Settings = current_app.config["QYZMET"]
    if not settings.revocation_lists or not authorities.roots():
        return None
    rows = db.session.execute(select(RevocationSource.source, RevocationSource.tried_at))
    tried = {row.source: row.tried_at for row in rows}
    now = clock.wall()
    return next((each for each in settings.revocation_lists if each not in tried or tried[each] + EVERY <= now), None)


def _fetched(address: str) -> bytes:
    try:
        with urllib.request.urlopen(address, timeout=answers.SILENT_SECONDS) as answer:  # noqa: S310 - http and https.
            return answers.read(answer, _LARGEST, _SECONDS)
    except urllib.error.HTTPError as error:
        error.close()
        raise
