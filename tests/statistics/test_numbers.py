"""The numbers of the statistics: what set queries count is what anybody would count, and nothing that is not public."""

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qyzmet import clock, context, rights
from qyzmet.audit import service as audit
from qyzmet.catalog.models import Development
from qyzmet.catalog.procedure.development import DEVELOPMENTS
from qyzmet.catalog.under_way.models import Need
from qyzmet.context import ANONYMOUS
from qyzmet.database import db
from qyzmet.deadlines.models import Deadline, DeadlineState
from qyzmet.procedure import engine
from qyzmet.procedure.kinds import table_of
from qyzmet.procedure.models import Procedure
from qyzmet.requests.models import AutomationRequest, DesignAssignment
from qyzmet.requests.procedure.assignment import ASSIGNMENTS
from qyzmet.requests.procedure.request import REQUESTS
from qyzmet.statistics import numbers
from qyzmet.statistics.scope import Scope, View
from qyzmet.tenders.models import Bid, Tender
from qyzmet.tenders.procedure.bid import BIDS
from qyzmet.tenders.procedure.tender import TENDERS
from qyzmet.vocabulary import OrganisationKind, Party, Role
from qyzmet.web.kept.memory import Kept
from tests.conftest import SetClock
from tests.sampled import examples
from tests.statistics import naive
from tests.worlds import World, a_procedure, a_service, a_world

NOW = "2026-03-02T09:00:00+05:00"
TABLES = (REQUESTS, ASSIGNMENTS, TENDERS, DEVELOPMENTS)


@dataclass(frozen=True)
class Step:
    """A term of a procedure: its place in the table, how it ended and when."""

    term: int
    took: int | None
    hours: int
    late: bool


@dataclass(frozen=True)
class Case:
    """A procedure as Hypothesis draws it."""

    table: int
    state: int
    public: bool
    hours: int
    opened: bool
    bids: tuple[bool, ...]
    steps: tuple[Step, ...]
    service: bool


# Hours back from now: three years, so that turns of years in Kazakhstan and in UTC lie among them.
HOURS = st.integers(0, 3 * 365 * 24)
STEPS = st.builds(Step, st.integers(0, 9), st.none() | st.integers(0, 40), HOURS, st.booleans())
CASES = st.builds(
    Case,
    st.integers(0, 3),
    st.integers(0, 13),
    st.booleans(),
    HOURS,
    st.booleans(),
    st.lists(st.booleans(), max_size=4).map(tuple),
    st.lists(STEPS, max_size=3).map(tuple),
    st.booleans(),
)


@pytest.fixture
def world(app: Flask, set_clock: SetClock) -> World:
    """People of every kind, on a Monday."""
    set_clock.set(NOW)
    return a_world()


def _back(hours: int) -> dt.datetime:
    return clock.now() - dt.timedelta(hours=hours)


