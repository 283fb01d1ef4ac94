"""Who is named, and who can be, after the ranking (¶ 73; H24, H25, H36). Nothing here commits."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from qyzmet import database
from qyzmet.database import db
from qyzmet.procedure import editions, engine
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.models import Act
from qyzmet.procedure.wording import name_of
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import Party

from ..bids import opened_bids
from ..commission import protocols, ranking
from ..models import Bid, Protocol, Tender
from ..procedure.house_rules import YES
from ..procedure.states import WINNER
from ..rules.protocol_kinds import ProtocolKind
from . import contracts

NEXT_RULE = "H25"


def winner_of(tender: Tender) -> Bid | None:
    """The bid that a signed protocol named, as long as its bidder has not fallen away."""
    return next((bid for bid in opened_bids.all_of(tender) if bid.state == WINNER), None)


def in_force(tender: Tender) -> Protocol | None:
    """The protocol that names the supplier, as long as the supplier has not fallen away."""
    winner = winner_of(tender)
    signed = [each for each in protocols.of_kind(tender, ProtocolKind.DECISION) if each.published_at is not None]
    if winner is None or not signed or signed[-1].data["winner"]["bid"] != winner.public_number:
        return None
    return signed[-1]


def is_single(tender: Tender) -> bool:
    """H24: whether one compliant bid is all that there is."""
    return len(ranking.compliant(tender)) == 1


def can_be_chosen(tender: Tender) -> list[str]:
    """The numbers of the bids that can be chosen, by rank: without those that fell away (H25).

    Empty where the house rules leave none: a single compliant bid that is not accepted, or no next one.
    """
    gone = fallen(tender)
    return [] if ranking.is_single_refused(tender) else _left(tender, gone)


def is_next_left(tender: Tender) -> bool:
    """Whether another bid can be named when the one that is named now falls away (H25)."""
    winner = winner_of(tender)
    return bool(_left(tender, {*fallen(tender), *([winner.public_number] if winner is not None else [])}))


def _left(tender: Tender, gone: Collection[str]) -> list[str]:
    if gone and int(editions.house_rule(NEXT_RULE, tender.edition_key)) != YES:
        return []
    return [item.bid for item in ranking.of(tender).items if item.bid not in gone]


def fallen(tender: Tender) -> dict[str, Act]:
    """The bids whose bidders were named and fell away, each with the act that took note of it."""
    if database.is_reading():
        # A page has read the acts of the bids already.
        bids = opened_bids.all_of(tender)
        found = [(act, bid) for bid in bids for act in bid.acts if act.action == "fall_away" and not act.annulled_by_id]
        return {bid.public_number: act for act, bid in sorted(found, key=lambda each: each[0].id)}
    rows = db.session.execute(
        select(Bid, Act)
        .join(Act, Act.procedure_id == Bid.id)
        .where(Bid.tender_id == tender.id, Act.action == "fall_away", Act.annulled_by_id.is_(None))
        .order_by(Act.id)
    )
    return {bid.public_number: act for bid, act in rows}


def fall_away(tender: Tender, act: Act, said: dict[str, Any]) -> None:
    """H25: back to the ranking without the named bid. Its bidder stays a party, to be told, until the next is named.

    What was signed of the contract ends. Raises LookupError where nobody is named.
    """
    contracts.end(tender, act)
    winner = winner_of(tender)
    if winner is None:
        raise LookupError(f"{tender.public_number} has no supplier")
    act.body = {**act.body, "bid": winner.public_number}
    engine.follow(winner, "fall_away", act, {"tender": tender.public_number, "action": act.action, **said})


def release(tender: Tender, act: Act, said: dict[str, Any]) -> None:
    """H36: another party declined the contract: the named bid stays where it was ranked. What was signed ends."""
    contracts.end(tender, act)
    winner = winner_of(tender)
    if winner is None:
        raise LookupError(f"{tender.public_number} has no supplier")
    act.body = {**act.body, "bid": winner.public_number}
    engine.follow(winner, "release", act, {"tender": tender.public_number, **said})


def was_declined(tender: Tender) -> bool:
    """Whether the customer or the operator declined the contract, and nothing was decided since (H36)."""
    led = (act for act in reversed(standing_acts(tender)) if act.from_state != act.to_state)
    last = next(led, None)
    return last is not None and last.action == "decline_contract" and last.party is not Party.SUPPLIER


def supplier_text(bid: Bid) -> str:
    """The number of a bid with the name of its bidder, as people choose among bids."""
    return _("%(number)s · %(supplier)s", number=bid.public_number, supplier=name_of(bid.bidder))
