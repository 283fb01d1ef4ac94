"""What the API's list of programmes may be asked for beside what every list is: the same as the register's page."""

from collections.abc import Mapping
from typing import Any

from qyzmet.api.lists import ListFilter
from qyzmet.search.conditions import Condition
from qyzmet.search.filters import one_of

from ...requests.request.choices import ProgrammeKind
from . import conditions

_KINDS = [each.value for each in ProgrammeKind]

FILTERS: Mapping[str, ListFilter] = {
    "kind": ListFilter(
        "Of this kind of programme.", {"type": "string", "enum": _KINDS}, lambda text: one_of(text, _KINDS)
    ),
    "year": ListFilter(
        "Of whose term this year is a part.",
        {"type": "integer", "minimum": conditions.FIRST_YEAR, "maximum": conditions.LAST_YEAR},
        conditions.year,
    ),
}


def conditions_of(asked: Mapping[str, Any]) -> list[Condition]:
    """The same as search takes it; `asked` holds what was given, by the names of FILTERS."""
    found = [conditions.kinds(asked["kind"])] if "kind" in asked else []
    return [*found, *([conditions.in_year(asked["year"])] if "year" in asked else [])]
