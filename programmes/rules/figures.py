"""Figures of a programme as they are printed: decimals as texts, in the programme's own unit. Pure."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any


def amount(value: Any) -> Decimal | None:
    """The figure that is printed; None where none is."""
    return Decimal(str(value)) if value not in (None, "") else None


def text(value: Decimal | None) -> str | None:
    """In digits, with the places that the figures have."""
    return None if value is None else format(value, "f")


def whole_sum(values: Iterable[Any]) -> Decimal | None:
    """The sum of figures that are all printed; None where one is not, or there are none."""
    found = [amount(value) for value in values]
    if not found or any(each is None for each in found):
        return None
    return sum((each for each in found if each is not None), Decimal(0))


def by_year(values: Any) -> dict[str, Decimal | None]:
    """The figures by year."""
    return {str(year): amount(value) for year, value in values.items()} if isinstance(values, Mapping) else {}
