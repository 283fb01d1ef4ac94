"""The row of Annex 1 that something is about, as a field of forms: chosen on a page, a field's name in JSON."""

from typing import Any

import wtforms
from flask_babel import LazyString
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # missing in the stubs
from wtforms.validators import ValidationError

from qyzmet import texts
from qyzmet.forms.fields import NotTaken, Own, Schema, too_long
from qyzmet.procedure.form_sections import Section
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l

from . import annex1

MOST = 60


def _name(row: Section) -> str:
    return f"{row.number}. {_(row.title)}"


class RowOfTheForm(Own, wtforms.SelectField):
    """The name of a field of Annex 1, or its path; a page chooses a row. Whether the form has it, a guard says."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        rows = [SelectChoice(row.keys[0], LazyString(_name, row)) for row in annex1.ROWS]
        super().__init__(label, validators, choices=[SelectChoice("", ""), *rows], validate_choice=False, **kwargs)

    def from_json(self, value: Any) -> str:
        """A text."""
        if not isinstance(value, str):
            raise NotTaken(_l("A text is expected"))
        return value

    def process_data(self, value: Any) -> None:
        """Keep a name or a path."""
        self.data = texts.without_marks(value).strip() if isinstance(value, str) else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the choice."""
        self.process_data(valuelist[0] if valuelist else "")

    def judge(self) -> None:
        """Not too long."""
        if len(self.data) > MOST:
            raise ValidationError(too_long(MOST))

    def in_words(self) -> str:
        """The row's number and name."""
        row = annex1.row_of(self.data or "")
        return self.data or "" if row is None else _name(row)

    def describe(self, draft: bool) -> Schema:
        """A string."""
        return {"type": "string", "maxLength": MOST, "minLength": 1, "pattern": r"\S"}
