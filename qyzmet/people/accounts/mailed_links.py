"""Links sent by e-mail that may be used once: a password reset, an invitation, the confirmation of an e-mail address.

Opening a link changes nothing, for mail programs open links to look at them; the form behind it does. All times
are the machine's.
"""

import datetime as dt
from enum import StrEnum

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select, update

from qyzmet import clock, context
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.notifications import service as notifications
from qyzmet.people.accounts import secrets, sessions
from qyzmet.people.accounts.credentials import MailedLink
from qyzmet.people.models import User
from qyzmet.translating import gettext as _


class Purpose(StrEnum):
    """What a link is for."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - not a secret.
    CONFIRM_EMAIL = "confirm_email"


LIFETIMES: dict[Purpose, dt.timedelta] = {
    Purpose.INVITATION: dt.timedelta(days=7),
    Purpose.PASSWORD_RESET: dt.timedelta(hours=1),
    Purpose.CONFIRM_EMAIL: dt.timedelta(days=2),
}
PATHS: dict[Purpose, str] = {
    Purpose.INVITATION: "/account/invitation/",
    Purpose.PASSWORD_RESET: "/account/password/new/",
    Purpose.CONFIRM_EMAIL: "/account/register/confirm/",
}


def make(purpose: Purpose, email: str, *, user: User | None = None, details: dict[str, object] | None = None) -> str:
    """A new link for this e-mail; returns its secret, which only the mail holds. Earlier ones of the user are dead."""
    now = clock.wall()
    if user is not None:
        drop(purpose, user)
    by = context.actor().user
    link = MailedLink(
        purpose=purpose.value,
        secret_hash=secrets.hash_of(secret := secrets.new_secret()),
        user_id=user.id if user is not None else None,
        email=email,
        details=details or {},
        created_by_id=by.id if by is not None else None,
        created_at=now,
        expires_at=now + LIFETIMES[purpose],
    )
    db.session.add(link)
    db.session.flush()
    return secret


def address(purpose: Purpose, secret: str) -> str:
    """The link as the mail says it; from the settings, for a request's own host may be forged."""
    return f"{current_app.config['QYZMET'].base_url}{PATHS[purpose]}{secret}"


def find(purpose: Purpose, secret: str) -> MailedLink | None:
    """The link, if it was neither used nor has expired and its user, if any, is still here."""
    link = db.session.scalar(
        select(MailedLink).where(
            MailedLink.secret_hash == secrets.hash_of(secret),
            MailedLink.purpose == purpose.value,
            MailedLink.used_at.is_(None),
            MailedLink.expires_at > clock.wall(),
        )
    )
    if link is None or link.user_id is None:
        return link
    user = db.session.get(User, link.user_id)
    return link if user is not None and not sessions.has_left(user) else None


def use(link: MailedLink) -> bool:
    """Use the link up; False when somebody else was faster."""
    taken = db.session.execute(
        update(MailedLink)
        .where(MailedLink.id == link.id, MailedLink.used_at.is_(None))
        .values(used_at=clock.wall())
        .returning(MailedLink.id)
    ).first()
    return taken is not None


def drop(purpose: Purpose, user: User) -> None:
    """Make the user's unused links of this purpose good for nothing."""
    db.session.execute(
        update(MailedLink)
        .where(MailedLink.user_id == user.id, MailedLink.purpose == purpose.value, MailedLink.used_at.is_(None))
        .values(used_at=clock.wall())
    )


def invite(user: User) -> None:
    """Send the user, who has no password yet, an invitation to set one. Does not commit."""
    secret = make(Purpose.INVITATION, user.email, user=user)
    with force_locale(user.language):
        subject = _("Invitation to Qyzmet")
        body = _(
            "Hello, %(name)s!\n\nYou were given access to Qyzmet. Open this link within 7 days and choose a"
            " password:\n\n%(link)s\n\nIf you do not know what this is about, do nothing.",
            name=user.short_name,
            link=address(Purpose.INVITATION, secret),
        )
    notifications.queue_mail(user.email, subject, body + "\n", user.language)
    audit.record("invite", chain=sessions.chain_of(user), subject=user.public_id)


def send_reset(user: User | None, email: str) -> None:
    """Send a link to set a new password. For an e-mail without an account the same is done and undone.

    Does not commit.
    """
    language = user.language if user is not None else "kk"
    attempted = db.session.begin_nested()
    secret = make(Purpose.PASSWORD_RESET, email, user=user)
    with force_locale(language):
        subject = _("A new password for Qyzmet")
        body = _(
            "Hello!\n\nSomebody, probably you, asked for a new password for Qyzmet. Open this link within an hour and"
            " choose one:\n\n%(link)s\n\nIf it was not you, do nothing: your password stays as it is.",
            link=address(Purpose.PASSWORD_RESET, secret),
        )
    notifications.queue_mail(email, subject, body + "\n", language)
    whose = user.id if user is not None else 0
    audit.record("send_reset_link", chain=f"user:{whose}", subject=f"U-{whose}")
    if user is None:
        attempted.rollback()
    else:
        attempted.commit()


def tell_password_changed(user: User) -> None:
    """Tell the user by e-mail that the password was changed, for it may not have been they. Does not commit."""
    with force_locale(user.language):
        subject = _("Your password for Qyzmet was changed")
        body = _(
            "Hello!\n\nYour password for Qyzmet was changed, and other browsers were signed out.\n\nIf it was not you,"
            " set a new password at once: %(link)s",
            link=f"{current_app.config['QYZMET'].base_url}/account/password/forgotten",
        )
    notifications.queue_mail(user.email, subject, body + "\n", user.language)


def tell_of_failures(user: User | None, email: str) -> None:
    """Tell the owner that somebody tries passwords. For an e-mail without an account the same is done and undone.

    Does not commit.
    """
    language = user.language if user is not None else "kk"
    attempted = db.session.begin_nested()
    with force_locale(language):
        subject = _("Wrong passwords for your account in Qyzmet")
        body = _(
            "Hello!\n\nSomebody has tried to sign in to your account several times with a wrong password. If "
            "it was you, you need do nothing.\n\nIf it was not you: nobody has come in, and your account is "
            "not locked. From a browser in which you have signed in before, or with the code of your second "
            "factor, you sign in as ever; elsewhere you may have to wait some minutes, or set a new "
            "password: %(link)s\n\nThis is said at most once a day.",
            link=f"{current_app.config['QYZMET'].base_url}/account/password/forgotten",
        )
    notifications.queue_mail(email, subject, body + "\n", language)
    if user is None:
        attempted.rollback()
    else:
        attempted.commit()
