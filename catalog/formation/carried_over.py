"""Tenders whose contracts were in force before there were formations: each begins with the upgrade. Nothing commits."""

from sqlalchemy import exists, select

from qyzmet.database import db
from qyzmet.procedure.annulment import standing_acts

from ...tenders.models import Tender
from ...tenders.procedure.states import CONTRACTED
from ..models import Formation
from . import begin


def begin_missing() -> int:
    """Begin the formations that are missing, and say how many; safe to repeat.

    The supplier's term runs from the day on which the contracts came into force (H33), as it does for all. It may have
    passed already: the protocol set it.
    """
    has_one = exists().where(Formation.tender_id == Tender.id)
    waiting = db.session.scalars(select(Tender).where(Tender.state == CONTRACTED, ~has_one).order_by(Tender.id)).all()
    for tender in waiting:
        act = next(each for each in reversed(standing_acts(tender)) if each.to_state == CONTRACTED)
        begin.follow_tender(tender, act, None)
    return len(waiting)
