"""The fields that forms are made of. Each is read from a page's post and from JSON alike, and ends in the same data.

`data` holds JSON values in the contract's spelling or what is easily written so: texts cleaned and in NFC, dates as
`datetime.date`, amounts as Decimal. A field that cannot be answered is "" (text), [] (list) or None.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import wtforms
from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation, ValidationError

from qyzmet.web import widgets

if TYPE_CHECKING:
    from qyzmet.forms import Form

LINE = 500
AREA = 20_000
MOST_ROWS = 100
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
    """Marks a field on the page as one that may stay empty."""

    field_flags = {"optional": True}  # noqa: RUF012 - as above.

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:
        """It is a mark only."""


def clean(text: str, *, lines: bool) -> str:
    """A text as it is kept: NFC, line ends as \\n, no spaces around it. Raises NotTaken for control characters."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    allowed = "\n\t" if lines else ""
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in allowed for c in text):
        raise NotTaken(
            _l("Take out the characters that cannot be seen (control characters)")
            if lines
            else _l("Write this in one line, without control characters")
        )
    return text


class Own:
    """What every field of ours can do besides being drawn: take JSON, give JSON, describe itself."""

    # From wtforms.Field, which every user of this mixin is.
    data: Any
    validators: Sequence[Any]
    short_name: str
    unanswered: Any = _l("Fill this in")

    def from_json(self, value: Any) -> Any:
        """What `process_data` takes for a JSON value. Raises NotTaken for a wrong type."""
        raise NotImplementedError

    def to_json(self) -> Any:
        """The value in the contract's spelling."""
        return self.data

    def describe(self, draft: bool) -> Schema:
        """JSON schema of the value."""
        raise NotImplementedError

    @property
    def need(self) -> needed | None:
        """The mark that this must be answered, if it bears one."""
        return next((v for v in self.validators if isinstance(v, needed)), None)

    def is_empty(self) -> bool:
        """Whether nothing was answered."""
        return self.data in (None, "", [])

    def pre_validate(self, form: Any) -> None:
        """Ask for an answer where one is needed; an open answer is not checked any further."""
        if getattr(self, "process_errors", ()):
            raise StopValidation()
        if self.is_empty():
            if self.need is not None and not form.draft:
                raise StopValidation(self.need.message or self.unanswered)
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
        """A possible address; nobody is asked whether it exists."""
        super().judge()
        try:
            validate_email(self.data, check_deliverability=False)
        except EmailNotValidError:
            raise ValidationError(_l("Write an e-mail address, for example name@example.kz")) from None

    def describe(self, draft: bool) -> Schema:
        """A string in the form of an address."""
        return super().describe(draft) | ({"format": "email"} if self.need is not None and not draft else {})


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


class Integer(Own, wtforms.IntegerField):
    """A whole number from `least` to `most`."""

    def __init__(
        self, label: Any = None, validators: Any = None, *, least: int = 0, most: int = 10**9, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.least, self.most = least, most

    def from_json(self, value: Any) -> int | None:
        """A JSON number without a fraction (12 and 12.0 are the same number in JSON), or null."""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise NotTaken(_l("A whole number is expected"))
        return value

    def process_data(self, value: Any) -> None:
        """Keep a number."""
        self.data = value if isinstance(value, int) and not isinstance(value, bool) else None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read a number as people type it: `12 000`."""
        typed = "".join(str(valuelist[0]).split()) if valuelist else ""
        self.data = None
        if not typed:
            return
        if not re.fullmatch(r"-?[0-9]{1,18}", typed):
            raise NotTaken(_l("Write a whole number in digits"))
        self.data = int(typed)

    def judge(self) -> None:
        """Within its bounds."""
        if not self.least <= self.data <= self.most:
            raise ValidationError(
                _l("Write a number from %(least)s to %(most)s", least=str(self.least), most=str(self.most))
            )

    def describe(self, draft: bool) -> Schema:
        """An integer with its bounds."""
        return self.or_null({"type": "integer", "minimum": self.least, "maximum": self.most}, draft)


class Number(Own, wtforms.StringField):
    """A decimal number, kept and sent as a text: of at most `digits` before and `places` after the point."""

    def __init__(
        self, label: Any = None, validators: Any = None, *, digits: int = 12, places: int = 2, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.digits, self.places = digits, places

    @property
    def pattern(self) -> str:
        """How it is spelled in JSON."""
        return rf"^[0-9]{{1,{self.digits}}}(\.[0-9]{{1,{self.places}}})?$" if self.places else rf"^[0-9]{{1,{self.digits}}}$"

    def _read(self, text: str) -> Decimal:
        if not re.fullmatch(self.pattern, text) or text.endswith("\n"):
            raise NotTaken(
                _l(
                    "Write a number, for example 2.5: at most %(digits)s digits before the point, %(places)s after it",
                    digits=str(self.digits),
                    places=str(self.places),
                )
            )
        return Decimal(text)

    def from_json(self, value: Any) -> Decimal | None:
        """A JSON string in digits, or null: a JSON number may have lost its exact value on the way."""
        if value is not None and not isinstance(value, str):
            raise NotTaken(_l("A decimal number as text is expected, for example \"2.50\""))
        return self._read(value) if value is not None else None

    def process_data(self, value: Any) -> None:
        """Keep a number; a stored text is read."""
        self.data = self._read(value) if isinstance(value, str) and value else value if isinstance(value, Decimal) else None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read a number as people type it: `2,5`."""
        typed = "".join(str(valuelist[0]).split()).replace(",", ".") if valuelist else ""
        self.data = None
        if typed:
            self.data = self._read(typed)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)

    def to_json(self) -> str | None:
        """In digits, with the places that were given."""
        return None if self.data is None else format(self.data, "f")

    def describe(self, draft: bool) -> Schema:
        """A string of digits."""
        return self.or_null({"type": "string", "pattern": self.pattern}, draft)


