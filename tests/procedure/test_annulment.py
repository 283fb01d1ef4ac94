"""A mistaken act is undone only by a recorded annulment; nothing is deleted."""

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select

from qyzmet import context
from qyzmet.audit.verify import verify
from qyzmet.database import db
from qyzmet.deadlines.models import Deadline, DeadlineState
from qyzmet.deadlines.service import all_deadlines, open_deadlines
from qyzmet.notifications.models import Notification
from qyzmet.procedure import engine
from qyzmet.procedure.annulment import RULE, annul, annullable, standing_acts
from qyzmet.procedure.house_rules import FIXED_RULES
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours, Refused
from qyzmet.requests.models import AutomationRequest
from qyzmet.requests.request.sample import OPINION, REQUEST
from qyzmet.vocabulary import OrganisationKind, Role
from tests.conftest import SetClock
from tests.worlds import World, a_request, a_world

STATE_BODY, INTEGRATOR, AUTHORISED = (
    OrganisationKind.STATE_BODY,
    OrganisationKind.INTEGRATOR,
    OrganisationKind.AUTHORISED_BODY,
)


def take(world: World, request: AutomationRequest, kind: OrganisationKind, action: str, **body: object) -> Act:
    role = Role.SPECIALIST if action == "draft_opinion" else Role.HEAD
    with context.acting(world.actor(kind, role)):
        return engine.take(request, action, body)


def undo(world: World, request: AutomationRequest, kind: OrganisationKind, action: str) -> Act:
    with context.acting(world.actor(kind, Role.HEAD)):
        return annul(request, action, "It was taken by mistake.")


def decided(world: World) -> AutomationRequest:
    """A request that went from draft to agreement."""
    request = a_request(world)
    request.data = REQUEST
    take(world, request, STATE_BODY, "submit")
    take(world, request, INTEGRATOR, "draft_opinion", **OPINION)
    take(world, request, INTEGRATOR, "give_opinion")
    take(world, request, AUTHORISED, "agree", grounds="In conformity with the Rules.")
    return request


def test_the_head_undoes_its_own_last_act(app: Flask) -> None:
    """The authorised body's head annuls its agreement: the state goes back and the history shows both."""
    world = a_world()
    request = decided(world)
    undo(world, request, AUTHORISED, "agree")
    assert request.state == "opinion_given"
    acts = db.session.scalars(select(Act).where(Act.procedure_id == request.id).order_by(Act.id)).all()
    assert [act.action for act in acts] == ["submit", "draft_opinion", "give_opinion", "agree", "annul"]
    assert acts[3].annulled_by_id == acts[4].id
    assert verify().fault is None


def test_a_term_that_the_act_closed_runs_on_as_before(app: Flask, set_clock: SetClock) -> None:
    """The decision's three days go on from the opinion: the mistake has stopped no time. The closed row stays."""
    world = a_world()
    request = decided(world)
    before = next(d for d in all_deadlines(request) if d.term == "decide")
    set_clock.forward(days=1)
    undo(world, request, AUTHORISED, "agree")
    rows = [d for d in all_deadlines(request) if d.term == "decide"]
    assert [row.state for row in rows] == [DeadlineState.CLOSED, DeadlineState.OPEN]
    assert rows[1].due_at == before.due_at
    assert rows[1].event_at == before.event_at


def test_a_term_that_the_act_started_ends(app: Flask) -> None:
    """With the opinion falls the term for deciding on it; the term for the opinion runs on."""
    world = a_world()
    request = a_request(world)
    request.data = REQUEST
    take(world, request, STATE_BODY, "submit")
    take(world, request, INTEGRATOR, "draft_opinion", **OPINION)
    take(world, request, INTEGRATOR, "give_opinion")
    undo(world, request, INTEGRATOR, "give_opinion")
    assert request.state == "submitted"
    assert {(d.term, d.state.value) for d in all_deadlines(request)} == {
        ("opinion", "closed"),
        ("decide", "annulled"),
        ("opinion", "open"),
    }
    assert [d.term for d in open_deadlines(request)] == ["opinion"]


@pytest.mark.slow
def test_after_the_next_party_acted_only_the_authorised_body_annuls(app: Flask) -> None:
    """The integrator may not take back an opinion that was decided on; the authorised body may, and both fall."""
    world = a_world()
    request = decided(world)
    with pytest.raises(NotYours):
        undo(world, request, INTEGRATOR, "give_opinion")
    undo(world, request, AUTHORISED, "give_opinion")
    assert request.state == "submitted"
    assert [act.action for act in standing_acts(request)] == ["submit", "draft_opinion"]


