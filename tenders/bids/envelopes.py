"""The registered envelopes of a tender: bids on paper or a carrier (¶ 49; H9). Nothing here commits.

Until the opening the clerk who registered one knows of it, and nobody else: no act, no audit record, no notice.
"""

from sqlalchemy import select

from qyzmet import context
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.people.models import User
from qyzmet.procedure import engine, unshown

from ..models import Tender
from ..sealed_models import Envelope


def of(tender: Tender) -> list[Envelope]:
    """Every registered envelope of the tender, in the order in which they came. For what follows the opening."""
    return list(
        db.session.scalars(
            select(Envelope).where(Envelope.tender_id == tender.id).order_by(Envelope.received_at, Envelope.number)
        )
    )


def registered_by(tender: Tender, user: User | None) -> list[Envelope]:
    """Those that this person registered, the newest first: all that they may know of before the opening."""
    if user is None:
        return []
    return list(
        db.session.scalars(
            select(Envelope)
            .where(Envelope.tender_id == tender.id, Envelope.registered_by_id == user.id)
            .order_by(Envelope.id.desc())
        )
    )


def newest(tender: Tender) -> Envelope | None:
    """What the current actor has registered last."""
    return next(iter(registered_by(tender, context.actor().user)), None)


def by_number(tender: Tender, number: str) -> Envelope | None:
    """The tender's envelope of that number."""
    # As it is now: another clerk may have entered it since it was read.
    return db.session.scalars(
        select(Envelope)
        .where(Envelope.tender_id == tender.id, Envelope.number == number)
        .execution_options(populate_existing=True)
    ).one_or_none()


def tell(tender: Tender) -> None:
    """At the opening: what the clerks registered goes into the audit trail, of which nothing was to be seen before.

    What they signed of it becomes acts.
    """
    for each in of(tender):
        audit.record(
            "register_envelope",
            chain=engine.chain_of(tender),
            subject=tender.public_number,
            after={**each.shown(), "registered_at": each.registered_at.isoformat()},
        )
    unshown.show(tender, "register_envelope")
