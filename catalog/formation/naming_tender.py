"""The tender that named the supplier of a formation: its own; of a formation by additions, which has none, that of the
formation before (¶ 92, H51). Its Commission decides on forming, and its minutes are the earlier ones (¶ 85).
"""

from sqlalchemy import select

from qyzmet.database import db
from qyzmet.reading.read_once import read_once
from qyzmet.vocabulary import Party

from ...tenders.models import Tender
from ..models import Formation


@read_once
def naming_tender(formation: Formation) -> Tender | None:
    """That tender; None where the operator creates the IC service itself, or the service was entered otherwise."""
    if formation.tender is not None or formation.service_id is None or formation.party(Party.SUPPLIER) is None:
        return formation.tender
    query = (
        select(Tender)
        .join(Formation, Formation.tender_id == Tender.id)
        .where(Formation.service_id == formation.service_id, Formation.id < formation.id)
        .order_by(Formation.id.desc())
        .limit(1)
    )
    return db.session.scalar(query)
