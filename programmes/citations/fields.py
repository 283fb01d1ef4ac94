"""The number of a programme of the register, as a field of Annex 1's row 2; left out in JSON where there is none."""

import re
from typing import Any

import wtforms
from wtforms.validators import ValidationError

from qyzmet.forms.fields import NotTaken, Own, Schema
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l

PATTERN = r"^PG-[0-9]{4}-[0-9]{6,9}$"
# The list of the register on a page, and what is chosen from it: a number, and the name after it.
LIST = "programmes-of-the-register"
_CHOSEN = re.compile(r"(PG-[0-9]{4}-[0-9]{6,9})(?:\s|$)")


class ProgrammeNumber(Own, wtforms.StringField):
    """`PG-2026-000001` or None; a page offers the programmes in force, to be found by any word of their names.

    Whether there is such a one, a check says.
    """

    left_out = True

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, render_kw={"list": LIST, "autocomplete": "off"}, **kwargs)
        self.names: dict[str, str] = {}

    def offer(self, programmes: list[tuple[str, str]]) -> None:
        """What each number is called, for whoever reads the choice; typed words choose the one that is called so."""
        self.names = dict(programmes)
        if not self.data or re.fullmatch(PATTERN, self.data):
            return
        words = self.data.casefold().split()
        named = [number for number, name in programmes if all(word in name.casefold() for word in words)]
        if len(named) == 1:
            self.data = named[0]
        elif named:
            self.errors = [_("Several programmes are called so: choose one of the list.")]
        else:
            self.errors = [_("No programme of the register is called so: choose one of the list, or leave this empty.")]

    def _value(self) -> str:
        return self.names.get(str(self.data), str(self.data or ""))

    def from_json(self, value: Any) -> str | None:
        """A text, or null."""
        if value is not None and not isinstance(value, str):
            raise NotTaken(_l("The number of a programme in the register is expected, for example PG-2026-000001"))
        return value or None

    def process_data(self, value: Any) -> None:
        """Keep a number, or what was sent for one."""
        self.data = value if isinstance(value, str) and value else None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the choice: the number, whatever name stands after it."""
        typed = str(valuelist[0]).strip() if valuelist else ""
        chosen = _CHOSEN.match(typed)
        self.process_data(chosen[1] if chosen else typed)

    def judge(self) -> None:
        """A number of the register."""
        if not re.fullmatch(PATTERN, self.data) or self.data.endswith("\n"):
            raise ValidationError(
                _l("The number of a programme in the register is expected, for example PG-2026-000001")
            )

    def describe(self, draft: bool) -> Schema:
        """A string of the form PG-2026-000001."""
        return self.or_null({"type": "string", "pattern": PATTERN}, draft)
