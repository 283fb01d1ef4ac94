"""Services of the Catalogue as the engine carries them out: their table, acts and terms."""

from collections.abc import Iterator

from qyzmet.procedure.kinds import Kind

from ..models import Service
from ..procedure.service import LIVING, SERVICES
from . import day_begins, enter, reading, save
from .actions import ENTRY
from .prices.set_maintenance_price import MAINTENANCE_TERM
from .supplier import replace_supplier
from .transfer import TRANSFER_TERM


def _searched(service: Service) -> Iterator[str]:
    """Names and descriptions in every language."""
    for key in ("names", "descriptions"):
        yield from (str(text) for text in (service.data.get(key) or {}).values())


KIND = Kind(
    tables={SERVICES.edition: SERVICES},
    model=Service,
    actions=ENTRY,
    terms=(TRANSFER_TERM, MAINTENANCE_TERM),
    after_act=lambda service, body, act: enter.keep_facts(service),
    after_save=save.after_save,
    day_begins=day_begins.day_begins,
    loads=reading.loads,
    list_loads=reading.list_loads,
    related=reading.related,
    parts=reading.parts,
    public=True,
    searched=_searched,
    forgiving=True,
    compared=frozenset(LIVING),
    rests_on={"assignments": replace_supplier.follow_assignment, "formations": replace_supplier.follow_formation},
    came_from=lambda service: service.source,
)
