"""What is inside of a sealed bid: all that anybody could want to know of it, its history too.

A row of `sealed_bid` shows none of this. It is written by the bidder's acts alone, each time under a new key.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from qyzmet.sealing import blinding, envelopes
from qyzmet.sealing.envelopes import Envelope
from qyzmet.sealing.key_pairs import Released

from ...models import Tender
from ...procedure.states import DRAFT
from ...rules.group import group_terms
from ...rules.sealed_state import Left
from ...sealed_models import SealedBid

# A bid that stands for it waits to be confirmed: windows are counted from 1.
NO_WINDOW = 0


@dataclass
class KeptAct:
    """An act of the bidder, as the history will show it after the opening. People are ids, instants ISO."""

    action: str
    user: str
    acting_for: str | None
    at: str
    from_state: str
    to_state: str
    body: dict[str, Any]
    # The BIN of the member of the group who acted; blank for the bidder's own acts.
    supplier: str = ""
    # Its signature, of one that was signed (`signatures/kept.py: as_data`).
    signature: dict[str, Any] | None = None


@dataclass
class KeptReceipt:
    """What was handed in last: the receipt with its salt, and the instant of receipt (ISO)."""

    hash: str
    salt: str
    received_at: str


@dataclass
class Content:
    """A bid before the opening."""

    bidder: str
    edition: str
    created_by: str
    created_at: str
    data: dict[str, Any] = field(default_factory=dict)
    stands: str = DRAFT
    # The window in which it was submitted, replaced or confirmed last.
    window: int = 0
    submitted_at: str | None = None
    receipt: KeptReceipt | None = None
    acts: list[KeptAct] = field(default_factory=list)
    # What the bidder sees as the version: raised by what the bidder sees change, and by nothing else. 0 of a bid kept
    # by a release that counted the row's writings alone.
    version: int = 0
    # The version in which group or prices were changed last: what members read since then is as it is now.
    terms_since: int = 0
    # The words of the group's members, by BIN, for group and prices as they are.
    confirmed: dict[str, KeptAct] = field(default_factory=dict)
    # What its preparer said when it was handed over to the head. It is no part of the history that the opening shows.
    handed_over: KeptAct | None = None
    # What somebody has asked to sign, and the signatures that were not taken, with their times.
    manifests: list[dict[str, Any]] = field(default_factory=list)
    attempts: list[dict[str, Any]] = field(default_factory=list)

    def fill(self, data: Mapping[str, Any]) -> None:
        """Other data. Who had confirmed another group or other prices has not confirmed these (H39)."""
        if group_terms(data) != group_terms(self.data):
            self.confirmed = {}
            self.terms_since = self.version + 1
        self.data = dict(data)

    @property
    def left(self) -> Left:
        """How the bidder left it."""
        return Left(self.stands, self.window)

    @property
    def received_at(self) -> dt.datetime | None:
        """When what was handed in last was received whole."""
        return None if self.receipt is None else dt.datetime.fromisoformat(self.receipt.received_at)


def blind_bidder(tender: Tender, bin_: str) -> str:
    """By what an organisation's bids of a tender are found."""
    return blinding.blind("bidder", tender.public_number, bin_).hex()


def blind_part(tender: Tender, bin_: str) -> str:
    """By what is known that an organisation takes part in a bid of a tender, alone or in a group."""
    return blinding.blind("taken part", tender.public_number, bin_).hex()


def context_of(number: str) -> str:
    """What the content of the bid with this number is sealed as."""
    return f"bid {number}"


def seal(content: Content, number: str) -> Envelope:
    """The content sealed for its bidder."""
    return envelopes.seal(asdict(content), content.bidder, context_of(number))


def address(row: SealedBid, content: Content, tender: Tender) -> bytes:
    """The ticket of the row's content sealed for the opening of the tender. Raises SealBroken for a changed key."""
    public = tender.seal_public or b""
    return envelopes.address(row.own, content.bidder, public, tender.public_number, context_of(row.number))


def open_own(row: SealedBid, bin_: str) -> Content:
    """The content, for its bidder. Raises SealBroken for any other."""
    return _content(envelopes.open_own(Envelope(row.content, row.own), bin_, context_of(row.number)))


def open_released(row: SealedBid, released: Released, tender: Tender) -> Content:
    """The content, at the opening. Raises SealBroken."""
    context = context_of(row.number)
    return _content(envelopes.open_released(row.content, row.addressed or b"", released, tender.public_number, context))


def _content(value: Mapping[str, Any]) -> Content:
    made = Content(**value)
    made.acts = [KeptAct(**each) for each in value["acts"]]
    made.confirmed = {bin_: KeptAct(**each) for bin_, each in value.get("confirmed", {}).items()}
    made.handed_over = None if value.get("handed_over") is None else KeptAct(**value["handed_over"])
    made.receipt = None if value["receipt"] is None else KeptReceipt(**value["receipt"])
    return made
