"""How proposals are shown: states, what happens now, the course, and the sections of the local form."""

from collections.abc import Mapping
from typing import Any

from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.pages.kinds import LongForm, PagesKind
from qyzmet.procedure.pages.page_parts import step
from qyzmet.procedure.wording import name_of
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_, Party

from ...deadlines import service as deadlines
from ..models import Proposal
from ..procedure.proposal import DRAFT, WITHDRAWN
from ..procedure.review import AGREED, CANCELLED, COMPLETED, CREATION_ORDERED, OPINION_GIVEN, REFUSED, SUBMITTED
from ..review import page
from . import api, sections
from .forms import ProposalForm
from .save import concerned

TONES = {
    DRAFT: "neutral",
    SUBMITTED: "active",
    OPINION_GIVEN: "active",
    AGREED: "active",
    CREATION_ORDERED: "done",
    COMPLETED: "done",
    REFUSED: "ended",
    CANCELLED: "ended",
    WITHDRAWN: "neutral",
}


def now_text(proposal: Proposal) -> str:
    """Who does what now."""
    if proposal.state == DRAFT:
        return _("The proposer fills in the proposal; its head submits it.")
    if proposal.state == AGREED and proposal.joined_at is None:
        return _(
            "The authorised body has agreed to the automation. A state body joins the proposal as its customer before "
            "the creation is ordered (H11, house rule)."
        )
    if proposal.state == WITHDRAWN:
        return _("The proposal was withdrawn.")
    return page.now_text(proposal)


def timeline(proposal: Proposal) -> list[dict[str, Any]]:
    """The course: submission, opinion, decision, customer, order."""
    acts = {act.action: act for act in standing_acts(proposal)}
    running = {each.term: each for each in deadlines.open_deadlines(proposal)}
    filed, given, decided = acts.get("submit"), acts.get("give_opinion"), acts.get("agree") or acts.get("refuse")
    body = Party.AUTHORISED_BODY
    by = Party.OPERATOR if proposal.party(Party.SUPPLIER) is None else Party.SUPPLIER
    steps = [
        step(proposal, _("Proposal"), "¶ 8.2", by, filed),
        step(proposal, _("Opinion"), "¶ 11", Party.INTEGRATOR, given, running.get("opinion"), filed),
        step(proposal, _("Decision"), "¶ 13", body, decided, running.get("decide"), given),
        step(proposal, _("Customer"), "H11", Party.STATE_BODY, acts.get("join")),
        step(
            proposal,
            _("Order of creation"),
            "¶ 18",
            body,
            acts.get("order_creation"),
            running.get("order_creation"),
            decided,
        ),
    ]
    if proposal.state == DRAFT:
        steps[0]["state"] = "now"
    if proposal.state in (REFUSED, WITHDRAWN):
        steps = [each if each["state"] == "done" else each | {"state": "skipped", "until": None} for each in steps]
    if withdrawal := acts.get("withdraw"):
        steps.append(step(proposal, _("Withdrawn"), None, by, withdrawal))
    return steps


def facts(proposal: Proposal) -> Mapping[str, Any]:
    """Opinion, decision and receipt, and the sections with the name of the state body."""
    return {**page.facts(proposal), "parts": sections.PARTS, "names": _names(proposal)}


def _names(proposal: Proposal) -> dict[str, str]:
    body = concerned(proposal.data)
    return {} if body is None else {body.bin: name_of(body)}


def prepare(proposal: Proposal, form: ProposalForm) -> None:
    """A blank entry in the list of responsible persons, which needs one."""
    if "contacts" in form and not form.contacts.entries:
        form.contacts.append_entry()


PROPOSALS = PagesKind(
    api=api.PROPOSALS,
    tones=TONES,
    now_text=now_text,
    timeline=timeline,
    template="requests/proposal/show.html",
    untitled=N_("Proposal without a name yet"),
    list_title=N_("Requests"),
    form=LongForm(
        title=N_("The sections of the proposal"),
        sections=sections.PARTS,
        section_template="requests/proposal/section.html",
        check_template="requests/proposal/check.html",
        prepare=prepare,
        facts=lambda proposal: {"names": _names(proposal)},
    ),
    filing="submit",
    facts=facts,
    papers=page.links,
    order=("submit", "give_opinion", "draft_opinion", "assign", "agree", "refuse", "join", "order_creation"),
)
