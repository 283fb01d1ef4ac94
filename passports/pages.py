"""The kind of the room that is shown on pages."""

from qyzmet.procedure.pages import kinds

from .passport.page import PASSPORTS


def register() -> None:
    """Show function passports."""
    kinds.register(PASSPORTS)
