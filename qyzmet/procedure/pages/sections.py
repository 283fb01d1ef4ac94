"""A long form section by section: how far each is, what is kept of it, and two people at one section."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.exceptions import NotFound

from qyzmet import context
from qyzmet.database import canonical_json
from qyzmet.forms.binding import bind_json, bind_post
from qyzmet.procedure.form_sections import Section
from qyzmet.procedure.kinds import kind_of
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.pages import form_contents, kinds
from qyzmet.procedure.pages.kinds import LongForm
from qyzmet.procedure.refusals import Reason

NOT_STARTED, IN_PROGRESS, DONE, ATTENTION = "not_started", "in_progress", "done", "attention"


@dataclass(frozen=True)
class Progress:
    """A section as the task list shows it: how far it is and what it lacks."""

    section: Section
    status: str
    reasons: tuple[Reason, ...]


def long_form(procedure: Procedure) -> LongForm:
    """The kind's long form; 404 for a kind that has none."""
    form = kinds.of(procedure).form
    if form is None:
        raise NotFound
    return form


def against_filing(procedure: Procedure) -> list[Reason]:
    """What stands against filing: the reasons of that action's guard, which the API obeys too."""
    filing = kinds.of(procedure).filing
    return [] if filing is None else kind_of(procedure).action(filing).reasons(procedure, {}, context.actor())


def progress(procedure: Procedure) -> list[Progress]:
    """All sections with what still stands against filing them."""
    form, reasons = long_form(procedure), against_filing(procedure)
    found = []
    for section in form.sections:
        own = tuple(reason for reason in reasons if _key_of(reason) in section.keys)
        found.append(Progress(section, _status(procedure, form, section, own), own))
    return found


def elsewhere(procedure: Procedure) -> list[Reason]:
    """The reasons against filing that belong to no section."""
    keys = {key for section in long_form(procedure).sections for key in section.keys}
    return [reason for reason in against_filing(procedure) if _key_of(reason) not in keys]


def _key_of(reason: Reason) -> str:
    """The top-level key of the data that a reason is about (`data.acts.0.title` or `acts`)."""
    return (reason.field or "").removeprefix("data.").split(".", 1)[0]


def place_on_page(reason: Reason) -> str:
    """The id of the field that a reason is about, on the page of its section."""
    return (reason.field or "").removeprefix("data.").replace(".", "-")


def _status(procedure: Procedure, form: LongForm, section: Section, reasons: Sequence[Reason]) -> str:
    started = any(procedure.data.get(key) not in (None, "", [], {}) for key in section.keys)
    if section.may_be_empty:
        started = started or any(key in procedure.data for key in section.keys)
    if not started:
        return NOT_STARTED
    if not reasons:
        return DONE
    return ATTENTION if any(form.crossing(reason) for reason in reasons) else IN_PROGRESS


def kept(procedure: Procedure, section: Section) -> dict[str, Any]:
    """What is kept of a section."""
    return {key: procedure.data[key] for key in section.keys if key in procedure.data}


def fingerprint(procedure: Procedure, section: Section) -> str:
    """Changes when the section does: two people at different sections of a draft do not disturb each other."""
    return hashlib.sha256(canonical_json(kept(procedure, section)).encode()).hexdigest()[:16]


def kept_form(procedure: Procedure, section: Section) -> Any:
    """The section's form with what is kept, and the blank entries that invite to fill it in."""
    kind, form_kind = kinds.of(procedure), long_form(procedure)
    form = bind_json(kind.api.data_form, kept(procedure, section), draft=True)
    shown = form_kind.fields(procedure, section)
    for name in [name for name, field in form._fields.items() if field.short_name not in shown]:
        del form[name]
    if form_kind.prepare is not None:
        form_kind.prepare(procedure, form)
    form_kind.offer_choices(procedure, form)
    return form


def typed_form(procedure: Procedure, section: Section, post: Any, files: Any = None) -> Any:
    """The section's form as it was typed, with the files sent along, blank entries left out; not validated yet."""
    form_kind = long_form(procedure)
    only = form_kind.fields(procedure, section)
    form = bind_post(kinds.of(procedure).api.data_form, post, draft=True, only=only, files=files)
    form_kind.offer_choices(procedure, form)
    return form


def changed_form(procedure: Procedure, section: Section, post: Any, files: Any = None) -> Any:
    """The section's form as it was typed, with an entry more or less as the pressed button says."""
    form_kind = long_form(procedure)
    only = form_kind.fields(procedure, section)
    form = form_contents.changed(kinds.of(procedure).api.data_form, post, files, draft=True, only=only)
    form_kind.offer_choices(procedure, form)
    return form
