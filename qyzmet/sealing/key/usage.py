"""Which generations of the outside key the database names, and whether all of it can be opened."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, ColumnElement, LargeBinary, func, inspect, select, text

from qyzmet import models  # noqa: F401 - so that the metadata knows every table.
from qyzmet.database import db
from qyzmet.sealing import wrapping
from qyzmet.sealing.columns import wrapped_columns
from qyzmet.sealing.faults import SealBroken
from qyzmet.sealing.key.generations import OutsideKey

_AT_ONCE = 1_000


def in_use() -> Counter[bytes]:
    """How many keys each generation has wrapped, by its id. Works before `init` and on an older schema too."""
    found: Counter[bytes] = Counter()
    for column in _existing():
        start = prefix(column)
        rows = db.session.execute(select(start, func.count()).where(column.is_not(None)).group_by(start))
        for value, count in rows:
            generation = wrapping.generation_of(value or b"")
            # Damaged ones name none; `broken` finds them.
            if generation is not None:
                found[generation] += count
    db.session.rollback()
    return found


def broken(key: OutsideKey) -> Iterator[str]:
    """Every wrapped key that the outside key does not open, as "table.column, row 7"; those declared lost apart."""
    for column in _existing():
        table = column.table
        (number,) = table.primary_key.columns
        rows = db.session.execute(select(number, column).where(column.is_not(None)).order_by(number))
        for row, wrapped in rows.yield_per(_AT_ONCE):
            if wrapping.generation_of(wrapped) in key.lost:
                continue
            try:
                wrapping.prove(key, wrapped)
            except SealBroken:
                yield f"{column}, row {row}"
    db.session.rollback()


def prefix(column: Column[Any]) -> ColumnElement[bytes]:
    """What a wrapped key begins with, in SQL: version and generation."""
    # Numbers in the text: PostgreSQL takes two parameters for two different expressions when it groups.
    return func.substr(column, text("1"), text(str(wrapping.PREFIX_BYTES)), type_=LargeBinary())


def _existing() -> Iterator[Column[Any]]:
    """The columns that the database has already."""
    held = inspect(db.session.connection())
    tables = set(held.get_table_names())
    for column in wrapped_columns():
        name = column.table.name
        if name in tables and any(each["name"] == column.name for each in held.get_columns(name)):
            yield column
