"""Roles: given and taken with dates. An acting head stands in for another; the last administrator stays."""

import datetime as dt
from typing import Any

from sqlalchemy import select

from qyzmet import clock
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.notifications import service as notifications
from qyzmet.people.accounts.sessions import chain_of
from qyzmet.people.models import Membership, Organisation, User
from qyzmet.procedure.refusals import Invalid, NotInThisState
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import Role


def facts_of(membership: Membership) -> dict[str, Any]:
    """What the audit trail keeps of a role."""
    return {
        "role": membership.role.value,
        "organisation": membership.organisation.bin,
        "since": membership.since.isoformat(),
        "until": membership.until.isoformat() if membership.until else None,
        "acting_for": f"U-{membership.acting_for_id}" if membership.acting_for_id else None,
    }


def give(
    user: User,
    organisation: Organisation,
    role: Role,
    *,
    since: dt.date,
    until: dt.date | None = None,
    acting_for: User | None = None,
    tell: bool = True,
) -> Membership:
    """Give a role from `since` to `until` (the last day), for good without it.

    `acting_for` makes an acting head, who needs a last day. Raises Invalid by field.
    """
    errors = _faults(user, organisation, role, since, until, acting_for)
    if errors:
        raise Invalid(" ".join(text for texts in errors.values() for text in texts), errors=errors)
    made = Membership(user=user, organisation=organisation, role=role, since=since, until=until, acting_for=acting_for)
    db.session.add(made)
    db.session.flush()
    audit.record("give_role", chain=chain_of(user), subject=user.public_id, after=facts_of(made))
    if tell:
        notifications.tell([user], "role_given", told_facts(made))
        if acting_for is not None:
            notifications.tell([acting_for], "acting_head_named", {**told_facts(made), "name": user.full_name})
    return made


def end(membership: Membership, last_day: dt.date) -> None:
    """End a role with `last_day`, which may be yesterday: then it is over at once.

    A role that did not begin by then is taken back whole. Raises Invalid for a day after its present end, and
    NotInThisState where nobody would be left who administers.
    """
    if membership.until is not None and last_day > membership.until:
        text = _("The role ends before that day already. Give a new one to prolong it.")
        raise Invalid(text, errors={"last_day": [text]})
    keep_an_administrator(without=[membership])
    before = facts_of(membership)
    user, facts = membership.user, told_facts(membership)
    if last_day < membership.since:
        after = None
        take_back(membership)
    else:
        membership.until = last_day
        after = facts_of(membership)
    db.session.flush()
    audit.record("end_role", chain=chain_of(user), subject=user.public_id, before=before, after=after)
    notifications.tell([user], "role_ended", {**facts, "until": last_day.isoformat()})


def take_back(membership: Membership) -> None:
    """Remove a role that has not begun, from the database and from what is loaded of its person and organisation."""
    user, organisation = membership.user, membership.organisation
    db.session.delete(membership)
    db.session.flush()
    db.session.expire(user, ["memberships"])
    db.session.expire(organisation, ["memberships"])


def keep_an_administrator(*, without: list[Membership]) -> None:
    """Raise NotInThisState where without these roles nobody who can sign in would administer for good.

    The rows stay locked until the end of the transaction, so that two administrators cannot remove each other.
    """
    if all(m.role != Role.ADMINISTRATOR for m in without):
        return
    gone = {m.id for m in without}
    held = db.session.scalars(
        select(Membership).where(Membership.role == Role.ADMINISTRATOR).order_by(Membership.id).with_for_update()
    ).all()
    today = clock.today()
    for m in held:
        stays = m.id not in gone and m.since <= today and m.until is None
        if stays and m.organisation.works and m.user.left_on is None and m.user.password_hash is not None:
            return
    raise NotInThisState(
        _(
            "This is the last administrator who can sign in, and somebody must administer. "
            "Make another administrator first, for good, and let them set their password."
        )
    )


def colleagues(organisation: Organisation, apart_from: User | None = None) -> list[User]:
    """Those who have any role in the organisation today, each once."""
    today = clock.today()
    found = {
        m.user_id: m.user
        for m in organisation.memberships
        if m.holds_on(today) and m.user.left_on is None and (apart_from is None or m.user_id != apart_from.id)
    }
    return list(found.values())


def heads(organisation: Organisation) -> list[User]:
    """The organisation's own heads today, without those who stand in."""
    today = clock.today()
    return [
        m.user
        for m in organisation.memberships
        if m.role == Role.HEAD and m.acting_for_id is None and m.holds_on(today) and m.user.left_on is None
    ]


def told_facts(membership: Membership) -> dict[str, Any]:
    """What the person is told about a role."""
    return {
        "role": membership.role.value,
        "organisation": membership.organisation_id or membership.organisation.id,
        "since": membership.since.isoformat(),
        "until": membership.until.isoformat() if membership.until else None,
    }


def _faults(
    user: User,
    organisation: Organisation,
    role: Role,
    since: dt.date,
    until: dt.date | None,
    acting_for: User | None,
) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    if user.left_on is not None:
        errors["user"] = [_("This person has left. They cannot be given a role.")]
    if organisation.closed_on is not None or organisation.refused_reason is not None:
        errors["organisation"] = [_("This organisation does not work any more. Choose another one.")]
    if until is not None and until < since:
        errors["until"] = [_("The last day is before the first one.")]
    if acting_for is not None:
        if role != Role.HEAD:
            errors["acting_for"] = [_("Only a head can be stood in for. Choose the role of head.")]
        elif acting_for.id == user.id or acting_for.id not in {head.id for head in heads(organisation)}:
            errors["acting_for"] = [_("Choose a head of this organisation, other than this person.")]
        if until is None:
            errors.setdefault("until", [_("An acting head needs a last day.")])
    if not errors and any(
        m.organisation_id == organisation.id
        and m.role == role
        and (until is None or m.since <= until)
        and (m.until is None or m.until >= since)
        for m in user.memberships
    ):
        errors["role"] = [_("This person has this role then already.")]
    return errors
