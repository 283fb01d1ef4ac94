"""Bids for tests: complete ones, and brought to each state by the moves themselves."""

import contextlib
import datetime as dt
from collections.abc import Iterator
from typing import Any

from qyzmet import clock, context
from qyzmet.context import acting, actor_of
from qyzmet.database import db
from qyzmet.procedure import engine, find_by_number
from qyzmet.procedure.models import Act
from qyzmet.sealing import key_pairs
from qyzmet.tenders.bids import kind, requirements
from qyzmet.tenders.bids.draft import draft
from qyzmet.tenders.bids.unseal import Opening, open_all, open_remaining
from qyzmet.tenders.models import Bid, Tender
from qyzmet.tenders.procedure.states import EXAMINING
from qyzmet.tenders.rules.qualification import STATEMENTS
from qyzmet.vocabulary import Party
from tests.conftest import SetClock
from tests.tenders.house import TenderHouse

LEASE, SERVICE = "48123456.78", "55876543.21"
ANSWER = "We lead the register of cultural valuables as a tulip of the steppe would."


def data(tender: Tender, documents: list[str] | None = None, **changes: Any) -> dict[str, Any]:
    """All that a bid must hold; `documents` show the first statement and answer the first criterion."""
    shown = documents or []
    criteria = requirements.criteria(tender)
    return {
        "price_lease": LEASE,
        "price_service": SERVICE,
        "group": [],
        "statements": [
            {"key": each.key, "confirmed": True, "documents": shown if place == 0 else []}
            for place, each in enumerate(STATEMENTS)
        ],
        "answers": [
            {"criterion": each.key, "text": f"{ANSWER} ({each.key})", "documents": shown if place == 0 else []}
            for place, each in enumerate(criteria)
        ],
    } | changes


def drafted(house: TenderHouse, tender: Tender, supplier: int = 1, **changes: Any) -> Bid:
    """A complete draft of that supplier's specialist."""
    key = f"supplier{supplier}_specialist"
    shown = [house.document(key, "charter-of-the-bidder.pdf")]
    with house.as_(key):
        return draft(tender.public_number, data(tender, shown, **changes))


def submitted(house: TenderHouse, tender: Tender, supplier: int = 1, **changes: Any) -> Bid:
    """A bid that the supplier's head has submitted, its group having joined."""
    bid = drafted(house, tender, supplier, **changes)
    for member in bid.data.get("group") or ():
        join(house, bid, [each.bin for each in house.suppliers].index(member) + 1)
    take(house, bid, "submit", supplier=supplier)
    return bid


def take(house: TenderHouse, bid: Bid, action: str, body: dict[str, Any] | None = None, supplier: int = 1) -> None:
    """The supplier's head takes the move."""
    with house.as_(f"supplier{supplier}_head"):
        engine.take(bid, action, body or {})


def join(house: TenderHouse, bid: Bid, supplier: int) -> None:
    """The head of a supplier named in the group confirms that it takes part."""
    member = seen(house, bid, f"supplier{supplier}_head")
    assert member is not None
    take(house, member, "join_group", {"version": member.version}, supplier)


def seen(house: TenderHouse, bid: Bid, key: str = "supplier1_head") -> Bid | None:
    """The bid as that person finds it now; None where there is none for them."""
    with house.as_(key) as actor:
        found: Bid | None = find_by_number.find(bid.public_number, [kind.KIND], actor)
        return found


@contextlib.contextmanager
def received(at: dt.datetime, house: TenderHouse, key: str) -> Iterator[None]:
    """Within the block the person acts by a request that had come in whole at that instant."""
    with acting(actor_of(house[key])):
        context.set_received(at)
        try:
            yield
        finally:
            context.set_received(None)


def closed(house: TenderHouse, tender: Tender, set_clock: SetClock) -> None:
    """Time has ended the acceptance, and it is the hour of the opening."""
    assert tender.accepts_until is not None
    assert tender.opening_at is not None
    end = tender.accepts_until
    set_clock.set(end)
    engine.end_by_time(tender, "close", end)
    set_clock.set(tender.opening_at)


def opened(house: TenderHouse, tender: Tender, *, again: bool = False) -> Opening:
    """What an act of opening brings to light, without what the Commission's part of it does besides."""
    act = Act(
        procedure=tender,
        action="open_remaining" if again else "open_bids",
        party=Party.COMMISSION,
        user=house["chair"],
        organisation=house.requests.state_body,
        from_state=tender.state,
        to_state=EXAMINING,
        body={},
        at=clock.now(),
    )
    db.session.add(act)
    tender.opened_at, tender.state = tender.opened_at or clock.now(), EXAMINING
    db.session.flush()
    with house.as_("chair"):
        released = key_pairs.release(
            key_pairs.Pair(tender.seal_public or b"", tender.seal_wrapped or b""), tender.public_number
        )
        found = (open_remaining if again else open_all)(tender, released, act)
    db.session.commit()
    return found
