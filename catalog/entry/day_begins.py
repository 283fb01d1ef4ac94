"""Law 46: a price that the operator published for a day to come holds from that day on, in lists too.

The page and the API read it from the history. The row, by which lists are shown and sorted, is kept by the worker.
Nothing here commits.
"""

from sqlalchemy import ColumnElement, Select, and_, or_, select, tuple_
from sqlalchemy.orm import aliased

from qyzmet import clock
from qyzmet.database import db
from qyzmet.procedure import engine

from ..models import Service, ServicePrice
from . import enter


def day_begins() -> None:
    """The rows of services whose prices changed with the day say what holds now."""
    for service in db.session.scalars(_with_another_price()).all():
        # Whoever publishes a price at this moment is waited for, and counts.
        engine.lock(service)
        enter.keep_facts(service)


def _with_another_price() -> Select[Service]:
    price, later = aliased(ServicePrice), aliased(ServicePrice)

    def holds(row: type[ServicePrice]) -> ColumnElement[bool]:
        return and_(row.annulled_at.is_(None), row.from_on <= clock.today())

    of_it = later.service_id == price.service_id
    newer = select(later.id).where(
        of_it, holds(later), tuple_(later.from_on, later.id) > tuple_(price.from_on, price.id)
    )
    another = or_(
        price.price_lease.is_distinct_from(Service.price_lease),
        price.price_service.is_distinct_from(Service.price_service),
    )
    return select(Service).join(price, price.service_id == Service.id).where(holds(price), ~newer.exists(), another)
