"""What the list of programmes may be asked for besides what every list is. Conditions over the room's own table."""

from typing import Any

from qyzmet.search import conditions
from qyzmet.search.conditions import Condition, Index


def kinds(kind: str) -> Condition:
    """State, sector or territorial programmes."""
    index = Index("programme", "{t}.programme_kind = :of_kind", by_id=True)
    return Condition(conditions.exists(index), (index,), {"of_kind": kind})


def in_year(year: int) -> Condition:
    """Programmes of whose term the year is a part."""
    index = Index("programme", "{t}.first_year <= :in_year AND {t}.last_year >= :in_year", by_id=True)
    values: dict[str, Any] = {"in_year": year}
    return Condition(conditions.exists(index), values=values)
