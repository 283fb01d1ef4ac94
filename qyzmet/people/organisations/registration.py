"""Suppliers register their organisation themselves and wait for an administrator's check. Never commits.

Whoever registers learns nothing of who is known already: the page answers alike, and mail goes to those concerned.
"""

from flask_babel import force_locale
from sqlalchemy import select

from qyzmet import clock, texts
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.notifications import service as notifications
from qyzmet.people.accounts import mailed_links, users
from qyzmet.people.accounts.credentials import MailedLink
from qyzmet.people.accounts.sessions import chain_of
from qyzmet.people.models import Membership, Organisation, User
from qyzmet.people.organisations import memberships, organisations
from qyzmet.procedure.refusals import Invalid, NotInThisState
from qyzmet.procedure.wording import name_of
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import OrganisationKind, Role


def register(number: str, names: organisations.Names, head: users.Person) -> Organisation | None:
    """Register a supplier with its head and mail a link that confirms the e-mail; returns the new organisation.

    Where the BIN, the IIN or the e-mail is known already nothing is made (None), and its owner is told by mail. A
    registration whose e-mail was never confirmed holds no BIN: the new one takes its place.
    """
    _clear_unconfirmed(number)
    there = organisations.by_bin(number)
    known = users.by_email(head.email) or users.by_iin(head.iin)
    if there is not None or known is not None:
        _tell_owners(there, known)
        return None
    try:
        with db.session.begin_nested():
            return _make(number, names, head)
    except Invalid:
        # Another registration with the same BIN, IIN or e-mail was a moment quicker.
        return None


def _make(number: str, names: organisations.Names, head: users.Person) -> Organisation:
    made = organisations.make(OrganisationKind.SUPPLIER, number, names)
    audit.record(
        "register_supplier",
        chain=organisations.chain_of(made),
        subject=made.bin,
        after=organisations.facts_of(made),
    )
    user = users.add(head)
    memberships.give(user, made, Role.HEAD, since=clock.today(), tell=False)
    _mail_link(user, made)
    return made


def is_confirmed(organisation: Organisation) -> bool:
    """Whether somebody of the organisation has opened the mailed link and set a password."""
    return any(m.user.password_hash is not None for m in organisation.memberships)


def waiting() -> list[Organisation]:
    """The registered suppliers that wait for a check, the first to come first."""
    found = db.session.scalars(
        select(Organisation)
        .where(
            Organisation.checked_at.is_(None),
            Organisation.refused_reason.is_(None),
            Organisation.memberships.any(Membership.user.has(User.password_hash.is_not(None))),
        )
        .order_by(Organisation.id)
    )
    return list(found)


def confirmed(user: User) -> None:
    """The link was opened and the password set: the administrators are told that a registration waits."""
    for membership in user.memberships:
        organisation = membership.organisation
        if organisation.checked_at is None and organisation.refused_reason is None:
            facts = {"organisation": organisation.id, "path": f"/admin/organisations/{organisation.bin}"}
            notifications.tell(administrators(), "registration_waits", facts)


def administrators() -> list[User]:
    """Everybody who administers today."""
    today = clock.today()
    rows = db.session.scalars(select(Membership).where(Membership.role == Role.ADMINISTRATOR).order_by(Membership.id))
    found = {m.user_id: m.user for m in rows if m.holds_on(today) and m.organisation.works and m.user.left_on is None}
    return list(found.values())


def check(organisation: Organisation, *, expected_version: int | None = None) -> None:
    """An administrator has checked the registration: its people may act from now on. Raises NotInThisState, Stale."""
    before = _open(organisation, expected_version)
    if not is_confirmed(organisation):
        raise NotInThisState(_("Its e-mail is not confirmed yet: the link in the message was not opened."))
    organisation.checked_at = clock.now()
    organisation.refused_reason = None
    _close(organisation, before, "check_registration", "registration_checked", {"path": "/"})


