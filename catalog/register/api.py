"""What the API's list of services may be asked for beside what every list is: the same as the Catalogue's page."""

from collections.abc import Mapping
from typing import Any

from qyzmet.api import lists
from qyzmet.api.lists import ListFilter
from qyzmet.search.conditions import Condition

from . import conditions
from .filters import PARTIES, region_key

_BIN = {"type": "string"}
_COLUMNS = {"kind": conditions.kinds, "recipient": conditions.recipients, "region": conditions.regions}

FILTERS: Mapping[str, ListFilter] = {
    "kind": ListFilter("Of this kind of service: a key of the classifier.", {"type": "string"}, str),
    "recipient": ListFilter("For this kind of recipient: a key of the classifier.", {"type": "string"}, str),
    "region": ListFilter("In this region: a key of the classifier, or a name.", {"type": "string"}, region_key),
    "customer": ListFilter("Whose customer has this BIN.", _BIN, lists.organisation),
    "operator": ListFilter("Whose operator has this BIN.", _BIN, lists.organisation),
    "supplier": ListFilter("Whose supplier has this BIN.", _BIN, lists.organisation),
}


def conditions_of(asked: Mapping[str, Any]) -> list[Condition]:
    """The same as search takes it; `asked` holds what was given, by the names of FILTERS."""
    found = [condition(asked[name]) for name, condition in _COLUMNS.items() if name in asked]
    return found + [conditions.parties(party, asked[name]) for name, party in PARTIES.items() if name in asked]
