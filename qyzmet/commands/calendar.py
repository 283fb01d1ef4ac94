"""`qyzmet calendar`: looking needs no database; importing and checking do, and are added here."""

from qyzmet.deadlines.commands import calendar

__all__ = ["calendar"]
