"""The kinds of the room that are shown on pages."""

from qyzmet.procedure.pages import kinds

from .development.page import DEVELOPMENTS
from .entry.page import SERVICES
from .formation.page import FORMATIONS


def register() -> None:
    """Show formations, services and developments."""
    for kind in (FORMATIONS, SERVICES, DEVELOPMENTS):
        kinds.register(kind)
