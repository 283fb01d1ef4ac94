"""Two versions of a design assignment side by side: part by part, field by field, in words; what differs is marked.

Entries of a list are laid beside each other by what they are about (a criterion by its key, a step by its name), so
that one put in between does not make all that follow look changed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import wtforms
from markupsafe import Markup, escape

from qyzmet.database import canonical_json
from qyzmet.forms.binding import bind_json, json_of
from qyzmet.forms.fields import Own
from qyzmet.forms.lists import FieldList
from qyzmet.forms.numbers import Integer, Money, Number
from qyzmet.procedure.form_sections import Section
from qyzmet.web import formats
from qyzmet.web.widgets import field_kind, options

from ..forms import AssignmentForm
from ..parts import PARTS

# Beyond this many pairs of words, what lies between the common beginning and end is marked as a whole: to look for
# more in common would cost seconds.
MOST_PAIRS = 250_000
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Row:
    """One field in both versions, as people read it."""

    label: str
    left: str
    right: str

    @property
    def changed(self) -> bool:
        """Whether they differ."""
        return self.left != self.right

    @property
    def marked(self) -> tuple[Markup, Markup]:
        """Both as HTML, with what is gone and what is new marked."""
        return mark(self.left, self.right)


@dataclass(frozen=True)
class Difference:
    """A part with its rows."""

    part: Section
    rows: tuple[Row, ...]


def compare(left: Mapping[str, Any], right: Mapping[str, Any], *, everything: bool = False) -> list[Difference]:
    """The parts that differ, with the rows that differ; or all of both."""
    before, after = (bind_json(AssignmentForm, data, draft=True) for data in (left, right))
    found = []
    for part in PARTS:
        rows = [row for key in part.keys for row in _of_key(before, after, key)]
        kept = tuple(row for row in rows if everything or row.changed)
        if kept:
            found.append(Difference(part, kept))
    return found


def _of_key(before: AssignmentForm, after: AssignmentForm, key: str) -> Iterator[Row]:
    left: Any = before[key]
    right: Any = after[key]
    if isinstance(left, wtforms.FormField):
        yield from _of_forms(left.form, right.form, "")
    else:
        yield from _of_fields(left, right, "")


def _of_forms(left: Any, right: Any, within: str) -> Iterator[Row]:
    for before, after in zip(left, right, strict=True):
        if field_kind(before) != "hidden":
            yield from _of_fields(before, after, within)


def _of_fields(left: Any, right: Any, within: str) -> Iterator[Row]:
    """The rows of a field; `within` names the entry that it belongs to: "Step 3 · "."""
    if not isinstance(left, FieldList):
        yield Row(f"{within}{left.label.text}", words(left), words(right))
        return
    for before, after in _beside(left.entries, right.entries):
        here = f"{within}{left.one} {(after or before)[0]}"
        if before is None or after is None:
            yield Row(here, words(before[1]) if before else "", words(after[1]) if after else "")
        elif isinstance(before[1], wtforms.FormField):
            yield from _of_forms(before[1].form, after[1].form, f"{here} · ")
        else:
            yield Row(here, words(before[1]), words(after[1]))


Numbered = tuple[int, Any]


def _beside(left: Sequence[Any], right: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """Pairs of numbered entries, None where the other version has none."""
    matcher = SequenceMatcher(None, [_about(each) for each in left], [_about(each) for each in right], autojunk=False)
    for _tag, from_left, to_left, from_right, to_right in matcher.get_opcodes():
        ours: list[Numbered] = [(number + 1, left[number]) for number in range(from_left, to_left)]
        theirs: list[Numbered] = [(number + 1, right[number]) for number in range(from_right, to_right)]
        for place in range(max(len(ours), len(theirs))):
            yield ours[place] if place < len(ours) else None, theirs[place] if place < len(theirs) else None


def _about(entry: Any) -> str:
    """What an entry is about: its first field; a text is about itself."""
    if isinstance(entry, wtforms.FormField):
        return canonical_json(next(iter(json_of(entry.form).values())))
    return str(entry.data)


def words(field: Any) -> str:
    """What a field holds as people read it; entries and inner fields one a line."""
    if isinstance(field, wtforms.FormField):
        return "\n".join(_lines(field.form))
    if isinstance(field, wtforms.FieldList):
        return "\n".join(f"{number}. {words(entry)}" for number, entry in enumerate(field.entries, 1))
    if isinstance(field, Own) and (said := field.in_words()) is not None:
        return said
    if isinstance(field, Money):
        return formats.money(field.data, formats.language(), exact=True) if field.data is not None else ""
    if isinstance(field, Number | Integer):
        return formats.number(field.data, formats.language()) if field.data is not None else ""
    if isinstance(field, wtforms.SelectField):
        return ", ".join(str(option["label"]) for option in options(field) if option["selected"]) or str(
            field.data or ""
        )
    return str(field.data or "")


def _lines(form: Iterable[Any]) -> Iterator[str]:
    for field in form:
        text = words(field) if field_kind(field) != "hidden" else ""
        if text:
            yield f"{field.label.text}: {text}"


def mark(left: str, right: str) -> tuple[Markup, Markup]:
    """Both texts as HTML: what only the left has in <del>, what only the right has in <ins>; everything escaped."""
    before, after = _WORDS.findall(left), _WORDS.findall(right)
    gone: list[Markup] = []
    new: list[Markup] = []
    for same, old, fresh in _pieces(before, after):
        if same:
            gone.append(escape(old))
            new.append(escape(fresh))
        else:
            gone.append(Markup("<del>{}</del>").format(old) if old else Markup())
            new.append(Markup("<ins>{}</ins>").format(fresh) if fresh else Markup())
    return Markup().join(gone), Markup().join(new)


def _pieces(before: list[str], after: list[str]) -> Iterator[tuple[bool, str, str]]:
    """The texts in pieces: whether both have it, and how each has it."""
    start = 0
    shorter = min(len(before), len(after))
    while start < shorter and before[start] == after[start]:
        start += 1
    end = 0
    while end < shorter - start and before[-1 - end] == after[-1 - end]:
        end += 1
    head, tail = "".join(before[:start]), "".join(before[len(before) - end :])
    yield True, head, head
    middle, other = before[start : len(before) - end], after[start : len(after) - end]
    if len(middle) * len(other) > MOST_PAIRS:
        yield False, "".join(middle), "".join(other)
    else:
        matcher = SequenceMatcher(None, middle, other, autojunk=False)
        for tag, from_left, to_left, from_right, to_right in matcher.get_opcodes():
            yield tag == "equal", "".join(middle[from_left:to_left]), "".join(other[from_right:to_right])
    yield True, tail, tail
