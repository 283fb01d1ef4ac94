"""What the protocol that names the supplier records (¶ 73): bids, rejections, scores with every step, votes, the
supplier, the term for readiness. Plain JSON, in no language; nothing here decides.
"""

from collections.abc import Iterable
from typing import Any

from qyzmet import clock
from qyzmet.people.models import Organisation
from qyzmet.procedure.actions import Body

from . import bids_of, choosing, ranking, voting
from .kept_said import to_json
from .models import Bid, Tender
from .said import exact, rounded
from .scoring import LeftOut, Ranked, Step

Json = dict[str, Any]


def of(tender: Tender, body: Body) -> Json:
    """The data of the protocol that a decision makes; `body` has passed its guard."""
    winner = bids_of.by_number(tender, str(body["winner"]))
    if winner is None:
        raise LookupError(f"{tender.public_number} has no bid {body['winner']}")
    found, order = ranking.of(tender), choosing.order(tender)
    return {
        "announcement": tender.announcement,
        "commission": voting.seats_kept(tender),
        "bids": [bid_kept(bid) for bid in bids_of.all_of(tender)],
        "rejected": [
            {"bid": bid.public_number, "ground": bid.ground, "reason": bid.reason} for bid in bids_of.rejected(tender)
        ],
        "ranking": [_ranked(item) for item in found.items],
        "left_out": [_left_out(item) for item in found.left_out],
        "not_counted": list(found.incomplete),
        "fell_away": [
            {"bid": number, "action": act.body["action"], "at": clock.almaty(act.at).isoformat()}
            for number, act in choosing.fallen(tender).items()
        ],
        **voting.kept(tender, body),
        "winner": {"bid": winner.public_number, **_supplier(bids_of.supplier_of(winner))},
        "single": choosing.is_single(tender),
        "differs_from_ranking": winner.public_number != order[0],
        "ready_within_working_days": int(body["ready_within_working_days"]),
        "grounds": str(body.get("grounds") or ""),
    }


def bid_kept(bid: Bid) -> Json:
    """A bid as a protocol names it."""
    return {
        "bid": bid.public_number,
        **_supplier(bids_of.supplier_of(bid)),
        "group": list(bids_of.group_of(bid)),
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
