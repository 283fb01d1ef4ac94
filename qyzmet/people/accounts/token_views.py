"""Tokens of other systems: made, shown once, listed, revoked."""

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from qyzmet import context
from qyzmet.database import db
from qyzmet.forms.binding import bind_post
from qyzmet.people.accounts import caller, forms, secrets, tokens
from qyzmet.people.accounts.credentials import ApiToken
from qyzmet.people.accounts.pages import REFUSED
from qyzmet.translating import gettext as _

# Sealed, for the cookie itself is only signed.
_NEW = "new_token"


def tokens_list() -> ResponseReturnValue:
    """The user's tokens; a new one is shown once, on the page after it was made."""
    user = caller.signed_in().user
    form = bind_post(forms.Token, request.form) if request.method == "POST" else forms.Token()
    if request.method == "POST" and form.validate():
        _made, secret = tokens.create(user, form.name.data, form.expires_on.data)
        db.session.commit()
        session[_NEW] = secrets.seal(_NEW, secret)
        return redirect(url_for("account.tokens_list"), 303)
    rows = [(token, tokens.is_good(token)) for token in tokens.of(user)]
    by_day = context.actor().sealed
    page = render_template("account/tokens.html", form=form, rows=rows, new=_new_token(), by_day=by_day)
    return page, REFUSED if form.errors else 200


def _new_token() -> str | None:
    sealed = session.pop(_NEW, None)
    try:
        return secrets.unseal(_NEW, sealed) if sealed else None
    except secrets.NotReadable:
        return None


def revoke_token(number: int) -> ResponseReturnValue:
    """Make one of the user's tokens good for nothing."""
    token = db.session.get(ApiToken, number)
    if token is None or token.user_id != caller.signed_in().user.id:
        abort(404)
    tokens.revoke(token)
    db.session.commit()
    flash(_("The token is revoked: it opens nothing any more."), "success")
    return redirect(url_for("account.tokens_list"), 303)
