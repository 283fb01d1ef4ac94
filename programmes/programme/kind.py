"""Programmes as the engine carries them out: their table, acts and terms."""

from collections.abc import Iterator

from qyzmet.procedure.kinds import Kind

from ..models import Programme
from ..procedure.programme import PROGRAMMES
from ..reports import keeping
from . import reading
from .actions import PROGRAMME
from .save import after_save


def _searched(programme: Programme) -> Iterator[str]:
    """Who carries it out, and its goals."""
    yield str(programme.data.get("executor") or "")
    yield str((programme.data.get("act") or {}).get("number") or "")
    yield from (str(goal.get("text") or "") for goal in programme.data.get("goals") or ())


KIND = Kind(
    tables={PROGRAMMES.edition: PROGRAMMES},
    model=Programme,
    actions=PROGRAMME,
    terms=(keeping.REPORT_TERM,),
    after_save=after_save,
    day_begins=keeping.day_begins,
    loads=reading.loads,
    list_loads=reading.loads,
    related=reading.related,
    parts=reading.parts,
    public=True,
    searched=_searched,
    forgiving=True,
    came_from=lambda programme: programme.previous,
)
