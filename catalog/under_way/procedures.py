"""Which procedures the needs in the public register have gone through, as a question to the database. The statistics
count how long their steps took: the register tells everybody of the same days.
"""

from sqlalchemy import CompoundSelect, Select, select, union, union_all

from ...requests.models import DesignAssignment
from ...tenders.models import Tender
from ..models import Formation
from .models import Need

_ASSIGNMENTS, _TENDERS, _FORMATIONS = DesignAssignment.__table__, Tender.__table__, Formation.__table__


def ids() -> CompoundSelect[int]:
    """The ids of requests, proposals, developments, design assignments and formations; tenders and services are public
    themselves.
    """
    needs = select(Need.id)
    assignments = select(_ASSIGNMENTS.c.id).where(_ASSIGNMENTS.c.source_id.in_(needs))
    formations = select(_FORMATIONS.c.id).where(_FORMATIONS.c.assignment_id.in_(assignments))
    return union_all(needs, assignments, formations)


def together_with(procedures: Select[int]) -> CompoundSelect[int]:
    """The ids of the procedures that this question gives, and of all that belongs to the same needs."""
    wanted = procedures.subquery("wanted")
    ids_wanted = select(wanted.c.id)
    led = (select(each.c.assignment_id).where(each.c.id.in_(ids_wanted)) for each in (_TENDERS, _FORMATIONS))
    source = _ASSIGNMENTS.c.source_id
    sources = union(
        ids_wanted,
        select(source).where(_ASSIGNMENTS.c.id.in_(ids_wanted)),
        *(select(source).where(_ASSIGNMENTS.c.id.in_(each)) for each in led),
    ).cte("sources")
    of_sources = source.in_(select(sources.c.id))
    return union(
        select(sources.c.id),
        select(_ASSIGNMENTS.c.id).where(of_sources),
        select(_FORMATIONS.c.id).join(_ASSIGNMENTS, _ASSIGNMENTS.c.id == _FORMATIONS.c.assignment_id).where(of_sources),
    )
