"""Which procedures the needs in the public register have gone through, as a question to the database. The statistics count
how long their steps took: the register tells everybody of the same days.
"""

from sqlalchemy import CompoundSelect, select, union_all

from ...requests.models import DesignAssignment
from ..models import Formation
from .models import Need

_ASSIGNMENTS, _FORMATIONS = DesignAssignment.__table__, Formation.__table__


def ids() -> CompoundSelect[int]:
    """The ids of requests and proposals, design assignments and formations; tenders and services are public themselves."""
    needs = select(Need.id)
    assignments = select(_ASSIGNMENTS.c.id).where(_ASSIGNMENTS.c.source_id.in_(needs))
    formations = select(_FORMATIONS.c.id).where(_FORMATIONS.c.assignment_id.in_(assignments))
    return union_all(needs, assignments, formations)
