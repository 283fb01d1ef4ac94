"""A leaver: roles, sessions and tokens end, and what waited for them goes to a named colleague. Never commits."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from qyzmet import clock
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.notifications import service as notifications
from qyzmet.people.accounts import sessions, tokens, users
from qyzmet.people.models import Organisation, User
from qyzmet.people.organisations.memberships import colleagues, facts_of, keep_an_administrator, take_back
from qyzmet.procedure.engine import chain_of as chain_of_procedure
from qyzmet.procedure.models import Procedure, ProcedureParty
from qyzmet.procedure.refusals import Invalid
from qyzmet.translating import gettext as _


@dataclass(frozen=True)
class Handover:
    """Who leaves, who takes over, and the organisations in which both work."""

    leaver: User
    colleague: User
    organisations: tuple[Organisation, ...]


# Each hook gives the colleague what waited for the leaver in one room, records it in that room's own chains, and
# returns the numbers of what it moved. Rooms add theirs when they are imported.
Hook = Callable[[Handover], list[str]]
on_handover: list[Hook] = []


def shared_organisations(leaver: User, colleague: User) -> tuple[Organisation, ...]:
    """The organisations in which both have roles today."""
    today = clock.today()
    mine = {m.organisation_id: m.organisation for m in leaver.memberships if m.holds_on(today)}
    theirs = {m.organisation_id for m in colleague.memberships if m.holds_on(today)}
    return tuple(mine[key] for key in sorted(mine) if key in theirs)


def possible_colleagues(leaver: User) -> list[User]:
    """Everybody who works today in an organisation in which the leaver works."""
    today = clock.today()
    found: dict[int, User] = {}
    for membership in leaver.memberships:
        if membership.holds_on(today):
            found |= {user.id: user for user in colleagues(membership.organisation, apart_from=leaver)}
    return list(found.values())


def leave(leaver: User, colleague: User | None, *, left_on: dt.date, expected_version: int | None = None) -> list[str]:
    """Record that a person left, `left_on` being the last day, today or earlier; returns what was handed over.

    `colleague` may be None only where nobody else works there. Raises Invalid by field, Stale, and NotInThisState
    where the last administrator would go.
    """
    users.lock(leaver, expected_version)
    _check(leaver, colleague, left_on)
    keep_an_administrator(without=list(leaver.memberships))
    before = users.facts_of(leaver) | {"roles": [facts_of(m) for m in leaver.memberships]}
    moved: list[str] = []
    if colleague is not None:
        handover = Handover(leaver, colleague, shared_organisations(leaver, colleague))
        for hook in on_handover:
            moved += hook(handover)
    _end_roles(leaver, left_on)
    leaver.left_on = left_on
    db.session.flush()
    sessions.end_all(leaver)
    for token in tokens.of(leaver):
        tokens.revoke(token)
    after: dict[str, Any] = users.facts_of(leaver) | {
        "roles": [facts_of(m) for m in leaver.memberships],
        "colleague": colleague.public_id if colleague else None,
        "handed_over": moved,
    }
    audit.record("leave", chain=sessions.chain_of(leaver), subject=leaver.public_id, before=before, after=after)
    _tell(leaver, colleague, moved)
    return moved


def _check(leaver: User, colleague: User | None, left_on: dt.date) -> None:
    errors: dict[str, list[str]] = {}
    if leaver.left_on is not None:
        errors["left_on"] = [_("This person has left already.")]
    elif left_on > clock.today():
        errors["left_on"] = [_("Give today or an earlier day: sessions and keys end at once when this is recorded.")]
    if colleague is None:
        if possible_colleagues(leaver):
            errors["colleague"] = [_("Choose who takes over what waits for this person.")]
    elif colleague.id == leaver.id or colleague.left_on is not None or not shared_organisations(leaver, colleague):
        errors["colleague"] = [_("Choose somebody who works in the same organisation.")]
    if errors:
        raise Invalid(" ".join(text for texts in errors.values() for text in texts), errors=errors)


def _end_roles(leaver: User, left_on: dt.date) -> None:
    for membership in list(leaver.memberships):
        if membership.since > left_on:
            take_back(membership)
        elif membership.until is None or membership.until > left_on:
            membership.until = left_on


def _tell(leaver: User, colleague: User | None, moved: list[str]) -> None:
    facts = {"name": leaver.full_name, "moved": moved}
    notifications.tell([leaver], "left", facts | {"colleague": colleague.full_name if colleague else ""})
    if colleague is not None:
        notifications.tell([colleague], "handed_over", facts)


def hand_over_drafts(handover: Handover) -> list[str]:
    """Drafts that the leaver began become the colleague's; the same for every kind of procedure."""
    organisations = [organisation.id for organisation in handover.organisations]
    drafts = db.session.scalars(
        select(Procedure)
        .where(
            Procedure.created_by_id == handover.leaver.id,
            Procedure.submitted_at.is_(None),
            Procedure.id.in_(
                select(ProcedureParty.procedure_id).where(ProcedureParty.organisation_id.in_(organisations))
            ),
        )
        .order_by(Procedure.id)
        .with_for_update()
    ).all()
    for draft in drafts:
        draft.created_by = handover.colleague
        db.session.flush()
        audit.record(
            "hand_over",
            chain=chain_of_procedure(draft),
            subject=draft.public_number,
            before={"drafted_by": handover.leaver.public_id},
            after={"drafted_by": handover.colleague.public_id},
        )
    return [draft.public_number for draft in drafts]


on_handover.append(hand_over_drafts)
