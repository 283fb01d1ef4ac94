"""The kinds of procedure that the API serves. A room registers each of its kinds once, when it is registered itself.

Routes, checks in the contract's order, documents of the interface and lists are made from what is said here; a room
adds no routes of its own for its kinds.

    register(ApiKind(kind=KIND, data_form=RequestForm, create=draft, may_start=rights.may_start_request))

What an action carries is its Action's form.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qyzmet.api.lists import ListFilter, ListParameters, Page
from qyzmet.context import Actor
from qyzmet.forms.form import Form
from qyzmet.people.models import Membership
from qyzmet.printing.printable import NO_PAPERS, Papers
from qyzmet.procedure.annulment import ANNUL
from qyzmet.procedure.kinds import Kind
from qyzmet.procedure.models import Procedure
from qyzmet.search.conditions import Condition
from qyzmet.signatures.demanded import can_be_signed

# The place of each kind in `links`, by the contract; `self`, `page` and `next` stand beside them.
LINKS = ("request", "assignment", "tender", "formation", "service", "next")


@dataclass(frozen=True)
class ApiKind:
    """How a kind of procedure is served."""

    kind: Kind
    # What `data` may hold: bound as a draft in POST /KIND and in `save`.
    data_form: type[Form]
    # Makes a draft; takes the actor and the body, {"data": {…}} with the keys of `start_form` beside it. None for a
    # kind that others lead to: nobody makes one.
    create: Callable[[Actor, Mapping[str, Any]], Procedure] | None
    # The role by which somebody may make a draft, or None: a function of `qyzmet.rights`.
    may_start: Callable[[Actor], Membership | None] | None = None
    # What POST /KIND takes beside `data` ({"tender": "T-…"} of a bid).
    start_form: type[Form] | None = None
    # What the answer shows as `data`, where it depends on the day; else it is what is kept.
    data_now: Callable[[Any], Mapping[str, Any]] | None = None
    # More fields of the answer; the action is None for GET ({"receipt": {…}} after a submission).
    extras: Callable[[Any, str | None], Mapping[str, Any]] | None = None
    # JSON schemas of the fields that `extras` may add, for openapi.json.
    extra_schemas: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    # What this leads to or came from, by the names in LINKS: {"assignment": the procedure}.
    links: Callable[[Any], Mapping[str, Procedure | None]] | None = None
    # More parameters of the list, and what those that were given ask for.
    filters: Mapping[str, ListFilter] = field(default_factory=dict)
    conditions: Callable[[Mapping[str, Any]], Sequence[Condition]] | None = None
    # The list, where not all of its procedures are rows that the usual one reads.
    page: Callable[["ApiKind", ListParameters], Page] | None = None
    # What can be printed.
    papers: Papers = NO_PAPERS

    @property
    def path(self) -> str:
        """The word in the address: `requests`."""
        return self.kind.name

    def actions(self) -> tuple[str, ...]:
        """Every action of the kind in every edition, without `save` and `annul`, which all kinds have."""
        moves = [move for table in self.kind.tables.values() for move in table.moves]
        names = [move.action for move in moves if not move.consequence]
        return tuple(dict.fromkeys(name for name in names if name != "save"))

    def may_be_signed(self, action: str) -> bool:
        """Whether the action, by one of its rows, can be signed; an annulment can."""
        tables = self.kind.tables.values()
        return action == ANNUL or any(can_be_signed(move) for table in tables for move in table.moves_of(action))

    def form_of(self, action: str) -> type[Form]:
        """What the action carries."""
        return self.kind.action(action).form

    def states(self) -> list[str]:
        """Every state of the kind in every edition."""
        return list(dict.fromkeys(state for table in self.kind.tables.values() for state in table.states))

    def links_of(self, procedure: Procedure) -> Mapping[str, Procedure | None]:
        """What the procedure leads to or came from."""
        return self.links(procedure) if self.links is not None else {}


_kinds: dict[str, ApiKind] = {}


def register(kind: ApiKind) -> ApiKind:
    """Serve a kind."""
    _kinds[kind.path] = kind
    return kind


def all_kinds() -> list[ApiKind]:
    """Every kind that is served, in the order of registration."""
    return list(_kinds.values())


def of_path(path: str) -> ApiKind:
    """The kind of an address. Raises KeyError."""
    return _kinds[path]
