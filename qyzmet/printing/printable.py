"""Which papers a kind of procedure has: what stands in their addresses, and what can be printed of one procedure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from qyzmet.printing.paper import Paper
from qyzmet.translating import gettext as _


@dataclass(frozen=True)
class Printable:
    """A paper that the current actor can print now: its word in the address, its title as they read it, its maker."""

    key: str
    title: str
    make: Callable[[], Paper]


@dataclass(frozen=True)
class Papers:
    """The papers of a kind, in the order in which they come about.

    `keys` are the words of their addresses, `numbered` those that a number follows: `protocol-3`. `of` gives those that
    exist and that the current actor may see.
    """

    keys: tuple[str, ...]
    of: Callable[[Any], Iterable[Printable]]
    numbered: tuple[str, ...] = ()

    def paper(self, procedure: Any, key: str) -> Paper | None:
        """That paper in the current language; None where there is none for the current actor."""
        return next((each.make() for each in self.of(procedure) if each.key == key), None)

    @property
    def schema(self) -> dict[str, Any]:
        """What can stand in the address, as JSON schema."""
        if not self.numbered:
            return {"type": "string", "enum": list(self.keys)}
        words = [*self.keys, *(f"{word}-[1-9][0-9]*" for word in self.numbered)]
        return {"type": "string", "pattern": f"^({'|'.join(words)})$"}


def _always(procedure: Any) -> bool:
    return True


@dataclass(frozen=True)
class Sheet:
    """A paper that every procedure of a kind comes to have: its title (msgid), what makes it, and from when on."""

    title: str
    make: Callable[[Any], Paper]
    exists: Callable[[Any], bool] = _always


def papers(sheets: Mapping[str, Sheet]) -> Papers:
    """The papers of a kind that has each of them once, by their words in the address."""

    def of(procedure: Any) -> Iterable[Printable]:
        for key, sheet in sheets.items():
            if sheet.exists(procedure):
                yield Printable(key, _(sheet.title), partial(sheet.make, procedure))

    return Papers(tuple(sheets), of)


NO_PAPERS = papers({})
