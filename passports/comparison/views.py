"""Two versions beside one another: steps and time before and as built."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from qyzmet import context, rights
from qyzmet.procedure.pages.loading import by_number, load
from qyzmet.search.filters import LONGEST
from qyzmet.translating import gettext as _

from ..choices import performer
from ..diagram import said
from ..models import FunctionPassport
from ..passport import versions
from ..rules.comparison import compared
from ..rules.durations import Span
from ..rules.steps import Entry


def compare(number: str) -> ResponseReturnValue:
    """The version of the address as built, beside the one of `?with=`: its predecessor where none is named."""
    after = load(number)
    asked = request.args.get("with", "")[:LONGEST]
    before = by_number(asked, "passports") if asked else after.predecessor
    if asked and before is None:
        raise NotFound
    if before is None and after.successor is not None and rights.may_know(context.actor(), after.successor):
        # The first version: what came of it stands beside it.
        before, after = after, after.successor
    others = [each for each in versions.of(after) if each.id != after.id]
    return render_template(
        "passports/compare.html",
        procedure=after,
        before=before,
        others=others,
        channels=_shown(before, after) if before is not None else [],
        step_words=_words,
    )


def _shown(before: FunctionPassport, after: FunctionPassport) -> list[dict[str, object]]:
    return [
        {
            "title": said.channel_title(each.channel),
            "compared": each,
            "then": said.span(each.before.way.total) if each.before else "",
            "now": said.span(each.after.way.total) if each.after else "",
            "change": _change(each.time),
        }
        for each in compared(before.data, after.data)
    ]


def _change(time: object) -> str:
    if not isinstance(time, Span):
        return ""
    more = Span(*(max(part, 0) for part in time.parts))
    less = Span(*(max(-part, 0) for part in time.parts))
    parts = []
    if any(less.parts):
        parts.append(_("%(time)s less", time=said.span(less)))
    if any(more.parts):
        parts.append(_("%(time)s more", time=said.span(more)))
    return "; ".join(parts) or _("as long as before")


def _words(step: Entry) -> str:
    """Who does a step, and how long it takes."""
    return ", ".join(filter(None, (performer(step.by), said.time(step.value, step.unit)))) or "–"
