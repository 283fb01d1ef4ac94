"""What the room serves over the API: its kind, the diagram, and the steps as BPMN."""

from qyzmet.api import kinds

from .exchange import api as exchange
from .passport.api import PASSPORTS


def register() -> None:
    """Serve function passports."""
    kinds.register(PASSPORTS)
    exchange.register()
