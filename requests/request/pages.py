"""How requests are shown: states, what happens now, the course, and the ten rows of Annex 1 as sections."""

from collections.abc import Mapping
from typing import Any

from qyzmet.forms.lists import lists_of
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.form_sections import Section
from qyzmet.procedure.pages.kinds import LongForm, PagesKind
from qyzmet.procedure.pages.page_parts import step
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_, Party

from ...deadlines import service as deadlines
from ...programmes.citations import citing
from ..models import AutomationRequest
from ..procedure.request import DRAFT, RETURNED, WITHDRAWN
from ..procedure.review import AGREED, CANCELLED, COMPLETED, CREATION_ORDERED, OPINION_GIVEN, REFUSED, SUBMITTED
from ..review import page
from . import annex1, api, from_passport
from .forms import RequestForm
from .submit import left_out

TONES = {
    DRAFT: "neutral",
    SUBMITTED: "active",
    OPINION_GIVEN: "active",
    RETURNED: "active",
    AGREED: "active",
    CREATION_ORDERED: "done",
    COMPLETED: "done",
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
    return page.now_text(request)


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
    if request.state == RETURNED:
        steps[0] = step(request, _("Request"), "H40", Party.STATE_BODY, None, running.get("complete"))
    elif request.state == DRAFT:
        steps[0]["state"] = "now"
    withdrawal = acts.get("withdraw")
    if withdrawal or request.state == REFUSED:
        steps = [each if each["state"] == "done" else each | {"state": "skipped", "until": None} for each in steps]
    if withdrawal:
        steps.append(step(request, _("Withdrawn"), None, Party.STATE_BODY, withdrawal))
    return steps


def facts(request: AutomationRequest) -> Mapping[str, Any]:
    """The ten rows, and what was said of the request beside them."""
    return {
        **page.facts(request),
        "rows": annex1.ROWS,
        "form_title": annex1.FORM_TITLE,
        "missing": _missing(request) if request.state == RETURNED else [],
        "passport": from_passport.shown(request),
        "makes_passport": request.passport is None and from_passport.may_make(request),
    }


def _missing(request: AutomationRequest) -> list[dict[str, Any]]:
    """H20: what the integrator misses, each with the row of the form where it belongs."""
    act = next((act for act in reversed(standing_acts(request)) if act.action == "return"), None)
    rows = [] if act is None else list(act.body.get("missing") or [])
    return [{"row": annex1.row_of(str(each["field"])), "text": each["text"]} for each in rows]


def fields_of(request: AutomationRequest, row: Section) -> tuple[str, ...]:
    """The fields that the row's page shows: the National Bank is asked about what is its own alone."""
    organisation = request.party(Party.STATE_BODY)
    bank = organisation is not None and organisation.national_bank
    asked = bank or (request.data.get("national_bank") or {}).get("own_system") is True
    return tuple(key for key in row.keys if key != "national_bank" or asked)


def prepare(request: AutomationRequest, form: RequestForm) -> None:
    """A blank entry in each list that needs one, and in row 6 one for each problem without a result."""
    for entries in lists_of(form):
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


def offer(request: AutomationRequest, form: RequestForm) -> None:
    """Row 2 chooses among the programmes of the register, row 6 among the problems of row 5."""
    if "programmes" in form:
        found = citing.choices()
        for entry in form.programmes.entries:
            entry.form.programme.offer(found)
        known = citing.points_of(str(entry.form.programme.data or "") for entry in form.programmes.entries)
        for entry in form.programmes.entries:
            entry.form.points.offer(*known.get(str(entry.form.programme.data), ({}, "")))
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


def follows(request: AutomationRequest, row: Section) -> list[str]:
    """¶ 3: that such an object is left out is told when it is said, not only when the request is to be filed.

    A cited point that its programme does not have is told too.
    """
    if "programmes" in row.keys:
        return [each.text for each in citing.warnings(request.data.get("programmes") or [])]
    if "object_holds_state_secrets" not in row.keys:
        return []
    return [each.text for each in left_out(request.data, request.party(Party.STATE_BODY))]


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
        offer=offer,
        prepare=prepare,
        complete=with_keys,
        crossing=crossing,
        facts=lambda request: {
            "problems": request.data.get("problems") or [],
            # Asked by the page of row 1 alone.
            "passports": lambda: from_passport.offered(request),
        },
        follows=follows,
    ),
    filing="submit",
    facts=facts,
    papers=page.links,
    order=("submit", "give_opinion", "draft_opinion", "assign", "return", "agree", "refuse"),
)
