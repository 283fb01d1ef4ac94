"""What the Catalogue is asked for in its address: the same for the page, the files, the feed and each facet's links."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from qyzmet import texts
from qyzmet.identity import is_bin
from qyzmet.search import conditions as words
from qyzmet.search import filters, lists, spelling
from qyzmet.search.conditions import Condition
from qyzmet.search.lists import ListQuery
from qyzmet.search.words import Word
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import Party

from ..entry import regions
from ..procedure.service import SERVICES
from . import conditions


class Sort(StrEnum):
    """In which order services stand."""

    NEWEST = "newest"
    NAME = "name"
    PRICE = "price"
    HIGHEST = "highest"


SORTS = {
    Sort.NEWEST: _l("newest first"),
    Sort.NAME: _l("by name"),
    Sort.PRICE: _l("lowest price first"),
    Sort.HIGHEST: _l("highest price first"),
}
PARTIES = {"customer": Party.STATE_BODY, "operator": Party.OPERATOR, "supplier": Party.SUPPLIER}
# The names in the address, in the order of the facets.
NAMES = ("q", "kind", "recipient", "state", "customer", "operator", "supplier", "region", "sort")


@dataclass
class CatalogueFilters(filters.Filters):
    """What was asked for: as it was typed, and as it was understood."""

    state: str | None = None
    sort: Sort = Sort.NEWEST
    # By the names in PARTIES, the organisations that are meant.
    organisations: dict[str, tuple[int, ...]] = field(default_factory=dict)
    # The statements of first pages, by order and size: along which index to read was asked once (facets.counts_of).
    statements: dict[tuple[Sort, int], lists.Statement] = field(default_factory=dict)

    @property
    def narrowed(self) -> bool:
        """Whether anything is asked for; an order is not."""
        return any(value for name, value in self.typed.items() if name != "sort")

    def hidden(self) -> dict[str, str]:
        """What the search box sends along: everything that is chosen by links."""
        return {name: value for name, value in self.typed.items() if value and name not in ("q", "sort")}

    def query(self) -> ListQuery:
        """The same as search takes it; `conditions` are asked for besides."""
        return ListQuery(kinds=(SERVICES.kind,))

    @cached_property
    def words(self) -> list[Word]:
        """The words, with those that are spelled nearly so where nobody has written one."""
        return spelling.query_words(self.typed["q"])

    @cached_property
    def conditions(self) -> list[Condition]:
        """What the services are asked for."""
        asked: list[Condition] = []
        if self.typed["q"]:
            # A search for signs alone finds nothing.
            asked += [words.word(each, place) for place, each in enumerate(self.words)] or [Condition("1 = 0")]
        for name, condition in (
            ("kind", conditions.kinds),
            ("recipient", conditions.recipients),
            ("region", conditions.regions),
        ):
            if self.typed[name] and name not in self.errors:
                asked.append(condition(self.typed[name]))
        for name, ids in self.organisations.items():
            asked.append(conditions.parties(PARTIES[name], ids))
        if self.state is not None:
            asked.append(conditions.states(self.state))
        return asked


def read(arguments: Mapping[str, str]) -> CatalogueFilters:
    """What the address asks for. What cannot be understood is left out of the list, and explained."""
    found = CatalogueFilters(filters.typed_in(arguments, NAMES))
    found.state = found.read("state", lambda text: filters.one_of(text, SERVICES.states))
    found.sort = found.read("sort", lambda text: Sort(filters.one_of(text, Sort))) or Sort.NEWEST
    _read_region(found)
    _read_organisations(found)
    return found


def _read_region(found: CatalogueFilters) -> None:
    """By its key, or by a name of it, which is in every link the same key from then on."""
    key = found.read("region", region_key)
    if key is not None:
        found.typed["region"] = key


def region_key(text: str) -> str:
    """The key of a region, from it or from a name. Raises ValueError for what is no region."""
    return filters.one_of(regions.key_of(text) or text, regions.BY_KEY)


def _read_organisations(found: CatalogueFilters) -> None:
    """Facets name organisations by their BIN, which stays when one is called otherwise."""
    typed = {name: texts.digits(found.typed[name]) for name in PARTIES if found.typed[name]}
    known: dict[str, int] = {}
    if bins := [number for number in typed.values() if is_bin(number)]:
        values = {f"bin{place}": number for place, number in enumerate(bins)}
        listed = ", ".join(f":{name}" for name in values)
        asked = lists.Statement(f"SELECT bin, id FROM organisation WHERE bin IN ({listed})", values)  # noqa: S608
        for each in lists.run(asked, 2):
            number, key = list(each)
            known[number] = key
    for name, number in typed.items():
        if number in known:
            found.organisations[name] = (known[number],)
        else:
            found.errors[name] = _("No organisation has this BIN; the list is shown without it")
