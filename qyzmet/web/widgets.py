"""Form fields of our own, and what the form macros need to know about any field.

Dates and money are typed as people write them and are taken in ISO form from the API. A field that does not
understand its text says so and shows the text again as it was typed.
"""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import wtforms
from flask import Flask
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms.widgets import HiddenInput, TextInput

from qyzmet import texts
from qyzmet.translating import lazy_gettext as _l
from qyzmet.web import formats
from qyzmet.web.field_choices import option_groups
from qyzmet.web.field_choices import options as options
from qyzmet.web.form_errors import form_errors, own_errors
from qyzmet.web.typed_dates import NotUnderstood as NotUnderstood
from qyzmet.web.typed_dates import read_date as read_date

_GROUPED = re.compile(r"[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*")
_CURRENCY = re.compile(r"(?:₸|тг\.?|тенге|теңге|kzt)$", re.IGNORECASE)
MOST_DIGITS = 15


def read_money(text: str) -> Decimal:
    """An amount in tenge with two decimals: `1 500 000,00`, `1500000.00`, `1,500,000.00`, `1500000 ₸`.

    Raises NotUnderstood for anything else: more than two decimals, a sign, more than 15 digits before the point,
    and `1,500`, which one reader takes for fifteen hundred and another for one and a half.
    """
    typed = texts.digits(text).replace("'", "").replace("\u2019", "")
    typed = _CURRENCY.sub("", typed).removeprefix("₸")
    if typed.startswith(("-", "\u2212")):
        raise NotUnderstood(_l("The amount cannot be negative"))
    whole, tiyn = _split_amount(typed)
    if not whole.isascii() or not whole.isdigit() or not (tiyn.isascii() and (tiyn.isdigit() or not tiyn)):
        raise NotUnderstood(_l("Write the amount in digits: for example 1 500 000,00"))
    if len(tiyn) > 2:
        raise NotUnderstood(_l("Write at most two digits after the decimal mark"))
    if len(whole.lstrip("0")) > MOST_DIGITS:
        raise NotUnderstood(_l("The amount is too large: at most 15 digits before the decimal mark"))
    return Decimal(f"{whole}.{tiyn.ljust(2, '0')}")


def _split_amount(typed: str) -> tuple[str, str]:
    """The digits before and after the decimal mark, thousands marks taken out."""
    marks = [character for character in typed if character in ".,"]
    if not marks:
        return typed, ""
    if len(marks) > 1 and _GROUPED.fullmatch(typed):
        return typed.replace(marks[0], ""), ""
    whole, _, tiyn = typed.rpartition(marks[-1])
    if len(marks) > 1 and (marks[-1] in whole or not _GROUPED.fullmatch(whole)):
        return "", ""
    return whole.replace(",", "").replace(".", ""), tiyn


class DateInput(TextInput):
    """One text box for a date: quicker than three, and a date can be pasted into it."""

    kind = "date"

    def __call__(self, field: wtforms.Field, **kwargs: Any) -> Markup:
        """The input as HTML."""
        kwargs.setdefault("autocomplete", "off")
        return super().__call__(field, **kwargs)


class MoneyInput(TextInput):
    """A text box for an amount, with the numeric keyboard on a phone."""

    kind = "money"

    def __call__(self, field: wtforms.Field, **kwargs: Any) -> Markup:
        """The input as HTML."""
        kwargs.setdefault("inputmode", "decimal")
        return super().__call__(field, **kwargs)


