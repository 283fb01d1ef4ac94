"""Who is calling: the session of the cookie, or under `/api/` the token of the header. Runs before rights are checked.

Flask-Login keeps the session's secret in the signed cookie and gives the templates `current_user`; which session
that is, and whether it lives, our own table says.
"""

import uuid

from flask import Flask, abort, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user, login_user, logout_user
from flask_wtf.csrf import CSRFError
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import TooManyRequests
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as AnyResponse

from qyzmet import clock, context
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.people.accounts import form_marks, interrupted_forms, second_factor, sessions, throttling, tokens
from qyzmet.people.accounts.credentials import ApiToken, UserSession
from qyzmet.people.models import Organisation, User
from qyzmet.sealing import unordered
from qyzmet.translating import gettext as _
from qyzmet.web import errors, security
from qyzmet.web.languages import current_language

API = "/api/"
LANGUAGE = "language"
# When a session by days was used last: the cookie is the browser's own, and signed.
_SEEN = "seen"
# What a user of whom a second factor is demanded may open before there is one.
_BEFORE_SECOND_FACTOR = frozenset(
    {"static", "account.set_up_second_factor", "account.second_factor_picture", "account.sign_out", "web.contact"}
)

login_manager = LoginManager()


class SignedIn:
    """The signed-in person, as Flask-Login and the templates see them."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, session: UserSession, secret: str) -> None:
        self.session = session
        self.user = session.user
        self._secret = secret

    def get_id(self) -> str:
        """What the cookie keeps: the session's secret."""
        return self._secret

    @property
    def short_name(self) -> str:
        """Name and surname, for the page's header."""
        return self.user.short_name

    @property
    def acting_for(self) -> str | None:
        """The name of the organisation acted for, in the page's language."""
        organisation = context.actor().organisation
        return organisation.name(current_language()) if organisation is not None else None


class SignedOut:
    """Anybody else."""

    is_authenticated = False
    is_active = False
    is_anonymous = True
    user = None
    session = None
    short_name = ""
    acting_for = None

    def get_id(self) -> None:
        """Nothing is kept in the cookie."""


def signed_in() -> SignedIn:
    """The person who is signed in; only on pages that rights keep for such."""
    found = current_user._get_current_object()
    if not isinstance(found, SignedIn):
        abort(403)
    return found


def enter(
    user: User,
    *,
    organisation: Organisation | None = None,
    second_factor_given: bool = False,
    certificate: str = "",
) -> UserSession:
    """Sign this browser in as the user, in a session with a new secret and a cookie without what stood in it before.

    The page's language stays. `certificate` is the number of the one by which it was, for the trail. Does not commit.
    """
    language = session.get(LANGUAGE) or user.language
    opened, secret = sessions.open_session(
        user,
        organisation=organisation,
        address=request.remote_addr or "",
        browser=request.user_agent.string,
        second_factor=second_factor_given,
    )
    session.clear()
    session[LANGUAGE] = language
    g.pop("csrf_token", None)
    login_user(SignedIn(opened, secret))
    context.set_actor(context.actor_of(user, organisation))
    after = {"session": opened.id, **({"certificate": certificate} if certificate else {})}
    audit.record("sign_in", chain=sessions.chain_of(user), subject=user.public_id, after=after)
    return opened


def leave() -> None:
    """Sign this browser out. Does not commit."""
    sessions.end(signed_in().session, "sign_out")
    language = session.get(LANGUAGE)
    logout_user()
    session.clear()
    g.pop("csrf_token", None)
    if language:
        session[LANGUAGE] = language
    context.set_actor(context.NOBODY)


def _of_cookie(secret: str) -> SignedIn | None:
    if request.path.startswith(API):
        return None  # A cookie opens no API: what a browser sends by itself must not act there.
    found = sessions.find(secret)
    if found is None or (found.by_day and _left_unused()):
        return None
    return SignedIn(found, secret)


def _left_unused() -> bool:
    """Whether this browser was not here for so long that its session is over; notes in the cookie that it is now."""
    now = clock.wall().timestamp()
    seen = session.get(_SEEN, now)
    if now - seen >= sessions.idle_limit().total_seconds():
        return True
    if _SEEN not in session or now - seen >= sessions.SEEN_EVERY.total_seconds():
        session[_SEEN] = int(now)
    return False


