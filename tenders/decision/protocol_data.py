"""What the protocol that names the supplier records (¶ 73): bids, rejections, scores with every step, votes, the
supplier, the term for readiness. Plain JSON, in no language; nothing here decides.
"""

from collections.abc import Iterable
from typing import Any

from qyzmet import clock
from qyzmet.people.models import Organisation
from qyzmet.procedure.actions import Body
from qyzmet.sentences.kept import to_json
from qyzmet.sentences.sentence import exact, rounded

from ..bids import opened_bids
from ..commission import ranking
from ..models import Bid, Tender
from ..rules.scoring import LeftOut, Ranked, Step
from . import choice, votes

Json = dict[str, Any]


def of(tender: Tender, body: Body) -> Json:
    """The data of the protocol that a decision makes; `body` has passed its guard."""
    winner = opened_bids.by_number(tender, str(body["winner"]))
    if winner is None:
        raise LookupError(f"{tender.public_number} has no bid {body['winner']}")
    found, order = ranking.of(tender), choice.order(tender)
    return {
        "announcement": tender.announcement,
        "commission": votes.seats_kept(tender),
        "bids": [bid_kept(bid) for bid in opened_bids.all_of(tender)],
        "rejected": [
            {"bid": bid.public_number, "ground": bid.ground, "reason": bid.reason}
            for bid in opened_bids.rejected(tender)
        ],
        "ranking": [_ranked(item) for item in found.items],
        "left_out": [_left_out(item) for item in found.left_out],
        "not_counted": list(found.incomplete),
        "fell_away": [
            {"bid": number, "action": act.body["action"], "at": clock.almaty(act.at).isoformat()}
            for number, act in choice.fallen(tender).items()
        ],
        **votes.kept(tender, body),
        "winner": {"bid": winner.public_number, **_supplier(opened_bids.supplier_of(winner))},
        "single": choice.is_single(tender),
        "differs_from_ranking": winner.public_number != order[0],
        "ready_within_working_days": int(body["ready_within_working_days"]),
        "grounds": str(body.get("grounds") or ""),
    }


def bid_kept(bid: Bid) -> Json:
    """A bid as a protocol names it."""
    return {
        "bid": bid.public_number,
        **_supplier(opened_bids.supplier_of(bid)),
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
