"""The kind of the room that is shown on pages."""

from qyzmet.procedure.pages import kinds

from .programme.page import PROGRAMMES


def register() -> None:
    """Show programmes."""
    kinds.register(PROGRAMMES)
