"""¶ 19: the points that members gave, by member, bid and criterion. Who may see them is decided elsewhere."""

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from qyzmet.database import db
from qyzmet.people.models import User
from qyzmet.reading.read_once import read_once

from ..announcement import design_assignment
from ..bids import opened_bids
from ..models import Bid, Score, Tender
from ..procedure.states import COMPLIANT
from ..rules import criteria, scoring
from ..rules.criteria import Criterion, Points
from . import seats


def criteria_of(tender: Tender) -> tuple[Criterion, ...]:
    """The criteria of the frozen version of the assignment: what was changed after publication has no effect."""
    return criteria.criteria_of(design_assignment.assignment_data(tender).get("criteria") or [])


def scored_bids(tender: Tender) -> list[Bid]:
    """The bids that are scored: the compliant ones."""
    return [bid for bid in opened_bids.all_of(tender) if bid.state == COMPLIANT]


def to_give(tender: Tender) -> list[tuple[str, str]]:
    """What each member is to give points for: bid and criterion, criterion by criterion."""
    bids = [bid.public_number for bid in scored_bids(tender)]
    return [(bid, each.key) for each in criteria.scorable(criteria_of(tender)) for bid in bids]


@dataclass(frozen=True)
class Given:
    """Points as a member gave them, in the names of the contract."""

    user: str
    bid: str
    criterion: str
    points: str


@read_once
def given(tender: Tender) -> list[Given]:
    """All points of the tender in the order in which they were given, whoever may see them.

    Twenty bids by eight criteria and seven members make a thousand: rows, and no objects that could be changed.
    """
    numbers = {bid.id: bid.public_number for bid in opened_bids.all_of(tender)}
    columns = (Score.user_id, Score.bid_id, Score.criterion, Score.points)
    rows = db.session.execute(select(*columns).where(Score.tender_id == tender.id).order_by(Score.id))
    return [Given(f"U-{user}", numbers[bid], criterion, points) for user, bid, criterion, points in rows]


def own(tender: Tender, user: User) -> dict[tuple[str, str], str]:
    """What a member has given so far, by bid and criterion; to be shown to nobody else."""
    query = select(Score).where(Score.tender_id == tender.id, Score.user_id == user.id)
    rows = db.session.scalars(query.options(selectinload(Score.bid)))
    return {(row.bid.public_number, row.criterion): row.points for row in rows}


def points_of(tender: Tender) -> dict[tuple[str, str, str], Decimal]:
    """All points by member, bid and criterion, as the rules count them."""
    return {(row.user, row.bid, row.criterion): Decimal(row.points) for row in given(tender)}


def have_scored(tender: Tender, points: Points | None = None) -> list[str]:
    """The members with a vote who have scored every bid by every criterion, as "U-4"."""
    members = [user.public_id for user in seats.voters_of(tender)]
    bids = [bid.public_number for bid in scored_bids(tender)]
    return scoring.complete(members, bids, criteria_of(tender), points_of(tender) if points is None else points)


def written(tender: Tender) -> list[dict[str, Any]]:
    """All points in the names of the contract, with whose they are."""
    return [asdict(each) for each in given(tender)]
