"""What the register of programmes is asked for in its address: the same for the page and the files."""

from collections.abc import Mapping
from dataclasses import dataclass

from qyzmet.search import filters
from qyzmet.search.conditions import Condition
from qyzmet.search.lists import ListQuery

from ...requests.request.choices import ProgrammeKind
from ..procedure.programme import PROGRAMMES
from . import conditions

NAMES = ("q", "kind", "state", "year", "organisation")


@dataclass
class ProgrammeFilters(filters.Filters):
    """What was asked for: as it was typed, and as it was understood."""

    kind: str | None = None
    state: str | None = None
    year: int | None = None
    organisations: tuple[int, ...] | None = None

    def query(self) -> ListQuery:
        """The same as search takes it; `conditions` are asked for besides."""
        return ListQuery(
            kinds=(PROGRAMMES.kind,),
            states=(self.state,) if self.state else (),
            organisations=self.organisations,
            query=self.typed["q"] or None,
        )

    @property
    def conditions(self) -> list[Condition]:
        """The kind, and a year of the term."""
        found = [conditions.kinds(self.kind)] if self.kind is not None else []
        return [*found, *([conditions.in_year(self.year)] if self.year is not None else [])]


def states() -> dict[str, str]:
    """The states in words."""
    return filters.state_titles((PROGRAMMES.kind,))


def read(arguments: Mapping[str, str]) -> ProgrammeFilters:
    """What the address asks for. What cannot be understood is left out of the list, and explained."""
    found = ProgrammeFilters(filters.typed_in(arguments, NAMES))
    found.kind = found.read("kind", lambda text: filters.one_of(text, list(ProgrammeKind)))
    found.state = found.read("state", lambda text: filters.one_of(text, PROGRAMMES.states))
    found.year = found.read("year", conditions.year)
    found.organisations = found.read("organisation", filters.organisation_ids)
    return found
