"""How programmes are shown: states, what happens now, the course, the whole programme, and what does not agree."""

from collections.abc import Mapping
from typing import Any

from qyzmet import context
from qyzmet.forms.binding import bind_json
from qyzmet.procedure import engine
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.pages.kinds import LongForm, PagesKind
from qyzmet.procedure.pages.page_parts import step
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_, Party

from ...deadlines import service as deadlines
from ...requests.request.choices import PROGRAMME_KINDS
from ..citations import cited_by
from ..models import Programme
from ..procedure.house_rules import RULE
from ..procedure.states import DRAFT, IN_FORCE, REPLACED, WITHDRAWN
from ..reports import keeping
from ..reports.wording import period_word
from ..rules import points
from ..rules.checks import checks_of, cited_points
from ..rules.periods import is_set
from . import api, check_words, money
from .choices import EVERY
from .forms import ProgrammeForm
from .sections import SECTIONS

TONES = {DRAFT: "neutral", IN_FORCE: "active", REPLACED: "ended", WITHDRAWN: "ended"}


def now_text(programme: Programme) -> str:
    """Who does what now."""
    if programme.state == DRAFT and programme.previous is not None:
        return _(
            "An amended version is being written; the version before it is in force until the head approves this one."
        )
    return {
        DRAFT: _("The state body fills in the programme as it is printed; its head approves it for the register."),
        IN_FORCE: _("The programme is in force in the register. Requests cite its points."),
        REPLACED: _("An amended version has taken its place."),
        WITHDRAWN: _("The programme is withdrawn."),
    }[programme.state]


def timeline(programme: Programme) -> list[dict[str, Any]]:
    """The course: in force, its next report, and how it ended."""
    acts = {act.action: act for act in standing_acts(programme)}
    due = next(iter(deadlines.open_deadlines(programme)), None)
    approved = acts.get("approve")
    steps = [step(programme, _("In force in the register"), RULE, Party.STATE_BODY, approved)]
    if due is not None or "report" in acts:
        steps.append(step(programme, _("Report on the programme"), RULE, Party.STATE_BODY, None, due))
        if due is None:
            steps[-1] |= step(programme, _("Report on the programme"), RULE, Party.STATE_BODY, acts["report"])
    if programme.state == DRAFT:
        steps[0]["state"] = "now"
    for action, title in (("replace", _("Replaced")), ("withdraw", _("Withdrawn"))):
        if action in acts:
            steps.append(step(programme, title, RULE, Party.STATE_BODY, acts[action]))
    return steps


def facts(programme: Programme) -> Mapping[str, Any]:
    """The programme, its money, what does not agree, what cites it, its reports."""
    citing = cited_by.cited_by(programme, context.actor())
    found = [*checks_of(programme.data), *cited_points(programme.data, cited_by.of_requests(citing))]
    table = money.table_of(programme.data)
    return {
        "data": programme.data,
        "text_language": programme.data.get("language") or "",
        "kinds": PROGRAMME_KINDS,
        "every": EVERY,
        "is_set": is_set,
        "checks": [check_words.said(each, programme.data) for each in found],
        "money": table,
        "picture": money.picture_of(table),
        "of_sub": [(each, money.table_of(each)) for each in programme.data.get("sub_programmes") or ()],
        "points": points.points_of(programme.data),
        "citing": citing,
        "by_point": cited_by.by_point(citing),
        "standing": keeping.standing(programme),
        "period_word": period_word,
        "now_actions": engine.open_to(programme, context.actor()),
        "following": [each for each in programme.following if each.state in (IN_FORCE, REPLACED)],
    }


PROGRAMMES = PagesKind(
    api=api.PROGRAMMES,
    tones=TONES,
    now_text=now_text,
    timeline=timeline,
    template="programmes/show.html",
    untitled=N_("Programme without a name yet"),
    list_title=N_("Register of programmes"),
    form=LongForm(
        title=N_("The sections of the programme"),
        sections=SECTIONS,
        section_template="programmes/section.html",
        check_template="programmes/check.html",
        facts=lambda programme: {
            "whole": bind_json(ProgrammeForm, programme.data, draft=True),
            "checks": [check_words.said(each, programme.data) for each in checks_of(programme.data)],
        },
    ),
    filing="approve",
    facts=facts,
    order=("approve", "report", "amend"),
)
