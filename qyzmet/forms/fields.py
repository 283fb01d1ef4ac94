"""The fields that forms are made of: what all have in common, and those for text.

Each is read from a page's post and from JSON alike, and ends in the same data. `data` holds what is easily written
as JSON in the contract's spelling: texts cleaned and in NFC, dates as `datetime.date`, amounts as Decimal. A field
that was not answered is "" (text), [] (list) or None.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import wtforms
from email_validator import EmailNotValidError, validate_email
from wtforms.validators import StopValidation, ValidationError

from qyzmet import texts
from qyzmet.translating import lazy_gettext as _l
from qyzmet.translating import lazy_ngettext
from qyzmet.vocabulary import N_

FILL_IN = N_("Fill in “%(label)s”")
LINE = 500
AREA = 20_000
Schema = dict[str, Any]


class NotTaken(ValueError):
    """A value that a field does not take; the message is translated."""


class needed:  # noqa: N801 - written in lists of validators beside WTForms' own, which read like functions.
    """This must be answered before the form is submitted; a draft may leave it open."""

    field_flags = {"required": True}  # noqa: RUF012 - WTForms reads it as it stands.

    def __init__(self, message: Any = None) -> None:
        self.message = message

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:
        """Nothing is left to do: fields of ours look for this mark before any validator runs."""


class optional:  # noqa: N801 - as above.
    """Says to the reader of a form that a field may stay empty; what bears neither mark may."""

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:
        """It is a word only."""


class depends:  # noqa: N801 - as above.
    """Marks what is needed or not by what else is answered; the field's hint says when. A rule over several asks."""

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:
        """It is a mark only."""


def clean(text: str, *, lines: bool) -> str:
    """A text as it is kept, "" where nothing of it can be seen. Raises NotTaken for control characters."""
    try:
        return texts.kept(text, lines=lines)
    except texts.ControlCharacters:
        raise NotTaken(
            _l("Take out the characters that cannot be seen (control characters)")
            if lines
            else _l("Write this in one line, without control characters")
        ) from None


class Own:
    """What every field of ours can do besides being drawn: take JSON, give JSON, describe itself."""

    # From wtforms.Field, which every user of this mixin is.
    data: Any
    validators: Sequence[Any]
    short_name: str
    label: Any
    # A page carries it in a hidden input: alone it fills in no row.
    carried = False
    # JSON has it only where it is answered: a key that came later than those who read the others.
    left_out = False

    def from_json(self, value: Any) -> Any:
        """What `process_data` takes for a JSON value. Raises NotTaken for a wrong type."""
        raise NotImplementedError

    def to_json(self) -> Any:
        """The value in the contract's spelling."""
        return self.data

    def in_words(self) -> str | None:
        """What it holds, where people read something else than is typed: a name for an id. None where they do not."""
        return None

    def describe(self, draft: bool) -> Schema:
        """JSON schema of the value."""
        raise NotImplementedError

    @property
    def need(self) -> needed | None:
        """The mark that this must be answered, if it bears one."""
        return next((v for v in self.validators or () if isinstance(v, needed)), None)

    @property
    def is_optional(self) -> bool:
        """Whether it may stay empty whatever else is answered: the page says so beside the label."""
        return self.need is None and not any(isinstance(v, depends) for v in self.validators)

    @property
    def unanswered(self) -> Any:
        """What is said where an answer is needed and there is none (msgid), with the field's label: what is chosen is
        not filled in. A field of which more is to be said says it itself.
        """
        if isinstance(self, wtforms.RadioField):
            return N_("Choose an answer: “%(label)s”")
        return N_("Choose from the list: “%(label)s”") if isinstance(self, wtforms.SelectField) else FILL_IN

    def asks(self) -> Any:
        """What is said where it must be answered and is not."""
        if self.need is not None and self.need.message is not None:
            return self.need.message
        return _l(self.unanswered, label=self.label.text)

    def is_empty(self) -> bool:
        """Whether nothing was answered."""
        return self.data in (None, "", [])

    def pre_validate(self, form: Any) -> None:
        """Ask for an answer where one is needed; an open answer is not checked any further."""
        if getattr(self, "process_errors", ()):
            raise StopValidation()
        if self.is_empty():
            if self.need is not None and not form.draft:
                raise StopValidation(self.asks())
            raise StopValidation()
        self.judge()

    def judge(self) -> None:
        """Check an answer. Raises wtforms' ValidationError."""

    def take_file(self, files: Any) -> None:
        """Take a file that a page sent beside the field; only fields that name documents do."""

    def or_null(self, schema: Schema, draft: bool) -> Schema:
        """The schema of a value that may be null while it need not be answered."""
        if self.need is not None and not draft:
            return schema
        if "enum" in schema:
            return {**schema, "type": [schema["type"], "null"], "enum": [*schema["enum"], None]}
        return {**schema, "type": [schema["type"], "null"]}