def _make(world: World, case: Case) -> None:
    if case.service:
        service = a_service(world)
        service.state, service.submitted_at = ("retired" if case.opened else "active"), _back(case.hours)
        service.kind_key = f"kind{case.state % 3}"
        return
    table = TABLES[case.table]
    states = list(table.states)
    made = a_procedure(world, table, states[case.state % len(states)])
    made.submitted_at = _back(case.hours)
    made.is_public = case.public and isinstance(made, Tender)
    for step in case.steps:
        # Nothing is done in a procedure before it is begun.
        _step(made, replace(step, hours=min(step.hours, case.hours)))
    source = made.source if isinstance(made, DesignAssignment) else made
    if case.public and isinstance(source, (AutomationRequest, Development)):
        need = {"stage": "agreed", "ended": False, "agreed_at": _back(case.hours), "since": clock.now()}
        db.session.add(Need(id=source.id, **need))
    if isinstance(made, Tender):
        made.opened_at = _back(case.hours // 2) if case.opened else None
        made.ceiling_lease, made.ceiling_service = Decimal("100.00"), Decimal("200.00")
        for chosen in case.bids if case.opened else ():
            bid = a_procedure(world, BIDS, "winner" if chosen else "rejected")
            assert isinstance(bid, Bid)
            bid.tender_id, bid.price_lease, bid.price_service = made.id, Decimal("90.50"), Decimal("180.25")
    db.session.flush()


def _step(made: Procedure, step: Step) -> None:
    terms = table_of(made).terms
    term = terms[step.term % len(terms)]
    closed = _back(step.hours)
    due = closed if step.late else closed + dt.timedelta(seconds=1)
    db.session.add(
        Deadline(
            procedure_id=made.id,
            term=term.key,
            rule=term.rule,
            owner=term.owner,
            owner_organisation=made.party(term.owner),
            event_at=closed,
            event_on=closed.date(),
            working_days=term.working_days,
            starts_on=closed.date(),
            due_on=due.date(),
            due_at=due,
            calendar_version=0,
            state=DeadlineState.CLOSED,
            closed_at=closed,
            took=step.took,
        )
    )


def _anybody_knows(procedure: Procedure) -> bool:
    return rights.may_know(ANONYMOUS, procedure)


def _no_draft(procedure: Procedure) -> bool:
    table = table_of(procedure)
    return procedure.state != table.first or {*table.starters} == {*table.parties}


@pytest.mark.slow
@settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(cases=st.lists(CASES, max_size=8), year=st.none() | st.sampled_from([2023, 2024, 2025, 2026]))
def test_set_queries_count_what_anybody_would_count(world: World, cases: list[Case], year: int | None):
    """Public numbers are those of what everybody may know of, with the steps of needs in the public register; one's own
    of the procedures that one's organisation is a party of; an auditor's of all but drafts. Years turn in Kazakhstan.
    """
    with db.session.begin_nested() as undone:
        for case in cases:
            _make(world, case)
        integrator = world.organisations[OrganisationKind.INTEGRATOR].id
        customer = world.organisations[OrganisationKind.STATE_BODY].id
        found = naive.as_counted(numbers.count(Scope(year=year)))
        assert found == naive.count(_anybody_knows, year, tells=naive.register_tells)
        found = naive.as_counted(numbers.count(Scope(year=year, organisation=customer)))
        assert found == naive.count(_anybody_knows, year, customer, tells=naive.register_tells)

        def mine(procedure: Procedure) -> bool:
            return _no_draft(procedure) and integrator in {row.organisation_id for row in procedure.party_rows}

        found = naive.as_counted(numbers.count(Scope(View.MINE, (integrator,), year=year)))
        assert found == naive.count(mine, year)
        found = naive.as_counted(numbers.count(Scope(View.MINE, None, year=year)))
        assert found == naive.count(_no_draft, year)
        undone.rollback()


def test_a_draft_is_counted_for_nobody(world: World):
    """Neither the state body that writes a request nor an auditor finds it in a number."""
    a_procedure(world, REQUESTS, "draft")
    a_procedure(world, TENDERS, "draft")
    own = world.organisations[OrganisationKind.STATE_BODY].id
    for scope in (Scope(), Scope(View.MINE, (own,)), Scope(View.MINE, None)):
        assert "draft" not in {each.state for each in numbers.count(scope).standing.states}


def test_of_a_sealed_tender_no_number_says_whether_there_are_bids(world: World):
    """Before the opening a tender stands in no number of bids, not even among those without any."""
    tender = a_procedure(world, TENDERS, "closed")
    tender.is_public = True
    db.session.flush()
    assert numbers.count(Scope()).bidding.opened == ()
    assert numbers.count(Scope(View.MINE, None)).bidding.opened == ()
    assert isinstance(tender, Tender)
    tender.opened_at = clock.now()
    db.session.flush()
    assert [(each.bids, each.count) for each in numbers.count(Scope()).bidding.opened] == [(0, 1)]


def test_what_row_7_keeps_from_the_public_is_not_counted_for_it(world: World):
    """A request's restricted information (row 7) and all that is no public procedure stays with its parties."""
    a_procedure(world, REQUESTS, "agreed").data = {"restricted": "official_use"}
    db.session.flush()
    assert numbers.count(Scope()).standing.states == ()
    own = world.organisations[OrganisationKind.STATE_BODY].id
    assert len(numbers.count(Scope(View.MINE, (own,))).standing.states) == 1


def test_numbers_are_kept_until_something_is_done(world: World, app: Flask, monkeypatch: pytest.MonkeyPatch):
    """What changes without an act shows after the next one of its block; every act makes the trail longer."""
    monkeypatch.setitem(app.extensions, "qyzmet_statistics", Kept(100_000))
    service = a_service(world)
    assert numbers.of(Scope()).standing.services[0].count == 1
    a_service(world).kind_key = service.kind_key
    db.session.flush()
    assert numbers.of(Scope()).standing.services[0].count == 1
    with context.acting(context.COMMAND_LINE, "test"):
        audit.record("act", chain=engine.chain_of(service), subject="test")
    db.session.flush()
    assert numbers.of(Scope()).standing.services[0].count == 2


def test_who_oversees(world: World):
    """Heads oversee their own organisation's procedures, the integrator's people all of theirs, an auditor all."""
    integrator = world.organisations[OrganisationKind.INTEGRATOR].id
    customer = world.organisations[OrganisationKind.STATE_BODY].id
    assert rights.oversees(world.actor(OrganisationKind.STATE_BODY, Role.HEAD)) == (customer,)
    assert rights.oversees(world.actor(OrganisationKind.STATE_BODY, Role.SPECIALIST)) == ()
    assert rights.oversees(world.actor(OrganisationKind.INTEGRATOR, Role.SPECIALIST)) == (integrator,)
    assert rights.oversees(world.actor(OrganisationKind.STATE_BODY, Role.AUDITOR)) is None
    assert rights.oversees(ANONYMOUS) == ()


def test_the_commission_has_no_organisation(world: World):
    """Steps of the Commission are counted without one."""
    tender = a_procedure(world, TENDERS, "ranked")
    tender.is_public = True
    place = next(place for place, term in enumerate(TENDERS.terms) if term.owner is Party.COMMISSION)
    _step(tender, Step(place, 3, 24, late=False))
    db.session.flush()
    assert [each.organisation for each in numbers.count(Scope()).steps] == [None]
