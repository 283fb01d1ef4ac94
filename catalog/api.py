"""The kinds of the room that the API serves."""

from qyzmet.api import kinds

from .entry.api import SERVICES
from .formation.api import FORMATIONS


def register() -> None:
    """Serve formations and services."""
    for kind in (FORMATIONS, SERVICES):
        kinds.register(kind)
