"""What every answer carries and every form must bring: CSRF, content security policy, rights by route."""

from collections.abc import Callable

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, Unauthorized

from qyzmet import context, database, rights
from qyzmet.rights import Access

# Stands between the parts of a form's token: what proves that the form is ours, and what says whose page it stood on.
MARK = "~"
_TOKEN = "csrf_token"  # noqa: S105 - the name of a field, not a password.


class _Protection(CSRFProtect):
    """Checks the part of the token that is against forgery."""

    def _get_csrf_token(self) -> str | None:
        sent = super()._get_csrf_token()
        return sent.partition(MARK)[0] if sent else sent


def mark_sent() -> str:
    """What the token of the form under way says beside: whose page it stood on."""
    return request.form.get(_TOKEN, "").partition(MARK)[2]


csrf = _Protection()


def policy(connect: str = "") -> str:
    """What a page may load and whom it may speak to: this site, and `connect` besides where it is named."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            f"connect-src 'self' {connect}".rstrip(),
            "manifest-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )


HEADERS = {
    "Content-Security-Policy": policy(),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# What reads at first, for long, and says itself when it begins to write; what is checked for somebody writes nothing.
WRITES_LATER = frozenset({"api.upload", "check.check"})
REDIRECTS = frozenset({301, 302, 303, 307, 308})


def reads_at_first() -> bool:
    """Whether the request's transaction only reads, until its view says otherwise."""
    return request.method in SAFE_METHODS or request.endpoint in WRITES_LATER


def _choose_transaction() -> None:
    database.read_only(reads_at_first())


def _check_right(ask_to_sign_in: Callable[[], ResponseReturnValue]) -> ResponseReturnValue | None:
    """Refuse a route that nobody decided, and one that is not the caller's."""
    if request.endpoint is None:
        return None  # No such address: 404 follows.
    access = rights.ROUTES.get(request.endpoint)
    if access is None:
        raise Forbidden
    who = context.actor()
    if rights.may_open(who, access):
        return None
    if not who.known and access is not Access.TOKEN:
        return ask_to_sign_in()
    if not who.known:
        raise Unauthorized(www_authenticate=WWWAuthenticate("bearer"))
    raise Forbidden


def _stay_here(response: Response) -> Response:
    """Lead on within this site by path alone: a host that the caller made up must not stand in a redirect."""
    location = response.headers.get("Location", "")
    if response.status_code in REDIRECTS and location.startswith(request.host_url):
        response.headers["Location"] = "/" + location[len(request.host_url) :].lstrip("/")
    return response


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if context.actor().known:
        # Pages of people who are signed in must not stay in shared caches.
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def register(app: Flask) -> None:
    """Switch the protections on."""
    app.before_request(_choose_transaction)
    csrf.init_app(app)
    app.after_request(_add_headers)
    app.after_request(_stay_here)


def check_rights(app: Flask, ask_to_sign_in: Callable[[], ResponseReturnValue]) -> None:
    """Check every request's right; registered after sign-in has said who is calling.

    `ask_to_sign_in` answers somebody unknown who wants a page for those who are signed in.
    """
    app.before_request(lambda: _check_right(ask_to_sign_in))
