"""The number of a programme of the register, as a field of Annex 1's row 2; left out in JSON where there is none."""

import re
from typing import Any

import wtforms
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # missing in the stubs
from wtforms.validators import ValidationError

from qyzmet.forms.fields import NotTaken, Own, Schema
from qyzmet.translating import lazy_gettext as _l

PATTERN = r"^PG-[0-9]{4}-[0-9]{6,9}$"


class ProgrammeNumber(Own, wtforms.SelectField):
    """`PG-2026-000001` or None; a page offers the programmes in force. Whether there is such a one, a check says."""

    left_out = True

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, choices=[SelectChoice("", "")], validate_choice=False, **kwargs)

    def offer(self, programmes: list[tuple[str, str]]) -> None:
        """Let a page choose among these numbers and names; what was chosen earlier stays among them."""
        known = {number for number, _name in programmes}
        kept = [(self.data, self.data)] if self.data and self.data not in known else []
        self.choices = [SelectChoice(number, name) for number, name in (("", ""), *programmes, *kept)]

    def from_json(self, value: Any) -> str | None:
        """A text, or null."""
        if value is not None and not isinstance(value, str):
            raise NotTaken(_l("The number of a programme in the register is expected, for example PG-2026-000001"))
        return value or None

    def process_data(self, value: Any) -> None:
        """Keep a number, or what was sent for one."""
        self.data = value if isinstance(value, str) and value else None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the choice."""
        self.process_data(str(valuelist[0]).strip() if valuelist else None)

    def judge(self) -> None:
        """A number of the register."""
        if not re.fullmatch(PATTERN, self.data) or self.data.endswith("\n"):
            raise ValidationError(
                _l("The number of a programme in the register is expected, for example PG-2026-000001")
            )

    def describe(self, draft: bool) -> Schema:
        """A string of the form PG-2026-000001."""
        return self.or_null({"type": "string", "pattern": PATTERN}, draft)
