"""How the page of a tender shows its announcement: who does what now, the course until the end of acceptance, dates."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from qyzmet import clock, context, rights
from qyzmet.procedure.annulment import move_of, standing_acts
from qyzmet.procedure.kinds import table_of
from qyzmet.procedure.models import Act
from qyzmet.procedure.pages.kinds import Link
from qyzmet.procedure.pages.page_parts import step
from qyzmet.procedure.wording import name_of, state_word
from qyzmet.sentences.wording import until_text
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import Party
from qyzmet.web import formats

from ...deadlines import service as deadlines
from ...requests.assignment import contents, parts
from ..models import Tender
from ..procedure.states import AMENDING, CANCELLED, CLOSED, CONSENTED, DRAFT, PUBLISHED, REANNOUNCED
from ..procedure.tender import TENDERS
from . import announce_term, answer, ask, ask_consent, dates, dates_shown, design_assignment, extend, family


def _draft_now(tender: Tender) -> str:
    if ask_consent.waits(tender):
        return _("The announcement waits: %(why)s", why=design_assignment.why_it_waits(tender).text)
    last = ask_consent.last_word(tender)
    if last is not None and last.action == "decline":
        return _("The customer has declined. The integrator changes the announcement, then the consent is asked again.")
    lacking = [each.text for each in ask_consent.lacking(tender.data)]
    if lacking:
        return _("%(lacking)s The customer is asked once the announcement is complete.", lacking=" ".join(lacking))
    return _("The customer consents to the announcement or declines, with the reason.")


def _published_now(tender: Tender) -> str:
    if dates.has_ended(tender, clock.now()):
        return _("The acceptance of bids has ended. Bids are not taken any more.")
    return _("Suppliers hand in their bids. Until the opening nobody sees whether there are any.")


# By the state: who does what now.
NOW: Mapping[str, Callable[[Tender], str]] = {
    DRAFT: _draft_now,
    CONSENTED: lambda tender: _("The head of the service integrator publishes the announcement."),
    PUBLISHED: _published_now,
    CLOSED: lambda tender: _(
        "The chair and the secretary of the Commission open the bids, from %(opening)s on.",
        opening=formats.instant(dates.window_of(tender).opening_at, formats.language()),
    ),
    CANCELLED: lambda tender: _("The tender is cancelled."),
}


def steps(tender: Tender) -> list[dict[str, Any]]:
    """The steps of this part of the course."""
    acts: dict[str, Act] = {act.action: act for act in standing_acts(tender)}
    running = {each.term: each for each in deadlines.open_deadlines(tender)}
    prepared, consented = acts.get("prepare_again") or acts.get("prepare"), acts.get("consent")
    put = acts.get("ask_again") or acts.get("ask_consent") or prepared
    if consented is not None and tender.state == DRAFT:
        consented = None
    published, closed = acts.get("publish"), acts.get("close")
    if closed is not None and tender.state == PUBLISHED:
        closed = None  # It was extended after its end.
    asked, taking = running.get("consent_to_announce"), running.get("accept_bids")
    found = [
        step(tender, _("Consent"), "¶ 42", Party.STATE_BODY, consented, asked, put),
        step(tender, _("Publication"), "¶ 42", Party.INTEGRATOR, published, announce_term.running(tender), prepared),
        step(tender, _("Acceptance of bids"), "¶ 47", Party.INTEGRATOR, closed, taking, published),
    ]
    if tender.state == CANCELLED:
        found = [each if each["state"] == "done" else each | {"state": "skipped", "until": None} for each in found]
    return found


def facts(tender: Tender) -> Mapping[str, Any]:
    """What this part's template shows, under the one name `announced`."""
    version, actor = design_assignment.version_for(tender), context.actor()
    data = version.data if version is not None else {}
    published = tender.published_at is not None
    window = dates.window_of(tender) if published else dates.expected(tender, clock.now())
    taking = tender.state == PUBLISHED and not dates.has_ended(tender, clock.now())
    last = ask_consent.last_word(tender)
    return {
        "announced": {
            "customer": name_of(tender.party(Party.STATE_BODY)),
            "published": published,
            "taking": taking,
            "window": window,
            "days_left": dates.working_days_left(tender) if taking else None,
            "until": until_text(window.accepts_until),
            "moments": dates_shown.of(tender),
            "version": version,
            "data": data,
            "general": data.get("general") or {},
            "facts": contents.facts(data),
            "parts": parts.PARTS,
            "criteria": next(part for part in parts.PARTS if part.keys[0] == "criteria"),
            "family": [_relative(each, tender) for each in family.known(tender)],
            "questions": tender.questions,
            "may_answer": answer.unanswered(tender) and _may_answer(tender),
            "ask_form": ask.AskForm() if _may_ask(tender) else None,
            "asking_over": published and not ask.open_for_questions(tender, clock.now()),
            "amendments": tender.amendments,
            "extensions": extend.extensions_of(tender),
            "agreement": extend.agreement_of(tender) if rights.works_for(actor, tender, Party.INTEGRATOR) else None,
            "declined": last if tender.state == DRAFT and last is not None and last.action == "decline" else None,
            "may_bid": taking and rights.may_start_bid(actor) is not None,
            "signed_in": actor.known,
        }
    }


def _may_ask(tender: Tender) -> bool:
    actor = context.actor()
    move = TENDERS.moves_of("ask")[0]
    may = tender.state == PUBLISHED and rights.capacity(actor, tender, move) is not None
    return may and not ask.against_asking(tender, {}, actor)


def _may_answer(tender: Tender) -> bool:
    """An auditor reads the questions and answers none."""
    move = TENDERS.moves_of("answer")[0]
    return rights.capacity(context.actor(), tender, move) is not None


def _relative(relative: Tender, tender: Tender) -> dict[str, Any]:
    """An announcement of the family with what happened to it."""
    table = table_of(relative)
    said = state_word(table, relative.state)
    if relative.state in (REANNOUNCED, AMENDING, CANCELLED):
        led = next((act for act in reversed(standing_acts(relative)) if act.to_state == relative.state), None)
        said = _(move_of(relative, led).done) if led is not None else said
    return {
        "place": relative.announcement,
        "repeats": relative.repeats,
        "number": relative.public_number,
        "path": relative.path,
        "published_at": relative.published_at,
        "version": relative.frozen.number if relative.frozen is not None else None,
        "said": said,
        "here": relative.id == tender.id,
    }


def links(tender: Tender) -> Sequence[Link]:
    """What the head of the page leads to, beside the papers that can be printed."""
    if tender.published_at is None:
        return []
    return [Link(_("Dates for a calendar program (.ics)"), f"{tender.path}/dates.ics")]
