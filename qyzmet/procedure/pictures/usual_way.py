"""The usual way from a need to the Catalogue, in ten steps: who acts, by which paragraph, within which terms.

Which acts and terms make a step is said here; their paragraphs and lengths come from the kinds' tables. The picture has
a lane for each party, and a row for each step, so that everything has its place without a layout engine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qyzmet.procedure import table_in_words
from qyzmet.procedure.pictures import text
from qyzmet.procedure.table import Procedure, Term
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_, PARTY_TITLES, Party
from qyzmet.web import formats


@dataclass(frozen=True)
class Step:
    """A step of the usual way: the acts of a kind that make it, and the terms that run until it is done."""

    title: str
    by: Party
    kind: str
    actions: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    # Of a step that no table holds yet: it is not carried out here.
    rules: tuple[str, ...] = ()


STEPS = (
    Step(N_("Request for automation"), Party.STATE_BODY, "requests", ("submit",)),
    Step(N_("Opinion on three criteria"), Party.INTEGRATOR, "requests", ("give_opinion",), ("opinion",)),
    Step(
        N_("Agreement, and order of the creation"),
        Party.AUTHORISED_BODY,
        "requests",
        ("agree", "order_creation"),
        ("decide", "order_creation"),
    ),
    Step(N_("Design assignment is written"), Party.INTEGRATOR, "assignments", ("propose",), ("develop",)),
    Step(
        N_("Consents, and approval of the design assignment"),
        Party.AUTHORISED_BODY,
        "assignments",
        ("approve",),
        ("consent", "agree_security", "approve"),
    ),
    Step(N_("Announcement of the tender"), Party.INTEGRATOR, "tenders", ("publish",), ("announce",)),
    Step(N_("Bids are handed in"), Party.SUPPLIER, "bids", ("submit",), ("accept_bids",)),
    Step(
        N_("Bids are opened and examined, the supplier is named"),
        Party.COMMISSION,
        "tenders",
        ("decide",),
        ("open_bids", "examine"),
    ),
    Step(N_("Contracts are signed"), Party.STATE_BODY, "tenders", ("sign_contract",), ("sign_service_customer",)),
    Step(
        N_("The IC service goes into production and into the Catalogue"),
        Party.OPERATOR,
        "",
        rules=("¶ 86", "¶ 98"),
    ),
)

LANES = (
    Party.STATE_BODY,
    Party.INTEGRATOR,
    Party.AUTHORISED_BODY,
    Party.SUPPLIER,
    Party.COMMISSION,
    Party.OPERATOR,
)
LANE, BOX, LINE, PADDING, MARGIN = 158, 150, 16, 9, 4
TITLE_SIZE, SMALL_SIZE = 12.0, 12.0
# Below a box an arrow goes straight on for so long before it turns.
_STRAIGHT = 10
_LABEL = 330


@dataclass(frozen=True)
class StepWords:
    """A step in the language of the page."""

    number: int
    title: str
    who: str
    lane: int
    rules: str
    # What runs until it is done: a length, a rule, and whose it is where that is somebody else.
    terms: Sequence[str]
    kind: str


@dataclass(frozen=True)
class Placed:
    """A step's box, the arrow that leads to it and what stands beside the arrow."""

    step: StepWords
    x: float
    y: float
    height: float
    title: Sequence[str]
    rules: Sequence[str]
    arrow: Sequence[tuple[float, float]]
    labels: Sequence[str]
    # Where the labels stand: their first line, and on which side of the arrow.
    label_x: float
    label_y: float
    to_the_left: bool

    @property
    def path(self) -> str:
        """The arrow as SVG writes it."""
        return "M" + " L".join(f"{x:g},{y:g}" for x, y in self.arrow)


@dataclass(frozen=True)
class Lane:
    """A party's column."""

    x: float
    title: Sequence[str]


@dataclass(frozen=True)
class UsualWay:
    """The picture."""

    lanes: Sequence[Lane]
    steps: Sequence[Placed]
    head: int
    width: int
    height: int


def in_words(tables: Sequence[Procedure], lengths: Mapping[str, Mapping[str, int]]) -> list[StepWords]:
    """The steps; `lengths` are the terms' days now in force, by kind and key. Raises KeyError for an unknown term."""
    by_kind = {table.kind: table for table in tables}
    found = []
    for number, step in enumerate(STEPS, 1):
        rules = [formats.cited(rule) for rule in step.rules]
        for action in step.actions:
            moves = by_kind[step.kind].moves_of(action)
            rules.append(formats.cited(next((move for move in moves if move.by is step.by), moves[0]).rule))
        terms = []
        for key in step.terms:
            table, term = _term(tables, step.kind, key)
            terms.append(_said(term, lengths[table.kind][key], step.by))
        lane = LANES.index(step.by)
        who = _(PARTY_TITLES[step.by])
        found.append(StepWords(number, _(step.title), who, lane, ", ".join(dict.fromkeys(rules)), terms, step.kind))
    return found


def _term(tables: Sequence[Procedure], kind: str, key: str) -> tuple[Procedure, Term]:
    """The term of that name: the step's kind has it, or that of another kind whose end it waits for."""
    for table in sorted(tables, key=lambda table: table.kind != kind):
        for term in table.terms:
            if term.key == key:
                return table, term
    raise KeyError(key)


def _said(term: Term, days: int, by: Party) -> str:
    length = table_in_words.length(term, days)
    words = f"{length} · {formats.cited(term.rule)}"
    return words if term.owner is by else f"{words} ({_(PARTY_TITLES[term.owner])})"


def picture(steps: Sequence[StepWords]) -> UsualWay:
    """Give every step its place: its party's lane, a row below the step before."""
    titles = [text.wrap(_(PARTY_TITLES[party]), TITLE_SIZE, LANE - 12, bold=True) for party in LANES]
    lanes = [Lane(MARGIN + LANE * place, title) for place, title in enumerate(titles)]
    head = LINE * max(map(len, titles)) + 2 * PADDING
    y: float = head + PADDING
    placed: list[Placed] = []
    for step in steps:
        title = text.wrap(f"{step.number}. {step.title}", TITLE_SIZE, BOX, bold=True)
        rules = text.wrap(step.rules, SMALL_SIZE, BOX - PADDING)
        height = LINE * (len(title) + len(rules)) + 2 * PADDING
        labels = [line for term in step.terms for line in text.wrap(term, SMALL_SIZE, _LABEL)]
        x = lanes[step.lane].x + (LANE - BOX) / 2
        middle = x + BOX / 2
        arrow: list[tuple[float, float]] = []
        label_y = y
        if placed:
            before = placed[-1]
            bottom = before.y + before.height
            turn = bottom + _STRAIGHT
            label_y = turn + LINE
            y = turn + LINE * len(labels) + _STRAIGHT + 6
            start = before.x + BOX / 2
            across = [(start, turn), (middle, turn)] if start != middle else []
            arrow = [(start, bottom), *across, (middle, y)]
        left = step.lane >= len(LANES) / 2
        label_x = middle - 8 if left else middle + 8
        placed.append(Placed(step, x, y, height, title, rules, arrow, labels, label_x, label_y, left))
        y += height
    return UsualWay(lanes, placed, head, 2 * MARGIN + LANE * len(LANES), round(y + 2 * PADDING))
