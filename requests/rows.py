"""The ten rows as sections of a long form: how far each is, what is kept of it, and two people at one row."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import wtforms
from flask_babel import gettext as _

from qyzmet import context
from qyzmet.database import canonical_json
from qyzmet.forms import bind_json, bind_post
from qyzmet.procedure.refusals import Reason
from qyzmet.vocabulary import Party
from qyzmet.web.widgets import change_rows, field_kind, options

from . import guards
from .annex1 import ROWS, Row, row_of
from .forms import RequestForm
from .models import AutomationRequest

NOT_STARTED, IN_PROGRESS, DONE, ATTENTION = "not_started", "in_progress", "done", "attention"


@dataclass(frozen=True)
class Section:
    """A row of the form as the task list shows it: how far it is and what it lacks."""

    row: Row
    status: str
    reasons: tuple[Reason, ...]


def sections(request: AutomationRequest) -> list[Section]:
    """All rows with what still stands against submitting them."""
    reasons = guards.against_submitting(request, {}, context.actor())
    crossing = {id(reason) for reason in reasons if reason.rule is not None or (reason.field or "") == "data.results"}
    found = []
    for row in ROWS:
        own = tuple(reason for reason in reasons if row_of(reason.field or "") == row)
        found.append(Section(row, _status(request, row, own, crossing), own))
    return found


def _status(request: AutomationRequest, row: Row, reasons: tuple[Reason, ...], crossing: set[int]) -> str:
    started = any(request.data.get(key) not in (None, "", [], {}) for key in row.keys)
    if row.may_be_empty:
        started = started or any(key in request.data for key in row.keys)
    if not started:
        return NOT_STARTED
    if not reasons:
        return DONE
    return ATTENTION if any(id(reason) in crossing for reason in reasons) else IN_PROGRESS


def kept(request: AutomationRequest, row: Row) -> dict[str, Any]:
    """What is kept of a row."""
    return {key: request.data[key] for key in row.keys if key in request.data}


def fingerprint(request: AutomationRequest, row: Row) -> str:
    """Changes when the row does: two people at different rows of a draft do not disturb each other."""
    return hashlib.sha256(canonical_json(kept(request, row)).encode()).hexdigest()[:16]


def fields_of(request: AutomationRequest, row: Row) -> tuple[str, ...]:
    """The fields that the row's page shows: the National Bank is asked about what is its own alone."""
    organisation = request.party(Party.STATE_BODY)
    bank = organisation is not None and organisation.national_bank
    asked = bank or (request.data.get("national_bank") or {}).get("own_system") is True
    return tuple(key for key in row.keys if key != "national_bank" or asked)


def kept_form(request: AutomationRequest, row: Row) -> RequestForm:
    """The row's form with what is kept, and a blank entry in each list that needs one."""
    form = bind_json(RequestForm, kept(request, row), draft=True)
    _leave(form, fields_of(request, row))
    _invite(form, request)
    return form


def typed_form(request: AutomationRequest, row: Row, post: Any, files: Any = None) -> RequestForm:
    """The row's form as it was typed, with the files sent along, blank entries left out; not validated yet."""
    form = bind_post(RequestForm, post, draft=True, only=fields_of(request, row), files=files)
    offer_problems(form, request)
    return form


def changed_form(request: AutomationRequest, row: Row, post: Any, files: Any = None) -> RequestForm:
    """The row's form as it was typed, with an entry more or less as the pressed button says."""
    changed = change_rows(post)
    added = str(post.get("add", ""))
    form = typed_form(request, row, post if added or changed is None else changed, files if added else None)
    for entries in _lists(form):
        if entries.name == added and len(entries) < entries.most:
            entries.append_entry()
    offer_problems(form, request)
    return form


def _lists(form: Any) -> Iterator[Any]:
    for field in form:
        if isinstance(field, wtforms.FormField):
            yield from _lists(field.form)
        elif isinstance(field, wtforms.FieldList):
            yield field


def _leave(form: RequestForm, names: tuple[str, ...]) -> None:
    for name in [field.short_name for field in form if field.short_name not in names]:
        del form[name]


def _invite(form: RequestForm, request: AutomationRequest) -> None:
    for entries in _lists(form):
        if entries.short_name in ("acts", "tasks", "problems", "contacts") and not entries.entries:
            entries.append_entry()
    if "scope" in form:
        for entries in _lists(form.scope.form):
            if not entries.entries:
                entries.append_entry()
    if "results" in form:
        answered = {entry.form.problem.data for entry in form.results.entries}
        for problem in request.data.get("problems") or []:
            if problem.get("key") not in answered:
                form.results.append_entry({"problem": problem.get("key"), "text": ""})
        offer_problems(form, request)


def offer_problems(form: RequestForm, request: AutomationRequest) -> None:
    """Row 6 chooses among the problems of row 5."""
    if "results" not in form:
        return
    problems = [(str(each.get("key")), str(each.get("text"))) for each in request.data.get("problems") or []]
    for entry in form.results.entries:
        entry.form.problem.choices = [("", _("Choose a problem")), *problems]


def with_keys(data: dict[str, Any]) -> dict[str, Any]:
    """The row's data with a key for each problem that was typed on a page."""
    problems = data.get("problems")
    if not problems:
        return data
    taken = {problem["key"] for problem in problems}
    free = (f"p{number}" for number in range(1, 10_000) if f"p{number}" not in taken)
    return data | {"problems": [problem | {"key": problem["key"] or next(free)} for problem in problems]}


def texts(form: wtforms.Form) -> list[tuple[str, str]]:
    """Each field's label and what it holds, as people read it: for comparing two versions."""
    return [(str(field.label.text), text_of(field)) for field in form]


def text_of(field: Any) -> str:
    """What a field holds, in words; entries and inner fields one a line."""
    if isinstance(field, wtforms.FormField):
        return "\n".join(_inner(field.form))
    if isinstance(field, wtforms.FieldList):
        return "\n".join(f"{number}. {text_of(entry)}" for number, entry in enumerate(field.entries, 1))
    if isinstance(field, wtforms.SelectField):
        return ", ".join(str(option["label"]) for option in options(field) if option["selected"] and option["value"])
    return str(field._value())


def _inner(form: wtforms.Form) -> Iterator[str]:
    for field in form:
        if field_kind(field) == "hidden":
            continue
        text = text_of(field)
        if text:
            yield f"{field.label.text}: {text}"
