"""What the list of programmes may be asked for besides what every list is. Conditions over the room's own table."""

from qyzmet.search import conditions
from qyzmet.search.conditions import Condition, Index
from qyzmet.translating import gettext as _
from qyzmet.web.paging import whole_number

FIRST_YEAR, LAST_YEAR = 1990, 2100


def year(text: str) -> int:
    """A year of the term, as it is typed. Raises ValueError with a word about what is wrong."""
    found = whole_number(text)
    if found is None or not FIRST_YEAR <= found <= LAST_YEAR:
        raise ValueError(_("Write a year of four digits; the list is shown without it"))
    return found


def kinds(kind: str) -> Condition:
    """State, sector or territorial programmes."""
    index = Index("programme", "{t}.programme_kind = :of_kind", by_id=True)
    return conditions.of_row(index, {"of_kind": kind}, gathered=True)


def in_year(year: int) -> Condition:
    """Programmes of whose term the year is a part."""
    index = Index("programme", "{t}.first_year <= :in_year AND {t}.last_year >= :in_year", by_id=True)
    return conditions.of_row(index, {"in_year": year})
