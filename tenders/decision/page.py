"""How the page of a tender shows the decision and the contract: who does what now, the course, the protocols."""

from collections.abc import Callable, Mapping
from typing import Any

from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.models import Act
from qyzmet.procedure.pages.page_parts import step
from qyzmet.sentences.wording import text_of
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import Party

from ...deadlines import service as deadlines
from ..models import Tender
from ..procedure.contracts import SIGNING
from ..procedure.states import AMENDING, CANCELLED, CONTRACTED, DECIDED, NO_BIDS, NONE_COMPLIANT, RANKED, REANNOUNCED
from ..rules.protocol_kinds import ProtocolKind
from ..rules.reannouncement import TITLES as DECISIONS
from ..rules.reannouncement import Decision
from . import choice, contract_page, no_supplier, protocol_api, shown_protocol

_OUTCOMES = frozenset(decision.value for decision in Decision)
_NOBODY_NAMED = (NO_BIDS, NONE_COMPLIANT, REANNOUNCED, AMENDING, CANCELLED)


def _ranked_text(tender: Tender) -> str:
    if choice.can_be_chosen(tender) and not choice.was_declined(tender):
        return _("The Commission names the supplier: the chair proposes the protocol, each member votes and signs it.")
    return _lawful_text(tender)


def _lawful_text(tender: Tender) -> str:
    """What is lawful now, and why."""
    found = no_supplier.lawful_now(tender)
    return text_of(found.reason)


NOW: Mapping[str, Callable[[Tender], str]] = {
    RANKED: _ranked_text,
    DECIDED: contract_page.now_text,
    NO_BIDS: _lawful_text,
    NONE_COMPLIANT: _lawful_text,
    CONTRACTED: lambda tender: _("The contracts are in force: all of their parties have signed."),
    REANNOUNCED: lambda tender: _("No supplier was chosen; the tender is announced again."),
    AMENDING: lambda tender: _(
        "No bid came in. The design assignment is being amended; the tender runs again once a newer version of it is "
        "approved."
    ),
    CANCELLED: lambda tender: _("The tender is cancelled."),
}


def steps(tender: Tender) -> list[dict[str, Any]]:
    """The steps of this part of the course: decision and contract, or what was decided where nobody is named."""
    acts = standing_acts(tender)
    running = {each.term: each for each in deadlines.open_deadlines(tender)}
    if tender.state in _NOBODY_NAMED:
        outcome = _last(acts, lambda act: act.action in _OUTCOMES and act.from_state != act.to_state)
        deciding = running.get("decide_what_follows")
        made = step(tender, _("Decision on what follows"), "¶ 53-1", Party.COMMISSION, outcome, deciding)
        return [made if outcome is not None or tender.state != CANCELLED else made | {"state": "skipped"}]
    named = _last(acts, lambda act: act.to_state == DECIDED and act.from_state == RANKED)
    if tender.state not in (DECIDED, CONTRACTED):
        named = None
    signed = _last(acts, lambda act: act.to_state == CONTRACTED)
    signing = min((running[key] for key in SIGNING if key in running), key=lambda each: each.due_at, default=None)
    next_party = signing.owner if signing is not None else Party.STATE_BODY
    examining = (running.get("examine") or running.get("decide_what_follows")) if tender.state == RANKED else None
    return [
        step(tender, _("Protocol"), "¶ 73", Party.COMMISSION, named, examining),
        step(tender, _("Contracts"), "Law 45(3)", next_party, signed, signing, named),
    ]


def _last(acts: list[Act], wanted: Callable[[Act], bool]) -> Act | None:
    return next((act for act in reversed(acts) if wanted(act)), None)


def facts(tender: Tender) -> Mapping[str, Any]:
    """What this part's template shows."""
    named = choice.in_force(tender)
    proposed = shown_protocol.proposal(tender)
    decided = [
        each
        for each in reversed(protocol_api.visible(tender))
        if each.kind is not ProtocolKind.OPENING and (proposed is None or each is not proposed["protocol"])
    ]
    return {
        "proposal": proposed,
        "decisions": [shown_protocol.shown(each) for each in decided],
        "named": shown_protocol.shown(named) if named is not None else None,
        "contracts": contract_page.all_shown(tender) if tender.state in (DECIDED, CONTRACTED) else [],
        "lawful": _lawful(tender),
    }


def _lawful(tender: Tender) -> dict[str, Any] | None:
    """The one lawful decision, or the two that leave a choice, where nobody can be named."""
    if tender.state not in no_supplier.DECIDING:
        return None
    found = no_supplier.lawful_now(tender)
    if not found.decisions:
        return None
    titles = [_(DECISIONS[each]) for each in found.decisions]
    return {"reason": text_of(found.reason), "rule": found.reason.rule, "one": len(titles) == 1, "titles": titles}
