"""Requests as the engine carries them out: their table, acts and terms (¶ 8.1, 11, 13, 18)."""

from collections.abc import Iterator

from qyzmet.procedure.kinds import Kind, TermRule

from ..filing import on_paper, reading
from ..models import AutomationRequest
from ..procedure.request import REQUESTS
from ..procedure.review import COMPARED
from . import from_passport
from .actions import REQUEST
from .save import after_save


def _searched(request: AutomationRequest) -> Iterator[str]:
    """Row 1 whole, which the title may shorten, and the acts of row 2."""
    yield str(request.data.get("function") or "")
    for act in request.data.get("acts") or ():
        yield f"{act.get('title') or ''} {act.get('number') or ''}"


KIND = Kind(
    tables={REQUESTS.edition: REQUESTS},
    model=AutomationRequest,
    actions=REQUEST,
    terms=(TermRule("opinion", counts_from=on_paper.counted_from),),
    after_save=after_save,
    compared=COMPARED,
    searched=_searched,
    cites=lambda request: request.data.get("acts") or (),
    loads=lambda request: (*reading.loads(request), from_passport.load(request)),
    list_loads=reading.list_loads,
    related=lambda request: (*reading.related(request), *from_passport.related(request)),
    leads_on=reading.leads_on,
    parts=reading.parts,
)
