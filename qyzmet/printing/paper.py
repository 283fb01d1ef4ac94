"""A paper as the writers of PDF and DOCX take it: a head, blocks one after another, and how it can be checked. Pure.

Every text is already in the paper's language. What the order prints in Kazakh, the headings of its forms, stands below
it on papers in other languages, and is marked as Kazakh, so that a screen reader speaks it rightly.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

# The language of the order and its forms.
OFFICIAL = "kk"


@dataclass(frozen=True)
class Heading:
    """A heading; levels begin with 1 and are not skipped."""

    text: str
    level: int = 1
    # Below it, smaller: the heading as the order prints it, where the paper is not in Kazakh.
    official: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A text; its line breaks are kept."""

    text: str
    strong: bool = False
    quiet: bool = False
    language: str = ""


@dataclass(frozen=True)
class Item:
    """An entry of a list, with what is said of it more quietly below."""

    text: str
    note: str = ""


@dataclass(frozen=True)
class Items:
    """A list, numbered or with bullets."""

    items: tuple[Item, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, its share of the width, and whether figures stand in it."""

    title: str
    share: int = 1
    numeric: bool = False


@dataclass(frozen=True)
class Table:
    """A table with a row of heads, repeated on every page."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


# Centimetres between the margins of an A4 page, and what a cell keeps free beside its text.
WIDTH = 17.0
PADDING = 0.4
# Of a letter of a head, in bold. A word of more letters than these is broken wherever it stands.
_LETTER, _UNBROKEN = 0.22, 15


def widths_of(table: Table, within: float) -> list[float]:
    """The widths of a table's columns in centimetres: by their shares, and none so narrow that a word does not fit.

    What one column needs beyond its share is taken from the others. Where all words together need more than there is,
    each gets of it what it needs in proportion.
    """
    texts = zip(*([column.title for column in table.columns], *table.rows), strict=True)
    least = [_LETTER * _longest_word(column) + PADDING for column in texts]
    if sum(least) >= within:
        return [within * each / sum(least) for each in least]
    fixed: dict[int, float] = {}
    while True:
        left = within - sum(fixed.values())
        shares = sum(column.share for place, column in enumerate(table.columns) if place not in fixed)
        widths = [
            fixed.get(place, left * column.share / shares if shares else 0.0)
            for place, column in enumerate(table.columns)
        ]
        narrow = {place: least[place] for place, width in enumerate(widths) if width < least[place] - 1e-9}
        if not narrow:
            return widths
        fixed |= narrow


def _longest_word(texts: Iterable[str]) -> int:
    words = (word for text in texts for word in text.split())
    # One of several with hyphens between is broken there.
    parts = (part for word in words for part in ([word] if len(word) <= _UNBROKEN else word.split("-")))
    return max((len(part) for part in parts if len(part) <= _UNBROKEN), default=0)


@dataclass(frozen=True)
class Facts:
    """Names and values, one a line."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Attachment:
    """A file that goes along with the paper: its name, its media type, its text, and what it is."""

    name: str
    media_type: str
    text: str
    about: str


@dataclass(frozen=True)
class Signature:
    """Who did what the paper records, for whom and when; of what was signed electronically, what is said of that.

    `files` are the manifest and the CMS, for those who may have them. They are not printed.
    """

    act: str
    name: str
    organisation: str
    at: str
    signed: tuple[str, ...] = ()
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class FormRow:
    """A row of a printed form: its heading, the heading as printed where that is another one, what was filled in."""

    heading: str
    blocks: tuple["Block", ...]
    official: str = ""


@dataclass(frozen=True)
class FormTable:
    """A form of two columns, headings and contents, as an annex prints it."""

    columns: tuple[str, str]
    rows: tuple[FormRow, ...]


@dataclass(frozen=True)
class Drawing:
    """A drawing as SVG that fits a page, with what it says to those who do not see it; sizes in centimetres."""

    svg: str
    alternative: str
    width: float
    height: float
    caption: str = ""


Block = Heading | Paragraph | Items | Table | Facts | Signature | FormTable | Drawing


@dataclass(frozen=True)
class Check:
    """How a reader checks the paper: the address in the QR code, number and hash, and what the hash is of."""

    heading: str
    address: str
    facts: tuple[tuple[str, str], ...]
    text: str
    # What the picture of the code says to those who do not see it.
    alternative: str
    # The hash by itself; None on a draft.
    fingerprint: str | None = None


@dataclass(frozen=True)
class Paper:
    """One paper. `title` stands at its top; `official` below it, the title as the order prints it, if it is another."""

    title: str
    number: str
    language: str
    author: str
    # The record's own instant: the file bears it, so that the same record always gives the same file.
    at: dt.datetime
    blocks: tuple[Block, ...]
    check: Check
    # Foot of every page; {page} and {pages} stand for the two numbers.
    page_pattern: str
    official: str = ""
    # In the corner above the title, in Kazakh, as annexes have it: which annex to what.
    corner: tuple[str, ...] = ()
    # What must not be overlooked: a draft, a local form, a paper that came on paper.
    marks: tuple[str, ...] = ()
    facts: Facts = Facts(())

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The files that go along with it, each once."""
        files = (file for block in self.blocks if isinstance(block, Signature) for file in block.files)
        return tuple({file.name: file for file in files}.values())

    @property
    def name(self) -> str:
        """What the file is called: number and title, in the paper's language."""
        return f"{self.number} {self.title}"


def as_data(value: Any, write: Callable[[str], str], within: float = WIDTH) -> Any:
    """A paper or a part of it as plain data; blocks say their kind, and `write` is applied to every text.

    Tables bear the widths of their columns for a place that is so many centimetres wide.
    """
    if isinstance(value, str):
        return write(value)
    if isinstance(value, tuple):
        return [as_data(each, write, within) for each in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        inside = within * 2 / 3 - PADDING if isinstance(value, FormTable) else within
        fields = {
            field.name: as_data(getattr(value, field.name), write, inside)
            for field in dataclasses.fields(value)
            if field.name != "files" and (field.name != "at" or isinstance(getattr(value, field.name), str))
        }
        if isinstance(value, Table):
            fields["widths"] = widths_of(value, within)
        return {"kind": type(value).__name__, **fields}
    return value
