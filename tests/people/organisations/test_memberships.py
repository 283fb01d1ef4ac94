"""Roles with their dates, the acting head, and the last administrator."""

import datetime as dt

import pytest
from flask import Flask

from qyzmet import clock, context
from qyzmet.database import db
from qyzmet.notifications.models import OutboxMessage
from qyzmet.people.organisations import memberships
from qyzmet.procedure.refusals import Invalid, NotInThisState
from qyzmet.vocabulary import Role
from tests import factories
from tests.conftest import SetClock

TODAY = dt.date(2026, 3, 2)


def day(number: int) -> dt.date:
    """A day of March 2026."""
    return dt.date(2026, 3, number)


def test_a_role_holds_from_its_first_to_its_last_day(app: Flask, set_clock: SetClock):
    """Given from the 3rd until the 5th, a role holds on these days and on no other; the person is told."""
    body, person = factories.organisation(), factories.user()
    memberships.give(person, body, Role.SPECIALIST, since=day(3), until=day(5))
    held = [number for number in range(2, 8) if context.actor_of(person, day=day(number)).has(Role.SPECIALIST)]
    assert held == [3, 4, 5]
    assert "Specialist" in db.session.query(OutboxMessage).filter_by(to=person.email).one().body


def test_an_acting_head_stands_in_for_given_dates(app: Flask):
    """An acting head has the head's role in these days, is marked as acting, and both are told."""
    body = factories.organisation()
    head, deputy = factories.user(Role.HEAD, body), factories.user(Role.SPECIALIST, body)
    memberships.give(deputy, body, Role.HEAD, since=day(2), until=day(6), acting_for=head)
    assert "acting head" in context.actor_of(deputy, body).capacity
    assert not context.actor_of(deputy, day=day(7)).has(Role.HEAD)
    assert {mail.to for mail in db.session.query(OutboxMessage)} == {head.email, deputy.email}


def test_what_cannot_be_given_is_refused_by_field(app: Flask):
    """Dates the wrong way round, a role held already, somebody who left, a closed organisation, a wrong stand-in."""
    body = factories.organisation()
    head, person = factories.user(Role.HEAD, body), factories.user(Role.SPECIALIST, body)
    gone, closed = factories.user(left_on=day(1)), factories.organisation(closed_on=day(1))
    other = factories.user(Role.HEAD, factories.organisation())
    cases = [
        ("until", person, body, Role.CLERK, {"until": day(1)}),
        ("role", person, body, Role.SPECIALIST, {}),
        ("user", gone, body, Role.CLERK, {}),
        ("organisation", person, closed, Role.CLERK, {}),
        ("until", person, body, Role.HEAD, {"acting_for": head}),
        ("acting_for", person, body, Role.CLERK, {"acting_for": head, "until": day(9)}),
        ("acting_for", person, body, Role.HEAD, {"acting_for": other, "until": day(9)}),
        ("acting_for", head, body, Role.HEAD, {"acting_for": head, "until": day(9)}),
    ]
    for field, user, organisation, role, values in cases:
        with pytest.raises(Invalid) as refused:
            memberships.give(user, organisation, role, **{"since": day(2), **values})
        assert list(refused.value.errors) == [field]


def test_a_role_ended_with_yesterday_is_over_at_once(app: Flask):
    """With yesterday as its last day a role is over; one that had not begun is taken back; none grows longer."""
    body, person = factories.organisation(), factories.user()
    running = factories.join(person, Role.SPECIALIST, body)
    coming = factories.join(person, Role.CLERK, body, since=day(20))
    memberships.end(running, day(1))
    memberships.end(coming, day(1))
    assert context.actor_of(person).memberships == ()
    assert [m.role for m in person.memberships] == [Role.SPECIALIST]
    with pytest.raises(Invalid):
        memberships.end(running, day(9))


def test_the_last_administrator_cannot_be_removed(app: Flask):
    """The last who administers for good and can sign in stays; one who was only invited is no other."""
    body = factories.organisation()
    admin = factories.user(Role.ADMINISTRATOR, body, password_hash="set")
    invited = factories.user(Role.ADMINISTRATOR, body)
    leaving = factories.user(password_hash="set")
    factories.join(leaving, Role.ADMINISTRATOR, body, until=day(30))
    with pytest.raises(NotInThisState, match="last administrator"):
        memberships.end(admin.memberships[0], clock.today())
    invited.password_hash = "set"
    memberships.end(admin.memberships[0], clock.today())
    with pytest.raises(NotInThisState):
        memberships.end(invited.memberships[0], day(25))
