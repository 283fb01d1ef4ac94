"""How the page of a tender shows the decision and the contract: who does what now, the course, the protocols."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.models import Act
from qyzmet.procedure.pages.page_parts import step
from qyzmet.procedure.wording import language, name_of
from qyzmet.sentences.kept import from_json
from qyzmet.sentences.wording import text_of
from qyzmet.vocabulary import Party

from ...deadlines import service as deadlines
from ..commission import ranking, seats
from ..models import Protocol, Tender
from ..procedure.states import AMENDING, CANCELLED, CONTRACTED, DECIDED, NO_BIDS, NONE_COMPLIANT, RANKED, REANNOUNCED
from ..rules.commission import needed
from ..rules.contract_terms import PARTIES
from ..rules.protocol_kinds import PROTOCOL_TITLES, ProtocolKind
from ..rules.qualification import GROUNDS, Ground
from ..rules.reannouncement import TITLES as DECISIONS
from ..rules.reannouncement import Decision
from . import api, choice, contracts, no_supplier, sign_protocol

_OUTCOMES = frozenset(decision.value for decision in Decision)
_NOBODY_NAMED = (NO_BIDS, NONE_COMPLIANT, REANNOUNCED, AMENDING, CANCELLED)


def _ranked_text(tender: Tender) -> str:
    found = sign_protocol.pending(tender)
    if found is not None:
        voters = seats.commission_of(tender).voters
        return _(
            "The members sign the protocol that names the supplier: %(signed)s have signed, %(needed)s are needed.",
            signed=len(sign_protocol.signed_by(tender, found)),
            needed=needed(len(voters), seats.thirds(tender)),
        )
    if choice.can_be_chosen(tender):
        return _("The Commission names the supplier: the chair records it in a protocol, the members sign it.")
    return _lawful_text(tender)


def _lawful_text(tender: Tender) -> str:
    """What is lawful now, and why."""
    found = no_supplier.lawful_now(tender)
    return text_of(found.reason)


def _decided_text(tender: Tender) -> str:
    contract = contracts.of(tender)
    if contract is None:
        return _("The supplier is named. The customer signs the contract first, with its terms.")
    missing = [
        name_of(tender.party(PARTIES[party]))
        for party in contracts.parties_of(contract)
        if party not in contracts.signed_by(contract)
    ]
    return _("The customer has signed the contract. Still to sign: %(parties)s.", parties=", ".join(missing))


NOW: Mapping[str, Callable[[Tender], str]] = {
    RANKED: _ranked_text,
    DECIDED: _decided_text,
    NO_BIDS: _lawful_text,
    NONE_COMPLIANT: _lawful_text,
    CONTRACTED: lambda tender: _("The contract is in force: all of its parties have signed."),
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
        outcome = _last(acts, lambda act: act.action in _OUTCOMES)
        made = step(tender, _("Decision on what follows"), "¶ 53-1", Party.COMMISSION, outcome)
        return [made if outcome is not None or tender.state != CANCELLED else made | {"state": "skipped"}]
    named = _last(acts, lambda act: act.to_state == DECIDED and act.from_state == RANKED)
    if tender.state not in (DECIDED, CONTRACTED):
        named = None
    signed = _last(acts, lambda act: act.to_state == CONTRACTED)
    examining = running.get("examine") if tender.state == RANKED else None
    return [
        step(tender, _("Protocol"), "¶ 73", Party.COMMISSION, named, examining),
        step(tender, _("Contract"), "Law 45(3)", Party.STATE_BODY, signed, running.get("sign_contract"), named),
    ]


def _last(acts: list[Act], wanted: Callable[[Act], bool]) -> Act | None:
    return next((act for act in reversed(acts) if wanted(act)), None)


def facts(tender: Tender) -> Mapping[str, Any]:
    """What this part's template shows."""
    contract = contracts.of(tender)
    named = sign_protocol.in_force(tender)
    recorded = (ProtocolKind.DECISION, ProtocolKind.OUTCOME)
    return {
        "decisions": [_protocol(each) for each in reversed(api.visible(tender)) if each.kind in recorded],
        "named": _protocol(named) if named is not None else None,
        "contract": contracts.shown(tender, contract) if contract is not None else None,
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


def _protocol(protocol: Protocol) -> dict[str, Any]:
    """A decision or an outcome with everything that it records."""
    data = protocol.data
    bids = {bid["bid"]: bid for bid in data["bids"]}
    return {
        "protocol": protocol,
        "title": _(PROTOCOL_TITLES[protocol.kind]),
        "signed": [(each.user.full_name, each.at) for each in protocol.signatures],
        "grounds": data["grounds"],
        "votes": data["votes"],
        "tally": data["tally"],
        "aside": [each["name"] for each in data["aside"]],
        "bids": [bid | {"name": bid["names"][language()]} for bid in data["bids"]],
        "rejected": [
            each | {"name": bids[each["bid"]]["names"][language()], "words": _(GROUNDS[Ground(each["ground"])])}
            for each in data["rejected"]
        ],
        **(_decision(data, bids) if "winner" in data else _outcome(data)),
    }


def _decision(data: Mapping[str, Any], bids: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    totals = ranking.in_figures([Fraction(each["exact"]) for each in data["ranking"]])
    return {
        "winner": data["winner"] | {"name": data["winner"]["names"][language()]},
        "ready": data["ready_within_working_days"],
        "differs": data["differs_from_ranking"],
        "single": data["single"],
        "ranking": [
            each
            | {
                "name": bids[each["bid"]]["names"][language()],
                "price_service": bids[each["bid"]]["price_service"],
                "total": total,
                "steps": _texts(step["said"] for step in each["steps"]),
                "tie": ranking.in_words(from_json(each["tie"])) if each["tie"] else "",
            }
            for each, total in zip(data["ranking"], totals, strict=True)
        ],
        "left_out": [
            {"bid": each["bid"], "name": bids[each["bid"]]["names"][language()], "reasons": _texts(each["reasons"])}
            for each in data["left_out"]
            if each["bid"] not in {row["bid"] for row in data["rejected"]}
        ],
        "fell_away": [each | {"name": bids[each["bid"]]["names"][language()]} for each in data["fell_away"]],
    }


def _outcome(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "decision": _(DECISIONS[Decision(data["decision"])]),
        "lawful": text_of(from_json(data["lawful"])),
    }


def _texts(kept: Iterable[Mapping[str, Any]]) -> list[str]:
    return [ranking.in_words(from_json(each)) for each in kept]
