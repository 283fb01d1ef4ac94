"""What lists and those who follow see of the design assignment that a tender rests on, kept in the tender's own row.

The assignment's version is a long text; a list of twenty reads none of them.
"""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from qyzmet.search import words

from ..announcement import design_assignment
from ..models import Tender


def keep(tender: Tender) -> None:
    """Keep in step with the assignment's version: what is created and how, what for, the ceiling prices."""
    data = design_assignment.assignment_data(tender)
    general = data.get("general") or {}
    tender.object = str(general.get("object") or "")
    tender.mechanism = str(general.get("mechanism") or "")
    tender.purpose = str(general.get("purpose") or "")
    tender.ceiling_lease = _money(data.get("ceiling_lease"))
    tender.ceiling_service = _money(data.get("ceiling_service"))


def searched(tender: Tender) -> Iterator[str]:
    """What search finds a tender by, besides number, title and the names of its parties: purpose and assignment."""
    yield str((design_assignment.assignment_data(tender).get("general") or {}).get("purpose") or "")
    yield words.of_number(tender.assignment.public_number)


def _money(text: Any) -> Decimal | None:
    try:
        return Decimal(str(text)).quantize(Decimal("0.01")) if text else None
    except InvalidOperation:
        return None  # A draft may hold anything that is not an amount yet.
