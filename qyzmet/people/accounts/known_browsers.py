"""Browsers from which an account was signed in to before: others' failures do not hold these up.

A cookie of its own says it, signed and for a year, beside the number of the account; it opens nothing.
"""

import datetime as dt

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from qyzmet import clock
from qyzmet.people.accounts import secrets
from qyzmet.people.models import User

COOKIE = "qyzmet_known"
KEPT_FOR = dt.timedelta(days=365)
# On a shared computer the newest are known.
MOST = 5


def name_of(user: User | None) -> str | None:
    """What this browser is called for the account, another in each; None where it is not known to it."""
    return _read().get(str(user.id)) if user is not None else None


def remember(user: User, answer: Response) -> None:
    """Let the browser be known to the account from now on."""
    known = _read()
    name = known.pop(str(user.id), None) or secrets.new_secret()[:16]
    newest = dict([*known.items(), (str(user.id), name)][-MOST:])
    answer.set_cookie(
        COOKIE,
        _signer().dumps(newest),
        max_age=KEPT_FOR,
        expires=clock.wall() + KEPT_FOR,
        path="/account",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def _read() -> dict[str, str]:
    try:
        found = _signer().loads(request.cookies.get(COOKIE, ""))
    except BadSignature:
        return {}
    return found if isinstance(found, dict) else {}


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="known browser")
