"""What somebody typed while their session had ended: kept in the page, sealed, until they have signed in again.

The server keeps nothing. The form that came from nobody is answered by the sign-in page, which carries it along;
after signing in the person sees a button that sends it once more.
"""

import json

from flask import render_template, request
from flask.typing import ResponseReturnValue

from qyzmet.people.accounts import forms, secrets
from qyzmet.people.models import User
from qyzmet.web.local_paths import is_local

FIELD = "kept"
PURPOSE = "kept form"
MOST_CHARACTERS = 500_000
# Files of a multipart form cannot be carried along; its texts can.
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
# Secrets that were typed are not carried along.
_LEFT_OUT = frozenset({"csrf_token", FIELD})
_SECRET = ("password", "current", "code")


def _sent() -> list[tuple[str, str]]:
    """What was typed into the form under way, without secrets."""
    return [
        (key, value)
        for key, value in request.form.items(multi=True)
        if key not in _LEFT_OUT and not key.endswith(_SECRET)
    ]


def is_keepable() -> bool:
    """Whether the request under way is a form of a page, with text in it that can be carried along."""
    if request.method != "POST" or request.mimetype not in _FORMS:
        return False
    sent = _sent()
    return (
        is_local(request.path)
        and any(value.strip() for _key, value in sent)
        and sum(len(key) + len(value) for key, value in sent) <= MOST_CHARACTERS
    )


def ask_to_sign_in() -> ResponseReturnValue:
    """The sign-in page, with what was typed in the request under way."""
    kept = secrets.seal(PURPOSE, json.dumps({"path": request.path, "sent": _sent()}))
    return render_template("account/sign_in.html", form=forms.SignIn(), next="/", kept=kept, session_ended=True), 401


def send_again(kept: str, user: User) -> ResponseReturnValue | None:
    """The page with a button that sends what was kept; None where nothing was."""
    if not kept:
        return None
    try:
        found = json.loads(secrets.unseal(PURPOSE, kept))
    except secrets.NotReadable:
        return None
    return render_template("account/send_again.html", action=found["path"], sent=found["sent"], user=user)
