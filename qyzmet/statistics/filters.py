"""What the statistics are narrowed to, in the address: whose procedures, a year, an organisation by its BIN."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import select

from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.people.models import Organisation
from qyzmet.procedure.wording import name_of
from qyzmet.search import filters
from qyzmet.statistics import scope
from qyzmet.statistics.scope import Scope, View
from qyzmet.translating import gettext as _
from qyzmet.web.sorting import kazakh_key

NAMES = ("year", "organisation")


@dataclass
class StatisticsFilters(filters.Filters):
    """What was asked for: as it was typed, and as it was understood."""

    view: View = View.PUBLIC
    year: int | None = None
    organisation: Organisation | None = None
    every_scope: Scope = field(default_factory=Scope)

    def kept(self) -> dict[str, str]:
        """The view where it is not the usual one."""
        return {} if self.view is View.PUBLIC else {"view": self.view.value}

    @property
    def scope(self) -> Scope:
        """The procedures that are counted."""
        organisation = self.organisation.id if self.organisation is not None else None
        return replace(self.every_scope, year=self.year, organisation=organisation)


def read(arguments: Mapping[str, str], actor: Actor) -> StatisticsFilters:
    """What the address asks for. What cannot be understood is left out, and explained."""
    view = View.MINE if arguments.get("view") == View.MINE else View.PUBLIC
    whose = scope.of(actor, view)
    found = StatisticsFilters(filters.typed_in(arguments, NAMES), view=whose.view, every_scope=whose)
    years = [str(each) for each in scope.years()]
    year = found.read("year", lambda text: filters.one_of(text, years))
    found.year = None if year is None else int(year)
    found.organisation = found.read("organisation", _by_bin)
    return found


def _by_bin(text: str) -> Organisation:
    found = db.session.scalar(select(Organisation).where(Organisation.bin == text))
    if found is None:
        raise ValueError(_("No organisation has this BIN; everything is shown"))
    return found


def organisations(ids: Iterable[int], also: Organisation | None) -> dict[int, Organisation]:
    """Those that have acted and the one that is asked for, by their names."""
    wanted = sorted({*ids} | ({also.id} if also is not None else set()))
    rows = db.session.scalars(select(Organisation).where(Organisation.id.in_(wanted)))
    return {each.id: each for each in sorted(rows, key=lambda each: kazakh_key(name_of(each)))}
