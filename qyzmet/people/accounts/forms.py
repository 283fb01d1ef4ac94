"""The forms of signing in and of one's own account."""

from collections.abc import Iterator
from typing import Any

import wtforms
from wtforms.validators import InputRequired

from qyzmet import clock
from qyzmet.forms.choices import SelectChoice
from qyzmet.forms.dates import Date
from qyzmet.forms.fields import Email, Text, needed
from qyzmet.forms.form import Form
from qyzmet.people.accounts import passwords, tokens
from qyzmet.translating import lazy_gettext as _l
from qyzmet.web.languages import NAMES

LANGUAGES = [SelectChoice(value=code, label=name) for code, name in NAMES.items()]


class Password(wtforms.PasswordField):
    """A password as it was typed, without blanks or letters changed."""

    data: Any


def password_field(label: Any, missing: Any, kind: str, **options: Any) -> Password:
    """A password; `kind` tells the browser whether it is the one it keeps or a new one. It is never shown again."""
    return Password(label, [InputRequired(missing)], render_kw={"autocomplete": kind, "spellcheck": "false"}, **options)


class SignIn(Form):
    """E-mail and password."""

    email = Text(
        _l("E-mail"),
        [needed(_l("Write your e-mail"))],
        most=254,
        render_kw={"autocomplete": "username", "type": "email", "spellcheck": "false"},
    )
    password = password_field(_l("Password"), _l("Write your password"), "current-password")


class Code(Form):
    """A one-time code of the app, or a recovery code."""

    code = Text(
        _l("Code"),
        [needed(_l("Write the code"))],
        most=40,
        render_kw={"autocomplete": "one-time-code", "spellcheck": "false"},
    )


class SignInWithCode(SignIn):
    """E-mail and password, and the code of the second factor at once."""

    code = Text(
        _l("Code"),
        [needed(_l("Write the code"))],
        most=40,
        render_kw={"autocomplete": "one-time-code", "spellcheck": "false"},
    )


class Forgotten(Form):
    """Where to send the link."""

    email = Email(
        _l("E-mail"), [needed(_l("Write your e-mail"))], render_kw={"autocomplete": "username", "spellcheck": "false"}
    )


class NewPassword(Form):
    """A new password; `email` is set by the view, for the password must not hold its name."""

    email = ""
    password = password_field(_l("New password"), _l("Choose a password"), "new-password")

    def check(self) -> Iterator[tuple[str, str]]:
        """The rules of passwords."""
        if self.password.data:
            for text in passwords.problems(self.password.data, self.email):
                yield "password", text


class Invitation(NewPassword):
    """A first password, and the language of pages and mails."""

    language = wtforms.RadioField(
        _l("Language of pages and e-mails"),
        [InputRequired(_l("Choose a language"))],
        choices=LANGUAGES,
    )


class ChangePassword(NewPassword):
    """The present password and a new one."""

    current = password_field(_l("Present password"), _l("Write your present password"), "current-password")


class Confirm(Form):
    """The present password, before something that weakens the account's protection."""

    current = password_field(_l("Present password"), _l("Write your present password"), "current-password")


class Language(Form):
    """The language of pages and mails."""

    language = wtforms.RadioField(
        _l("Language of pages and e-mails"),
        [InputRequired(_l("Choose a language"))],
        choices=LANGUAGES,
    )


class Token(Form):
    """A new token for another system."""

    name = Text(_l("What the token is for"), [needed(_l("Write what the token is for"))], most=200)
    expires_on = Date(_l("Good until, that day included"), any_year=True)

    def check(self) -> Iterator[tuple[str, str]]:
        """Not over already, and with a day after it in the calendar."""
        day = self.expires_on.data
        today = clock.almaty(clock.wall()).date()
        if day is not None and day < today:
            yield "expires_on", str(_l("This day is over. Choose a day from today on."))
        elif day is not None and day > tokens.last_day():
            yield "expires_on", str(_l("Choose a day within the next ten years."))
