"""What the list of services may be asked for besides what every list is: classifiers, region, parties, state.

Conditions of qyzmet/search/conditions.py over the room's own table.
"""

from collections.abc import Iterable

from qyzmet.search import conditions
from qyzmet.search.conditions import Condition, Index
from qyzmet.vocabulary import Party

from ..procedure.service import SERVICES


def kinds(key: str) -> Condition:
    """Of this kind of service (Law 46)."""
    return _column("kind_key", key)


def recipients(key: str) -> Condition:
    """For this kind of recipient (Law 46)."""
    return _column("recipient_key", key)


def regions(key: str) -> Condition:
    """In this region, by its key."""
    return _column("region", key)


def _column(name: str, asked: str) -> Condition:
    index = Index("service", f"{{t}}.{name} = :of_{name}", by_id=True)
    return conditions.of_row(index, {f"of_{name}": asked}, gathered=True)


def parties(party: Party, organisation_ids: Iterable[int]) -> Condition:
    """One of these organisations is that party of it."""
    values = {f"{party.value}{place}": each for place, each in enumerate(sorted(set(organisation_ids)))}
    if not values:
        return Condition("1 = 0")
    of_party = f"{{t}}.party = '{party.value}'"
    indexes = tuple(Index("procedure_party", f"{{t}}.organisation_id = :{each} AND {of_party}") for each in values)
    listed = ", ".join(f":{name}" for name in values)
    every = Index("procedure_party", f"{{t}}.organisation_id IN ({listed}) AND {of_party}")
    return Condition(conditions.exists(every), indexes, values)


def states(state: str) -> Condition:
    """In this state."""
    return conditions.states([(SERVICES.kind, state)])
