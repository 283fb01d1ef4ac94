"""The hash of the protocol that somebody signs: it says which one they have read."""

from typing import Any

from qyzmet.forms.fields import Text


class HashOfRead(Text):
    """SHA-256 of the protocol that was read; a page carries it in a hidden input."""

    carried = True

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, most=64, **kwargs)
