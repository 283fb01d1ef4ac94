"""What of one's notifications comes by e-mail too. Everything does, until somebody turns a topic off.

Only what is told for one's knowledge has a topic. What the law or the procedure demands of one always comes: one's own
terms, an act after which one's own side is to act, what touches one's own account.
"""

from collections.abc import Iterable

from sqlalchemy import delete, select

from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.notifications.models import MailTurnedOff
from qyzmet.people.models import User
from qyzmet.vocabulary import N_

# By the kinds of the notifications that belong to each.
TOPICS: dict[str, str] = {
    "act": N_("Acts of others in procedures in which I take part, where nothing is to be done by my organisation next"),
    "deadline_overdue_elsewhere": N_("Terms of others that have run out"),
}


def turned_off(user_ids: Iterable[int], topic: str) -> frozenset[int]:
    """Those of these people who do not want the topic by e-mail; nobody for what cannot be turned off."""
    asked = list(user_ids)
    if topic not in TOPICS or not asked:
        return frozenset()
    found = select(MailTurnedOff.user_id).where(MailTurnedOff.user_id.in_(asked), MailTurnedOff.topic == topic)
    return frozenset(db.session.scalars(found))


def wanted_by(user: User) -> list[str]:
    """The topics that a person has by e-mail."""
    off = set(db.session.scalars(select(MailTurnedOff.topic).where(MailTurnedOff.user_id == user.id)))
    return [topic for topic in TOPICS if topic not in off]


def choose(user: User, wanted: Iterable[str]) -> None:
    """Have these topics by e-mail, and the others not."""
    before, after = wanted_by(user), [topic for topic in TOPICS if topic in set(wanted)]
    if before == after:
        return
    db.session.execute(delete(MailTurnedOff).where(MailTurnedOff.user_id == user.id))
    db.session.add_all(MailTurnedOff(user_id=user.id, topic=topic) for topic in TOPICS if topic not in after)
    audit.record(
        "choose_mail",
        chain=f"user:{user.id}",
        subject=user.public_id,
        before={"by_mail": before},
        after={"by_mail": after},
    )
