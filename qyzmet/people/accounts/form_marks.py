"""Whose page a form stands on: the token of every form says it, with the organisation acted for and the language.

When the session is over, or its cookie is gone, nothing else tells to whom what was typed may be shown. The mark is
keyed, so that nobody makes one for another person; it names nobody who does not know the key.
"""

from dataclasses import dataclass

from flask import Flask
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from qyzmet import context
from qyzmet.people.accounts import secrets
from qyzmet.people.models import User
from qyzmet.web.languages import LANGUAGES, chosen
from qyzmet.web.security import MARK, mark_sent

_PURPOSE = "whose form"


@dataclass(frozen=True)
class Mark:
    """Of a form: its language, the BIN of the organisation acted for ("" for none), and whose it is."""

    language: str
    organisation: str
    whose: str

    def is_of(self, user: User) -> bool:
        """Whether the form stood on a page of this person."""
        return self.whose == _whose(user, self.organisation)


def _whose(user: User, organisation: str) -> str:
    return secrets.keyed_hash(_PURPOSE, f"{user.public_id} {organisation}").hex()[:32]


def read(text: str) -> Mark | None:
    """The mark as a form brought it back; None for anything else."""
    parts = text.split(MARK)
    if len(parts) != 3 or parts[0] not in LANGUAGES:
        return None
    return Mark(*parts)


def sent() -> Mark | None:
    """The mark of the form under way."""
    return read(mark_sent())


def text_of(mark: Mark) -> str:
    """As `read` takes it."""
    return MARK.join((mark.language, mark.organisation, mark.whose))


def token() -> str:
    """What a form of the page being written brings back: the token against forgery, and the mark."""
    user = current_user.user
    if user is None:
        return MARK.join((generate_csrf(), chosen(), "", ""))
    organisation = context.actor().organisation_bin
    return MARK.join((generate_csrf(), chosen(), organisation, _whose(user, organisation)))


def register(app: Flask) -> None:
    """Let templates write it."""
    app.jinja_env.globals["csrf_token"] = token
    app.context_processor(lambda: {"csrf_token": token})
