"""How the page of a tender shows the part of the course that actions.py carries out."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _

from qyzmet import context
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.models import Act
from qyzmet.procedure.pages.shown import step
from qyzmet.procedure.wording import name_of
from qyzmet.sentences.sentence import rounded
from qyzmet.sentences.wording import text_of
from qyzmet.vocabulary import N_, Party
from qyzmet.web import formats

from ...deadlines import service as deadlines
from ..bids import opened_bids
from ..commission import ranking, seats
from ..models import Tender
from ..procedure.states import AMENDING, CANCELLED, CONTRACTED, DECIDED, NO_BIDS, NONE_COMPLIANT, RANKED, REANNOUNCED
from ..rules.commission import needed
from ..rules.contract_terms import PARTIES, ContractParty
from ..rules.protocol_kinds import ProtocolKind
from ..rules.reannouncement import Decision
from . import actions, api, choice, contracts, protocol_view, votes

_OUTCOMES = frozenset(decision.value for decision in Decision)
_NOBODY_NAMED = (NO_BIDS, NONE_COMPLIANT, REANNOUNCED, AMENDING, CANCELLED)


def _ranked_text(tender: Tender) -> str:
    found = actions.pending(tender)
    if found is not None:
        voters = seats.commission_of(tender).voters
        return _(
            "The members sign the protocol that names the supplier: %(signed)s have signed, %(needed)s are needed.",
            signed=len(actions.signed_by(tender, found)),
            needed=needed(len(voters), seats.thirds(tender)),
        )
    if choice.order(tender):
        return _("The Commission names the supplier: the chair records it in a protocol, the members sign it.")
    return _lawful_text(tender)


def _lawful_text(tender: Tender) -> str:
    """What is lawful now, and why."""
    found = choice.lawful_now(tender)
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
    REANNOUNCED: lambda tender: _("The tender named nobody and is announced again."),
    AMENDING: lambda tender: _(
        "No bid came in. The design assignment is being amended; the tender runs again once a newer version of it is "
        "approved."
    ),
    CANCELLED: lambda tender: _("The tender is cancelled."),
}
OWN_PAGES: Mapping[str, str] = {}
CONFIRM_NOTES: Mapping[str, str] = {
    "decide": N_(
        "The protocol names the supplier once a quorum of the Commission has signed it. A protocol that was not signed "
        "yet is replaced by this one and stays to be seen."
    ),
    "sign_contract": N_(
        "The contract is in force when all of its parties have signed. A new signature of the customer with other "
        "terms makes a new contract, which the others sign anew."
    ),
    "decline_contract": N_("Your bid falls away, and the Commission names the next one by rank (H25, house rule)."),
    "amend_and_rerun": N_(
        "A new version of the design assignment is opened. The announcement that follows can be published once it is "
        "approved."
    ),
}
ASK_TEMPLATES: Mapping[str, str] = {
    "decide": "tenders/decision/decide.html",
    "sign_contract": "tenders/decision/sign_contract.html",
    **dict.fromkeys(_OUTCOMES, "tenders/decision/resolve.html"),
}
WARNINGS = frozenset({"decline_contract", "record_silence", "cancel"})
ORDER = ("decide", "sign_protocol", "sign_contract", "reannounce", "amend_and_rerun", "repeat", "cancel")
QUIET = frozenset({"decline_contract", "record_silence"})


def _begin_deciding(tender: Tender) -> Mapping[str, Any]:
    order = choice.order(tender)
    return {"winner": order[0] if order else "", "votes": votes.blank_votes(tender)}


def _begin_contract(tender: Tender) -> Mapping[str, Any] | None:
    """The customer begins with the bid's prices and the parties that there must be, or with what stands already."""
    if contracts.signs_as(tender, context.actor()) is not ContractParty.CUSTOMER:
        return None
    contract, bid = contracts.of(tender), choice.winner_of(tender)
    if contract is not None:
        kept = contracts.terms_kept(contract)
        return {
            "price_lease": _money(kept["price_lease"]),
            "price_service": _money(kept["price_service"]),
            "starts_on": kept["starts_on"].isoformat(),
            "ends_on": kept["ends_on"].isoformat(),
            "document": kept["document"],
            "parties": [each.value for each in kept["parties"]],
        }
    must = contracts.needed(tender).must
    return {
        "price_lease": _money(bid.price_lease) if bid is not None else None,
        "price_service": _money(bid.price_service) if bid is not None else None,
        "parties": [each.value for each in ContractParty if each in must],
    }


