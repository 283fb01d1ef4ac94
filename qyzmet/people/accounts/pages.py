"""What the pages of an account do alike: show a form again, answer too many attempts, ask for the present password."""

import datetime as dt

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from qyzmet.database import db
from qyzmet.forms.form import Form
from qyzmet.people.accounts import passwords, throttling
from qyzmet.people.models import User
from qyzmet.translating import gettext as _
from qyzmet.web import errors, formats

REFUSED = 422


def shown(template: str, form: Form, **facts: object) -> ResponseReturnValue:
    """The form: as a new page, or again with what is wrong."""
    wrong = bool(form.errors or form.form_errors)
    return render_template(template, form=form, **facts), REFUSED if wrong else 200


def too_many(refused: throttling.TooMany, template: str | None = None, **facts: object) -> ResponseReturnValue:
    """The page that says when to try again; or that template, which says it as `when`."""
    db.session.rollback()
    when = formats.instant(refused.until + dt.timedelta(seconds=59), formats.language())
    if template is None:
        answer = make_response(errors.page(429, detail=_("You can try again at %(time)s.", time=when)))
    else:
        answer = make_response(render_template(template, when=when, **facts), 429)
    answer.headers["Retry-After"] = str(refused.seconds)
    return answer


def password_is_right(user: User, typed: str) -> bool:
    """Whether this is the user's present password. Counts the attempt and commits it; raises TooMany."""
    # Only who is signed in comes here: nobody else's failures count.
    subject = throttling.account_from(user.email, "signed in")
    kept = user.password_hash
    throttling.attempt(subject)
    db.session.commit()
    if not passwords.fits(kept, typed):
        return False
    throttling.forget(subject)
    return True


def wrong_password() -> str:
    """What is said of a wrong present password."""
    return str(_("This is not your present password."))