class Money(Own, widgets.MoneyField):
    """An amount in tenge with two decimals."""

    pattern = r"^[0-9]{1,15}(\.[0-9]{1,2})?$"

    def from_json(self, value: Any) -> Decimal | None:
        """A JSON string such as "1500000.00", or null."""
        if value is None:
            return None
        if not isinstance(value, str) or not re.fullmatch(self.pattern, value) or value.endswith("\n"):
            raise NotTaken(_l("An amount as text is expected, for example \"1500000.00\""))
        return Decimal(value).quantize(Decimal("0.01"))

    def to_json(self) -> str | None:
        """With two decimals."""
        return None if self.data is None else format(self.data, ".2f")

    def describe(self, draft: bool) -> Schema:
        """A string of digits with at most two decimals."""
        return self.or_null({"type": "string", "pattern": self.pattern}, draft)


class Date(Own, widgets.DateField):
    """A date."""

    def from_json(self, value: Any) -> dt.date | None:
        """An ISO date, or null."""
        if value is None:
            return None
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) or len(value) != 10:
            raise NotTaken(_l("A date is expected as year-month-day, for example 2026-03-05"))
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            raise NotTaken(_l("There is no such date. Check the day and the month")) from None

    def to_json(self) -> str | None:
        """ISO."""
        return None if self.data is None else self.data.isoformat()

    def describe(self, draft: bool) -> Schema:
        """A string of the format date."""
        return self.or_null({"type": "string", "format": "date"}, draft)


class _Chosen(Own):
    """What choices have in common. `data` is one of the values, or None."""

    unanswered = _l("Choose one of the answers")
    values: tuple[str, ...]

    def from_json(self, value: Any) -> str | None:
        """One of the values, or null."""
        if value is None:
            return None
        if not isinstance(value, str):
            raise NotTaken(_l("A text is expected"))
        if value not in self.values:
            raise NotTaken(_l("One of these is expected: %(values)s", values=", ".join(self.values)))
        return value

    def process_data(self, value: Any) -> None:
        """Keep one of the values."""
        self.data = value if value in self.values else None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the choice."""
        self.data = None
        if valuelist and valuelist[0]:
            if valuelist[0] not in self.values:
                raise NotTaken(_l("Choose one of the answers"))
            self.data = valuelist[0]

    def describe(self, draft: bool) -> Schema:
        """One of the values."""
        return self.or_null({"type": "string", "enum": list(self.values)}, draft)


def _choices(kind: type[StrEnum], titles: Mapping[Any, Any]) -> list[Any]:
    return [SelectChoice(member.value, titles[member]) for member in kind]


class Choice(_Chosen, wtforms.RadioField):
    """One of an enum's values, as radios. `titles` gives each a label that is already translated lazily (`_l`)."""

    def __init__(
        self, label: Any, validators: Any = None, *, kind: type[StrEnum], titles: Mapping[Any, Any], **kwargs: Any
    ) -> None:
        super().__init__(label, validators, choices=_choices(kind, titles), **kwargs)
        self.values = tuple(member.value for member in kind)


