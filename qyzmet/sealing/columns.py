"""Columns for sealed matter. By their types rotations, checks and backups find them, in whatever table they are."""

import secrets
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, LargeBinary, MetaData, String, Table

from qyzmet.database import Base

# What a table of sealed matter says of itself: its rows are to keep no order (`unordered`).
UNORDERED = {"unordered": True}


class WrappedKey(LargeBinary):
    """What the outside key has wrapped: `Pair.wrapped`, `Envelope.own`, what `seal_own` and `kept` give.

    A table with such a column has one column as its primary key.
    """


class SealedName(String):
    """The name of a sealed file in the storage: 64 hexadecimal letters. A backup takes the files that rows name."""

    def __init__(self) -> None:
        super().__init__(64)


def random_number() -> int:
    """A number for a row of sealed matter: one that was counted would tell how many came before, and after whom.

    On SQLite rows lie in the order of their numbers, and so in none.
    """
    return 1 + secrets.randbelow(2**62)


def wrapped_columns(metadata: MetaData = Base.metadata) -> Iterator[Column[Any]]:
    """Every column with keys that the outside key has wrapped."""
    return _columns(metadata, WrappedKey)


def unordered_tables(metadata: MetaData = Base.metadata) -> list[Table]:
    """The tables whose rows are to keep no order, those first that others point to."""
    return [table for table in metadata.sorted_tables if table.info.get("unordered")]


def sealed_names(metadata: MetaData = Base.metadata) -> Iterator[Column[Any]]:
    """Every column that names sealed files."""
    return _columns(metadata, SealedName)


def _columns(metadata: MetaData, kind: type[Any]) -> Iterator[Column[Any]]:
    for table in metadata.sorted_tables:
        yield from (column for column in table.columns if isinstance(column.type, kind))
