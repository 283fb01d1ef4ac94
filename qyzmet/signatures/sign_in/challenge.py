"""What somebody signs to come in: a text that names this site, the minute and a number that nobody can guess.

It is no manifest: a signature of it signs no act, and that of an act opens no session. It is good once, for some
minutes, and in the browser for which it was made, whose cookie keeps it.
"""

import datetime as dt
import hashlib
import json
import secrets

from flask import current_app
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from qyzmet import clock
from qyzmet.config import Settings
from qyzmet.database import canonical_json, db
from qyzmet.signatures.sign_in.models import UsedChallenge

FORMAT = "qyzmet-sign-in-1"
LASTS = dt.timedelta(minutes=10)
_HOUR = dt.timedelta(hours=1)


def new() -> str:
    """A challenge for the browser that asks for it now."""
    settings: Settings = current_app.config["QYZMET"]
    at = clock.wall().isoformat(timespec="seconds")
    return canonical_json({"format": FORMAT, "site": settings.base_url, "at": at, "salt": secrets.token_hex(32)})


def is_good(text: str) -> bool:
    """Whether the challenge, which this site made, can still be signed."""
    try:
        made = dt.datetime.fromisoformat(json.loads(text)["at"])
    except (ValueError, TypeError, KeyError):
        return False
    return made <= clock.wall() < made + LASTS


def use(text: str) -> bool:
    """Use the challenge up; False where somebody came in by it before. Does not commit."""
    now = clock.wall()
    db.session.execute(delete(UsedChallenge).where(UsedChallenge.until <= now))
    until = now.replace(minute=0, second=0, microsecond=0) + 2 * _HOUR
    try:
        with db.session.begin_nested():
            db.session.add(UsedChallenge(sha256=hashlib.sha256(text.encode()).digest(), until=until))
    except IntegrityError:
        return False
    return True