def _money(value: Any) -> str | None:
    return None if value is None else format(value, ".2f")


_BEGUN: Mapping[str, Callable[[Tender], Mapping[str, Any] | None]] = {
    "decide": _begin_deciding,
    "sign_contract": _begin_contract,
    **dict.fromkeys(_OUTCOMES, lambda tender: {"votes": votes.blank_votes(tender)}),
}


def begun(tender: Tender, action: str) -> Mapping[str, Any] | None:
    """What an action's form holds before anything is typed; None where it is blank."""
    return _BEGUN[action](tender)


def _about_deciding(tender: Tender, form: Any) -> Mapping[str, Any]:
    form.winner.offer(_choices(tender))
    return _about_votes(tender, form)


def _choices(tender: Tender) -> dict[str, str]:
    """The bids that can be chosen, each with its rank, its bidder, its total and its price."""
    ranked = {item.bid: item for item in ranking.of(tender).items}
    found = {}
    for number in choice.order(tender):
        bid, item = opened_bids.by_number(tender, number), ranked[number]
        if bid is not None:
            found[number] = _(
                "%(rank)s. %(bid)s; points: %(total)s; price of the IC service: %(price)s",
                rank=item.rank,
                bid=choice.supplier_text(bid),
                total=formats.number(rounded(item.total), formats.language()),
                price=formats.money(bid.price_service, formats.language()),
            )
    return found


def _about_votes(tender: Tender, form: Any) -> Mapping[str, Any]:
    voters = {person.public_id: person.full_name for person in seats.voters_of(tender)}

    def vote_rows() -> list[Any]:
        """The rows as they were typed, and a blank one for each who has none: an absent member's is left blank."""
        there = {entry.form.user.data for entry in form.votes.entries}
        for person in voters:
            if person not in there:
                form.votes.append_entry({"user": person})
        return list(form.votes.entries)

    return {"vote_rows": vote_rows, "voters": voters}


def _about_resolving(tender: Tender, form: Any) -> Mapping[str, Any]:
    return {"lawful": _lawful_text(tender), **_about_votes(tender, form)}


def _about_contract(tender: Tender, form: Any) -> Mapping[str, Any]:
    """The customer gives the terms; to others the form is what stands there, without a field."""
    contract = contracts.of(tender)
    mine = contracts.signs_as(tender, context.actor()) is ContractParty.CUSTOMER
    if not mine:
        for name in list(form._fields):
            del form[name]
    return {
        "gives_terms": mine,
        "needed": text_of(contracts.needed(tender).said),
        "ceilings": contracts.ceilings_of(tender),
        "bid": choice.winner_of(tender),
        "shown": protocol_view.contract_shown(tender, contract) if contract is not None else None,
    }


_ASK_FACTS: Mapping[str, Callable[[Tender, Any], Mapping[str, Any]]] = {
    "decide": _about_deciding,
    "sign_contract": _about_contract,
    **dict.fromkeys(_OUTCOMES, _about_resolving),
}


def ask_facts(tender: Tender, action: str, form: Any) -> Mapping[str, Any]:
    """What the template of an action's form needs besides; it also offers what the form chooses from."""
    return _ASK_FACTS[action](tender, form)


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
    named = actions.in_force(tender)
    recorded = (ProtocolKind.DECISION, ProtocolKind.OUTCOME)
    return {
        "decisions": [
            protocol_view.protocol_shown(each) for each in reversed(api.visible(tender)) if each.kind in recorded
        ],
        "named": protocol_view.protocol_shown(named) if named is not None else None,
        "contract": protocol_view.contract_shown(tender, contract) if contract is not None else None,
        "lawful": _lawful(tender),
    }


def _lawful(tender: Tender) -> dict[str, Any] | None:
    """The one lawful decision, or the two that leave a choice, where nobody can be named."""
    if tender.state not in (NO_BIDS, NONE_COMPLIANT, RANKED):
        return None
    found = choice.lawful_now(tender)
    if not found.decisions:
        return None
    titles = [protocol_view.decision_title(each) for each in found.decisions]
    return {"reason": text_of(found.reason), "rule": found.reason.rule, "one": len(titles) == 1, "titles": titles}
