"""Suppliers register themselves at /account/register; the page answers alike whoever is known already."""

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from qyzmet.database import db
from qyzmet.forms.binding import bind_post
from qyzmet.people.accounts import forms, mailed_links, passwords, throttling
from qyzmet.people.models import User
from qyzmet.people.organisations import registration
from qyzmet.people.organisations.forms import RegistrationForm
from qyzmet.translating import gettext as _
from qyzmet.web.languages import chosen

registration_pages = Blueprint("registration", __name__, url_prefix="/account/register")


@registration_pages.route("", methods=["GET", "POST"])
def register_supplier() -> ResponseReturnValue:
    """Register a supplier and its head."""
    form = bind_post(RegistrationForm, request.form) if request.method == "POST" else RegistrationForm()
    if request.method == "POST" and form.validate():
        try:
            throttling.attempt(throttling.mail_to(form.email.data), throttling.address(request.remote_addr))
        except throttling.TooMany as refused:
            raise TooManyRequests(retry_after=refused.until) from refused
        registration.register(form.bin.data, form.names, form.person(chosen()))
        db.session.commit()
        return redirect(url_for("registration.sent"), 303)
    return render_template("registration/register.html", form=form), 422 if form.errors else 200


@registration_pages.get("/sent")
def sent() -> str:
    """Say what happens next; the same for everybody."""
    return render_template("registration/sent.html")


@registration_pages.route("/confirm/<secret>", methods=["GET", "POST"])
def confirm(secret: str) -> ResponseReturnValue:
    """Confirm the e-mail by the mailed link and choose a password."""
    link = mailed_links.find(mailed_links.Purpose.CONFIRM_EMAIL, secret)
    user = db.session.get(User, link.user_id) if link is not None and link.user_id is not None else None
    if link is None or user is None or user.password_hash is not None:
        return render_template("registration/link_over.html"), 410
    posted = request.method == "POST"
    form = bind_post(forms.Invitation, request.form) if posted else forms.Invitation(data={"language": user.language})
    form.email = user.email
    if posted and form.validate():
        new_hash = passwords.hash_of(form.password.data)
        if not mailed_links.use(link):
            return render_template("registration/link_over.html"), 410
        passwords.change(user, new_hash)
        user.language = form.language.data
        registration.confirmed(user)
        db.session.commit()
        flash(
            _("Your e-mail is confirmed. An administrator checks the registration now; you will be told by e-mail."),
            "success",
        )
        return redirect(url_for("sign_in.sign_in"), 303)
    return render_template("registration/confirm.html", form=form, user=user), 422 if form.errors else 200


def register(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(registration_pages)
