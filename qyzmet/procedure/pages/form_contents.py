"""What a form holds: in words for comparing and confirming, and as the pairs that a page posts to bind it again."""

from collections.abc import Iterator
from typing import Any

import wtforms

from qyzmet.documents.fields import DocumentRef, holds_documents
from qyzmet.forms.binding import bind_post
from qyzmet.forms.fields import Own
from qyzmet.forms.form import Form, add_error
from qyzmet.forms.lists import lists_of
from qyzmet.procedure.refusals import Invalid
from qyzmet.web.widgets import MOVES, change_rows, field_kind, options, rows_until


def texts(form: wtforms.Form) -> list[tuple[str, str]]:
    """Each field's label and what it holds, as people read it: for comparing two versions."""
    return [(str(field.label.text), text_of(field)) for field in shown(form)]


def shown(form: wtforms.Form) -> list[wtforms.Field]:
    """The fields that people see."""
    return [field for field in form if field_kind(field) != "hidden"]


def text_of(field: Any) -> str:
    """What a field holds, in words; entries and inner fields one a line."""
    if isinstance(field, wtforms.FormField):
        return "\n".join(_inner(field.form))
    if isinstance(field, wtforms.FieldList):
        return "\n".join(f"{number}. {text_of(entry)}" for number, entry in enumerate(field.entries, 1))
    if isinstance(field, Own) and (words := field.in_words()) is not None:
        return words
    if isinstance(field, wtforms.SelectField):
        return ", ".join(str(option["label"]) for option in options(field) if option["selected"] and option["value"])
    return str(field._value())


def _inner(form: wtforms.Form) -> Iterator[str]:
    for field in form:
        if field_kind(field) != "hidden" and (text := text_of(field)):
            yield f"{field.label.text}: {text}"


def pairs_of(fields: Any) -> list[tuple[str, str]]:
    """The names and values that bind to the same form once more: what a page carries in hidden inputs.

    Files that came along are carried by their ids.
    """
    pairs: list[tuple[str, str]] = []
    for field in fields:
        if isinstance(field, wtforms.FormField):
            pairs += pairs_of(field.form)
        elif isinstance(field, wtforms.FieldList):
            pairs += pairs_of(field.entries)
        elif isinstance(field, wtforms.SelectMultipleField):
            pairs += [(field.name, str(each)) for each in field.data or ()]
        elif isinstance(field, wtforms.SelectField):
            pairs += [(field.name, str(field.data))] if field.data else []
        elif isinstance(field, wtforms.BooleanField):
            pairs += [(field.name, "y")] if field.data else []
        elif hasattr(field, "_value"):
            pairs.append((field.name, str(field._value())))
    return pairs


def wants_change(post: Any) -> bool:
    """Whether a button was pressed that changes the form and saves nothing."""
    return bool({"add", "after", "again", *MOVES} & set(post))


def changed(kind: type[Form], post: Any, files: Any, **how: Any) -> Any:
    """The form as it was typed, with an entry more or less as the pressed button says.

    Files that came along are uploaded first, so that none is sent twice.
    """
    typed, refused = _with_files(kind, post, files, how.get("only"))
    added, after = str(typed.get("add", "")), str(typed.get("after", ""))
    form = bind_post(kind, typed if added else change_rows(typed) or typed, **how)
    for entries in lists_of(form):
        if len(entries) < entries.most and entries.name in (added, after.rpartition("-")[0]):
            entries.append_entry()
            if after:
                # Blank rows are left out: how many stand before the new one is told by those before it alone.
                before = bind_post(kind, rows_until(typed, after), **how)
                place = next(len(each) for each in lists_of(before) if each.name == entries.name)
                entries.entries.insert(place, entries.entries.pop())
                entries._compact_indices()
    form.form_errors.extend(refused)
    return form


def _with_files(kind: type[Form], post: Any, files: Any, only: tuple[str, ...] | None) -> tuple[Any, list[str]]:
    """The post with the ids of the files that came along, at the names as they were posted; what was not taken."""
    typed, refused = post.copy(), []
    if files:
        form = kind(post)
        for field in _documents(each for each in form if only is None or each.short_name in only):
            field.take_file(files)
            refused += [str(each) for each in field.process_errors]
            if field.data:
                typed[field.name] = field.data
    return typed, refused


def _documents(fields: Any) -> Iterator[DocumentRef]:
    for field in fields:
        if isinstance(field, wtforms.FormField):
            yield from _documents(field.form)
        elif isinstance(field, wtforms.FieldList):
            yield from _documents(field.entries)
        elif isinstance(field, DocumentRef):
            yield field


def invite(form: Form) -> None:
    """Give a blank entry to each empty list that needs one, or that takes documents."""
    for entries in lists_of(form):
        if not entries.entries and (entries.need is not None or holds_documents(entries)):
            entries.append_entry()


def mark(form: Form, refused: Invalid, prefix: str = "") -> None:
    """Put what the engine has refused at the fields where the page shows it; what has no field stands on top."""
    for path, messages in refused.errors.items():
        parts = path.removeprefix(prefix).split(".")
        for message in messages:
            if any(field.short_name == parts[0] for field in form):
                add_error(form, parts, message)
            else:
                form.form_errors.append(message)
