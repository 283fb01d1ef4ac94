"""How requests are shown: states, what happens now, the course, and the ten rows of Annex 1 as sections."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from qyzmet.people.models import Organisation
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.form_sections import Section
from qyzmet.procedure.pages import held, kinds
from qyzmet.procedure.pages.kinds import LongForm, PagesKind
from qyzmet.procedure.pages.shown import step, title_of
from qyzmet.procedure.refusals import Reason
from qyzmet.procedure.wording import name_of
from qyzmet.vocabulary import N_, Party

from ...deadlines import service as deadlines
from .. import api
from ..filing import filing
from ..models import AutomationRequest, Filed
from ..procedure.request import DRAFT, RETURNED, WITHDRAWN
from ..procedure.review import AGREED, CANCELLED, CREATION_ORDERED, OPINION_GIVEN, REFUSED, SUBMITTED
from ..review import review
from . import annex1
from .choices import CRITERIA, CRITERIA_MEANINGS, LEVELS_OF
from .forms import RequestForm

TONES = {
    DRAFT: "neutral",
    SUBMITTED: "active",
    OPINION_GIVEN: "active",
    RETURNED: "active",
    AGREED: "active",
    CREATION_ORDERED: "done",
    REFUSED: "ended",
    CANCELLED: "ended",
    WITHDRAWN: "neutral",
}


def now_text(request: AutomationRequest) -> str:
    """Who does what now."""
    if request.state == DRAFT:
        return _("The state body fills in the request; its head submits it.")
    if request.state == RETURNED:
        return _(
            "The integrator has returned the request: the state body fills in what is missing and submits it again."
        )
    if request.state == WITHDRAWN:
        return _("The state body has withdrawn the request.")
    return review_text(request)


def review_text(filed: Filed) -> str:
    """Who does what during the review, of requests and proposals alike."""
    return {
        SUBMITTED: _(
            "The integrator writes its opinion on the three criteria: a specialist drafts it, the head gives it."
        ),
        OPINION_GIVEN: _("The authorised body decides: it agrees to the automation or refuses it."),
        AGREED: _(
            "The authorised body has agreed to the automation. It notifies the integrator of the need to organise the "
            "creation of the IC service."
        ),
        CREATION_ORDERED: _(
            "The creation of the IC service is ordered: the integrator develops the design assignment."
        ),
        REFUSED: _("The authorised body has refused the automation."),
        CANCELLED: _(
            "The Commission has cancelled the creation of the IC service: no tender named a supplier (¶ 53-1)."
        ),
    }[filed.state]


def timeline(request: AutomationRequest) -> list[dict[str, Any]]:
    """The course: submission, opinion, decision, order; done, running or to come, in working days."""
    acts = {act.action: act for act in standing_acts(request)}
    running = {each.term: each for each in deadlines.open_deadlines(request)}
    filed, given, decided = acts.get("submit"), acts.get("give_opinion"), acts.get("agree") or acts.get("refuse")
    ordered, body = acts.get("order_creation"), Party.AUTHORISED_BODY
    steps = [
        step(request, _("Request"), "¶ 8.1", Party.STATE_BODY, filed),
        step(request, _("Opinion"), "¶ 11", Party.INTEGRATOR, given, running.get("opinion"), filed),
        step(request, _("Decision"), "¶ 13", body, decided, running.get("decide"), given),
        step(request, _("Order of creation"), "¶ 18", body, ordered, running.get("order_creation"), decided),
    ]
    if request.state in (DRAFT, RETURNED):
        steps[0]["state"] = "now"
    withdrawal = acts.get("withdraw")
    if withdrawal or request.state == REFUSED:
        steps = [each if each["state"] == "done" else each | {"state": "skipped", "until": None} for each in steps]
    if withdrawal:
        steps.append(step(request, _("Withdrawn"), None, Party.STATE_BODY, withdrawal))
    return steps


def facts(filed: Filed) -> Mapping[str, Any]:
    """What the page of a request or proposal shows beside its contents: opinion, decision, receipt."""
    return {
        "rows": annex1.ROWS,
        "form_title": annex1.FORM_TITLE,
        "opinion": review.visible_opinion(filed),
        "criteria": CRITERIA,
        "meanings": CRITERIA_MEANINGS,
        "levels": LEVELS_OF,
        "decision": _decision(filed),
        "receipt": filing.receipt(filed),
        "missing": _missing(filed) if filed.state == RETURNED else [],
        "executor": filed.executor if review.may_see_draft_opinion(filed) else None,
    }


def _missing(filed: Filed) -> list[dict[str, Any]]:
    """H20: what the integrator misses, each with the row of the form where it belongs."""
    act = next((act for act in reversed(standing_acts(filed)) if act.action == "return"), None)
    rows = [] if act is None else list(act.body.get("missing") or [])
    return [{"row": annex1.row_of(str(each["field"])), "text": each["text"]} for each in rows]


def _decision(filed: Filed) -> dict[str, object] | None:
    act = next((act for act in reversed(standing_acts(filed)) if act.action in api.DECISIONS), None)
    if act is None:
        return None
    return {
        "action": act.action,
        "title": title_of(filed, act.action),
        "words": act.body.get("grounds") or act.body.get("reason") or "",
        "by": act.taker.full_name,
        "acting_for": act.acting_for.full_name if act.acting_for else None,
        "organisation": name_of(act.organisation),
        "at": act.at,
    }


def hidden_acts(filed: Filed) -> frozenset[str]:
    """What the integrator does on the way to its opinion is its own affair."""
    return frozenset() if review.may_see_draft_opinion(filed) else frozenset({"draft_opinion", "assign"})


def action_words(filed: Filed) -> Mapping[str, str]:
    """The words of the buttons."""
    drafted = filed.opinion is not None
    return {
        "submit": _("Check and submit"),
        "draft_opinion": _("Change the draft of the opinion") if drafted else _("Draft the opinion"),
    }


def above(filed: Filed, action: str) -> str:
    """Whoever decides sees what the opinion says."""
    opinion = review.visible_opinion(filed)
    if opinion is None or action not in ("agree", "refuse"):
        return ""
    said = (
        _("The integrator's opinion is favourable.")
        if opinion.favourable
        else _("The integrator's opinion is not favourable.")
    )
    return Markup('{} <a class="govuk-link" href="{}#opinion">{}</a>').format(said, filed.path, _("Read the opinion"))


def joins(filed: Filed, action: str) -> Mapping[Party, Organisation | None]:
    """Those to whom it is filed become parties by the filing."""
    return filing.addressees() if action == "submit" else {}


def fields_of(request: AutomationRequest, row: Section) -> tuple[str, ...]:
    """The fields that the row's page shows: the National Bank is asked about what is its own alone."""
    organisation = request.party(Party.STATE_BODY)
    bank = organisation is not None and organisation.national_bank
    asked = bank or (request.data.get("national_bank") or {}).get("own_system") is True
    return tuple(key for key in row.keys if key != "national_bank" or asked)


