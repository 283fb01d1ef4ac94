"""Whose turn it is, read from the table: what each party is expected to do in a state, and whom the others wait for.

Pure. What stands against a move now, and who it is in person, `qyzmet.procedure.whose_turn.tasks` asks besides.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from qyzmet.procedure.table import Move, Procedure
from qyzmet.vocabulary import Party


@dataclass(frozen=True)
class Turn:
    """What one party is to do in a state: moves that end the same matter, what makes ready for them among them."""

    party: Party
    moves: tuple[Move, ...]
    # The terms of which they close one, or bring one nearer to its end: the one that runs is theirs.
    terms: tuple[str, ...]

    @property
    def preparing(self) -> tuple[Move, ...]:
        """Those that only make ready."""
        return tuple(move for move in self.moves if move.prepares)

    @property
    def leading(self) -> tuple[Move, ...]:
        """Those that lead on."""
        return tuple(move for move in self.moves if not move.prepares)


@cache
def turns(table: Procedure, state: str) -> tuple[Turn, ...]:
    """What each party is expected to do in that state, in the table's order; a party may have several turns.

    A table never changes, so it is read once in a process: every page asks, for each state of every table.
    """
    found: dict[tuple[Party, str], list[Move]] = {}
    for move in table.moves:
        if state in move.from_ and move.expected and not move.consequence:
            found.setdefault((move.by, _matter(table, state, move)), []).append(move)
    return tuple(Turn(party, tuple(moves), _terms(table, state, moves)) for (party, _key), moves in found.items())


def follows(table: Procedure, state: str) -> list[Move]:
    """What is expected to follow there from an act in another procedure, or from the end of a term."""
    return [move for move in table.moves if state in move.from_ and move.expected and move.consequence]


def waited_for(table: Procedure, state: str) -> list[Party]:
    """Whom those wait for who have nothing to do in that state themselves; nobody in a last one."""
    if state in table.last:
        return []
    parties = [turn.party for turn in turns(table, state)] or [move.by for move in follows(table, state)]
    return list(dict.fromkeys(parties))


def _matter(table: Procedure, state: str, move: Move) -> str:
    """By what moves belong together: the term that they close, else the act itself."""
    rows = _prepared(table, state, move)
    closed = _closed(rows)
    if closed:
        return f"term {closed[0]}"
    # Where several lead on from here, one of them is taken.
    return "the way on" if any(each.to for each in rows) else f"act {move.action}"


def _prepared(table: Procedure, state: str, move: Move) -> list[Move]:
    """The rows of the act, or of what it makes ready for: those of this state, if it is open there."""
    rows = [each for each in table.moves_of(move.prepares or move.action) if each.by is move.by]
    return [each for each in rows if state in each.from_] or rows


def _closed(moves: Iterable[Move]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(term for move in moves for term in move.closes))


def _terms(table: Procedure, state: str, moves: Iterable[Move]) -> tuple[str, ...]:
    named = (term for move in moves for term in (*_closed(_prepared(table, state, move)), *move.towards))
    return tuple(dict.fromkeys(named))
