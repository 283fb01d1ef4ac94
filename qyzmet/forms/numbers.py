"""Fields for numbers and amounts."""

import re
from decimal import Decimal
from typing import Any

import wtforms
from wtforms.validators import ValidationError

from qyzmet import texts
from qyzmet.forms.fields import NotTaken, Own, Schema
from qyzmet.translating import lazy_gettext as _l
from qyzmet.web import formats, widgets


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
        typed = texts.digits(str(valuelist[0])) if valuelist else ""
        self.data = None
        if not typed:
            return
        if not re.fullmatch(r"-?[0-9]{1,18}", typed):
            raise NotTaken(_l("Write a whole number in digits"))
        self.data = int(typed)

    def in_words(self) -> str | None:
        """With its thousands apart."""
        return None if self.data is None else formats.number(self.data, formats.language())

    def judge(self) -> None:
        """Within its bounds."""
        if not self.least <= self.data <= self.most:
            least, most = (formats.number(each, formats.language()) for each in (self.least, self.most))
            raise ValidationError(_l("Write a number from %(least)s to %(most)s", least=least, most=most))

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
        return (
            rf"^[0-9]{{1,{self.digits}}}(\.[0-9]{{1,{self.places}}})?$"
            if self.places
            else rf"^[0-9]{{1,{self.digits}}}$"
        )

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
            raise NotTaken(_l('A decimal number as text is expected, for example "2.50"'))
        return self._read(texts.without_marks(value)) if value is not None else None

    def process_data(self, value: Any) -> None:
        """Keep a number; a stored text is read."""
        self.data = (
            self._read(value) if isinstance(value, str) and value else value if isinstance(value, Decimal) else None
        )

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read a number as people type it: `2,5`."""
        typed = texts.digits(str(valuelist[0])).replace(",", ".") if valuelist else ""
        self.data = None
        if typed:
            self.data = self._read(typed)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return (
            ""
            if self.data is None
            else str(self.data).replace(".", formats.number(Decimal("0.1"), formats.language())[1])
        )

    def to_json(self) -> str | None:
        """In digits, with the places that were given."""
        return None if self.data is None else format(self.data, "f")

    def describe(self, draft: bool) -> Schema:
        """A string of digits."""
        return self.or_null({"type": "string", "pattern": self.pattern}, draft)


class Percent(Number):
    """A share of a whole, in per cent: above 0, at most 100."""

    def __init__(self, label: Any = None, validators: Any = None, *, places: int = 3, **kwargs: Any) -> None:
        super().__init__(label, validators, digits=3, places=places, **kwargs)

    def judge(self) -> None:
        """Within its bounds."""
        if not 0 < self.data <= 100:
            raise ValidationError(_l("Write a share above 0 and at most 100 per cent"))

    def describe(self, draft: bool) -> Schema:
        """A string of digits, of two before the point or of 100."""
        within = rf"^(100(\.0{{1,{self.places}}})?|[0-9]{{1,2}}(\.[0-9]{{1,{self.places}}})?)$"
        return self.or_null({"type": "string", "pattern": within}, draft)


class Money(Own, widgets.MoneyField):
    """An amount in tenge with two decimals."""

    pattern = r"^[0-9]{1,15}(\.[0-9]{1,2})?$"

    def from_json(self, value: Any) -> Decimal | None:
        """A JSON string such as "1500000.00", or null."""
        if value is None:
            return None
        if isinstance(value, str):
            value = texts.without_marks(value)
        if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,60}(\.[0-9]{1,2})?", value):
            # One that is an amount, but negative or too large, is told so.
            widgets.read_money(value)
        if not isinstance(value, str) or not re.fullmatch(self.pattern, value) or value.endswith("\n"):
            raise NotTaken(_l('An amount as text is expected, for example "1500000.00"'))
        return Decimal(value).quantize(Decimal("0.01"))

    def in_words(self) -> str | None:
        """As people read it."""
        return None if self.data is None else formats.money(self.data, formats.language())

    def to_json(self) -> str | None:
        """With two decimals."""
        return None if self.data is None else format(self.data, ".2f")

    def describe(self, draft: bool) -> Schema:
        """A string of digits with at most two decimals."""
        return self.or_null({"type": "string", "pattern": self.pattern}, draft)


class TermsVersion(Integer):
    """The version of a contract's terms that was read.

    A page's own field `version` is that of the procedure, so that this one has another name there.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = self.id = "terms-version"