class Select(_Chosen, wtforms.SelectField):
    """One of an enum's values, as a drop-down list with an empty first line."""

    def __init__(
        self, label: Any, validators: Any = None, *, kind: type[StrEnum], titles: Mapping[Any, Any], **kwargs: Any
    ) -> None:
        super().__init__(label, validators, choices=[SelectChoice("", ""), *_choices(kind, titles)], **kwargs)
        self.values = tuple(member.value for member in kind)


class YesNo(Own, wtforms.RadioField):
    """Yes or no, as radios that may stay unanswered in a draft. `data` is "yes", "no" or None; JSON true or false."""

    unanswered = _l("Answer yes or no")

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, choices=[SelectChoice("yes", _l("Yes")), SelectChoice("no", _l("No"))], **kwargs)

    def from_json(self, value: Any) -> bool | None:
        """true, false or null."""
        if value is not None and not isinstance(value, bool):
            raise NotTaken(_l("true or false is expected"))
        return value

    def process_data(self, value: Any) -> None:
        """Keep an answer."""
        self.data = {True: "yes", False: "no"}.get(value) if isinstance(value, bool) else None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the answer."""
        self.data = None
        if valuelist and valuelist[0]:
            if valuelist[0] not in ("yes", "no"):
                raise NotTaken(_l("Answer yes or no"))
            self.data = valuelist[0]

    def to_json(self) -> bool | None:
        """As a JSON boolean."""
        return None if self.data is None else self.data == "yes"

    def describe(self, draft: bool) -> Schema:
        """A boolean."""
        return self.or_null({"type": "boolean"}, draft)


class Group(wtforms.FormField):
    """Fields that belong together, as an object in JSON."""

    def __init__(self, form_class: "type[Form]", label: Any = None, **kwargs: Any) -> None:
        super().__init__(form_class, label, **kwargs)


class _List(Own):
    """What lists have in common: how many entries, and that none is dropped without a word."""

    unanswered = _l("Add at least one")
    entries: list[Any]
    most: int

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterable[int]:
        found = re.compile(re.escape(prefix) + r"-([0-9]{1,4})(?:-.*)?", re.DOTALL)
        return {int(match[1]) for key in formdata if (match := found.fullmatch(key))}

    def is_empty(self) -> bool:
        """Whether it has no entries."""
        return not self.entries

    def too_many(self) -> Any:
        """What is said of a list that is longer than `most`."""
        return lazy_ngettext("Give at most %(num)s entry", "Give at most %(num)s entries", self.most)

    def own_judgement(self, form: Any) -> Any:
        """What is wrong with the list itself, or None."""
        if len(self.entries) > self.most:
            return self.too_many()
        if self.is_empty() and self.need is not None and not form.draft:
            return self.need.message or self.unanswered
        return None

    def describe_list(self, items: Schema, draft: bool) -> Schema:
        """An array with its longest length."""
        schema: Schema = {"type": "array", "items": items, "maxItems": self.most}
        return schema | ({"minItems": 1} if self.need is not None and not draft else {})


class _FieldList(_List, wtforms.FieldList):
    """WTForms' list, which would cut what is too long; ours keeps it and says so."""

    def __init__(self, inner: Any, label: Any, validators: Any, most: int, kwargs: dict[str, Any]) -> None:
        super().__init__(inner, label, validators, **kwargs)
        self.most = most
        self._inner = inner

    def blank_entry(self) -> Any:
        """An entry that holds nothing, to ask how it takes JSON and describes itself."""
        entry = self.meta.bind_field(self._form, self._inner, {"name": f"{self.name}-0", "translations": self._translations})
        entry.process(None)
        return entry

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """The entries, then the list itself."""
        wrong = self.own_judgement(form)
        if len(self.entries) > self.most:
            self.errors = [wrong]
            return False
        good = super().validate(form, extra_validators)
        if wrong is not None:
            self.errors = [*self.errors, wrong]
        return good and wrong is None


class Rows(_FieldList):
    """A list of sub-forms of at most `most`."""

    def __init__(
        self, form_class: "type[Form]", label: Any = None, validators: Any = None, *, most: int = MOST_ROWS, **kwargs: Any
    ) -> None:
        super().__init__(wtforms.FormField(form_class), label, validators, most, kwargs)
        self.form_class = form_class


class Texts(_FieldList):
    """A list of at most `most` texts of at most `each` characters."""

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        most: int = MOST_ROWS,
        each: int = LINE,
        lines: bool = False,
        **kwargs: Any,
    ) -> None:
        kind = TextArea if lines else Text
        super().__init__(kind("", [needed()], most=each), label, validators, most, kwargs)
        self.each = each

    def describe(self, draft: bool) -> Schema:
        """An array of strings."""
        return self.describe_list({"type": "string", "maxLength": self.each}, draft)
