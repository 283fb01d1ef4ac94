"""A leaver's roles, sessions and tokens end, and what waited for them goes to a colleague."""

import datetime as dt

import pytest
from flask import Flask

from qyzmet import clock, context
from qyzmet.audit.models import AuditRecord
from qyzmet.database import db
from qyzmet.notifications.models import OutboxMessage
from qyzmet.people.accounts import sessions, tokens
from qyzmet.people.models import Organisation, User
from qyzmet.people.organisations import handover
from qyzmet.procedure.models import ProcedureParty
from qyzmet.procedure.refusals import Invalid, NotInThisState
from qyzmet.requests.models import AutomationRequest
from qyzmet.vocabulary import Party, Role
from tests import factories

YESTERDAY = dt.date(2026, 3, 1)


def draft(by: User, of: Organisation, **values: object) -> AutomationRequest:
    """A request that somebody drafts for an organisation."""
    made = AutomationRequest(
        **{
            "draft_number": f"AR-draft-{factories.a_bin()}",
            "state": "draft",
            "edition_key": "kz-2022-03-31",
            "created_by": by,
            "created_at": clock.now(),
            **values,
        }
    )
    made.party_rows.append(ProcedureParty(party=Party.STATE_BODY, organisation=of))
    db.session.add(made)
    db.session.flush()
    return made


def test_a_leaver_loses_everything_and_a_colleague_gets_the_drafts(app: Flask):
    """Roles end with the last day, sessions and tokens at once; drafts are the colleague's; both are told."""
    body = factories.organisation()
    leaver, colleague = factories.user(Role.SPECIALIST, body), factories.user(Role.SPECIALIST, body)
    factories.join(leaver, Role.CLERK, body, since=dt.date(2026, 4, 1))
    mine, filed = draft(leaver, body), draft(leaver, body, submitted_at=clock.now(), state="submitted")
    sessions.open_session(leaver)
    _token, secret = tokens.create(leaver, "portal")
    moved = handover.leave(leaver, colleague, left_on=YESTERDAY)
    assert moved == [mine.draft_number]
    assert (mine.created_by, filed.created_by) == (colleague, leaver)
    assert [(m.role, m.until) for m in leaver.memberships] == [(Role.SPECIALIST, YESTERDAY)]
    assert context.actor_of(leaver).memberships == ()
    assert sessions.open_sessions(leaver) == []
    assert tokens.find(secret) is None
    assert {mail.to for mail in db.session.query(OutboxMessage)} == {leaver.email, colleague.email}
    assert db.session.query(AuditRecord).filter_by(action="hand_over", chain=f"procedure:{mine.id}").count() == 1
    assert mine.draft_number in db.session.query(AuditRecord).filter_by(action="leave").one().after


def test_drafts_of_another_organisation_stay_there(app: Flask):
    """What the leaver drafted for an organisation in which the colleague does not work is not handed to them."""
    body, other = factories.organisation(), factories.organisation()
    leaver, colleague = factories.user(Role.SPECIALIST, body), factories.user(Role.SPECIALIST, body)
    factories.join(leaver, Role.SPECIALIST, other)
    theirs = draft(leaver, other)
    assert handover.leave(leaver, colleague, left_on=YESTERDAY) == []
    assert theirs.created_by == leaver


def test_a_room_can_hand_over_its_own(app: Flask, monkeypatch: pytest.MonkeyPatch):
    """A room's hook is asked with who leaves, who takes over and where both work; what it moves is recorded."""
    body = factories.organisation()
    leaver, colleague = factories.user(Role.HEAD, body), factories.user(Role.HEAD, body)
    asked = []
    monkeypatch.setattr(handover, "on_handover", [lambda one: asked.append(one) or ["T-2026-000001"]])
    assert handover.leave(leaver, colleague, left_on=YESTERDAY) == ["T-2026-000001"]
    assert asked == [handover.Handover(leaver, colleague, (body,))]


def test_who_takes_over_must_work_there(app: Flask):
    """A colleague of another organisation, oneself, nobody, or a day to come is refused at its field."""
    body = factories.organisation()
    leaver, colleague = factories.user(Role.HEAD, body), factories.user(Role.HEAD, body)
    stranger = factories.user(Role.HEAD, factories.organisation())
    for who in (stranger, leaver, None):
        with pytest.raises(Invalid) as refused:
            handover.leave(leaver, who, left_on=YESTERDAY)
        assert list(refused.value.errors) == ["colleague"]
    with pytest.raises(Invalid) as refused:
        handover.leave(leaver, colleague, left_on=dt.date(2026, 3, 3))
    assert list(refused.value.errors) == ["left_on"]


def test_the_last_administrator_cannot_leave(app: Flask):
    """Somebody must administer: the last one leaves only after making another."""
    body = factories.organisation()
    admin = factories.user(Role.ADMINISTRATOR, body, password_hash="set")
    colleague = factories.user(Role.HEAD, body, password_hash="set")
    with pytest.raises(NotInThisState):
        handover.leave(admin, colleague, left_on=YESTERDAY)