def test_who_may_annul_what_is_enumerated(app: Flask) -> None:
    """Of a decided request the authorised body's head may annul every binding act; nobody else any."""
    world = a_world()
    request = decided(world)
    for (kind, role), _person in world.people.items():
        may = [act.action for act in annullable(request, world.actor(kind, role))]
        due = ["agree", "give_opinion", "submit"] if (kind, role) == (AUTHORISED, Role.HEAD) else []
        assert may == due, (kind, role)


def test_specialists_never_annul(app: Flask) -> None:
    """An annulment binds as the act did: it is a head's."""
    world = a_world()
    request = decided(world)
    with context.acting(world.actor(AUTHORISED, Role.SPECIALIST)), pytest.raises(NotYours):
        annul(request, "agree", "grounds")


def test_an_annulment_needs_grounds_and_an_act(app: Flask) -> None:
    """Without grounds it is not taken; what was annulled already is not annulled again."""
    world = a_world()
    request = decided(world)
    with context.acting(world.actor(AUTHORISED, Role.HEAD)):
        with pytest.raises(Invalid):
            annul(request, "agree", "  ")
        annul(request, "agree", "A mistake.")
        with pytest.raises(NotInThisState):
            annul(request, "agree", "Once more.")
    with context.acting(world.actor(INTEGRATOR, Role.HEAD)), pytest.raises(NotInThisState):
        annul(request, "draft_opinion", "Not a binding act.")


def test_what_is_refused_names_the_house_rule(app: Flask) -> None:
    """No paragraph that we hold speaks of mistaken acts: every refusal of an annulment names the house rule H46."""
    world = a_world()
    request = decided(world)
    with context.acting(world.actor(AUTHORISED, Role.HEAD)):
        for action, grounds, version in (("agree", " ", None), ("agree", "grounds", 99), ("paint", "grounds", None)):
            with pytest.raises(Refused) as refused:
                annul(request, action, grounds, expected_version=version)
            assert refused.value.rule == RULE, action
    with context.acting(world.actor(AUTHORISED, Role.SPECIALIST)), pytest.raises(NotYours) as refused:
        annul(request, "agree", "grounds")
    assert refused.value.rule == RULE
    assert FIXED_RULES[RULE]


def test_everybody_concerned_is_told_of_an_annulment(app: Flask) -> None:
    """Heads and specialists of all parties but the one who annulled are told, with the grounds."""
    world = a_world()
    request = decided(world)
    undo(world, request, AUTHORISED, "agree")
    told = set(db.session.scalars(select(Notification.user_id).where(Notification.kind == "annulment")))
    due = {
        world.people[kind, role].id
        for kind in (STATE_BODY, INTEGRATOR, AUTHORISED)
        for role in (Role.HEAD, Role.SPECIALIST)
    } - {world.people[AUTHORISED, Role.HEAD].id}
    assert told == due


def test_a_request_submitted_again_keeps_its_number(app: Flask, set_clock: SetClock) -> None:
    """The number was quoted by people; the term of the opinion starts anew with the second submission."""
    world = a_world()
    request = a_request(world)
    request.data = REQUEST
    take(world, request, STATE_BODY, "submit")
    number = request.number
    undo(world, request, STATE_BODY, "submit")
    assert request.state == "draft"
    assert open_deadlines(request) == []
    set_clock.set("2026-03-04T10:00")
    take(world, request, STATE_BODY, "submit")
    assert request.number == number
    assert [d.event_on for d in open_deadlines(request)] == [dt.date(2026, 3, 4)]


def test_deadlines_of_the_request(app: Flask, set_clock: SetClock) -> None:
    """¶ 13: received on Thursday 5 March 2026, the opinion is decided on until Wednesday 11 March, 24:00 in Almaty."""
    world = a_world()
    request = a_request(world)
    request.data = REQUEST
    take(world, request, STATE_BODY, "submit")
    take(world, request, INTEGRATOR, "draft_opinion", **OPINION)
    set_clock.set("2026-03-05T23:59")
    take(world, request, INTEGRATOR, "give_opinion")
    decide = db.session.scalars(select(Deadline).where(Deadline.term == "decide")).one()
    assert (decide.starts_on, decide.due_on) == (dt.date(2026, 3, 6), dt.date(2026, 3, 11))
    assert decide.due_at == dt.datetime(2026, 3, 11, 19, tzinfo=dt.UTC)
    opinion = db.session.scalars(select(Deadline).where(Deadline.term == "opinion")).one()
    assert opinion.state == DeadlineState.CLOSED
    assert opinion.due_on == dt.date(2026, 3, 27)
