"""The tender that named the supplier of a formation: its own; of a formation by additions, which has none, that of the
formation before (¶ 92, H51). Its Commission decides on forming, and its minutes are the earlier ones (¶ 85).
"""

from typing import cast

from sqlalchemy import Table, select

from qyzmet.database import db
from qyzmet.reading.read_once import read_once
from qyzmet.vocabulary import Party

from ...tenders.models import Tender
from ..models import Formation

# The table alone: two kinds of procedure that are joined would bring the whole of both.
_FORMATIONS = cast(Table, Formation.__table__)


@read_once
def naming_tender(formation: Formation) -> Tender | None:
    """That tender; None where the operator creates the IC service itself, or the service was entered otherwise."""
    if formation.tender is not None or formation.service_id is None or formation.party(Party.SUPPLIER) is None:
        return formation.tender
    newest = (
        select(_FORMATIONS.c.tender_id)
        .where(
            _FORMATIONS.c.service_id == formation.service_id,
            _FORMATIONS.c.id < formation.id,
            _FORMATIONS.c.tender_id.is_not(None),
        )
        .order_by(_FORMATIONS.c.id.desc())
        .limit(1)
    )
    return db.session.scalar(select(Tender).where(Tender.id == newest.scalar_subquery()))