def prepare(request: AutomationRequest, form: RequestForm) -> None:
    """A blank entry in each list that needs one, and in row 6 one for each problem without a result."""
    for entries in held.lists_of(form):
        if entries.name in ("acts", "tasks", "problems", "contacts") and not entries.entries:
            entries.append_entry()
    if "scope" in form:
        for entries in (form.scope.form.user_groups, form.scope.form.documents):
            if not entries.entries:
                entries.append_entry()
    if "results" in form:
        answered = {entry.form.problem.data for entry in form.results.entries}
        for problem in request.data.get("problems") or []:
            if problem.get("key") not in answered:
                form.results.append_entry({"problem": problem.get("key"), "text": ""})


def offer_problems(request: AutomationRequest, form: RequestForm) -> None:
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


def crossing(reason: Reason) -> bool:
    """Whether the Rules or another row stand against a row that is filled in."""
    return reason.rule is not None or (reason.field or "") == "data.results"


def register() -> None:
    """Show requests."""
    kinds.register(REQUESTS)


REQUESTS = PagesKind(
    api=api.REQUESTS,
    tones=TONES,
    now_text=now_text,
    timeline=timeline,
    template="requests/request/show.html",
    untitled=N_("Request without a name yet"),
    list_title=N_("Requests"),
    form=LongForm(
        title=N_("The ten rows of Annex 1"),
        sections=annex1.ROWS,
        section_template="requests/request/section.html",
        check_template="requests/request/check.html",
        fields_of=fields_of,
        offer=offer_problems,
        prepare=prepare,
        complete=with_keys,
        crossing=crossing,
        facts=lambda request: {"problems": request.data.get("problems") or []},
    ),
    filing="submit",
    facts=facts,
    hidden_acts=hidden_acts,
    own_pages={"draft_opinion": "opinion"},
    confirm_notes={
        "submit": N_("The request gets its number, and you get a receipt: the instant and a hash of what was received.")
    },
    warnings=frozenset({"refuse", "withdraw"}),
    quiet=frozenset({"withdraw"}),
    order=("submit", "give_opinion", "draft_opinion", "assign", "return", "agree", "refuse"),
    action_words=action_words,
    above=above,
    joins=joins,
)
