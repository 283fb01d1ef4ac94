"""The kind of the room that the API serves."""

from qyzmet.api import kinds

from .programme.api import PROGRAMMES


def register() -> None:
    """Serve programmes."""
    kinds.register(PROGRAMMES)
