"""The kinds of the room that are shown on pages."""

from qyzmet.procedure.pages import kinds

from .formation.page import FORMATIONS


def register() -> None:
    """Show formations."""
    for kind in (FORMATIONS,):
        kinds.register(kind)
