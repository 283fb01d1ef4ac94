"""Setting the second factor up, its recovery codes, and taking it away."""

import json

from flask import Response, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from qyzmet import clock
from qyzmet.database import db
from qyzmet.forms.binding import bind_post
from qyzmet.people.accounts import caller, forms, secrets, sessions, throttling
from qyzmet.people.accounts import second_factor as factor
from qyzmet.people.accounts.pages import password_is_right, shown, too_many, wrong_password
from qyzmet.translating import gettext as _

# Both are sealed, for the cookie itself is only signed.
_SET_UP = "second_factor_set_up"
_CODES = "recovery_codes"


def _secret_being_set_up() -> str | None:
    sealed = session.get(_SET_UP)
    try:
        return secrets.unseal(_SET_UP, sealed) if sealed else None
    except secrets.NotReadable:
        return None


def second_factor() -> ResponseReturnValue:
    """Whether there is one, and what can be done."""
    return _overview(forms.Confirm())


def set_up_second_factor() -> ResponseReturnValue:
    """Show the secret of a new second factor and take the first code of the app."""
    who = caller.signed_in()
    if factor.is_set_up(who.user):
        return redirect(url_for("account.second_factor"), 303)
    secret = _secret_being_set_up()
    if secret is None:
        secret = factor.new_secret()
        session[_SET_UP] = secrets.seal(_SET_UP, secret)
    form = bind_post(forms.Code, request.form) if request.method == "POST" else forms.Code()
    if request.method == "POST" and form.validate():
        codes = factor.confirm(who.user, secret, form.code.data)
        if codes is not None:
            who.session.second_factor_at = sessions.kept(clock.wall(), who.user)
            sessions.end_all(who.user, who.session)
            db.session.commit()
            session.pop(_SET_UP, None)
            session[_CODES] = secrets.seal(_CODES, json.dumps(codes))
            return redirect(url_for("account.recovery_codes"), 303)
        form.code.errors = [
            _("This code is not right. Check that the clock of your phone is right, and write the newest code.")
        ]
    pieces = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return shown("account/second_factor_set_up.html", form, secret=pieces, is_demanded=factor.is_demanded(who.user))


def second_factor_picture() -> ResponseReturnValue:
    """The QR code of the secret that is being set up."""
    secret = _secret_being_set_up()
    if secret is None:
        abort(404)
    return Response(factor.picture(caller.signed_in().user, secret), mimetype="image/svg+xml")


def recovery_codes() -> ResponseReturnValue:
    """Show the recovery codes that were just made, once."""
    sealed = session.pop(_CODES, None)
    if not sealed:
        return redirect(url_for("account.second_factor"), 303)
    try:
        codes = json.loads(secrets.unseal(_CODES, sealed))
    except secrets.NotReadable:
        return redirect(url_for("account.second_factor"), 303)
    return render_template("account/recovery_codes.html", codes=codes)


def new_recovery_codes() -> ResponseReturnValue:
    """Make new recovery codes in place of the old, after the password."""
    refusal = _ask_password()
    if refusal is not None:
        return refusal
    codes = factor.new_recovery_codes(caller.signed_in().user)
    db.session.commit()
    session[_CODES] = secrets.seal(_CODES, json.dumps(codes))
    return redirect(url_for("account.recovery_codes"), 303)


def remove_second_factor() -> ResponseReturnValue:
    """Take the second factor away, after the password."""
    refusal = _ask_password()
    if refusal is not None:
        return refusal
    factor.remove(caller.signed_in().user)
    db.session.commit()
    flash(_("The second factor is removed. From now on the password alone lets you in."), "success")
    return redirect(url_for("account.second_factor"), 303)


def _ask_password() -> ResponseReturnValue | None:
    """The answer to somebody who has no second factor or whose password is not right; None for the others."""
    user = caller.signed_in().user
    if not factor.is_set_up(user):
        return redirect(url_for("account.second_factor"), 303)
    form = bind_post(forms.Confirm, request.form)
    if form.validate():
        try:
            if password_is_right(user, form.current.data):
                return None
        except throttling.TooMany as refused:
            return too_many(refused)
        form.current.errors = [wrong_password()]
    return _overview(form)


def _overview(form: forms.Confirm) -> ResponseReturnValue:
    user = caller.signed_in().user
    return shown(
        "account/second_factor.html",
        form,
        user=user,
        is_set_up=factor.is_set_up(user),
        is_demanded=factor.is_demanded(user),
        codes_left=factor.codes_left(user),
    )
