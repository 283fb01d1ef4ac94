"""What the API's list of tenders may be asked for beside what every list is."""

from collections.abc import Mapping
from typing import Any

from qyzmet.api import lists
from qyzmet.api.lists import ListFilter
from qyzmet.search.conditions import Condition

from . import conditions
from .filters import MECHANISMS_TENDERED, OBJECTS

_DAY = {"type": "string", "format": "date"}


def _choice(about: str, values: list[str]) -> ListFilter:
    return ListFilter(about, {"type": "string", "enum": values}, lambda text: lists.one_of(values, text))


FILTERS: Mapping[str, ListFilter] = {
    "object": _choice("What is created: a service software product or an ICI object.", list(OBJECTS)),
    "mechanism": _choice("How it is created.", list(MECHANISMS_TENDERED)),
    "customer": ListFilter("Whose customer has this BIN.", {"type": "string"}, lists.organisation),
    "published_from": ListFilter("Published on this day or later.", _DAY, lists.day),
    "published_to": ListFilter("Published on this day or before.", _DAY, lists.day),
    "ends_from": ListFilter("Whose last day for bids is this one or later.", _DAY, lists.day),
    "ends_to": ListFilter("Whose last day for bids is this one or before.", _DAY, lists.day),
}


def conditions_of(asked: Mapping[str, Any]) -> list[Condition]:
    """The same as search takes it; `asked` holds what was given, by the names of FILTERS."""
    found = []
    if "object" in asked:
        found.append(conditions.objects(asked["object"]))
    if "mechanism" in asked:
        found.append(conditions.mechanisms(asked["mechanism"]))
    if "customer" in asked:
        found.append(conditions.customers(asked["customer"]))
    for name, condition in (("published", conditions.published), ("ends", conditions.ends)):
        first, last = asked.get(f"{name}_from"), asked.get(f"{name}_to")
        if first is not None or last is not None:
            found.append(condition(first, last))
    return found