def refuse(organisation: Organisation, reason: str, *, expected_version: int | None = None) -> None:
    """An administrator refuses the registration with a reason, which its people are told. Raises as `check`."""
    before = _open(organisation, expected_version)
    if organisation.refused_reason is not None:
        raise NotInThisState(_("This registration is refused already."))
    if not texts.leaves_ink(reason):
        text = _("Say why the registration is refused.")
        raise Invalid(text, errors={"reason": [text]})
    organisation.refused_reason = reason.strip()
    _close(organisation, before, "refuse_registration", "registration_refused", {"reason": reason.strip()})


def _open(organisation: Organisation, expected_version: int | None) -> dict[str, object]:
    organisations.lock(organisation, expected_version)
    if organisation.checked_at is not None or organisation.closed_on is not None:
        raise NotInThisState(_("This organisation does not wait for a check."))
    return organisations.facts_of(organisation)


def _close(organisation: Organisation, before: object, action: str, kind: str, facts: dict[str, object]) -> None:
    db.session.flush()
    audit.record(
        action,
        chain=organisations.chain_of(organisation),
        subject=organisation.bin,
        before=before,
        after=organisations.facts_of(organisation),
    )
    people = {m.user_id: m.user for m in organisation.memberships if m.user.password_hash is not None}
    notifications.tell(people.values(), kind, {"organisation": organisation.id, **facts})


def _clear_unconfirmed(number: str) -> None:
    """Take away a registration of this BIN that nobody confirmed, with its person."""
    there = organisations.by_bin(number)
    if there is None or there.checked_at is not None or there.closed_on is not None or is_confirmed(there):
        return
    before = organisations.facts_of(there)
    for membership in list(there.memberships):
        user = membership.user
        for link in db.session.scalars(select(MailedLink).where(MailedLink.user_id == user.id)):
            db.session.delete(link)
        db.session.delete(membership)
        db.session.flush()
        db.session.expire(user, ["memberships"])
        if not user.memberships:
            audit.record("drop_registration", chain=chain_of(user), subject=user.public_id, before=users.facts_of(user))
            db.session.delete(user)
    db.session.flush()
    db.session.expire(there, ["memberships"])
    audit.record("drop_registration", chain=organisations.chain_of(there), subject=there.bin, before=before)
    db.session.delete(there)
    db.session.flush()


def _mail_link(user: User, organisation: Organisation) -> None:
    secret = mailed_links.make(mailed_links.Purpose.CONFIRM_EMAIL, user.email, user=user)
    with force_locale(user.language):
        lines = [
            _("Dear %(name)s,", name=user.full_name),
            "",
            _("You asked to register %(organisation)s in Qyzmet.", organisation=name_of(organisation)),
            _("Open this link within 2 days to confirm your e-mail and set your password:"),
            mailed_links.address(mailed_links.Purpose.CONFIRM_EMAIL, secret),
            "",
            _("Then an administrator checks the registration, and you are told the result by e-mail."),
            _("If it was not you, do nothing: without the link the registration has no effect."),
            "",
        ]
        notifications.queue_mail(user.email, _("Registration in Qyzmet"), "\n".join(lines), user.language)


def _tell_owners(there: Organisation | None, known: User | None) -> None:
    """Tell those who own the known BIN or e-mail that somebody tried to register with it."""
    owners = {user.id: user for user in memberships.heads(there)} if there is not None else {}
    if known is not None:
        owners[known.id] = known
    for user in owners.values():
        with force_locale(user.language):
            lines = [
                _("Dear %(name)s,", name=user.full_name),
                "",
                _("Somebody tried to register in Qyzmet with a BIN, an IIN or an e-mail that is yours already."),
                _("Nothing was changed. If it was you: sign in, or have a new password sent from the sign-in page."),
                _("If it was a colleague: an administrator can invite them to your organisation."),
                "",
            ]
            notifications.queue_mail(user.email, _("Attempt to register in Qyzmet"), "\n".join(lines), user.language)
