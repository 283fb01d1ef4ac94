"""The filters of the list of function passports."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from qyzmet import rights
from qyzmet.context import Actor
from qyzmet.search import filters
from qyzmet.search.lists import ListQuery
from qyzmet.translating import lazy_gettext as _l

from ..procedure.passport import IN_FORCE, PASSPORTS


class View(StrEnum):
    """Which of them."""

    IN_FORCE = "in_force"
    MINE = "mine"
    ALL = "all"


VIEWS = {
    View.IN_FORCE: _l("In force"),
    View.MINE: _l("My organisation's"),
    View.ALL: _l("All, earlier versions too"),
}
# The names in the address, in the order of the form.
NAMES = ("q", "body")


@dataclass
class PassportFilters(filters.Filters):
    """What was asked for: as it was typed, and as it was understood."""

    view: View = View.IN_FORCE
    bodies: tuple[int, ...] | None = None

    def kept(self) -> dict[str, str]:
        """The view where it is not the usual one."""
        return {} if self.view is View.IN_FORCE else {"view": self.view.value}

    def query(self, actor: Actor) -> ListQuery:
        """What the rows are asked for."""
        return ListQuery(
            kinds=(PASSPORTS.kind,),
            states=(IN_FORCE,) if self.view is View.IN_FORCE else (),
            mine=tuple(rights.works_in(actor)) if self.view is View.MINE else None,
            organisations=self.bodies,
            query=self.typed["q"] or None,
        )


def read(arguments: Mapping[str, str], actor: Actor) -> PassportFilters:
    """What the address asks for. What cannot be understood is left out of the list, and explained."""
    asked = arguments.get("view")
    view = View(asked) if asked in list(View) else View.IN_FORCE
    if view is View.MINE and not rights.works_in(actor):
        view = View.ALL
    found = PassportFilters(filters.typed_in(arguments, NAMES), view=view)
    found.bodies = found.read("body", filters.organisation_ids)
    return found
