"""Signing in for tests: a browser with a session, a system with a token, forms with their CSRF field."""

from typing import Any

from flask import current_app
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from qyzmet.database import db
from qyzmet.people.accounts import sessions, tokens
from qyzmet.people.models import Organisation, User

_CSRF = "a-token-for-tests"


def sign_in(client: FlaskClient, user: User, organisation: Organisation | None = None) -> FlaskClient:
    """Sign the browser in as the user, acting for the organisation; returns the browser."""
    _session, secret = sessions.open_session(user, organisation=organisation)
    db.session.commit()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = secret
        cookie["_fresh"] = True
        cookie["language"] = user.language
    return client


def bearer(user: User) -> dict[str, str]:
    """The headers with which a system calls the API as the user."""
    _token, secret = tokens.create(user, "tests")
    db.session.commit()
    return {"Authorization": f"Bearer {secret}"}


def csrf_token(client: FlaskClient) -> str:
    """A CSRF token that the browser's forms may send."""
    with client.session_transaction() as cookie:
        cookie["csrf_token"] = _CSRF
    signer = URLSafeTimedSerializer(current_app.secret_key or "", salt="wtf-csrf-token")
    return str(signer.dumps(_CSRF))


def post(client: FlaskClient, path: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
    """Send a form with its CSRF token, as a page does."""
    return client.post(path, data={**(data or {}), "csrf_token": csrf_token(client)}, **options)
