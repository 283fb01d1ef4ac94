"""The kinds of the room that the API serves."""

from qyzmet.api import kinds

from .formation.api import FORMATIONS


def register() -> None:
    """Serve formations."""
    for kind in (FORMATIONS,):
        kinds.register(kind)
