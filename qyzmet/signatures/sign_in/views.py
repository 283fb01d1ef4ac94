"""The page on which somebody signs in with a certificate, in NCALayer or by a file."""

import base64
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, current_app, make_response, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from qyzmet import clock, database
from qyzmet.config import Settings
from qyzmet.database import db
from qyzmet.people.accounts import interrupted_forms, sessions, sign_in_views, throttling
from qyzmet.people.accounts.pages import too_many
from qyzmet.people.models import User
from qyzmet.signatures import checking, page
from qyzmet.signatures.checking import SignatureRefused
from qyzmet.signatures.sign_in import challenge
from qyzmet.translating import gettext as _
from qyzmet.web.formats import language
from qyzmet.web.local_paths import local_or
from qyzmet.web.security import policy

blueprint = Blueprint("certificate_sign_in", __name__, url_prefix="/account")

_CHALLENGE = "challenge"


@blueprint.get("/sign-in/certificate")
def ask() -> ResponseReturnValue:
    """Show what is to be signed."""
    target = local_or(request.values.get("next"), "/")
    if current_user.is_authenticated:
        return redirect(target)
    return _page(target, "")


@blueprint.post("/sign-in/certificate")
def sign_in() -> ResponseReturnValue:
    """Take the signature, and let its signer in."""
    target = local_or(request.form.get("next"), "/")
    kept = request.form.get(interrupted_forms.FIELD, "")
    if page.FIELD not in request.form:
        # The sign-in page led here, with what was typed while the session was over.
        return _page(target, kept)
    text = session.get(_CHALLENGE, "")
    address = throttling.address(request.remote_addr)
    try:
        throttling.attempt(address)
    except throttling.TooMany as refused:
        return too_many(refused)
    db.session.commit()
    # No other writer waits while a signature is checked.
    try:
        with database.reading():
            user, certificate = _signer(text)
    except (SignatureRefused, page.NothingCame) as refused:
        return _page(target, kept, getattr(refused, "detail", str(refused)))
    finally:
        db.session.rollback()
    if user is None:
        return _page(target, kept, _nobody())
    if not challenge.use(text):
        return _page(target, kept, _over())
    throttling.take_back(address)
    session.pop(_CHALLENGE, None)
    return sign_in_views.proved(user, target, kept, certificate=certificate)


def _signer(text: str) -> tuple[User | None, str]:
    """Whose account the signature opens, None where there is none; and the number of the certificate.

    Raises SignatureRefused, NothingCame.
    """
    if not challenge.is_good(text):
        raise page.NothingCame(_over())
    signature = page.came()
    if signature is None:
        raise page.NothingCame(_over())
    found = checking.check_sign_in(signature, text.encode(), clock.wall())
    user = db.session.scalar(select(User).where(User.iin == found.iin)) if found.iin else None
    # An invitation is accepted first: with it come the language and the password.
    may_enter = user is not None and user.password_hash is not None and not sessions.has_left(user)
    return user if may_enter else None, found.number


def _nobody() -> str:
    return _(
        "The signature is right, but nobody with the IIN of its certificate has an account here. Sign in with e-mail "
        "and password, or ask your organisation's administrator; an invitation is accepted first."
    )


def _over() -> str:
    return _("What you signed was good for some minutes and once. Here is a new text: sign that.")


def _page(target: str, kept: str, refused: str = "") -> ResponseReturnValue:
    """The page; with a new text to sign where the last one is over or was refused for that."""
    text = session.get(_CHALLENGE, "")
    if not challenge.is_good(text) or refused == _over():
        text = session[_CHALLENGE] = challenge.new()
    settings: Settings = current_app.config["QYZMET"]
    made = make_response(
        render_template(
            "signatures/sign_in.html",
            text=text,
            encoded=base64.b64encode(text.encode()).decode(),
            address=settings.ncalayer_url,
            language=language(),
            offered=checking.is_offered(),
            next=target,
            kept=kept,
            refused=refused,
        ),
        422 if refused else 200,
    )
    parts = urlsplit(settings.ncalayer_url)
    made.headers["Content-Security-Policy"] = policy(connect=f"{parts.scheme}://{parts.netloc}")
    return made


@blueprint.get("/sign-in/certificate.json")
def text() -> ResponseReturnValue:
    """The text to sign as a file, for those without NCALayer."""
    found = session.get(_CHALLENGE, "")
    if not challenge.is_good(found):
        return redirect("/account/sign-in/certificate", 303)
    return Response(
        found,
        mimetype="application/json",
        headers={"Content-Disposition": 'attachment; filename="qyzmet-sign-in.json"'},
    )


@blueprint.after_request
def keep_nothing(response: Response) -> Response:
    """The text is this browser's alone."""
    response.headers["Cache-Control"] = "no-store"
    return response


def register(app: Flask) -> None:
    """Add the page."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["certificates_offered"] = checking.is_offered
