"""What a row of a form is about: the bid that is examined or scored, the criterion that points are for."""

from typing import Any

from qyzmet.forms.fields import Text


class RowKey(Text):
    """A page carries it in a hidden input, so that alone it fills in no row."""

    carried = True

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, most=40, **kwargs)
