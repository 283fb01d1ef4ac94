"""Decisions of the Commission for tests: the chair proposes, and each of the voters votes for oneself."""

from collections.abc import Mapping, Sequence
from typing import Any

from qyzmet.tenders.commission.voting import proposals
from qyzmet.tenders.models import Tender
from tests.tenders.house import TenderHouse

VOTERS = ("chair", "member1", "member2", "member3", "member4")


def ballot(tender: Tender, *, dissent: str = "") -> dict[str, Any]:
    """The body of a vote on the open proposal: for it, or against it with that dissent."""
    proposed = proposals.open_of(tender)
    assert proposed is not None
    return {"for": not dissent, "dissent": dissent, "hash": proposed.hash}


def vote(
    house: TenderHouse, tender: Tender, keys: Sequence[str] = VOTERS, against: Mapping[str, str] | None = None
) -> None:
    """Each of these votes on the open proposal: for it, but for those against, each with that dissent."""
    for key in keys:
        house.take(tender, key, "sign_protocol", ballot(tender, dissent=(against or {}).get(key, "")))


def resolve(
    house: TenderHouse,
    tender: Tender,
    action: str,
    body: dict[str, Any],
    keys: Sequence[str] = VOTERS,
    against: Mapping[str, str] | None = None,
) -> Tender:
    """The chair proposes it and these vote; where they are not all, the chair closes the voting."""
    house.take(tender, "chair", action, body)
    vote(house, tender, keys, against)
    if set(keys) != set(VOTERS):
        house.take(tender, "chair", "close_voting")
    return tender
