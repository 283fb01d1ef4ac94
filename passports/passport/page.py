"""How passports are shown: states, what happens now, the sections, the diagram with its list, the versions."""

from collections.abc import Mapping
from typing import Any

from qyzmet import clock, context, rights
from qyzmet.forms.lists import lists_of
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.kinds import table_of
from qyzmet.procedure.pages.kinds import Link, LongForm, PagesKind
from qyzmet.procedure.pages.page_parts import step
from qyzmet.procedure.refusals import Reason
from qyzmet.procedure.wording import state_word
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_, Party
from qyzmet.web import formats

from ..choices import FORMS, PERFORMERS, RECIPIENTS
from ..diagram import drawing, said
from ..models import FunctionPassport
from ..procedure.passport import DRAFT, IN_FORCE, REPLACED, RULE, WITHDRAWN
from . import api, sections, step_rows, versions
from .forms import PassportForm
from .save import with_keys

TONES = {DRAFT: "neutral", IN_FORCE: "done", REPLACED: "ended", WITHDRAWN: "ended"}


def now_text(passport: FunctionPassport) -> str:
    """Who does what now."""
    if passport.state == DRAFT:
        return _("The state body writes the passport; its head approves it.")
    if passport.state == WITHDRAWN:
        return _("The passport was withdrawn.")
    if passport.state == REPLACED:
        return _("A newer version has taken the place of this one.")
    if passport.in_force_from is not None and passport.in_force_from > clock.today():
        return _(
            "It is approved, and holds from %(day)s.", day=formats.date(passport.in_force_from, formats.language())
        )
    return _("The passport is in force.")


def timeline(passport: FunctionPassport) -> list[dict[str, Any]]:
    """The course: approval, and what ended it."""
    done = {act.action: act for act in standing_acts(passport)}
    body = Party.STATE_BODY
    steps = [step(passport, _("Approval"), RULE, body, done.get("approve"))]
    if passport.state == DRAFT:
        steps[0]["state"] = "now"
    if passport.state == WITHDRAWN:
        steps = [each if each["state"] == "done" else each | {"state": "skipped"} for each in steps]
        steps.append(step(passport, _("Withdrawn"), RULE, body, done.get("withdraw")))
    if passport.state == REPLACED:
        steps.append(step(passport, _("Next version"), RULE, body, done.get("replace")))
    return steps


def called(passport: FunctionPassport) -> str:
    """The name in the reader's language, or in the first that there is."""
    names = passport.data.get("names") or {}
    return str(names.get(formats.language()) or passport.title)


def facts(passport: FunctionPassport) -> Mapping[str, Any]:
    """The sections, the diagram of each channel with its list, and the versions."""
    known, table = versions.of(passport), table_of(passport)
    return {
        "parts": sections.PARTS,
        "channels": [(each, drawing.of_channel(each)) for each in said.channels(passport.data)],
        "versions": [(each, state_word(table, each.state), TONES[each.state]) for each in known]
        if len(known) > 1
        else [],
        "words": {"recipients": RECIPIENTS, "forms": FORMS, "channel": said.channel_title},
        "may_request": passport.state == IN_FORCE and rights.may_start_request(context.actor()) is not None,
    }


def links(passport: FunctionPassport) -> list[Link]:
    """The diagram and the steps as files, where there are steps to draw, and the passport as a file."""
    found = [Link(_("Passport as JSON"), f"{passport.path}/data.json")]
    if said.channels(passport.data):
        found = [
            Link(_("Diagram (SVG)"), f"{passport.path}/diagram.svg"),
            Link(_("Steps as BPMN 2.0"), f"{passport.path}/bpmn"),
            *found,
        ]
    if passport.predecessor is not None or passport.successors:
        found.append(Link(_("Before and as built"), f"{passport.path}/compare"))
    return found


def prepare(passport: FunctionPassport, form: PassportForm) -> None:
    """A blank entry in each list that needs one."""
    for entries in lists_of(form):
        if entries.name in ("acts", "steps") and not entries.entries:
            entries.append_entry()


def complete(data: dict[str, Any]) -> dict[str, Any]:
    """The steps with their keys."""
    return data | {"steps": with_keys(data["steps"])} if data.get("steps") else data


def crossing(reason: Reason) -> bool:
    """Whether something stands against what was filled in, and not only more is to be filled in."""
    return reason.rule is not None


PASSPORTS = PagesKind(
    api=api.PASSPORTS,
    tones=TONES,
    now_text=now_text,
    timeline=timeline,
    template="passports/show.html",
    untitled=N_("Passport without a name yet"),
    list_title=N_("Function passports"),
    form=LongForm(
        title=N_("The sections of the passport"),
        sections=sections.PARTS,
        section_template="passports/section.html",
        check_template="passports/check.html",
        offer=step_rows.offer,
        prepare=prepare,
        complete=complete,
        crossing=crossing,
        facts=lambda passport: {
            "performers": [str(title) for title in PERFORMERS.values()],
            "row_said": step_rows.said_of,
            "words": {"recipients": RECIPIENTS, "forms": FORMS, "channel": said.channel_title},
            "channels": said.channels(passport.data),
        },
    ),
    filing="approve",
    called=called,
    facts=facts,
    papers=links,
    order=("approve", "amend"),
)
