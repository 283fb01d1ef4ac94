"""¶ 49: the receipt of a bid: a hash and an instant, which prove after the opening what was handed in and when."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from qyzmet import clock
from qyzmet.documents import service as documents
from qyzmet.sealing import receipts
from qyzmet.sealing.receipts import Receipt

from ..models import Bid
from .bid_form import documents_in
from .sealed import sealed_bids


def handed_in(
    number: str, tender: str, data: Mapping[str, Any], hashes: Mapping[str, str], received_at: dt.datetime
) -> dict[str, Any]:
    """All that a receipt is given for; `hashes` are the SHA-256 of each file by its id."""
    return {
        "number": number,
        "tender": tender,
        "data": dict(data),
        "documents": dict(hashes),
        "received_at": instant(received_at),
    }


def instant(at: dt.datetime) -> str:
    """The instant as the receipt says it: in Almaty's time, to the microsecond."""
    return clock.almaty(at).isoformat()


def make(number: str, tender: str, data: Mapping[str, Any], received_at: dt.datetime) -> Receipt:
    """The receipt for what the current actor hands in, with the documents that it names."""
    return receipts.make_receipt(handed_in(number, tender, data, _hashes_of(data), received_at))


def _hashes_of(data: Mapping[str, Any]) -> dict[str, str]:
    """The SHA-256 of each document that a bid names, by its id, as far as the current actor can read them."""
    found = ((each, documents.find(each)) for each in documents_in(data))
    return {public_id: document.sha256 for public_id, document in found if document is not None}


def of(bid: Bid) -> dict[str, str] | None:
    """The receipt for what was handed in last: hash and instant; None before anything was."""
    if sealed_bids.is_sealed(bid):
        kept, received_at = sealed_bids.content_of(bid).receipt, sealed_bids.content_of(bid).received_at
        if kept is None or received_at is None:
            return None
        return {"hash": kept.hash, "received_at": instant(received_at)}
    return {"hash": bid.receipt_hash, "received_at": instant(bid.received_at)}


def still_fits(bid: Bid, hashes: Mapping[str, str]) -> bool:
    """Whether an opened bid holds what its receipt was given for; `hashes` are the SHA-256 of its files by id."""
    given = handed_in(bid.public_number, bid.tender.public_number, bid.data, hashes, bid.received_at)
    return bool(bid.receipt_salt) and receipts.fits(bid.receipt_hash, bid.receipt_salt, given)
