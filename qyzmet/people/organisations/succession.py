"""A reorganised organisation gets a successor with a new BIN, which inherits its procedures. Never commits."""

import datetime as dt

from sqlalchemy import select, update

from qyzmet import clock
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.deadlines.models import Deadline, DeadlineState
from qyzmet.notifications import service as notifications
from qyzmet.people.accounts.credentials import UserSession
from qyzmet.people.accounts.sessions import chain_of as chain_of_user
from qyzmet.people.models import Membership, Organisation, User
from qyzmet.people.organisations import memberships, organisations
from qyzmet.procedure.engine import chain_of as chain_of_procedure
from qyzmet.procedure.models import Procedure, ProcedureParty
from qyzmet.procedure.refusals import NotInThisState
from qyzmet.search import indexing
from qyzmet.translating import gettext as _


def succeed(
    old: Organisation,
    number: str,
    names: organisations.Names,
    *,
    with_people: bool,
    expected_version: int | None = None,
) -> Organisation:
    """Close `old` today and open its successor with the BIN `number` in the same transaction; returns the new one.

    The successor takes over every procedure as the same party and the open deadlines; with `with_people` also the
    people, in the same roles. What was done stays the old one's: acts keep its name, and it can still be read.
    Raises Invalid for a known BIN, Stale, and NotInThisState where the old one does not work, or where the last
    administrator would go.
    """
    organisations.lock(old, expected_version)
    if not old.works:
        raise NotInThisState(_("Only an organisation that works can have a successor."))
    today = clock.today()
    members = [m for m in old.memberships if m.until is None or m.until >= today]
    if not with_people:
        memberships.keep_an_administrator(without=members)
    before = organisations.facts_of(old)
    old.closed_on = today
    db.session.flush()  # The old one goes first: of a single kind two never work at once.
    new = organisations.make(old.kind, number, names, national_bank=old.national_bank)
    new.must_sign = old.must_sign
    new.checked_at = clock.now()
    old.successor = new
    db.session.flush()
    moved = _take_over_procedures(old, new)
    indexing.name_parties(new)
    people = _take_over_people(members, new, today) if with_people else _close(members, today)
    _move_sessions(old, new if with_people else None)
    audit.record(
        "give_successor",
        chain=organisations.chain_of(old),
        subject=old.bin,
        before=before,
        after=organisations.facts_of(old) | {"successor": new.bin},
    )
    audit.record(
        "add_successor",
        chain=organisations.chain_of(new),
        subject=new.bin,
        before={"predecessor": old.bin},
        after=organisations.facts_of(new) | {"procedures": moved, "people": [u.public_id for u in people]},
    )
    notifications.tell(people, "succession", {"old": old.id, "new": new.id, "with_people": with_people})
    return new


def _take_over_procedures(old: Organisation, new: Organisation) -> list[str]:
    """Every procedure has the successor as the party that the old one was; each says so in its own chain."""
    rows = db.session.execute(
        select(ProcedureParty, Procedure)
        .join(Procedure, Procedure.id == ProcedureParty.procedure_id)
        .where(ProcedureParty.organisation_id == old.id)
        .order_by(Procedure.id, ProcedureParty.id)
    ).all()
    for row, procedure in rows:
        row.organisation = new
        db.session.flush()
        audit.record(
            "party_succeeded",
            chain=chain_of_procedure(procedure),
            subject=procedure.public_number,
            before={row.party.value: old.bin},
            after={row.party.value: new.bin},
        )
    db.session.execute(
        update(Deadline)
        .where(Deadline.owner_organisation_id == old.id, Deadline.state == DeadlineState.OPEN)
        .values(owner_organisation_id=new.id)
    )
    return list(dict.fromkeys(procedure.public_number for _row, procedure in rows))


def _take_over_people(members: list[Membership], new: Organisation, today: dt.date) -> list[User]:
    for m in members:
        made = Membership(
            user=m.user,
            organisation=new,
            role=m.role,
            since=max(m.since, today),
            until=m.until,
            acting_for_id=m.acting_for_id,
        )
        db.session.add(made)
        db.session.flush()
        audit.record(
            "give_role", chain=chain_of_user(m.user), subject=m.user.public_id, after=memberships.facts_of(made)
        )
    return _close(members, today)


def _close(members: list[Membership], today: dt.date) -> list[User]:
    """End the roles in the old organisation; those that were still to begin are taken back."""
    people = {m.user_id: m.user for m in members}
    for m in members:
        before, user = memberships.facts_of(m), m.user
        after = None
        if m.since > today:
            memberships.take_back(m)
        else:
            m.until = today
            after = memberships.facts_of(m)
        db.session.flush()
        audit.record("end_role", chain=chain_of_user(user), subject=user.public_id, before=before, after=after)
    return [people[key] for key in sorted(people)]


def _move_sessions(old: Organisation, new: Organisation | None) -> None:
    """Who is signed in for the old organisation goes on for the new one, without signing in again."""
    db.session.execute(
        update(UserSession)
        .where(UserSession.organisation_id == old.id, UserSession.ended_at.is_(None))
        .values(organisation_id=new.id if new is not None else None)
    )
