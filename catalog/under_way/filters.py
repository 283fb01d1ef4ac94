"""The filters of the public register of running procedures, the same for the page, the files and the feed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select

from qyzmet import clock
from qyzmet.database import db
from qyzmet.search import filters
from qyzmet.search.conditions import Condition
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.web.paging import whole_number

from ...tenders.register.conditions import customers
from . import conditions
from .models import Need
from .stages import TITLES, Stage


class View(StrEnum):
    """Which of them."""

    RUNNING = "running"
    ENDED = "ended"
    ALL = "all"


class Sort(StrEnum):
    """In which order."""

    NEWEST = "newest"
    OLDEST = "oldest"
    CHANGED = "changed"


VIEWS = {View.RUNNING: _l("Running"), View.ENDED: _l("Ended"), View.ALL: _l("All")}
SORTS = {
    Sort.NEWEST: _l("Agreed last first"),
    Sort.OLDEST: _l("Agreed first first"),
    Sort.CHANGED: _l("Changed last first"),
}
# The names in the address, in the order of the form.
NAMES = ("q", "state", "body", "year", "sort")


@dataclass
class NeedFilters(filters.Filters):
    """What was asked for: as it was typed, and as it was understood."""

    view: View = View.RUNNING
    sort: Sort = Sort.NEWEST
    stage: Stage | None = None
    bodies: tuple[int, ...] | None = None
    year: int | None = None

    @property
    def narrowed(self) -> bool:
        """Whether anything is asked for; the order leaves nothing out."""
        return any(value for name, value in self.typed.items() if name != "sort")

    def kept(self) -> dict[str, str]:
        """The view where it is not the usual one."""
        return {} if self.view is View.RUNNING else {"view": self.view.value}

    def conditions(self) -> list[Condition]:
        """What the rows are asked for; view and stage are parts of the index along which they are read."""
        asked = conditions.searched(self.typed["q"]) if self.typed["q"] else []
        if self.bodies is not None:
            asked.append(customers(self.bodies))
        if self.year is not None:
            asked.append(conditions.agreed_in(self.year))
        return asked


def stages() -> dict[str, str]:
    """The stages that one can look for, in their order."""
    return {stage.value: _(title) for stage, title in TITLES.items()}


def years() -> dict[str, str]:
    """The years in which something was agreed to, the newest first."""
    first, last = db.session.execute(select(func.min(Need.agreed_at), func.max(Need.agreed_at))).one()
    if not first:
        return {}
    found = range(clock.almaty(last).year, clock.almaty(first).year - 1, -1)
    return {str(year): str(year) for year in found}


def read(arguments: Mapping[str, str]) -> NeedFilters:
    """What the address asks for. What cannot be understood is left out of the list, and explained.

    A stage at which a procedure has ended is looked for among those that have ended, whatever list leads there.
    """
    view = View(arguments["view"]) if arguments.get("view") in list(View) else View.RUNNING
    found = NeedFilters(filters.typed_in(arguments, NAMES), view=view)
    stage = found.read("state", lambda text: filters.one_of(text, list(Stage)))
    found.stage = None if stage is None else Stage(stage)
    if found.stage is not None:
        found.view = View.ALL
    found.bodies = found.read("body", filters.organisation_ids)
    found.year = found.read("year", _year)
    sort = found.read("sort", lambda text: filters.one_of(text, list(Sort)))
    found.sort = Sort.NEWEST if sort is None else Sort(sort)
    return found


def _year(text: str) -> int:
    year = whole_number(text, 4)
    if year is None or not 1990 <= year <= 2100:
        raise ValueError(_("Write a year, for example 2026"))
    return year
