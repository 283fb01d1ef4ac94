"""What suppliers are told of a material amendment (H30): all of them, in the same words.

Whoever told the bidders alone would show by the letters, the outbox and the list of notifications who has handed in a
bid. Nothing here commits.
"""

import datetime as dt

from sqlalchemy import select

from qyzmet.database import db
from qyzmet.notifications import service as notifications
from qyzmet.notifications.models import Notification
from qyzmet.people.models import Organisation, User
from qyzmet.sentences.wording import until_text
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import OrganisationKind

from ..models import Tender

KIND = "tender_amended"


def tell_suppliers(tender: Tender, accepts_until: dt.datetime) -> None:
    """Tell every supplier until when bids are taken now."""
    facts = {
        "number": tender.public_number,
        "title": tender.title,
        "path": tender.path,
        "accepts_until": accepts_until.isoformat(),
    }
    notifications.tell(suppliers_people(), KIND, facts, tender)


def suppliers_people() -> list[User]:
    """The heads and specialists of every supplier that works here."""
    working = db.session.scalars(
        select(Organisation)
        .where(
            Organisation.kind == OrganisationKind.SUPPLIER,
            Organisation.closed_on.is_(None),
            Organisation.checked_at.is_not(None),
        )
        .order_by(Organisation.id)
    )
    people = {user.id: user for organisation in working for user in notifications.people_of(organisation)}
    return [people[key] for key in sorted(people)]


def _sentence(notification: Notification) -> str:
    return _(
        "The announcement was amended materially and the acceptance of bids starts again: it ends on %(until)s. If "
        "your organisation has a bid, confirm or replace it; otherwise it counts as withdrawn.",
        until=until_text(dt.datetime.fromisoformat(notification.facts["accepts_until"])),
    )


def _headline(notification: Notification) -> str:
    return _("the announcement was amended, the acceptance of bids starts again")


WRITERS = {KIND: _sentence}
HEADLINES = {KIND: _headline}
