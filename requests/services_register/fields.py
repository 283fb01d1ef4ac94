"""The number of a service in the register of services, as a field of forms; null in JSON where there is none."""

import re
from typing import Any

import wtforms
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # missing in the stubs
from wtforms.validators import ValidationError

from qyzmet.forms.fields import NotTaken, Own, Schema
from qyzmet.translating import lazy_gettext as _l

PATTERN = r"^IS-[1-9][0-9]{0,8}$"


def id_of(number: str) -> int | None:
    """The row's id of a number; None for a text that is no number of the register."""
    return int(number[3:]) if re.fullmatch(PATTERN, number) and not number.endswith("\n") else None


class RegisterNumber(Own, wtforms.SelectField):
    """`IS-12` or None; a page offers the register's working services. Whether there is such a one, a check says."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, choices=[SelectChoice("", "")], validate_choice=False, **kwargs)

    def offer(self, services: list[tuple[str, str]]) -> None:
        """Let a page choose among these numbers and names; what was chosen earlier stays among them."""
        known = {number for number, _ in services}
        kept = [(self.data, self.data)] if self.data and self.data not in known else []
        self.choices = [SelectChoice(number, name) for number, name in (("", ""), *services, *kept)]

    def from_json(self, value: Any) -> str | None:
        """A text, or null."""
        if value is not None and not isinstance(value, str):
            raise NotTaken(_l("The number of a service in the register is expected, for example IS-12"))
        return value or None

    def process_data(self, value: Any) -> None:
        """Keep a number, or what was sent for one."""
        self.data = value if isinstance(value, str) and value else None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the choice."""
        self.process_data(str(valuelist[0]).strip() if valuelist else None)

    def judge(self) -> None:
        """A number of the register."""
        if id_of(self.data) is None:
            raise ValidationError(_l("The number of a service in the register is expected, for example IS-12"))

    def describe(self, draft: bool) -> Schema:
        """A string of the form IS-12."""
        return self.or_null({"type": "string", "pattern": PATTERN}, draft)
