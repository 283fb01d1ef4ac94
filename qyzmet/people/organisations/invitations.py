"""Administrators invite people: an invitation makes the user with the roles, and mails a link. Never commits."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select

from qyzmet import clock
from qyzmet.database import db
from qyzmet.people.accounts import mailed_links, users
from qyzmet.people.accounts.credentials import MailedLink
from qyzmet.people.models import Organisation, User
from qyzmet.people.organisations import memberships
from qyzmet.procedure.refusals import Invalid, NotInThisState
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import Role


def invite(
    organisation: Organisation, person: users.Person, roles: Sequence[Role], *, since: dt.date | None = None
) -> User:
    """Make a user with these roles in the organisation and mail the invitation, in the language of the person.

    Raises Invalid by field where the person is known already, no role is given or the organisation does not work.
    """
    if not roles:
        text = _("Choose at least one role.")
        raise Invalid(text, errors={"roles": [text]})
    user = users.add(person)
    for role in dict.fromkeys(roles):
        memberships.give(user, organisation, role, since=since or clock.today(), tell=False)
    send(user)
    return user


def send(user: User) -> None:
    """Mail an invitation, a new one if there was one before; the former link opens nothing any more.

    Raises NotInThisState for somebody who has a password already, or who left.
    """
    if user.password_hash is not None:
        raise NotInThisState(
            _("This person has set a password already. They can have a new one sent from the sign-in page.")
        )
    if user.left_on is not None:
        raise NotInThisState(_("This person has left. They cannot be invited."))
    mailed_links.invite(user)


def newest(user: User) -> MailedLink | None:
    """The last link mailed to somebody who has no password yet: an invitation or a confirmation."""
    return db.session.scalars(
        select(MailedLink)
        .where(
            MailedLink.user_id == user.id,
            MailedLink.purpose.in_((mailed_links.Purpose.INVITATION, mailed_links.Purpose.CONFIRM_EMAIL)),
        )
        .order_by(MailedLink.id.desc())
        .limit(1)
    ).first()
