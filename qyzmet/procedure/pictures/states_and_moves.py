"""What the picture of a kind of procedure shows: its states as boxes, the moves that lead on from them as cards.

A move is a card of its own between two states, so that no words have to find a place on a line. Moves of one name that
lead from the same states to the same one are one card, and so are those of one name that lead to the same end. A card
names its states, instead of drawing a line from each, where they are more than two, or more than one before an end.

A large procedure is drawn stage by stage (`Procedure.stages`): each picture has the moves that are open first in one of
its states, and the states of other stages to which they lead.

The words are those of the page's language and of today; how large a box is does not depend on how long a term lasts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from qyzmet.procedure.pictures import text
from qyzmet.procedure.table import Move, Procedure, Term
from qyzmet.translating import gettext as _
from qyzmet.translating import ngettext
from qyzmet.vocabulary import PARTY_TITLES
from qyzmet.web import formats

STATE_WIDTH, CARD_WIDTH = 172, 206
STATE_SIZE, TITLE_SIZE, SMALL_SIZE = 14.0, 13.0, 12.0
LINE, PADDING = 17, 10
# From more states than these no lines are drawn.
MOST_LINES, MOST_LINES_TO_AN_END = 2, 1
# As wide as a number of days may get.
_WIDEST = 888


@dataclass(frozen=True)
class Line:
    """A line of words and how it is written: `title`, `quiet` or `term`."""

    words: str
    style: str


@dataclass(frozen=True)
class Node:
    """A state or a card: its lines and the room it takes."""

    key: str
    lines: Sequence[Line]
    width: int
    height: int
    is_state: bool = True
    is_last: bool = False


@dataclass(frozen=True)
class Card:
    """Moves of one name from the same states to the same one, or to the same end."""

    key: str
    is_end: bool
    moves: list[Move] = field(default_factory=list)

    @property
    def from_(self) -> tuple[str, ...]:
        """The states it is open in."""
        return tuple(dict.fromkeys(state for move in self.moves for state in move.from_))

    @property
    def to(self) -> str:
        """The state it leads to."""
        return str(self.moves[0].to)

    @property
    def drawn_from(self) -> tuple[str, ...]:
        """The states a line comes from."""
        most = MOST_LINES_TO_AN_END if self.is_end else MOST_LINES
        return self.from_ if len(self.from_) <= most else ()


@dataclass(frozen=True)
class Graph:
    """Nodes, and the lines between them by the nodes' keys; the picture of a table before anything has its place."""

    nodes: Sequence[Node]
    edges: Sequence[tuple[str, str]]

    def outline(self) -> dict[str, object]:
        """What a layout depends on: sizes and lines, not words."""
        return {
            "nodes": [[node.key, node.width, node.height] for node in self.nodes],
            "edges": [list(edge) for edge in self.edges],
        }


def cards(table: Procedure) -> list[Card]:
    """The cards of a table, in its order."""
    found: dict[tuple[object, ...], Card] = {}
    for move in table.moves:
        if move.to is not None:
            is_end = move.to in table.last
            same = (move.action, move.to, move.consequence, *(() if is_end else move.from_))
            found.setdefault(same, Card(f"move{len(found)}", is_end)).moves.append(move)
    return list(found.values())


def lengths_at_widest(table: Procedure) -> dict[str, int]:
    """Terms as long as they are ever written, by key: what is laid out has room for any."""
    return {term.key: _WIDEST for term in table.terms}


def graphs(table: Procedure, lengths: Mapping[str, int]) -> list[Graph]:
    """The pictures' boxes with their words, a stage each; `lengths` are the terms' days now in force, by key."""
    order = list(table.states)
    begins = [0, *(order.index(state) for state in table.stages), len(order)]
    stages = [order[first:beyond] for first, beyond in pairwise(begins)]
    every = cards(table)
    parts = [[card for card in every if card.from_[0] in states] for states in stages]
    return [_graph(table, part, lengths) for part in parts]


def _graph(table: Procedure, part: Sequence[Card], lengths: Mapping[str, int]) -> Graph:
    widest = lengths_at_widest(table)
    shown = {state for card in part for state in (*card.drawn_from, card.to)}
    nodes, edges = [], []
    for state, title in table.states.items():
        if state not in shown:
            continue
        lines = [
            Line(words, "state") for words in text.wrap(_(title), STATE_SIZE, STATE_WIDTH - 2 * PADDING, bold=True)
        ]
        nodes.append(Node(state, lines, STATE_WIDTH, _height(len(lines)), is_last=state in table.last))
    for card in part:
        # The room is that of the widest numbers, the words are today's.
        height = _height(len(_lines(table, card, widest)))
        nodes.append(Node(card.key, _lines(table, card, lengths), CARD_WIDTH, height, is_state=False))
        edges += [(state, card.key) for state in card.drawn_from]
        edges.append((card.key, card.to))
    order = {state: 2 * place for place, state in enumerate(table.states)}
    order |= {card.key: max(order[state] for state in card.from_) + 1 for card in part}
    # In the order of the procedure: what leads back is told from what leads on by it.
    return Graph(sorted(nodes, key=lambda node: order[node.key]), edges)


def _height(lines: int) -> int:
    return LINE * lines + 2 * PADDING


def _lines(table: Procedure, card: Card, lengths: Mapping[str, int]) -> list[Line]:
    room = CARD_WIDTH - 2 * PADDING
    moves = card.moves
    lines = [Line(words, "title") for words in text.wrap(_(moves[0].title), TITLE_SIZE, room, bold=True)]
    told = [who(table, moves), ", ".join(dict.fromkeys(formats.cited(move.rule) for move in moves))]
    if not card.drawn_from:
        states = ", ".join(_(table.states[state]) for state in card.from_)
        told.insert(0, _("from: %(states)s", states=states))
    cases = dict.fromkeys(move.case for move in moves if move.case)
    if len(cases) == 1:
        told.insert(0, _("when: %(case)s", case=_(next(iter(cases)))))
    lines += [Line(words, "quiet") for line in told for words in text.wrap(line, SMALL_SIZE, room)]
    for key in dict.fromkeys(key for move in moves for key in move.starts):
        started = starts(table.term(key), lengths[key])
        lines += [Line(words, "term") for words in text.wrap(started, SMALL_SIZE, room)]
    return lines


def who(table: Procedure, moves: Sequence[Move]) -> str:
    """Who takes them: the parties, time itself, or another procedure from which they follow."""
    if all(move.consequence and not move.by_vote for move in moves):
        by_time = table.is_taken_by_time(moves[0].action)
        return _("nobody: time itself") if by_time else _("nobody: it follows from an act in another procedure")
    if all(move.by_vote for move in moves):
        return _("the Commission, by its votes on what the chair has proposed")
    parties = [_(PARTY_TITLES[move.by]) for move in moves if not move.consequence or move.by_vote]
    return ", ".join(dict.fromkeys(parties))


def starts(term: Term, days: int) -> str:
    """How long a term is that a move starts, and by which rule."""
    if term.months:
        length = ngettext("starts %(num)s month", "starts %(num)s months", days)
    elif term.calendar_days:
        length = ngettext("starts %(num)s calendar day", "starts %(num)s calendar days", days)
    else:
        length = ngettext("starts %(num)s working day", "starts %(num)s working days", days)
    return f"{length} · {formats.cited(term.rule)}"
