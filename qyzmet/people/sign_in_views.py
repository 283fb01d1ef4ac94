"""Signing in."""

from flask import Blueprint

blueprint = Blueprint("sign_in", __name__, url_prefix="/account")


@blueprint.get("/sign-in")
def sign_in() -> str:
    """The form for e-mail and password."""
    return ""
