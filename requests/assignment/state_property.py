"""¶ 103-1, 103-2: what three years of the lease bring, they bring of a software product; of an ICI object nothing.

A version that was approved before this was asked may demand it of an ICI object all the same: the version stays as it
was approved, and the demand is without effect.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _

from .choices import ObjectKind

RULE = "¶ 103-1"
Data = Mapping[str, Any]
# The two answers that do not go together, by their parts.
_FIELDS = {"commissioning": "data.commissioning.property_after_3_years", "general": "data.general.object"}
_PARTS = tuple(_FIELDS)


def is_product(data: Data) -> bool:
    """Whether what is created is a software product."""
    return _group(data, "general").get("object") == ObjectKind.SSP


def rule_of_the_whole(data: Data) -> str:
    """By which paragraph the lease is a part of the service's price: of a product ¶ 103-2 says so; of an ICI object it
    follows from the two ceilings of ¶ 19.
    """
    return "¶ 103-2" if is_product(data) else "¶ 19"


def becomes_property(data: Data) -> bool:
    """Whether the product becomes the state body's property three years into the lease."""
    return is_product(data) and _group(data, "commissioning").get("property_after_3_years") is True


def against_property(data: Data, given: Collection[str] = _PARTS) -> Iterator[Reason]:
    """¶ 103-1 knows no property in an ICI object. `given` are the parts that are written: the reason stands there."""
    part = next((part for part in _PARTS if part in given), None)
    of_object = _group(data, "general").get("object") == ObjectKind.ICI
    if part and of_object and _group(data, "commissioning").get("property_after_3_years") is True:
        yield Reason(
            _(
                "An ICI object does not become the state body's property after three years: only a software product "
                "does. Answer “No”, or choose the software product in part 1"
            ),
            rule=RULE,
            field=_FIELDS[part],
        )


def _group(data: Data, key: str) -> Data:
    value = data.get(key)
    return value if isinstance(value, Mapping) else {}
