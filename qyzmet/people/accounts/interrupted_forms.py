"""What somebody typed while their session was over: kept in the page, sealed, until they have signed in again.

It is all one whether the session ended by time, by hand in another tab, or with the cookie. The server keeps nothing:
the form that came from nobody is answered by the sign-in page, which carries it along; after signing in the person
sees a button that sends it once more. To anybody else than the one on whose page the form stood nothing is shown.
"""

import json
from typing import Any

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from qyzmet.people.accounts import form_marks, forms, secrets
from qyzmet.people.accounts.form_marks import Mark
from qyzmet.people.models import Organisation, User
from qyzmet.translating import gettext as _
from qyzmet.web import languages
from qyzmet.web.local_paths import is_local

FIELD = "kept"
PURPOSE = "kept form"
MOST_CHARACTERS = 500_000
# Files of a multipart form cannot be carried along; they are named, to be chosen again. Its texts can.
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


def _files() -> list[tuple[str, str]]:
    """The files that came along: each field's name and what the file is called."""
    return [(key, file.filename) for key, file in request.files.items(multi=True) if file.filename]


def is_keepable() -> bool:
    """Whether the request under way is a form of somebody's page, with something in it that can be carried along."""
    if request.method != "POST" or request.mimetype not in _FORMS:
        return False
    mark, sent = form_marks.sent(), _sent()
    return (
        mark is not None
        and mark.whose != ""
        and is_local(request.path)
        and (any(value.strip() for _key, value in sent) or bool(_files()))
        and sum(len(key) + len(value) for key, value in sent) <= MOST_CHARACTERS
    )


def _kept() -> dict[str, Any]:
    """What is carried along of the form under way."""
    mark = form_marks.sent()
    return {
        "path": request.full_path.rstrip("?"),
        "sent": _sent(),
        "files": _files(),
        "mark": form_marks.text_of(mark) if mark is not None else "",
    }


def go_on_in_its_language() -> None:
    """Answer in the language of the page on which the form stood, where nothing else says one."""
    if (mark := form_marks.sent()) is not None:
        languages.go_on_in(mark.language)


def ask_to_sign_in() -> ResponseReturnValue:
    """The sign-in page, with what was typed in the request under way."""
    go_on_in_its_language()
    kept = secrets.seal(PURPOSE, json.dumps(_kept()))
    page = render_template("account/sign_in.html", form=forms.SignIn(), next="/", kept=kept, session_ended=True)
    return page, 401


def send_at_once(user: User) -> ResponseReturnValue | None:
    """For somebody who signed out and in again elsewhere: the page with the button; None for another's form."""
    mark = form_marks.sent()
    return _page(_kept(), user) if mark is not None and mark.is_of(user) else None


def organisation_of(kept: str, user: User) -> Organisation | None:
    """For whom the person acted who typed it; None where that was not this user."""
    _found, mark = _read(kept)
    if mark is None or not mark.is_of(user):
        return None
    held = (each.organisation for each in user.memberships)
    return next((each for each in held if each.bin == mark.organisation), None)


def send_again(kept: str, user: User) -> ResponseReturnValue | None:
    """The page with a button that sends what was kept; None where nothing was, or where it is another person's."""
    found, mark = _read(kept)
    if mark is None:
        return None
    if not mark.is_of(user):
        said = _("What was typed here before was another person's. It was not sent, and nobody else sees it.")
        flash(said, "warning")
        return None
    return _page(found, user)


def _read(kept: str) -> tuple[dict[str, Any], Mark | None]:
    if not kept:
        return {}, None
    try:
        found = json.loads(secrets.unseal(PURPOSE, kept))
    except secrets.NotReadable:
        return {}, None
    return found, form_marks.read(found["mark"])


def _page(found: dict[str, Any], user: User) -> ResponseReturnValue:
    return render_template(
        "account/send_again.html", action=found["path"], sent=found["sent"], files=found["files"], user=user
    )
