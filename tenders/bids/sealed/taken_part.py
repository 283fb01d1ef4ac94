"""H39, house rule: one bid a supplier, alone or in a group. Nothing here commits.

Who takes part in a bid that stands is kept as a blind hash, unique for the tender: it names nobody.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from qyzmet.database import db
from qyzmet.procedure.refusals import NotInThisState
from qyzmet.sentences.wording import text_of
from qyzmet.translating import gettext as _

from ...models import Tender
from ...rules.group import INCOMPLETE
from ...rules.qualification import ONE_BID_RULE
from ...sealed_models import SealedBid, TakenPart
from .sealed_content import blind_part


def who_takes_part(tender: Tender, suppliers: Iterable[str], but_for: SealedBid | None) -> set[str]:
    """Which of these suppliers (BIN) take part already in a bid that came sealed, other than that one."""
    by_hash = {blind_part(tender, each): each for each in suppliers}
    if not by_hash:
        return set()
    found = select(TakenPart.supplier).where(TakenPart.tender_id == tender.id, TakenPart.supplier.in_(by_hash))
    if but_for is not None:
        found = found.where(TakenPart.bid_id != but_for.id)
    return {by_hash[each] for each in db.session.scalars(found)}


def take_part(row: SealedBid, suppliers: Iterable[str]) -> None:
    """The suppliers take part in this bid. The database itself lets nobody do so twice, however many try at once.

    Raises NotInThisState for one who takes part in another.
    """
    hashes = sorted({blind_part(row.tender, each) for each in suppliers})
    parts = [{"tender_id": row.tender_id, "bid_id": row.id, "supplier": each} for each in hashes]
    dialect: Any = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    new = dialect.insert(TakenPart).values(parts).on_conflict_do_nothing(index_elements=["tender_id", "supplier"])
    if len(db.session.execute(new.returning(TakenPart.id)).all()) == len(parts):
        return
    if len(hashes) > 1:
        # As of a member who has not confirmed: others would learn that it bids.
        raise NotInThisState(text_of(INCOMPLETE), rule=ONE_BID_RULE)
    raise NotInThisState(_("You take part in another bid for this tender: one bid a supplier."), rule=ONE_BID_RULE)


def leave(row: SealedBid, supplier: str) -> bool:
    """This one takes part in the bid no more; whether it did."""
    found = delete(TakenPart).where(TakenPart.bid_id == row.id, TakenPart.supplier == blind_part(row.tender, supplier))
    return bool(db.session.execute(found.returning(TakenPart.id)).all())


def free(row: SealedBid) -> None:
    """Who took part in this bid may take part in another."""
    db.session.execute(delete(TakenPart).where(TakenPart.bid_id == row.id))
