"""How design assignments are shown: states, what happens now, the course, the 14 parts, versions and PPP papers."""

from collections.abc import Mapping, Sequence
from typing import Any

from qyzmet.procedure.pages.kinds import Link, LongForm, PagesKind
from qyzmet.procedure.pages.page_parts import step
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_, Party

from ...deadlines import service as deadlines
from ..models import DesignAssignment
from ..ppp import projects
from ..procedure.assignment import APPROVED, CANCELLED, CONSENTED, DRAFT, PROPOSED, SECURITY_AGREED
from ..services_register import register
from . import announcing, api, contents, parts
from .comparison import compare_page
from .without_tender import contracts, contracts_page

# The lists to which a page gives a blank entry where there is none.
_INVITED = frozenset({"stages", "processes", "performance", "technical_documents", "criteria", "schedule"})

TONES = {
    DRAFT: "active",
    PROPOSED: "active",
    CONSENTED: "active",
    SECURITY_AGREED: "active",
    APPROVED: "done",
    CANCELLED: "ended",
}


def now_text(assignment: DesignAssignment) -> str:
    """Who does what now."""
    return {
        DRAFT: _("The integrator develops the design assignment; its head proposes it for approval."),
        PROPOSED: _("The customer consents to the design assignment, or objects with reasons."),
        CONSENTED: _(
            "The State Technical Service agrees the information security; the integrator may record its paper."
        ),
        SECURITY_AGREED: _("The authorised body approves the design assignment, or returns it with reasons."),
        APPROVED: contracts_page.now_text(assignment)
        or _("The design assignment is approved. A later change makes a new version and cancels the approval."),
        CANCELLED: _ended_text(assignment),
    }[assignment.state]


def _ended_text(assignment: DesignAssignment) -> str:
    if any(act.action == "end" for act in assignment.acts):
        return _("The Commission has cancelled the creation of the IC service: no tender named a supplier (¶ 53-1).")
    if any(act.action == "formation_ended" for act in assignment.acts):
        return _("The authorised body has cancelled the creation of the IC service: the operator gave it up (¶ 88).")
    if contracts.are_additions(assignment):
        return _ended_additions(assignment)
    return _("The order of creation was annulled: the design assignment is cancelled.")


def _ended_additions(assignment: DesignAssignment) -> str:
    actions = {act.action for act in assignment.acts}
    if "discuss_again" in actions:
        return _("Nothing came of the additions: the development is discussed again.")
    if "supplier_falls" in actions:
        return _("The supplier is there no more, or the service: the development is discussed again.")
    return _("Nothing came of the additions: the development is cancelled, the service stays as it was.")


def timeline(assignment: DesignAssignment) -> list[dict[str, Any]]:
    """The course of the version that is written at or that was proposed last."""
    now = {act.action: act for act in assignment.acts_of_version}
    ordered = next((act for act in assignment.acts if act.action == "order"), None)
    running = {each.term: each for each in deadlines.open_deadlines(assignment)}
    proposed, consented, agreed = now.get("propose"), now.get("consent"), now.get("agree_security")
    developing = running.get("develop") or running.get("revise")
    steps = [
        step(assignment, _("Development"), "¶ 18", Party.INTEGRATOR, proposed, developing, ordered),
        step(assignment, _("Consent"), "H13", Party.STATE_BODY, consented, running.get("consent"), proposed),
        step(
            assignment,
            _("Information security"),
            "Law 14(1)(8)",
            Party.SECURITY_SERVICE,
            agreed,
            running.get("agree_security"),
            consented,
        ),
        step(
            assignment,
            _("Approval"),
            "Law 7(33)",
            Party.AUTHORISED_BODY,
            now.get("approve"),
            running.get("approve"),
            agreed,
        ),
    ]
    if assignment.mechanism == projects.PPP:
        listed = now.get("list_ppp")
        steps.append(
            step(assignment, _("List of PPP projects"), "¶ 32", Party.AUTHORISED_BODY, listed, running.get("list_ppp"))
        )
    if not contracts.needed(assignment):
        announced, due = now.get("announced"), running.get(announcing.ANNOUNCE)
        ready = now.get("list_ppp") or now.get("approve")
        steps.append(step(assignment, _("Announcement"), "¶ 42", Party.INTEGRATOR, announced, due, ready))
    else:
        steps += contracts_page.steps_of(assignment, now, running)
    if assignment.state == CANCELLED:
        steps = [each if each["state"] == "done" else each | {"state": "skipped", "until": None} for each in steps]
    return steps


def _contents(assignment: DesignAssignment) -> Mapping[str, Any]:
    """For the macros of templates/requests/assignment/contents.html."""
    return {"facts": contents.facts(assignment.data)}


def facts(assignment: DesignAssignment) -> Mapping[str, Any]:
    """The parts in words, the versions, and of a PPP project the three conditions."""
    return {
        **_contents(assignment),
        "parts": parts.PARTS,
        "versions": compare_page.versions_of(assignment),
        "conditions": [(_(each.text), each) for each in projects.conditions(assignment)]
        if assignment.mechanism == projects.PPP
        else [],
        "contracts": contracts_page.all_shown(assignment),
    }


def links(assignment: DesignAssignment) -> Sequence[Link]:
    """What the head of the page leads to."""
    if len(compare_page.versions_of(assignment)) < 2:
        return ()
    return (Link(_("Compare versions"), f"{assignment.path}/compare"),)


def prepare(assignment: Any, form: Any) -> None:
    """Give a blank entry to each list that is begun with one. `assignment` is not needed, whatever it is."""
    for field in form:
        entries = getattr(field, "entries", None)
        if entries == [] and field.short_name in _INVITED:
            field.append_entry()
        elif hasattr(field, "form"):
            prepare(assignment, field.form)


def offer(assignment: Any, form: Any) -> None:
    """Part 6 chooses among the register's working services."""
    if "integrations" in form:
        working = register.working()
        for entry in form.integrations.entries:
            entry.form.register.offer(working)


def complete(data: dict[str, Any]) -> dict[str, Any]:
    """A part's data with a key for each criterion that was typed on a page: bids answer criteria by their keys."""
    criteria = data.get("criteria")
    if not criteria:
        return data
    taken = {criterion["key"] for criterion in criteria}
    free = (f"c{number}" for number in range(1, 10_000) if f"c{number}" not in taken)
    return data | {"criteria": [each | {"key": each["key"] or next(free)} for each in criteria]}


ASSIGNMENTS = PagesKind(
    api=api.ASSIGNMENTS,
    tones=TONES,
    now_text=now_text,
    timeline=timeline,
    template="requests/assignment/show.html",
    untitled=N_("Design assignment without a name yet"),
    list_title=N_("Requests"),
    form=LongForm(
        title=N_("The 14 parts of the design assignment"),
        sections=parts.PARTS,
        section_template="requests/assignment/section.html",
        check_template="requests/assignment/check.html",
        offer=offer,
        prepare=prepare,
        complete=complete,
        facts=_contents,
    ),
    filing="propose",
    facts=facts,
    order=(
        "propose",
        "consent",
        "agree_security",
        "approve",
        "record_budget",
        "list_ppp",
        "sign_contract",
        "reopen",
        "discuss_again",
        "object",
        "return",
        "amend",
        "decline_contract",
        "cancel",
    ),
    papers=links,
)
