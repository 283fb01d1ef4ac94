"""What the protocols of a decision record: of the one that names the supplier (¶ 73), of the one that names nobody
(¶ 53-1), of the one on a supplier's silence (H25). Plain JSON, in no language; nothing here decides.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from qyzmet import clock
from qyzmet.people.models import Organisation
from qyzmet.procedure.actions import Body
from qyzmet.sentences.kept import to_json
from qyzmet.sentences.sentence import exact, rounded

from ..bids import opened_bids
from ..commission import ranking, seats
from ..models import Bid, Tender
from ..rules import reannouncement
from ..rules.reannouncement import Decision
from ..rules.scoring import LeftOut, Ranked, Step
from . import choice

Json = dict[str, Any]


def of_choice(tender: Tender, body: Body) -> Json:
    """¶ 73: scores with every step, the supplier, the term for readiness, beside what every decision rests on.

    `body` has passed its guard. Raises LookupError for a bid that is not the tender's.
    """
    winner = opened_bids.by_number(tender, str(body["winner"]))
    if winner is None:
        raise LookupError(f"{tender.public_number} has no bid {body['winner']}")
    found, best = ranking.of(tender), choice.can_be_chosen(tender)[0]
    return {
        "announcement": tender.announcement,
        **_commission_and_bids(tender),
        "ranking": [_ranked(item) for item in found.items],
        "left_out": [_left_out(item) for item in found.left_out],
        "not_counted": list(found.incomplete),
        "fell_away": [
            {"bid": number, "action": act.body["action"], "at": clock.almaty(act.at).isoformat()}
            for number, act in choice.fallen(tender).items()
        ],
        "winner": {"bid": winner.public_number, **_supplier(winner.bidder)},
        "single": choice.is_single(tender),
        "differs_from_ranking": winner.public_number != best,
        "ready_within_working_days": int(body["ready_within_working_days"]),
        "grounds": str(body.get("grounds") or ""),
    }


def of_outcome(tender: Tender, decision: Decision, facts: reannouncement.Facts, body: Body) -> Json:
    """¶ 53-1: what was decided where nobody could be named, and why that was lawful."""
    return {
        "announcement": tender.announcement,
        "decision": decision.value,
        "lawful": to_json(reannouncement.lawful(facts).reason),
        "came_in": facts.came_in,
        "compliant": facts.compliant,
        **_commission_and_bids(tender),
        "grounds": str(body.get("grounds") or ""),
    }


def of_silence(tender: Tender, winner: Bid, until: dt.datetime, body: Body) -> Json:
    """H25: who did not sign the contract, and until when it could have been signed."""
    return {
        "announcement": tender.announcement,
        **_commission_and_bids(tender),
        "silent": {"bid": winner.public_number, **_supplier(winner.bidder)},
        "until": clock.almaty(until).isoformat(),
        "grounds": str(body.get("note") or ""),
    }


def _commission_and_bids(tender: Tender) -> Json:
    """Who decided, and on what: the Commission as it sits, the bids, and those of them that were rejected."""
    return {
        "commission": seats.written(tender),
        "bids": [_bid(bid) for bid in opened_bids.all_of(tender)],
        "rejected": [
            {"bid": bid.public_number, "ground": bid.ground, "reason": bid.reason}
            for bid in opened_bids.rejected(tender)
        ],
    }


def _bid(bid: Bid) -> Json:
    return {
        "bid": bid.public_number,
        **_supplier(bid.bidder),
        "group": list(opened_bids.group_of(bid)),
        "price_lease": format(bid.price_lease, ".2f"),
        "price_service": format(bid.price_service, ".2f"),
        "received_at": clock.almaty(bid.received_at).isoformat(),
        "receipt": bid.receipt_hash,
    }


def _supplier(organisation: Organisation) -> Json:
    names = {"kk": organisation.name_kk, "ru": organisation.name_ru, "en": organisation.name_en}
    return {"supplier": organisation.bin, "names": names}


def _ranked(item: Ranked) -> Json:
    return {
        "rank": item.rank,
        "bid": item.bid,
        "total": format(rounded(item.total), "f"),
        "exact": exact(item.total),
        "steps": _steps(item.steps),
        "tie": to_json(item.tie) if item.tie is not None else None,
    }


def _left_out(item: LeftOut) -> Json:
    return {"bid": item.bid, "reasons": [to_json(each) for each in item.reasons], "steps": _steps(item.steps)}


def _steps(steps: Iterable[Step]) -> list[Json]:
    return [
        {"criterion": step.criterion, "said": to_json(step.said), "result": exact(step.result), "adds": step.adds}
        for step in steps
    ]
