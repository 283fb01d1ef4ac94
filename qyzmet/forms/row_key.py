"""The key of a row of the same form, as a field: a problem that a result answers, the step to which an answer leads."""

from typing import Any

import wtforms
from wtforms.validators import ValidationError

from qyzmet.forms.choices import SelectChoice
from qyzmet.forms.fields import Own, Text, too_long


class RowKey(Own, wtforms.SelectField):
    """The key of a row; the page offers those that the draft has as a list."""

    most = 40

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, choices=[SelectChoice("", "")], validate_choice=False, **kwargs)

    def from_json(self, value: Any) -> str:
        """A JSON string."""
        return Text.from_json(self, value)  # type: ignore[arg-type]  # it asks nothing of the field.

    def process_data(self, value: Any) -> None:
        """Keep a key."""
        self.data = value if isinstance(value, str) else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the choice."""
        self.data = str(valuelist[0])[: self.most] if valuelist else ""

    def judge(self) -> None:
        """Not longer than a key can be."""
        if len(self.data) > self.most:
            raise ValidationError(too_long(self.most))

    def describe(self, draft: bool) -> dict[str, Any]:
        """A string."""
        return {"type": "string", "maxLength": self.most}
