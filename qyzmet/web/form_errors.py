"""What is wrong with a form, message by message: at which field, and how it is said where many stand together.

Beside its field a message needs no more words. In a summary, and in what a draft still lacks, it names its place too:
"Act 2: Fill in “Date of the act”".
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import wtforms


@dataclass(frozen=True)
class Fault:
    """A message of a form: the path of its field in the names of the contract, the field's id on the page."""

    path: str
    id: str | None
    text: str
    # The same with the row and the label that it is about.
    placed: str


def own_errors(field: wtforms.Field) -> list[str]:
    """The messages of this field itself, without those of the fields within it."""
    errors: Iterable[Any] = field.errors
    if isinstance(errors, dict):
        errors = errors.get(None, ())
    return [str(error) for error in errors if error and not isinstance(error, dict | list | tuple)]


def faults(form: wtforms.Form | Iterable[wtforms.Field]) -> Iterator[Fault]:
    """Every message of a form, top to bottom."""
    for error in getattr(form, "form_errors", ()):
        yield Fault("", None, str(error), str(error))
    for field in form:
        yield from _of(field, field.short_name, ())


def _of(field: Any, path: str, rows: tuple[str, ...], label: str | None = None) -> Iterator[Fault]:
    about = str(field.label.text) if label is None else label
    for text in own_errors(field):
        yield Fault(path, field.id, text, _placed(rows, about, text))
    if isinstance(field, wtforms.FieldList):
        for number, entry in enumerate(field):
            yield from _of(entry, f"{path}.{number}", (*rows, row_name(field, entry, number + 1)), "")
    elif isinstance(field, wtforms.FormField):
        for inner in field.form:
            yield from _of(inner, f"{path}.{inner.short_name}", rows)


def row_name(entries: Any, entry: Any, number: int) -> str:
    """What an entry of a list is called: by what it is about where its form says so, otherwise "Act 2"."""
    called = getattr(getattr(entry, "form", None), "called", None)
    return (called() if called is not None else "") or f"{getattr(entries, 'one', entries.label.text)} {number}"


def _placed(rows: tuple[str, ...], label: str, text: str) -> str:
    where = [*rows, *([label] if label and label.casefold() not in text.casefold() else [])]
    return f"{', '.join(where)}: {text}" if where else text


def form_errors(form: wtforms.Form | Iterable[wtforms.Field]) -> list[dict[str, str | None]]:
    """Every message with the address of its field on the page, for the summary on top."""
    return [{"text": each.placed, "href": f"#{each.id}" if each.id else None} for each in faults(form)]
