"""The procedure as data: states, moves and terms, written so that a lawyer can read them beside the order.

Pure: standard library and the vocabulary. Rooms fill these in in their `procedure.py`; the engine, the pages,
the API, the printed procedure and the tests all read the same tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from qyzmet.vocabulary import Channel, Party, Role

HEADS = (Role.HEAD,)
PREPARERS = (Role.HEAD, Role.SPECIALIST)


@dataclass(frozen=True)
class Move:
    """One act: who may take it from which states, where it leads, what it starts and closes.

    `to` of None leaves the state as it is. `rule` is a paragraph (¶ 13), an article of the Law or a house rule (H1).
    A term that is stopped goes on, with the days that were left, when a later move continues it.
    """

    action: str
    title: str
    from_: tuple[str, ...]
    to: str | None
    by: Party
    rule: str
    roles: tuple[Role, ...] = HEADS
    starts: tuple[str, ...] = ()
    closes: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    continues: tuple[str, ...] = ()
    tells: tuple[Party, ...] = ()
    # What the history says once it is done.
    done: str = ""
    # Open only in procedures that came this way: a clerk acts on what came on paper.
    channel: Channel | None = None
    # It is nobody's to take: it follows from an act in another procedure.
    consequence: bool = False
    # Binds the organisation although a specialist may take it.
    binding: bool = False

    @property
    def binds(self) -> bool:
        """Whether it binds the organisation: such moves are asked twice, will be signed, and can be annulled."""
        return (self.binding or self.roles == HEADS) and not self.consequence


@dataclass(frozen=True)
class Term:
    """A time limit in working days. The number is the edition's or a house rule's, found by `key`."""

    key: str
    title: str
    working_days: int
    owner: Party
    rule: str
    # H1: an administrator may change the number; a term of the Rules comes with the edition only.
    house_rule: str | None = None
    # A number of the Rules that can be read in two ways: the setting says which is taken.
    setting: str | None = None
    # What stands beside the deadline on its page.
    note: str = ""


@dataclass(frozen=True)
class Procedure:
    """All of a kind's procedure under one edition."""

    kind: str
    edition: str
    title: str
    prefix: str
    states: Mapping[str, str]
    first: str
    last: frozenset[str]
    moves: tuple[Move, ...]
    terms: tuple[Term, ...] = ()
    # Who becomes a party of it when it leaves its first state, the starter among them.
    parties: tuple[Party, ...] = field(default=())
    # Who knows of it while it is in its first state.
    starters: tuple[Party, ...] = (Party.STATE_BODY,)

    def moves_of(self, action: str) -> tuple[Move, ...]:
        """The moves of that name: one action may be open to several parties."""
        return tuple(move for move in self.moves if move.action == action)

    def term(self, key: str) -> Term:
        """The term of that name. Raises KeyError."""
        for term in self.terms:
            if term.key == key:
                return term
        raise KeyError(key)

    def actions(self) -> tuple[str, ...]:
        """Every action's name once, in the table's order."""
        return tuple(dict.fromkeys(move.action for move in self.moves))


def check(procedure: Procedure) -> list[str]:
    """What is wrong with a table: unknown states or terms, terms that nothing closes, states nobody reaches."""
    wrong: list[str] = []
    term_keys = {term.key for term in procedure.terms}
    for move in procedure.moves:
        for state in (*move.from_, *((move.to,) if move.to else ())):
            if state not in procedure.states:
                wrong.append(f"{move.action}: no such state {state}")
        for term in (*move.starts, *move.closes, *move.stops, *move.continues):
            if term not in term_keys:
                wrong.append(f"{move.action}: no such term {term}")
    for key in sorted(term_keys):
        if not any(key in move.starts for move in procedure.moves):
            wrong.append(f"the term {key} is never started")
        if not any(key in move.closes for move in procedure.moves):
            wrong.append(f"the term {key} is never closed")
        stopped = any(key in move.stops for move in procedure.moves)
        if stopped != any(key in move.continues for move in procedure.moves):
            wrong.append(f"the term {key} is stopped and never continued, or the other way round")
    reached = {procedure.first} | {move.to for move in procedure.moves if move.to}
    wrong += [f"no move leads to {state}" for state in procedure.states if state not in reached]
    leaves = {state for move in procedure.moves if move.to for state in move.from_}
    wrong += [
        f"nothing leads on from {state}"
        for state in procedure.states
        if state not in leaves and state not in procedure.last
    ]
    return wrong