def too_long(most: int) -> Any:
    """What is said of a text that is longer than `most` characters."""
    return lazy_ngettext("Write at most %(num)s character", "Write at most %(num)s characters", most)


class Text(Own, wtforms.StringField):
    """One line of text of at most `most` characters."""

    lines = False

    def __init__(self, label: Any = None, validators: Any = None, *, most: int = LINE, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.most = most
        self.flags.maxlength = most

    def from_json(self, value: Any) -> str:
        """A JSON string."""
        if not isinstance(value, str):
            raise NotTaken(_l("A text is expected"))
        return value

    def process_data(self, value: Any) -> None:
        """Keep a text cleaned."""
        self.data = ""
        if isinstance(value, str):
            self.data = value
            self.data = clean(value, lines=self.lines)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was typed."""
        self.process_data(valuelist[0] if valuelist else "")

    def _value(self) -> str:
        return str(self.data or "")

    def judge(self) -> None:
        """Not too long."""
        if len(self.data) > self.most:
            raise ValidationError(too_long(self.most))

    def describe(self, draft: bool) -> Schema:
        """A string with its longest length."""
        schema: Schema = {"type": "string", "maxLength": self.most}
        if self.need is not None and not draft:
            schema |= {"minLength": 1, "pattern": r"\S"}
        return schema


class TextOrNull(Text):
    """A text that may be left out: null in JSON."""

    def from_json(self, value: Any) -> str:
        """A JSON string or null."""
        return "" if value is None else super().from_json(value)

    def to_json(self) -> str | None:
        """null where there is none."""
        return self.data or None

    def describe(self, draft: bool) -> Schema:
        """A string or null."""
        return super().describe(draft) | {"type": ["string", "null"]}


class Key(Text):
    """A key that people do not see: pages carry it along, and a row that has nothing else counts as blank."""

    widget = wtforms.widgets.HiddenInput()

    def is_empty(self) -> bool:
        """Never an answer by itself."""
        return True

    def pre_validate(self, form: Any) -> None:
        """Short, and there when what holds it is filed: other rows, or other forms, refer to it."""
        if self.process_errors:
            raise StopValidation()
        self.judge()
        if not self.data and not form.draft:
            raise StopValidation(self.asks())


class Digits(Text):
    """A number such as a BIN, kept without the blanks and marks that people and programs put between its digits."""

    def __init__(self, label: Any = None, validators: Any = None, *, most: int = 12, **kwargs: Any) -> None:
        super().__init__(label, validators, most=most, **kwargs)
        # A page takes it as it is pasted.
        self.flags.maxlength = max(most, 40)

    def process_data(self, value: Any) -> None:
        """Keep the digits."""
        super().process_data(value)
        self.data = texts.digits(self.data)


class TextArea(Text):
    """Text of several lines, of at most `most` characters."""

    widget = wtforms.widgets.TextArea()
    lines = True

    def __init__(self, label: Any = None, validators: Any = None, *, most: int = AREA, **kwargs: Any) -> None:
        super().__init__(label, validators, most=most, **kwargs)


class Email(Text):
    """An e-mail address."""

    widget = wtforms.widgets.EmailInput()

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, most=254, **kwargs)

    def judge(self) -> None:
        """A possible address that any mail server carries; nobody is asked whether it exists."""
        super().judge()
        if not self.data.rpartition("@")[0].isascii():
            raise ValidationError(
                _l("Before the @ sign write Latin letters, digits and signs: other mail is not carried")
            )
        try:
            validate_email(self.data, check_deliverability=False, allow_smtputf8=False)
        except EmailNotValidError:
            raise ValidationError(_l("Write an e-mail address, for example name@example.kz")) from None

    def describe(self, draft: bool) -> Schema:
        """A string in the form of an address."""
        return super().describe(draft) | ({"format": "email"} if self.need is not None and not draft else {})


class Phone(Text):
    """A telephone number as people write it, with an extension in words if there is one."""

    widget = wtforms.widgets.TelInput()
    fewest = 5

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, most=60, **kwargs)

    def judge(self) -> None:
        """So many digits as the shortest number has; what else stands there is the writer's affair."""
        super().judge()
        if sum(each.isdigit() for each in self.data) < self.fewest:
            raise ValidationError(_l("Write the number in digits, for example +7 7172 55 55 55"))


class Link(Text):
    """The address of a web page."""

    widget = wtforms.widgets.URLInput()

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, most=2000, **kwargs)

    def judge(self) -> None:
        """http or https, with a host; no script can hide in it."""
        super().judge()
        try:
            parts = urlsplit(self.data)
            good = parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in self.data
        except ValueError:
            good = False
        if not good:
            raise ValidationError(_l("Write a web address that starts with https:// or http://"))
