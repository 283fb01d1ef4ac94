"""A protocol of the Commission with everything that it records, as pages show it: proposed, in force, or fallen.

How somebody has voted shows once the voting has ended, and that they have, at once.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from qyzmet import context, rights
from qyzmet.people.accounts import users
from qyzmet.procedure.wording import language
from qyzmet.sentences.kept import from_json
from qyzmet.sentences.wording import text_of
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import Seat

from ..commission import ranking, seats, visibility
from ..commission.voting import counting, proposals
from ..models import Protocol, Tender, WithCommission
from ..rules.commission import needed
from ..rules.protocol_kinds import PROTOCOL_RULES, PROTOCOL_TITLES, ProtocolKind
from ..rules.qualification import GROUNDS, Ground
from ..rules.reannouncement import TITLES as DECISIONS
from ..rules.reannouncement import Decision
from . import end_of_formation_text


def name_of_user(person: str) -> str:
    """The name of a person of that id; the id where there is none."""
    user = users.by_public_id(person)
    return user.full_name if user is not None else person


def rule_of(protocol: Protocol) -> str:
    """The paragraph that the protocol is made by."""
    if protocol.kind is ProtocolKind.OUTCOME:
        return str(protocol.data["lawful"]["rule"])
    return PROTOCOL_RULES[protocol.kind]


def proposal(procedure: WithCommission) -> dict[str, Any] | None:
    """The open proposal with who has voted, for those who may see it; None for all others and where there is none."""
    found = proposals.open_of(procedure)
    if found is None or not rights.may_see_unpublished(context.actor(), procedure):
        return None
    return shown(found) | {"marks": _marks(procedure, found), "counted": counted_text(procedure, found)}


def voting_text(procedure: WithCommission) -> str:
    """What happens now where a proposal is open; "" for those who may not see it."""
    found = proposals.open_of(procedure)
    if found is None or not rights.may_see_unpublished(context.actor(), procedure):
        return ""
    return (
        _("The chair has proposed a protocol: each member votes on it and so signs it.")
        + " "
        + counted_text(procedure, found)
    )


def counted_text(procedure: WithCommission, protocol: Protocol) -> str:
    """How many have voted, and how many are needed so that the chair can close the voting."""
    voters, able = seats.commission_of(procedure).voters, counting.able(procedure)
    return _(
        "%(voted)s of %(all)s have voted; the quorum is %(needed)s.",
        voted=sum(vote.person in able for vote in counting.votes_on(protocol)),
        all=len(voters),
        needed=needed(len(voters), seats.thirds(procedure)),
    )


def _marks(procedure: WithCommission, protocol: Protocol) -> list[dict[str, Any]]:
    """Who of those with a vote has voted, not how; who cannot vote yet, or not any more."""
    voted = {vote.person for vote in counting.votes_on(protocol)}
    return [
        {
            "name": row.user.full_name,
            "voted": row.user.public_id in voted and row.until is None,
            "aside": row.until is not None,
            "undeclared": row.interest is None,
        }
        for row in seats.rows_of(procedure)
        if row.seat is not Seat.SECRETARY
    ]


def shown(protocol: Protocol) -> dict[str, Any]:
    """A protocol with everything that it records."""
    data, outcome = protocol.data, protocol.outcome or {}
    bids, tender = {bid["bid"]: bid for bid in data.get("bids", ())}, protocol.procedure
    return {
        "protocol": protocol,
        "title": _(PROTOCOL_TITLES[protocol.kind]),
        "rule": rule_of(protocol),
        "signed": signatures(protocol),
        "readable": visibility.readable_bids(tender) if isinstance(tender, Tender) else frozenset(),
        "grounds": data.get("grounds", ""),
        "votes": outcome.get("votes", ()),
        "tally": outcome.get("tally"),
        "fell": bool(outcome) and not outcome["carried"],
        "aside": [each["name"] for each in outcome.get("aside", ())],
        "bids": [bid | {"name": bid["names"][language()]} for bid in bids.values()],
        "rejected": [
            each | {"name": bids[each["bid"]]["names"][language()], "words": _(GROUNDS[Ground(each["ground"])])}
            for each in data.get("rejected", ())
        ],
        **_CONTENTS[protocol.kind](data, bids),
    }


def signatures(protocol: Protocol) -> list[dict[str, Any]]:
    """Who has signed and when, each with the mark of a late one."""
    return [{"name": each.user.full_name, "at": each.at, "late": each.late} for each in protocol.signatures]


def _examination(data: Mapping[str, Any], bids: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "results": [
            each
            | {
                "name": (each.get("names") or {}).get(language(), each["supplier"]),
                "words": _(GROUNDS[Ground(each["ground"])]) if each["ground"] else "",
            }
            for each in data["results"]
        ]
    }


def _decision(data: Mapping[str, Any], bids: Mapping[str, Any]) -> dict[str, Any]:
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


def _outcome(data: Mapping[str, Any], bids: Mapping[str, Any]) -> dict[str, Any]:
    return {"decision": _(DECISIONS[Decision(data["decision"])]), "lawful": text_of(from_json(data["lawful"]))}


def _silence(data: Mapping[str, Any], bids: Mapping[str, Any]) -> dict[str, Any]:
    return {"silent": data["silent"] | {"name": data["silent"]["names"][language()], "until": data["until"]}}


def _forming(data: Mapping[str, Any], bids: Mapping[str, Any]) -> dict[str, Any]:
    supplier = data["supplier"]
    return {
        "form": data["form"],
        "mend": data["mend"],
        "follows": end_of_formation_text.what_follows(data),
        "mend_working_days": data["mend_working_days"],
        "presented": data["presented"],
        "supplier": supplier[language()] if supplier else "",
    }


_CONTENTS = {
    ProtocolKind.EXAMINATION: _examination,
    ProtocolKind.DECISION: _decision,
    ProtocolKind.OUTCOME: _outcome,
    ProtocolKind.SILENCE: _silence,
    ProtocolKind.FORMING: _forming,
}


def _texts(kept: Iterable[Mapping[str, Any]]) -> list[str]:
    return [ranking.in_words(from_json(each)) for each in kept]
