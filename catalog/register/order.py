"""Reading the Catalogue: the newest first, by name, or by price. It is read as nobody: what it holds is public.

A page begins behind a service, which the address names; where that one stands is looked up.
"""

from sqlalchemy import select

from qyzmet.context import NOBODY
from qyzmet.database import db
from qyzmet.procedure.wording import language
from qyzmet.search import column_order, lists
from qyzmet.search.column_order import ColumnOrder, Place
from qyzmet.search.lists import Statement
from qyzmet.web.paging import Page, first_of

from ..models import Service
from .filters import CatalogueFilters, Sort
from .rows import ServiceRow, rows_of


class NoSuchPlace(Exception):
    """There is no service behind which the page could begin."""


def order_of(asked: CatalogueFilters) -> ColumnOrder | None:
    """The index that the list stands by; None for that of services."""
    if asked.sort is Sort.NEWEST:
        return None
    column = f"sort_{language() if asked.sort is Sort.NAME else asked.sort.value}"
    return ColumnOrder("service", column, newest_first=False, where="1 = 1")


def page(asked: CatalogueFilters, size: int, *, after: int | None = None) -> Page[ServiceRow]:
    """So many services, from behind that one. Raises NoSuchPlace."""
    order = order_of(asked)
    found = asked.statements.get((asked.sort, size)) if after is None else None
    if found is None:
        found = _statement(asked, order, size + 1, after)
    if after is None:
        asked.statements[asked.sort, size] = found
    return first_of(rows_of(found, "wanted.id DESC" if order is None else _beside(order)), size)


def _statement(asked: CatalogueFilters, order: ColumnOrder | None, limit: int, after: int | None) -> Statement:
    if order is None:
        return lists.statement_of(NOBODY, asked.query(), limit, beyond=after, more=asked.conditions)
    beyond = None if after is None else _place(after, order)
    return column_order.statement_of(NOBODY, asked.query(), order, limit, beyond=beyond, more=asked.conditions)


def _beside(order: ColumnOrder) -> str:
    return f"wanted.{order.by.replace(', ', ', wanted.')}"


def _place(key: int, order: ColumnOrder) -> Place:
    at = db.session.scalar(select(getattr(Service, order.column)).where(Service.id == key))
    if at is None:
        raise NoSuchPlace(key)
    return (at, key)
