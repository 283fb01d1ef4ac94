"""Which documents sealed bids name: those of bids that can take no more, and all of them. Nothing here changes any."""

import re
from collections.abc import Iterator
from dataclasses import asdict

from sqlalchemy import select

from qyzmet.database import canonical_json, db
from qyzmet.people.models import Organisation
from qyzmet.sealing.faults import SealBroken
from qyzmet.vocabulary import OrganisationKind

from ...models import Tender
from ...sealed_models import SealedBid
from .. import acceptance
from . import sealed_content
from .sealed_content import Content

_ID = re.compile(r"\bD-[1-9][0-9]{0,17}\b", re.ASCII)


def held(bin_: str) -> set[str]:
    """The ids that a supplier's own sealed bids name, of tenders that take no bids any more."""
    found: set[str] = set()
    for tender, rows in _by_tender():
        if tender.accepts_until is None or acceptance.late(tender) is None:
            continue
        bidder = sealed_content.blind_bidder(tender, bin_)
        for row in rows:
            if row.bidder == bidder:
                found |= _ids(sealed_content.open_own(row, bin_))
    return found


def named() -> set[str]:
    """The ids that any sealed bid names, in whatever state. Raises SealBroken where one of them does not open."""
    found: set[str] = set()
    bins = list(db.session.scalars(select(Organisation.bin).where(Organisation.kind == OrganisationKind.SUPPLIER)))
    for tender, rows in _by_tender():
        bidders = {sealed_content.blind_bidder(tender, each): each for each in bins}
        for row in rows:
            if row.bidder not in bidders:
                raise SealBroken
            found |= _ids(sealed_content.open_own(row, bidders[row.bidder]))
    return found


def openings() -> set[str]:
    """The numbers of all tenders that have a pair for their opening."""
    return set(
        db.session.scalars(select(Tender.number).where(Tender.seal_public.is_not(None), Tender.number.is_not(None)))
    )


def _by_tender() -> Iterator[tuple[Tender, list[SealedBid]]]:
    with_bids = select(SealedBid.tender_id).where(SealedBid.opened_at.is_(None)).distinct()
    for tender in db.session.scalars(select(Tender).where(Tender.id.in_(with_bids))).all():
        rows = select(SealedBid).where(SealedBid.tender_id == tender.id, SealedBid.opened_at.is_(None))
        yield tender, list(db.session.scalars(rows))


def _ids(content: Content) -> set[str]:
    """Wherever they stand in it: what it says now, what was said before, what was to be signed."""
    return set(_ID.findall(canonical_json(asdict(content))))
