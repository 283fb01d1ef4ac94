"""How developments are shown: states, what happens now, the course."""

from collections.abc import Mapping, Sequence
from typing import Any

from qyzmet.documents import service as documents
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.pages.kinds import LongForm, PagesKind
from qyzmet.procedure.pages.page_parts import step
from qyzmet.procedure.wording import name_of
from qyzmet.sentences.wording import until_text
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_, Party

from ...deadlines import service as deadlines
from ...requests.assignment import led_to
from ..models import Development
from ..procedure.development import SIGNING
from ..procedure.states import (
    CANCELLED,
    COMPLETED,
    DECIDED,
    DECLINED,
    DISCUSSING,
    DRAFT,
    OPINION_GIVEN,
    SUBMITTED,
)
from . import additions, api, decision_shown, hour, offer_price, sections
from .discuss import POSITIONS, Position, positions, unheard
from .signers import signed_by
from .tones import TONES


def now_text(development: Development) -> str:
    """Who does what now."""
    return {
        DRAFT: _("The customer fills in what is to be developed; its head asks for it."),
        SUBMITTED: _("The integrator analyses the development, with the price offers of operator and supplier."),
        OPINION_GIVEN: _("The integrator opens the discussion."),
        DISCUSSING: _discussing(development),
        DECIDED: _(
            "The development is decided: the supplier stays, and additions to the contracts lead to the next version."
        )
        if additions.is_by_additions(led_to.assignment_of(development))
        else _("The development is decided; what follows from it is under way."),
        COMPLETED: _("The next version of the service stands in the Catalogue."),
        DECLINED: _("The development is declined."),
        CANCELLED: _("The development was cancelled: the service stays as it was.")
        if any(act.action == "end" for act in development.acts)
        else _("The tender was cancelled: the development has ended, the service stays as it was."),
    }[development.state]


def _discussing(development: Development) -> str:
    if signed_by(development):
        return _("Customer, authorised body and operator sign the protocol of the decision.")
    if not unheard(development):
        return _("All three have stated their positions: the integrator's head decides.")
    at = hour.of(development)
    if at is not None and hour.is_to_come(development):
        return _(
            "It is discussed then: %(at)s. Customer, authorised body and operator state their positions; the "
            "integrator's head decides once all three are heard.",
            at=until_text(at),
        )
    return _("Customer, authorised body and operator state their positions; the integrator's head decides then.")


def timeline(development: Development) -> list[dict[str, Any]]:
    """The course: request, opinion, discussion, decision, next version."""
    done = {act.action: act for act in standing_acts(development)}
    running = {each.term: each for each in deadlines.open_deadlines(development)}
    opened = next((act for act in standing_acts(development) if act.action == "discuss"), None)
    asked, given = done.get("submit"), done.get("give_opinion")
    decided = done.get("sign_decision") if development.state in (DECIDED, COMPLETED, CANCELLED) else None
    due = next((running[key] for key in (*SIGNING.values(), "decide") if key in running), None)
    body = Party.AUTHORISED_BODY
    steps = [
        step(development, _("Request"), "¶ 90", Party.STATE_BODY, asked),
        step(development, _("Opinion"), "¶ 91", Party.INTEGRATOR, given, running.get("give_opinion"), asked),
        step(development, _("Discussion"), "¶ 92", Party.INTEGRATOR, opened, running.get("discuss"), given),
        step(development, _("Decision"), "H32", Party.INTEGRATOR, decided, due, opened),
        step(development, _("Next version"), "Law 7(29)", body, done.get("complete"), None, decided),
    ]
    if development.state == DRAFT:
        steps[0]["state"] = "now"
    if development.state in (DECLINED, CANCELLED):
        steps = [each if each["state"] == "done" else each | {"state": "skipped", "until": None} for each in steps]
    return steps


def facts(development: Development) -> Mapping[str, Any]:
    """Offers, opinion, positions, the decision, and the sections."""
    acts = standing_acts(development)
    given = next((act for act in acts if act.action == "give_opinion"), None)
    return {
        "offers": [
            {
                "name": name_of(act.organisation),
                "amount": act.body["amount"],
                "document": documents.readable(str(act.body.get("document") or "")),
            }
            for act in offer_price.shown(development).values()
        ],
        "open_offers": offer_price.are_open(development),
        "opinion": given.body if given is not None else None,
        "meets_at": hour.of(development),
        "positions": [
            {
                "name": name_of(act.organisation),
                "position": POSITIONS[Position(act.body["position"])],
                "text": act.body["text"],
            }
            for act in positions(development).values()
        ],
        "decision": decision_shown.shown(development),
        "parts": sections.PARTS,
    }


def _carried_out_by(development: Development) -> Sequence[Procedure | None]:
    """What a decided development led to: its formation, its tender, its design assignment."""
    return led_to.furthest_first(led_to.assignment_of(development) if development.state == DECIDED else None)


DEVELOPMENTS = PagesKind(
    api=api.DEVELOPMENTS,
    tones=TONES,
    now_text=now_text,
    timeline=timeline,
    template="catalog/development/show.html",
    untitled=N_("Development without a name yet"),
    list_title=N_("Developments"),
    form=LongForm(
        title=N_("The sections of the development request"),
        sections=sections.PARTS,
        section_template="procedure/section.html",
        check_template="catalog/development/check.html",
    ),
    filing="submit",
    facts=facts,
    goes_on_in=_carried_out_by,
    order=("submit", "give_opinion", "discuss", "decide", "sign_decision"),
)
