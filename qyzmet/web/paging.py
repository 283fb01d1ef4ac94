"""Lists page by page: by number (`?page=2`) where people look around in a short one, by the last row in a long one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from flask import request
from sqlalchemy import Select, func, select
from sqlalchemy.orm.interfaces import ORMOption

from qyzmet.database import db
from qyzmet.web.sorting import kazakh_key

SIZE = 50
# Whole numbers of so many digits fit into the integers of every database.
MOST_DIGITS = 18
Item = TypeVar("Item")


def whole_number(text: str, most_digits: int = MOST_DIGITS) -> int | None:
    """The whole number that an address or a form says in ASCII digits; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= most_digits else None


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Some rows, and whether more follow."""

    rows: list[Item]
    more: bool


def first_of(found: Sequence[Item], size: int) -> Page[Item]:
    """A page of so many; one more was looked for, to learn whether more follow."""
    return Page(list(found[:size]), len(found) > size)


@dataclass(frozen=True)
class NumberedPage(Generic[Item]):
    """Some of a list: `number` counts from 1, `total` is the length of the whole list."""

    items: Sequence[Item]
    number: int
    total: int
    size: int = SIZE

    @property
    def first(self) -> int:
        """The place of the first item, from 1."""
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        """The place of the last item."""
        return self.first + len(self.items) - 1

    @property
    def previous_href(self) -> str | None:
        """The address of the page before."""
        return _address(self.number - 1) if self.number > 1 else None

    @property
    def next_href(self) -> str | None:
        """The address of the page after."""
        return _address(self.number + 1) if self.number * self.size < self.total else None


def number_asked(total: int, size: int = SIZE) -> int:
    """The page that the address asks for: the last one where the list is shorter, 1 for anything that is no number."""
    return min(whole_number(request.args.get("page", "1"), 7) or 1, max(1, -(-total // size)))


def page_of(query: Select[Item]) -> NumberedPage[Item]:
    """The asked page of the rows that a query selects, in its order."""
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    number = number_asked(total)
    return NumberedPage(list(db.session.scalars(query.limit(SIZE).offset((number - 1) * SIZE))), number, total)


def page_by_name(model: type[Item], query: Select[*tuple[Any, ...]], *options: ORMOption) -> NumberedPage[Item]:
    """The asked page of a model's rows by the Kazakh alphabet: the query gives each row's id and then its names."""
    named = sorted(db.session.execute(query).all(), key=lambda row: (kazakh_key(" ".join(row[1:])), row[0]))
    number = number_asked(len(named))
    ids = [row[0] for row in named[(number - 1) * SIZE : number * SIZE]]
    rows: Any = model
    found = {each.id: each for each in db.session.scalars(select(rows).where(rows.id.in_(ids)).options(*options))}
    return NumberedPage([found[each] for each in ids], number, len(named))


def _address(number: int) -> str:
    pairs = [(key, value) for key, value in request.args.items(multi=True) if key != "page"]
    return f"{request.path}?{urlencode([*pairs, ('page', str(number))])}"
