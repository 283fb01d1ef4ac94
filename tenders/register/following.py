"""Following tenders of a category by e-mail: what is followed, by whom, and telling them. Nothing here commits.

A category is an object, a mechanism and a customer; what of these is left open asks for nothing, so that all three
open are all tenders. Who follows is told of what everybody can see, and of nothing that has to do with bids.
"""

from enum import StrEnum
from typing import Any

from sqlalchemy import or_, select

from qyzmet import clock, context
from qyzmet.database import db
from qyzmet.notifications import service as notifications
from qyzmet.people.models import Organisation, User
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Invalid
from qyzmet.search import filters
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import OrganisationKind, Party

from ..announcement import amendment_notices
from ..models import Following, Tender
from ..procedure.announcement import MATERIAL
from ..procedure.tender import TENDERS

KIND = "tender_followed"
MOST = 50


class What(StrEnum):
    """What followers are told of."""

    PUBLISHED = "published"
    AMENDED = "amended"
    ENDED = "ended"


def of(user: User) -> list[Following]:
    """What somebody follows, the newest first."""
    query = select(Following).where(Following.user_id == user.id).order_by(Following.id.desc())
    return list(db.session.scalars(query))


def follow(user: User, *, what: str = "", mechanism: str = "", customer: str = "") -> Following:
    """Follow a category from now on; `what` is the object, `customer` a BIN or words of a state body's name.

    What is followed already stays as it is. Raises Invalid for a customer that is not one state body, and where
    somebody follows as many as can be.
    """
    bin_ = _customer(customer).bin if customer else ""
    asked = {"object": what, "mechanism": mechanism, "customer_bin": bin_}
    mine = of(user)
    for each in mine:
        if all(getattr(each, name) == value for name, value in asked.items()):
            return each
    if len(mine) >= MOST:
        raise Invalid(_("You follow %(most)s categories: end one before you follow another.", most=MOST))
    made = Following(user_id=user.id, since=clock.to_the_day(clock.now()), **asked)
    db.session.add(made)
    db.session.flush()
    return made


def _customer(text: str) -> Organisation:
    query = select(Organisation).where(
        Organisation.kind == OrganisationKind.STATE_BODY, filters.organisation_like(text)
    )
    found = list(db.session.scalars(query.limit(2)))
    if len(found) == 1:
        return found[0]
    text = (
        _("Several state bodies are called so. Write more of the name, or the BIN")
        if found
        else _("No state body has this name or BIN")
    )
    raise Invalid(text, errors={"customer": [text]})


def unfollow(user: User, key: int) -> bool:
    """End following what has that key. Whether somebody followed it: what is another's stays."""
    mine = db.session.scalar(select(Following).where(Following.id == key, Following.user_id == user.id))
    if mine is None:
        return False
    db.session.delete(mine)
    return True


def unfollow_all(user: User) -> int:
    """End everything that somebody follows; says how many there were."""
    mine = of(user)
    for each in mine:
        db.session.delete(each)
    return len(mine)


def what_of(tender: Tender, act: Act) -> What | None:
    """What followers are told of an act; None for one that they are not told of."""
    if act.action == "publish":
        return What.PUBLISHED
    if act.action == "amend" and act.case == MATERIAL:
        return What.AMENDED
    if act.to_state in TENDERS.last and tender.published_at is not None:
        return What.ENDED
    return None


def tell_followers(tender: Tender, what: What, *, state: str | None = None) -> int:
    """Tell everybody who follows such tenders, each once; says how many. `state` is the one that it is to have.

    Whoever is told of the same act as a party of the procedure, or has taken it, is not told twice.
    """
    customer = tender.party(Party.STATE_BODY)
    query = (
        select(User)
        .join(Following, Following.user_id == User.id)
        .where(
            Following.object.in_(("", tender.object)),
            Following.mechanism.in_(("", tender.mechanism)),
            Following.customer_bin.in_(("", customer.bin if customer else "")),
            or_(User.left_on.is_(None), User.left_on >= clock.today()),
        )
        .distinct()
        .order_by(User.id)
    )
    told_already = {user.id for user in notifications.people_with_seats(tender)}
    if what is What.AMENDED:
        # Every supplier is told of it in any case (H30).
        told_already |= {user.id for user in amendment_notices.suppliers_people()}
    for row in tender.party_rows:
        told_already |= {user.id for user in notifications.people_of(row.organisation)}
    actor = context.actor()
    if actor.user is not None:
        told_already.add(actor.user.id)
    users = [user for user in db.session.scalars(query) if user.id not in told_already]
    notifications.tell(users, KIND, _facts(tender, what, state or tender.state), tender)
    return len(users)


def _facts(tender: Tender, what: What, state: str) -> dict[str, Any]:
    until = tender.accepts_until
    return {
        "number": tender.public_number,
        "title": tender.title,
        "path": tender.path,
        "what": what.value,
        "state": state,
        "until": until.isoformat() if until is not None and what is not What.ENDED else None,
    }
