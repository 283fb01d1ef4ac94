"""Lists by page number, for short lists that are sorted in Python: `?page=2`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from flask import request

SIZE = 50
Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
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


def number_asked() -> int:
    """The page that the address asks for; 1 for anything that is no page number."""
    asked = request.args.get("page", "1")
    return int(asked) if asked.isascii() and asked.isdigit() and 0 < len(asked) <= 7 and int(asked) else 1


def page_of(everything: Sequence[Item], size: int = SIZE) -> Page[Item]:
    """The asked page of a list; the last one where the list is shorter."""
    pages = max(1, -(-len(everything) // size))
    number = min(number_asked(), pages)
    return Page(everything[(number - 1) * size : number * size], number, len(everything), size)


def _address(number: int) -> str:
    pairs = [(key, value) for key, value in request.args.items(multi=True) if key != "page"]
    return f"{request.path}?{urlencode([*pairs, ('page', str(number))])}"
