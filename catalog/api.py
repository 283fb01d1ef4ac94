"""The kinds of the room that the API serves."""

from qyzmet.api import kinds

from .development.api import DEVELOPMENTS
from .entry.api import SERVICES
from .formation.api import FORMATIONS


def register() -> None:
    """Serve formations, services and developments."""
    for kind in (FORMATIONS, SERVICES, DEVELOPMENTS):
        kinds.register(kind)
