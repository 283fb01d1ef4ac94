"""Signing in with e-mail, password and, where it is set up, a second factor.

These views commit twice: an attempt is counted, and the count committed, before the secret is judged. So it counts
whatever happens next, many attempts at once find no gap, and no other writer waits while a password is hashed.
"""

import datetime as dt

from flask import (
    Blueprint,
    Flask,
    Response,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user

from qyzmet import clock
from qyzmet.database import db
from qyzmet.forms.binding import bind_post
from qyzmet.people.accounts import (
    caller,
    forms,
    interrupted_forms,
    known_browsers,
    mailed_links,
    passwords,
    second_factor,
    secrets,
    sessions,
    throttling,
    users,
)
from qyzmet.people.accounts.credentials import MailedLink
from qyzmet.people.accounts.pages import shown, too_many
from qyzmet.people.models import User
from qyzmet.translating import gettext as _
from qyzmet.web.local_paths import local_or

blueprint = Blueprint("sign_in", __name__, url_prefix="/account")

PENDING = "signing_in"
PENDING_FOR = dt.timedelta(minutes=10)


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Ask for e-mail and password."""
    target = local_or(request.values.get("next"), "/")
    kept = request.form.get(interrupted_forms.FIELD, "")
    if current_user.is_authenticated and request.method == "GET":
        return redirect(target)
    form = bind_post(forms.SignIn, request.form) if request.method == "POST" else forms.SignIn()
    if request.method == "POST" and form.validate():
        user = users.by_email(form.email.data)
        by_account, address = _subjects(form.email.data, user), throttling.address(request.remote_addr)
        try:
            throttling.attempt(*by_account, address)
        except throttling.TooMany as refused:
            if throttling.wait_until(address) is not None:
                return too_many(refused)
            return _account_waits(refused, form, user, target, kept)
        db.session.commit()
        if _judged(user, form.password.data):
            throttling.forget(*by_account)
            throttling.take_back(address)
            return proved(user, target, kept) if user is not None else redirect(target, 303)
        form.form_errors.append(_wrong())
    return shown("account/sign_in.html", form, next=target, kept=kept)


def _subjects(email: str, user: User | None) -> tuple[throttling.Subject, ...]:
    """What an attempt at the account counts for: in a browser that is known to it, for nobody else."""
    known = known_browsers.name_of(user)
    if known is not None:
        return (throttling.account_from(email, known),)
    return throttling.account_from(email, throttling.network_of(request.remote_addr)), throttling.account(email)


def _judged(user: User | None, password: str) -> bool:
    """Whether it is the user's password; one that was kept in an older way is kept anew."""
    kept_hash = user.password_hash if user is not None and not sessions.has_left(user) else None
    fits = passwords.fits(kept_hash, password)
    if fits and user is not None and passwords.needs_new_hash(kept_hash or ""):
        user.password_hash = passwords.hash_of(password)
    return fits


def _wrong() -> str:
    return str(_("The e-mail or the password is not right. Check both; capital and small letters differ."))


def _account_waits(
    refused: throttling.TooMany, form: forms.SignIn, user: User | None, target: str, kept: str
) -> ResponseReturnValue:
    """Say how long there is to wait, and how to come in all the same. The owner is told, once a day."""
    db.session.rollback()
    _tell(form.email.data, user)
    db.session.commit()
    with_code = forms.SignInWithCode(data={"email": form.email.data})
    return too_many(refused, "account/waits.html", form=with_code, next=target, kept=kept)


def _tell(email: str, user: User | None) -> None:
    try:
        throttling.attempt(throttling.telling(email))
    except throttling.TooMany:
        return
    mailed_links.tell_of_failures(user if user is not None and not sessions.has_left(user) else None, email)


@blueprint.post("/sign-in/with-code")
def with_code() -> ResponseReturnValue:
    """Sign in with password and second factor at once, while the account waits for others' failures.

    Wrong passwords count for the address alone; wrong codes only for who knows the password.
    """
    target = local_or(request.values.get("next"), "/")
    kept = request.form.get(interrupted_forms.FIELD, "")
    form = bind_post(forms.SignInWithCode, request.form)
    if form.validate():
        user, address = users.by_email(form.email.data), throttling.address(request.remote_addr)
        try:
            throttling.attempt(address)
            db.session.commit()
            if _judged(user, form.password.data) and user is not None and second_factor.is_set_up(user):
                codes = throttling.codes_of(user.id)
                throttling.attempt(codes)
                db.session.commit()
                if second_factor.accept(user, form.code.data):
                    throttling.forget(codes, *_subjects(form.email.data, user))
                    throttling.take_back(address)
                    return _entered(user, target, kept, second_factor_given=True)
        except throttling.TooMany as refused:
            return too_many(refused)
        form.form_errors.append(_("The e-mail, the password or the code is not right. Each code is good once."))
    return shown("account/waits.html", form, next=target, kept=kept, when=None)


def _entered(
    user: User, target: str, kept: str, *, second_factor_given: bool = False, certificate: str = ""
) -> ResponseReturnValue:
    """Open the session, and let the browser be known to the account from now on."""
    organisation = interrupted_forms.organisation_of(kept, user)
    caller.enter(user, organisation=organisation, second_factor_given=second_factor_given, certificate=certificate)
    db.session.commit()
    answer = make_response(interrupted_forms.send_again(kept, user) or redirect(target, 303))
    known_browsers.remember(user, answer)
    return answer


def proved(user: User, target: str, kept: str, *, certificate: str = "") -> ResponseReturnValue:
    """Let in who has proved to be the user, by password or by the certificate of that number; first asks for the second
    factor, if any.
    """
    if not second_factor.is_set_up(user):
        return _entered(user, target, kept, certificate=certificate)
    db.session.commit()
    language = session.get(caller.LANGUAGE)
    session.clear()
    g.pop("csrf_token", None)
    if language:
        session[caller.LANGUAGE] = language
    session[PENDING] = {
        "user": user.id,
        "until": int((clock.wall() + PENDING_FOR).timestamp()),
        "password": _mark(user),
        "next": target,
        "certificate": certificate,
    }
    if kept:
        # What was typed does not fit into a cookie; it goes on in the page.
        return render_template("account/code.html", form=forms.Code(), kept=kept)
    return redirect(url_for("sign_in.code"), 303)


def _mark(user: User) -> str:
    """Changes with the password, so that a started sign-in ends when it is changed."""
    return secrets.keyed_hash("signing in", user.password_hash or "").hex()[:16]


def _pending() -> tuple[User, str, str] | None:
    """Who gave password or signature in this browser within the last minutes, where they want to go, and the number of
    the certificate, if it was one.
    """
    found = session.get(PENDING)
    if not isinstance(found, dict) or clock.wall().timestamp() > found["until"]:
        return None
    user = db.session.get(User, found["user"])
    if user is None or sessions.has_left(user) or _mark(user) != found["password"]:
        return None
    return user, local_or(found["next"], "/"), found.get("certificate", "")


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
def code() -> ResponseReturnValue:
    """Ask for the code of the second factor."""
    waiting = _pending()
    if waiting is None:
        session.pop(PENDING, None)
        return redirect(url_for("sign_in.sign_in"), 303)
    user, target, certificate = waiting
    kept = request.form.get(interrupted_forms.FIELD, "")
    form = bind_post(forms.Code, request.form) if request.method == "POST" else forms.Code()
    if request.method == "POST" and form.validate():
        subjects = throttling.codes_of(user.id), throttling.address(request.remote_addr)
        try:
            throttling.attempt(*subjects)
        except throttling.TooMany as refused:
            return too_many(refused)
        db.session.commit()
        if second_factor.accept(user, form.code.data):
            throttling.forget(subjects[0])
            throttling.take_back(subjects[1])
            return _entered(user, target, kept, second_factor_given=True, certificate=certificate)
        form.code.errors = [_("This code is not right, or was used already. Wait for the next one and write that.")]
    return shown("account/code.html", form, kept=kept)


@blueprint.after_request
def keep_nothing(response: Response) -> Response:
    """These pages hold links and forms of one person: no cache keeps them."""
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/password/forgotten", methods=["GET", "POST"])
def forgotten() -> ResponseReturnValue:
    """Have a link sent to set a new password. The answer is the same whether there is such an account or not."""
    form = bind_post(forms.Forgotten, request.form) if request.method == "POST" else forms.Forgotten()
    if request.method == "POST" and form.validate():
        email = users.normal_email(form.email.data)
        try:
            throttling.attempt(throttling.mail_to(email), throttling.address(request.remote_addr))
        except throttling.TooMany as refused:
            return too_many(refused)
        user = users.by_email(email)
        mailed_links.send_reset(user if user is not None and not sessions.has_left(user) else None, email)
        db.session.commit()
        return redirect(url_for("sign_in.link_sent"), 303)
    return shown("account/forgotten.html", form)


@blueprint.get("/password/sent")
def link_sent() -> ResponseReturnValue:
    """Say where to look for the link."""
    return render_template("account/link_sent.html")


def _opened(purpose: mailed_links.Purpose, secret: str) -> tuple[MailedLink, User] | None:
    link = mailed_links.find(purpose, secret)
    user = db.session.get(User, link.user_id) if link is not None and link.user_id is not None else None
    return (link, user) if link is not None and user is not None else None


def _over(template: str = "account/link_over.html") -> ResponseReturnValue:
    return render_template(template), 410


@blueprint.route("/password/new/<secret>", methods=["GET", "POST"])
def new_password(secret: str) -> ResponseReturnValue:
    """Set a new password by the link that was sent."""
    opened = _opened(mailed_links.Purpose.PASSWORD_RESET, secret)
    if opened is None:
        return _over()
    link, user = opened
    form = bind_post(forms.NewPassword, request.form) if request.method == "POST" else forms.NewPassword()
    form.email = user.email
    if request.method == "POST" and form.validate():
        new_hash = passwords.hash_of(form.password.data)
        if not mailed_links.use(link):
            return _over()
        passwords.change(user, new_hash)
        mailed_links.tell_password_changed(user)
        # Whoever reads the account's mail is its owner: other people's failures are over.
        throttling.forget(*_subjects(user.email, user))
        db.session.commit()
        session.pop(PENDING, None)
        flash(_("The new password is set. Sign in with it."), "success")
        return redirect(url_for("sign_in.sign_in"), 303)
    return shown("account/new_password.html", form, email=user.email)


@blueprint.route("/invitation/<secret>", methods=["GET", "POST"])
def invitation(secret: str) -> ResponseReturnValue:
    """Accept an invitation: choose a password and a language, and be signed in."""
    opened = _opened(mailed_links.Purpose.INVITATION, secret)
    if opened is None or opened[1].password_hash is not None:
        return _over("account/invitation_over.html")
    link, user = opened
    form = (
        bind_post(forms.Invitation, request.form)
        if request.method == "POST"
        else forms.Invitation(data={"language": session.get(caller.LANGUAGE) or user.language})
    )
    form.email = user.email
    if request.method == "POST" and form.validate():
        new_hash = passwords.hash_of(form.password.data)
        if not mailed_links.use(link):
            return _over("account/invitation_over.html")
        passwords.change(user, new_hash)
        user.language = form.language.data
        session[caller.LANGUAGE] = user.language
        caller.enter(user)
        db.session.commit()
        return redirect("/", 303)
    return shown("account/invitation.html", form, user=user)


def register(app: Flask) -> None:
    """Add the pages of signing in."""
    app.register_blueprint(blueprint)