class _TypedField(wtforms.Field):
    """A field read from one line of text, which it shows again as typed when it cannot read it."""

    _kept: str | None = None

    def read(self, text: str) -> Any:
        """The value of the text; raises NotUnderstood."""
        raise NotImplementedError

    def write(self, value: Any) -> str:
        """The value as it is typed in the current language."""
        raise NotImplementedError

    def process_data(self, value: Any) -> None:
        """Take a stored value: of the right type, or the text of it, which a draft may hold unreadable."""
        self._kept = None
        self.data = value
        if isinstance(value, str):
            try:
                self.data = self.read(value) if texts.without_marks(value).strip() else None
            except NotUnderstood:
                self.data, self._kept = None, value

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was sent; an empty text is no value."""
        self.data = None
        if not valuelist or valuelist[0] is None:
            return
        text = valuelist[0]
        # An API may send a whole number; a float is refused, for it has already lost the exact amount.
        if isinstance(text, int) and not isinstance(text, bool):
            text = str(text)
        if not isinstance(text, str):
            raise NotUnderstood(_l("Send this as text"))
        if texts.without_marks(text).strip():
            self.data = self.read(text)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0] if self.raw_data[0] is not None else "")
        if self._kept is not None:
            return self._kept
        return self.write(self.data) if self.data is not None else ""


class DateField(_TypedField):
    """A date; `data` is a `datetime.date` or None."""

    widget = DateInput()

    def read(self, text: str) -> dt.date:
        """See read_date."""
        return read_date(text)

    def write(self, value: dt.date) -> str:
        """In digits: `26.03.2027`."""
        return formats.date_short(value, formats.language())


class MoneyField(_TypedField):
    """An amount in tenge; `data` is a Decimal with two decimals or None."""

    widget = MoneyInput()

    def read(self, text: str) -> Decimal:
        """See read_money."""
        return read_money(text)

    def write(self, value: Decimal) -> str:
        """With the thousands apart and the tiyn: `1 500 000,00`."""
        return formats.number(value, formats.language(), 2)


_KINDS: tuple[tuple[type, str], ...] = (
    (wtforms.FieldList, "rows"),
    (wtforms.FormField, "form"),
    (wtforms.RadioField, "radios"),
    (wtforms.SelectMultipleField, "checkboxes"),
    (wtforms.SelectField, "select"),
    (wtforms.SubmitField, "submit"),
    (wtforms.BooleanField, "checkbox"),
    (wtforms.MultipleFileField, "files"),
    (wtforms.FileField, "file"),
    (wtforms.PasswordField, "password"),
    (DateField, "date"),
    (MoneyField, "money"),
    (wtforms.EmailField, "email"),
    (wtforms.TelField, "tel"),
    (wtforms.URLField, "url"),
    (wtforms.SearchField, "search"),
)


# The buttons of a row that leave no new one, by their names.
MOVES = ("remove", "up", "down")


def field_kind(field: wtforms.Field) -> str:
    """How the form macros draw a field; `text` for any other one."""
    if isinstance(field.widget, HiddenInput | wtforms.widgets.TextArea):
        return "hidden" if isinstance(field.widget, HiddenInput) else "textarea"
    return next((kind for of, kind in _KINDS if isinstance(field, of)), getattr(field, "drawn_as", "text"))


def is_optional(field: wtforms.Field) -> bool:
    """Whether the page says of a field that it may stay empty."""
    return bool(getattr(field, "is_optional", field.flags.optional))


def change_rows(sent: MultiDict[str, Any]) -> MultiDict[str, Any] | None:
    """Answer the buttons of repeated rows, for those without scripts.

    Returns the sent data with a row more (`add=contacts`) or less (`remove=contacts-1`, later rows move up), or with a
    row in another place (`up=contacts-1`, `down=contacts-1`), to build the form from and show it again; None when no
    such button was pressed.
    """
    data: MultiDict[str, Any] = MultiDict(sent.items(multi=True))
    if name := data.get("add"):
        data.poplist("add")
        taken = [index for index, _ in _rows_of(data, str(name)).items()]
        data.add(f"{name}-{max(taken, default=-1) + 1}", "")
        return data
    for button in MOVES:
        if row := data.get(button):
            data.poplist(button)
            return _rearranged(data, str(row), button)
    return None


def _rows_of(data: MultiDict[str, Any], name: str) -> dict[int, list[str]]:
    """The keys of each row of a list, by the row's number."""
    pattern = re.compile(re.escape(name) + r"-([0-9]{1,4})(?:-.*)?", re.DOTALL)
    rows: dict[int, list[str]] = {}
    for key in data:
        if found := pattern.fullmatch(key):
            rows.setdefault(int(found[1]), []).append(key)
    return rows


def _rearranged(data: MultiDict[str, Any], row: str, button: str) -> MultiDict[str, Any]:
    """The data with the rows of that list in their new order, counted from nought; a new one is blank."""
    name, _, index = row.rpartition("-")
    rows = _rows_of(data, name)
    if not (name and index.isascii() and index.isdigit() and len(index) <= 4) or int(index) not in rows:
        return data
    order = sorted(rows)
    at = order.index(int(index))
    if button == "remove":
        del order[at]
    else:
        order.insert(max(at - 1, 0) if button == "up" else at + 1, order.pop(at))
    numbers = {key: number for number, keys in rows.items() for key in keys}
    result: MultiDict[str, Any] = MultiDict((key, value) for key, value in data.items(multi=True) if key not in numbers)
    for place, number in enumerate(order):
        head = f"{name}-{number}"
        for key in rows[number]:
            for value in data.getlist(key):
                result.add(f"{name}-{place}{key[len(head) :]}", value)
    return result


def rows_until(data: MultiDict[str, Any], row: str) -> MultiDict[str, Any]:
    """The sent data without the rows of that list that stand after `row` ("contacts-1")."""
    name, _, index = row.rpartition("-")
    last = int(index) if index.isascii() and index.isdigit() and len(index) <= 4 else 0
    later = {key for number, keys in _rows_of(data, name).items() if number > last for key in keys}
    return MultiDict((key, value) for key, value in data.items(multi=True) if key not in later)


def register(app: Flask) -> None:
    """Give the form macros what they ask about a field."""
    app.jinja_env.filters.update(
        field_kind=field_kind,
        options=options,
        option_groups=option_groups,
        own_errors=own_errors,
        form_errors=form_errors,
        is_optional=is_optional,
    )
