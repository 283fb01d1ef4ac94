"""Fields of a step: who does it, and the step to which an answer of a condition leads."""

from typing import Any

from qyzmet.forms.fields import Text
from qyzmet.forms.row_key import RowKey

from ..choices import PERFORMERS, performer


class Performer(Text):
    """Who does a step: one of the usual ones by its key, or as it is written; a page shows and takes their names."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was typed; the name of a usual one is kept as its key."""
        super().process_formdata(valuelist)
        known = {str(title).casefold(): key for key, title in PERFORMERS.items()}
        self.data = known.get(self.data.casefold(), self.data)

    def _value(self) -> str:
        return performer(str(self.data or ""))

    def in_words(self) -> str:
        """The name."""
        return self._value()


class StepRef(RowKey):
    """The key of the step to which an answer leads."""