def _load_actor() -> AnyResponse | None:
    """Say who acts in this request and from where."""
    g.before_actor = (context.actor(), context.origin())
    context.set_actor(context.NOBODY)
    context.set_origin(f"{request.remote_addr or '-'} {request_id()}")
    if request.endpoint == "static" or request.blueprint == "operations":
        return None
    if request.path.startswith(API):
        _load_token()
        return None
    if not current_user.is_authenticated:
        return None
    who = signed_in()
    chosen = db.session.get(Organisation, who.session.organisation_id) if who.session.organisation_id else None
    context.set_actor(context.actor_of(who.user, chosen))
    g.known_until = sessions.ends_at(who.session)
    _mark_seen(who.session)
    if request.endpoint not in _BEFORE_SECOND_FACTOR and second_factor.is_missing(who.user):
        return redirect(url_for("account.set_up_second_factor"))
    return None


def request_id() -> str:
    """The number of this request, as the log writes it."""
    if "request_id" not in g:
        g.request_id = uuid.uuid4().hex[:16]
    return str(g.request_id)


def _load_token() -> None:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if not scheme:
        return
    token = tokens.find(secret.strip()) if scheme.lower() == "bearer" else None
    if token is None:
        caller = throttling.bad_tokens_from(request.remote_addr)
        try:
            throttling.check(caller)
        except throttling.TooMany as refused:
            raise TooManyRequests(retry_after=refused.seconds) from refused
        throttling.count_apart(caller)
        abort(401, www_authenticate=WWWAuthenticate("bearer", {"error": "invalid_token"}))
    context.set_actor(context.actor_of(token.user))
    g.api_token = token
    g.known_until = tokens.ends_at(token)
    _mark_seen(token)


def _mark_seen(seen: UserSession | ApiToken) -> None:
    sessions.mark_seen(seen, reading=security.reads_at_first())


def _begin_under_seal() -> None:
    if _writes_under_seal():
        g.under_seal = True
        unordered.begin_act()


def _writes_under_seal() -> bool:
    return context.actor().sealed and request.method not in security.SAFE_METHODS


def _forget_actor(_error: BaseException | None) -> None:
    # What was written, and after what, stands in the journal no longer than it must; whoever still reads keeps it.
    if g.pop("under_seal", False):
        try:
            db.session.rollback()
        finally:
            # Counted in any case: the last who acts empties the journal.
            unordered.end_act()
    elif _writes_under_seal():  # Who has just signed in.
        db.session.rollback()
        unordered.empty_journal()
    # A thread serves many requests: who acted in one must not act in the next.
    if "before_actor" in g:
        before, origin = g.pop("before_actor")
        context.set_actor(before)
        context.set_origin(origin)


def ask_to_sign_in() -> ResponseReturnValue:
    """Lead somebody unknown to the sign-in page and back; a form that they sent is carried along."""
    if interrupted_forms.is_keepable():
        return interrupted_forms.ask_to_sign_in()
    after = request.full_path.rstrip("?") if request.method in security.SAFE_METHODS else None
    return redirect(url_for("sign_in.sign_in", next=after))


def _token_does_not_fit(_error: CSRFError) -> ResponseReturnValue:
    """A form whose session is over: who typed it signs in, or has done so elsewhere, and sends it with one button."""
    interrupted_forms.go_on_in_its_language()
    leads_elsewhere = _load_actor()
    if leads_elsewhere is not None:
        return leads_elsewhere
    if interrupted_forms.is_keepable():
        user = current_user.user
        answer = interrupted_forms.ask_to_sign_in() if user is None else interrupted_forms.send_at_once(user)
        if answer is not None:
            return answer
    return errors.page(400, detail=_("The form had expired or was not sent from this site, so nothing was changed."))


def register(app: Flask) -> None:
    """Load the actor of every request, then let rights be checked."""
    proxies = app.config["QYZMET"].trusted_proxies
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=0)  # type: ignore[method-assign]
    login_manager.init_app(app)
    # Our sessions are revoked one by one; an address that changes on the way is no reason to end one.
    login_manager.session_protection = None
    login_manager.anonymous_user = SignedOut
    login_manager.user_loader(_of_cookie)
    app.before_request(_load_actor)
    app.before_request(_begin_under_seal)
    app.teardown_request(_forget_actor)
    app.register_error_handler(CSRFError, _token_does_not_fit)
    form_marks.register(app)
    security.check_rights(app, ask_to_sign_in)
