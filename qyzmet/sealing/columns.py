"""Columns for sealed matter. By their types rotations, checks and backups find them, in whatever table they are."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, LargeBinary, MetaData, String

from qyzmet.database import Base


class WrappedKey(LargeBinary):
    """What the outside key has wrapped: `Pair.wrapped`, `Envelope.own`, what `seal_own` and `kept` give.

    A table with such a column has one column as its primary key.
    """


class SealedName(String):
    """The name of a sealed file in the storage: 64 hexadecimal letters. A backup takes the files that rows name."""

    def __init__(self) -> None:
        super().__init__(64)


def wrapped_columns(metadata: MetaData = Base.metadata) -> Iterator[Column[Any]]:
    """Every column with keys that the outside key has wrapped."""
    return _columns(metadata, WrappedKey)


def sealed_names(metadata: MetaData = Base.metadata) -> Iterator[Column[Any]]:
    """Every column that names sealed files."""
    return _columns(metadata, SealedName)


def _columns(metadata: MetaData, kind: type[Any]) -> Iterator[Column[Any]]:
    for table in metadata.sorted_tables:
        yield from (column for column in table.columns if isinstance(column.type, kind))
