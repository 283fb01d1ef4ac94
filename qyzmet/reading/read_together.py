"""Rows of several tables by one question: all that belongs to some objects, however many kinds of it there are.

A page of a procedure shows its acts, terms, seats, documents and more. Each is a list of its own, and a question for
each would be most of the page's time. They are asked for at once: a column numbers the lists, and every table is joined
on its own number alone, so that a row of the answer holds a row of one of them.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, literal_column, select, union
from sqlalchemy import inspect as inspected
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.interfaces import ORMOption

from qyzmet.database import db

# SQLite joins at most 64 tables, of which one is that of the lists' numbers.
MOST_TABLES = 63


@dataclass(frozen=True, eq=False)
class Part:
    """A list that belongs to objects: which rows, whose they are, in which order, and where the list is kept.

    Made once, when modules are loaded: the statement for several of them is built once too.
    """

    # A mapped class, or an alias of one.
    entity: Any
    # The condition on it, given the owners' keys; and the key of a row's owner.
    belongs: Callable[[Any], ColumnElement[bool]]
    owner: Callable[[Any], Hashable]
    order: tuple[Any, ...]
    # Keeps the list with its owner.
    keep: Callable[[Any, list[Any]], None]
    options: tuple[ORMOption, ...] = ()
    # The key of an owner.
    key: Callable[[Any], Hashable] = lambda owner: owner.id
    # Whether it is still to be read of this owner.
    wanted: Callable[[Any], bool] = lambda owner: True


# A part with those whose lists are read.
Asked = tuple[Part, list[Any]]


def of_relationship(
    attribute: InstrumentedAttribute[Any], *options: ORMOption, wanted: Callable[[Any], bool] = lambda owner: True
) -> Part:
    """The list of a one-to-many relationship, as if it had been loaded with its owners."""
    relation: Any = attribute.property
    ((_local, remote),) = relation.local_remote_pairs
    entity, name = relation.mapper.class_, attribute.key
    column = relation.mapper.get_property_by_column(remote).key
    return Part(
        entity=entity,
        belongs=getattr(entity, column).in_,
        owner=lambda row: getattr(row, column),
        order=tuple(relation.order_by or (entity.id,)),
        keep=lambda owner, rows: set_committed_value(owner, name, rows),
        options=options,
        wanted=lambda owner: name in inspected(owner).unloaded and wanted(owner),
    )


def read(asked: Iterable[tuple[Part, Iterable[Any]]]) -> dict[Part, list[Any]]:
    """Read each part of its owners, all by one question, and keep the lists with them; gives the rows of each part.

    On SQLite, which joins so many tables and no more, it may take another question.
    """
    by_part: dict[Part, list[Any]] = {}
    for part, owners in asked:
        by_part.setdefault(part, []).extend(each for each in owners if part.wanted(each))
    found = [(part, owners) for part, owners in by_part.items() if owners]
    answers = [_read(share) for share in _shares(found)]
    return {part: listed for answer in answers for part, listed in answer.items()}


def _shares(found: Sequence[Asked]) -> Iterator[list[Asked]]:
    """The parts that one question can ask for."""
    share: list[Asked] = []
    room = MOST_TABLES
    for part, owners in found:
        tables = tables_of(part)
        if share and tables > room and db.engine.dialect.name == "sqlite":
            yield share
            share, room = [], MOST_TABLES
        share.append((part, owners))
        room -= tables
    if share:
        yield share


@cache
def tables_of(part: Part) -> int:
    """How many tables a question for the part joins."""
    return 1 + str(_statement((part,))).count(" JOIN ")


def _read(found: Sequence[Asked]) -> dict[Part, list[Any]]:
    keys = {f"of_{place}": list({part.key(each) for each in owners}) for place, (part, owners) in enumerate(found)}
    rows = db.session.execute(_statement(tuple(part for part, _owners in found)), keys).unique().all()
    lists: list[list[Any]] = [[] for _part in found]
    for row in rows:
        # The number of the list, then the rows of all tables, of which one is there.
        each = row[1 + row[0]]
        if each is not None:
            lists[row[0]].append(each)
    for (part, owners), listed in zip(found, lists, strict=True):
        by_owner: dict[Hashable, list[Any]] = defaultdict(list)
        for each in listed:
            by_owner[part.owner(each)].append(each)
        for owner in owners:
            part.keep(owner, by_owner.get(part.key(owner), []))
    return {part: listed for (part, _owners), listed in zip(found, lists, strict=True)}


@cache
def _statement(parts: Sequence[Part]) -> Select[Any]:
    """Which rows of which list first, by their keys alone; then each of them by its key, so that a row costs the same
    however many there are. Joined on what it belongs to, SQLite would look through all owners for each row.
    """
    width = max(len(_primary_key(part.entity)) for part in parts)
    # Not UNION ALL, into which SQLite would write the whole statement once for each list.
    wanted = union(*(_wanted(place, part, width) for place, part in enumerate(parts))).subquery()
    query = select(wanted.c.place, *(part.entity for part in parts)).select_from(wanted)
    for place, part in enumerate(parts):
        its = (column == wanted.c[f"key_{at}"] for at, column in enumerate(_primary_key(part.entity)))
        query = query.outerjoin(part.entity, and_(wanted.c.place == place, *its))
    query = query.order_by(wanted.c.place, *(column for part in parts for column in part.order))
    return query.options(*(option for part in parts for option in part.options))


def _wanted(place: int, part: Part, width: int) -> Select[Any]:
    """The keys of the rows of a list, with its number."""
    keys = _primary_key(part.entity)
    padded = [*keys, *([keys[-1]] * (width - len(keys)))]
    columns = [each.label(f"key_{at}") for at, each in enumerate(padded)]
    owners: Any = bindparam(f"of_{place}", expanding=True)
    return select(literal_column(str(place)).label("place"), *columns).where(part.belongs(owners))


def _primary_key(entity: Any) -> list[Any]:
    mapper = inspected(entity).mapper
    return [getattr(entity, mapper.get_property_by_column(column).key) for column in mapper.primary_key]
