"""The kinds of the room that are shown on pages."""

from qyzmet.procedure.pages import kinds

from .entry.page import SERVICES
from .formation.page import FORMATIONS


def register() -> None:
    """Show formations and services."""
    for kind in (FORMATIONS, SERVICES):
        kinds.register(kind)
