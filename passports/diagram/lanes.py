"""Where everything stands in the diagram of a channel: lanes by who does the steps, and below one another their order.

No layout engine is needed: every entry has a row of its own, so that no line meets another box. A refusal stands to the
right of its condition. Where an answer leads further than to the next row, the number of that step says so. A long way
is drawn in parts that each fit a page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from qyzmet.procedure.pictures.text import wrap
from qyzmet.translating import gettext as _

from ..rules.steps import CONDITION
from .said import ChannelSaid, Line

LANE, BOX, SIZE, SMALL, LINE = 148, 134, 12.0, 11.0, 15
PADDING, GAP, MARGIN = 8, 30, 8
# Between the lanes and that of the refusals: room for the answer that leads there.
ANSWER = 34
# A page of A4 upright is so much higher than wide; a part is no higher than that.
PAGE, LEAST_HEIGHT = 1.36, 1000
# So many letters of a name are drawn; the list beside has all of them.
MOST_LETTERS = 120


@dataclass(frozen=True)
class Lane:
    """A column with who does what stands in it."""

    x: int
    title: tuple[str, ...]
    # Its place among all lanes of the channel, by which it keeps its colour in every part.
    place: int


@dataclass(frozen=True)
class Page:
    """What a part of the diagram has room for, in its own units."""

    width: int
    height: int

    @property
    def lanes(self) -> int:
        """How many lanes fit: at least a step's and that of its refusal."""
        return max((self.width - 2 * MARGIN - ANSWER) // LANE, 2)


@dataclass(frozen=True)
class Box:
    """A step, a condition or a refusal in its place."""

    x: int
    y: int
    width: int
    height: int
    shape: str
    # What it says, and more quietly its time and what leads to it.
    lines: tuple[str, ...]
    notes: tuple[str, ...]
    # All that it says, for whoever points at it.
    full: str

    @property
    def middle(self) -> int:
        return self.y + self.height // 2

    @property
    def centre(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True)
class Arrow:
    """A line with its tip, and the answer that stands beside it."""

    path: str
    label: str = ""
    x: int = 0
    y: int = 0


@dataclass(frozen=True)
class Picture:
    """One part of a channel's diagram."""

    key: str
    title: str
    description: str
    width: int
    height: int
    head: int
    lanes: tuple[Lane, ...]
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    # Below the last row: how it ends, or with which number it goes on.
    foot: tuple[str, ...]
    foot_x: int
    foot_y: int


def pictures(said: ChannelSaid, page: Page | None = None) -> list[Picture]:
    """The parts of the channel's diagram; on a page each part has the lanes that it needs, no more than fit there."""
    drawing = _Drawing(said, page)
    parts = drawing.parts()
    return [drawing.picture(part, number, len(parts)) for number, part in enumerate(parts, 1)]


@dataclass(frozen=True)
class _Row:
    line: Line
    lane: int
    words: tuple[str, ...]
    notes: tuple[str, ...]
    refusals: tuple[tuple[str, tuple[str, ...], str], ...]
    height: int


class _Drawing:
    def __init__(self, said: ChannelSaid, page: Page | None) -> None:
        self.said, self.page = said, page
        names: list[str] = []
        self.rows: list[_Row] = []
        lane = 0
        for line in said.lines:
            if line.by or not names:
                who = line.by or _("Not said who")
                if who not in names:
                    names.append(who)
                lane = names.index(who)
            self.rows.append(_row(line, lane))
        self.has_refusals = any(row.refusals for row in self.rows)
        self.names = [*names, *([_("Refusal")] if self.has_refusals else [])]
        self.titles = [tuple(wrap(name, SIZE, BOX, bold=True)) for name in self.names]
        self.head = max(len(title) for title in self.titles) * LINE + 2 * PADDING

    def _lanes(self, rows: Sequence[_Row]) -> list[int]:
        """The lanes that these rows need, in their order; where no page is asked for, all."""
        if self.page is None:
            return list(range(len(self.names)))
        refusals = {len(self.names) - 1} if any(row.refusals for row in rows) else set[int]()
        return sorted({row.lane for row in rows} | refusals)

    def parts(self) -> list[list[_Row]]:
        """The rows page by page."""
        highest = max(round(self._width(range(len(self.names))) * PAGE), LEAST_HEIGHT)
        if self.page is not None:
            highest = self.page.height
        room = highest - self.head - 60
        found: list[list[_Row]] = [[]]
        used = 0
        for row in self.rows:
            fits = self.page is None or len(self._lanes([*found[-1], row])) <= self.page.lanes
            if found[-1] and (used + row.height + GAP > room or not fits):
                found.append([])
                used = 0
            found[-1].append(row)
            used += row.height + GAP
        return found

    def picture(self, rows: Sequence[_Row], number: int, of: int) -> Picture:
        """One part, with everything in its place."""
        self.shown = self._lanes(rows)
        boxes: list[Box] = []
        arrows: list[Arrow] = []
        y, mains = self.head + GAP, []
        for row in rows:
            main = self._box(row, y)
            mains.append(main)
            boxes.append(main)
            boxes += self._refusals(row, main, arrows)
            y += row.height + GAP
        for (row, box), (_next_row, below) in zip(
            list(zip(rows, mains, strict=True))[:-1], list(zip(rows, mains, strict=True))[1:], strict=True
        ):
            arrows += _down(row, box, below)
        last = rows[-1]
        words = [_("Goes on with %(number)s", number=last.line.number + 1)]
        if last is self.rows[-1]:
            words = [_("Result")]
            if self.said.total:
                words += wrap(_("Altogether: %(time)s", time=self.said.total), SIZE, BOX, bold=True)
        foot = tuple(words)
        end = mains[-1]
        arrows.append(Arrow(f"M{end.centre},{end.y + end.height} V{y - 6}"))
        title = (
            self.said.title
            if of == 1
            else _("%(title)s, part %(part)s of %(of)s", title=self.said.title, part=number, of=of)
        )
        return Picture(
            key=f"{self.said.channel or 'every'}-{number}",
            title=title,
            description=_(
                "Steps %(first)s to %(last)s from top to bottom, in lanes by who does them. The list beside the "
                "diagram says the same in words.",
                first=rows[0].line.number,
                last=last.line.number,
            ),
            width=self._width(self.shown),
            height=y + LINE * len(foot) + 10,
            head=self.head,
            lanes=tuple(Lane(MARGIN + place * LANE, self.titles[lane], lane) for place, lane in enumerate(self.shown)),
            boxes=tuple(boxes),
            arrows=tuple(arrows),
            foot=foot,
            foot_x=end.centre,
            foot_y=y + LINE - 2,
        )

    def _is_refusals(self, lane: int) -> bool:
        return self.has_refusals and lane == len(self.names) - 1

    def _width(self, lanes: Sequence[int]) -> int:
        return len(lanes) * LANE + 2 * MARGIN + (ANSWER if self._is_refusals(lanes[-1]) else 0)

    def _left(self, lane: int) -> int:
        return MARGIN + self.shown.index(lane) * LANE + (ANSWER if self._is_refusals(lane) else 0)

    def _x(self, lane: int) -> int:
        return self._left(lane) + (LANE - BOX) // 2

    def _box(self, row: _Row, y: int) -> Box:
        shape = "condition" if row.line.kind == CONDITION else "step"
        own = _height(row.words, row.notes)
        top = y + (row.height - own) // 2
        return Box(self._x(row.lane), top, BOX, own, shape, row.words, row.notes, f"{row.line.number}. {row.line.name}")

    def _refusals(self, row: _Row, main: Box, arrows: list[Arrow]) -> list[Box]:
        found: list[Box] = []
        if not row.refusals:
            return found
        x = self._x(len(self.names) - 1)
        total = sum(_height(words, ()) for _answer, words, _full in row.refusals) + 6 * (len(row.refusals) - 1)
        y = main.middle - total // 2
        for answer, words, full in row.refusals:
            box = Box(x, y, BOX, _height(words, ()), "refusal", words, (), full)
            right = main.x + main.width
            if len(row.refusals) == 1:
                path = f"M{right},{main.middle} H{x - 2}"
            else:
                path = f"M{right},{main.middle} H{x - 12} V{box.middle} H{x - 2}"
            arrows.append(Arrow(path, answer, right + 9, main.middle - 5))
            found.append(box)
            y += box.height + 6
        return found


def _row(line: Line, lane: int) -> _Row:
    words = tuple(
        wrap(f"{line.number}. {_cut(line.name)}", SIZE, BOX - 2 * PADDING - (12 if line.kind == CONDITION else 0))
    )
    notes = [line.time] if line.time else []
    refusals = []
    for answer, where, is_refusal in line.answers:
        if is_refusal:
            refusals.append((answer, tuple(wrap(_cut(where), SMALL, BOX - 2 * PADDING)), where))
        elif not _is_next(line, where):
            notes.append(f"{answer}: {where}")
    said = tuple(part for note in notes for part in wrap(note, SMALL, BOX - 2 * PADDING))
    beside = sum(_height(text, ()) for _answer, text, _full in refusals) + 6 * max(len(refusals) - 1, 0)
    return _Row(line, lane, words, said, tuple(refusals), max(_height(words, said), beside))


def _is_next(line: Line, where: str) -> bool:
    return where == _("goes on with %(number)s", number=line.number + 1)


def _height(words: Sequence[str], notes: Sequence[str]) -> int:
    return LINE * (len(words) + len(notes)) + 2 * PADDING


def _cut(text: str) -> str:
    """As many letters as there is room for, to the end of a word."""
    if len(text) <= MOST_LETTERS:
        return text
    return f"{text[:MOST_LETTERS].rsplit(' ', 1)[0].rstrip(',;: ')} …"


def _down(row: _Row, box: Box, below: Box) -> list[Arrow]:
    """From a row to the next one, where it leads there; a condition says with which answer."""
    answers = [answer for answer, where, is_refusal in row.line.answers if not is_refusal and _is_next(row.line, where)]
    if row.line.kind == CONDITION and not answers:
        return []
    start, turn = box.y + box.height, below.y - 14
    path = (
        f"M{box.centre},{start} V{turn} H{below.centre} V{below.y - 2}"
        if box.centre != below.centre
        else f"M{box.centre},{start} V{below.y - 2}"
    )
    return [Arrow(path, answers[0] if answers else "", box.centre + 5, start + 12)]
