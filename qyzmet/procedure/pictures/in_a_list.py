"""What a kind's picture shows, as a list: state by state, each move that leads on. It stands in on narrow screens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qyzmet.procedure.pictures.states_and_moves import cards, starts, who
from qyzmet.procedure.table import Procedure
from qyzmet.translating import gettext as _
from qyzmet.web import formats


@dataclass(frozen=True)
class Leading:
    """A move that leads on from a state."""

    title: str
    to: str
    when: Sequence[str]
    who: str
    rules: str
    starts: Sequence[str]


@dataclass(frozen=True)
class StateInList:
    """A state with what leads on from it."""

    title: str
    is_last: bool
    leading: Sequence[Leading]


def in_a_list(table: Procedure, lengths: Mapping[str, int]) -> list[StateInList]:
    """Every state, in the table's order; `lengths` are the terms' days now in force, by key."""
    found = []
    every = cards(table)
    for state, title in table.states.items():
        leading = []
        for card in every:
            moves = [move for move in card.moves if state in move.from_]
            if not moves:
                continue
            rules = dict.fromkeys(formats.cited(move.rule) for move in moves)
            keys = dict.fromkeys(key for move in moves for key in move.starts)
            leading.append(
                Leading(
                    title=_(moves[0].title),
                    to=_(table.states[card.to]),
                    when=[_(case) for case in dict.fromkeys(move.case for move in moves if move.case)],
                    who=who(table, moves),
                    rules=", ".join(rules),
                    starts=[starts(table.term(key), lengths[key]) for key in keys],
                )
            )
        found.append(StateInList(_(title), state in table.last, leading))
    return found
