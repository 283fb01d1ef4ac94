"""The rows in which steps are written: what each is, in a line, and where a condition may lead."""

from dataclasses import dataclass
from typing import Any

from qyzmet.translating import gettext as _

from ..choices import STEP_KINDS, performer
from ..diagram import said
from ..models import FunctionPassport
from ..rules.steps import CONDITION, REFUSAL, STEP
from .forms import PassportForm
from .save import with_keys


@dataclass(frozen=True)
class RowSaid:
    """A row in a line: what it is and says, and more quietly who, how long, by which channel."""

    kind: str
    words: str
    about: str
    # Whether it is shown open, to be written.
    is_open: bool


def said_of(row: Any) -> RowSaid:
    """What stands in a row; one that says nothing yet, or in which something is wrong, is open."""
    form = row.form
    kind = form.kind.data
    words = form.text.data if kind == REFUSAL else form.name.data
    time = form.time.form
    about = []
    if kind in (STEP, CONDITION):
        about = [
            performer(str(form.by.data or "")),
            said.time(time.value.data, str(time.unit.data or "")) if kind == STEP and time.unit.data else "",
            said.channel_title(form.channel.data or ""),
        ]
    return RowSaid(
        kind=str(STEP_KINDS[kind]) if kind in STEP_KINDS else "",
        words=" ".join(str(words or "").split()),
        about=" · ".join(filter(None, about)),
        is_open=bool(row.errors) or not words,
    )


def offer(passport: FunctionPassport, form: PassportForm) -> None:
    """A condition leads to one of the entries; those that were just typed have their key from now on."""
    if "steps" not in form:
        return
    typed = [{"key": entry.form.key.data, "kind": entry.form.kind.data} for entry in form.steps.entries]
    for entry, keyed in zip(form.steps.entries, with_keys(typed), strict=True):
        if not entry.form.key.data and entry.form.kind.data:
            entry.form.key.data = keyed["key"]
    offered = [
        (entry.form.key.data, f"{number}. {_short(entry.form.text.data or entry.form.name.data)}")
        for number, entry in enumerate(form.steps.entries, 1)
        if entry.form.key.data
    ]
    for entry in form.steps.entries:
        own = entry.form.key.data
        for field in (entry.form.yes, entry.form.no):
            known = [pair for pair in offered if pair[0] != own]
            if field.data and field.data not in dict(known):
                known.append((field.data, _("unknown: %(key)s", key=field.data)))
            field.choices = [("", _("Choose where it leads")), *known]


def _short(text: str) -> str:
    line = " ".join(str(text or "").split())
    return line if len(line) <= 60 else f"{line[:57]}…"
