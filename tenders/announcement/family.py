"""¶ 53-1: the announcements of one tender are a family, numbered by their place in the chain."""

from sqlalchemy import inspect, or_, select

from qyzmet import context, rights
from qyzmet.database import db
from qyzmet.reading.read_once import read_once

from ..models import Tender


@read_once
def of(tender: Tender) -> list[Tender]:
    """The announcements of the tender's family, the first of them first, the tender itself among them."""
    of_it = or_(Tender.id == tender.family_id, Tender.first_id == tender.family_id)
    return list(db.session.scalars(select(Tender).where(of_it).order_by(Tender.id)))


def known(tender: Tender) -> list[Tender]:
    """Those of them that the current actor may know of: drafts are the customer's and the integrator's."""
    actor = context.actor()
    return [each for each in of(tender) if rights.may_know(actor, each)]


def next_of(tender: Tender) -> Tender | None:
    """The announcement that followed this one, if there is one."""
    if "successors" not in inspect(tender).unloaded:
        return tender.successors[-1] if tender.successors else None  # They were read with it.
    return db.session.scalars(select(Tender).where(Tender.previous_id == tender.id).order_by(Tender.id.desc())).first()
