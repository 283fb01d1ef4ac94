"""Protocols and contracts as pages show them: what is kept in no language, written for the reader."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _

from qyzmet import context, rights
from qyzmet.documents import service as documents
from qyzmet.people.accounts import users
from qyzmet.procedure.wording import language
from qyzmet.sentences.kept import from_json
from qyzmet.sentences.wording import text_of

from ..models import Contract, Protocol, Tender
from ..rules.contract_terms import PARTIES, PPP_TITLES, TITLES, ContractParty
from ..rules.protocol_kinds import PROTOCOL_TITLES
from ..rules.qualification import GROUNDS, Ground
from ..rules.reannouncement import TITLES as DECISION_TITLES
from ..rules.reannouncement import Decision
from . import contracts

Json = dict[str, Any]


def protocol_shown(protocol: Protocol) -> Json:
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
            each | {"name": bids[each["bid"]]["names"][language()], "words": ground_text(each["ground"])}
            for each in data["rejected"]
        ],
        **(_decision(data, bids) if "winner" in data else _outcome(data)),
    }


def _decision(data: Mapping[str, Any], bids: Mapping[str, Json]) -> Json:
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
                "steps": _texts(step["said"] for step in each["steps"]),
                "tie": text_of(from_json(each["tie"])) if each["tie"] else "",
            }
            for each in data["ranking"]
        ],
        "left_out": [
            {"bid": each["bid"], "name": bids[each["bid"]]["names"][language()], "reasons": _texts(each["reasons"])}
            for each in data["left_out"]
            if each["bid"] not in {row["bid"] for row in data["rejected"]}
        ],
        "fell_away": [each | {"name": bids[each["bid"]]["names"][language()]} for each in data["fell_away"]],
    }


def _outcome(data: Mapping[str, Any]) -> Json:
    return {
        "decision": decision_title(Decision(data["decision"])),
        "lawful": text_of(from_json(data["lawful"])),
    }


def _texts(kept: Iterable[Mapping[str, Any]]) -> list[str]:
    return [text_of(from_json(each)) for each in kept]


def decision_title(decision: Decision) -> str:
    """What a decision of the Commission is called."""
    return _(DECISION_TITLES[decision])


def ground_text(ground: str | None) -> str:
    """Why a bid was rejected, in words."""
    return _(GROUNDS[Ground(ground)]) if ground else ""


def contract_shown(tender: Tender, contract: Contract) -> Json:
    """The contract with its parties, who of them has signed, and what three years bring; the file for the parties."""
    titles = PPP_TITLES if contracts.is_ppp(tender) else TITLES
    is_party = rights.reads_as_party(context.actor(), tender)
    return {
        "contract": contract,
        "parties": [
            {
                "title": _(titles[party]),
                "name": _name(tender, party),
                **_signature(contract.signatures.get(party.value)),
            }
            for party in contracts.parties_of(contract)
        ],
        "after_three_years": [
            {"text": text_of(each.said), "rule": each.said.rule} for each in contracts.three_years(tender, contract)
        ],
        "document": documents.readable(contract.document) if is_party else None,
    }


def _name(tender: Tender, party: ContractParty) -> str:
    organisation = tender.party(PARTIES[party])
    return organisation.name(language()) if organisation is not None else ""


def _signature(kept: Mapping[str, str] | None) -> Json:
    if kept is None:
        return {"signed_at": None, "signed_by": ""}
    user = users.by_public_id(kept["user"])
    return {
        "signed_at": dt.datetime.fromisoformat(kept["at"]),
        "signed_by": user.full_name if user is not None else kept["user"],
    }
