"""Counts are kept by blocks of procedures: what was done somewhere is counted there again, and nothing else is."""

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect

from qyzmet import clock, context
from qyzmet.audit import service as audit
from qyzmet.catalog.under_way.models import Need
from qyzmet.database import db
from qyzmet.deadlines.models import Deadline, DeadlineState
from qyzmet.procedure import engine
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.table import Procedure as Table
from qyzmet.requests.models import DesignAssignment
from qyzmet.requests.procedure.assignment import ASSIGNMENTS
from qyzmet.requests.procedure.request import REQUESTS
from qyzmet.statistics import numbers, steps
from qyzmet.statistics.kept_blocks import BLOCK
from qyzmet.statistics.scope import Scope, View
from qyzmet.tenders.models import Bid, Tender
from qyzmet.tenders.procedure.bid import BIDS
from qyzmet.tenders.procedure.tender import TENDERS
from qyzmet.vocabulary import OrganisationKind
from qyzmet.web.kept.memory import Kept
from tests.conftest import SetClock
from tests.worlds import World, a_procedure, a_world


@pytest.fixture
def world(app: Flask, set_clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> World:
    """People of every kind, on a Monday, where counts are kept."""
    monkeypatch.setitem(app.extensions, "qyzmet_statistics", Kept(1_000_000))
    set_clock.set("2026-03-02T09:00:00+05:00")
    return a_world()


def _far_away(world: World, table: Table, state: str) -> Procedure:
    """A procedure of the next block but one, beside which nothing else stands."""
    near = a_procedure(world, table, state)
    kept = {each.key: getattr(near, each.key) for each in inspect(type(near)).column_attrs}
    apart = {"id": near.id + 2 * BLOCK, "number": f"{near.number}-far", "draft_number": f"{near.draft_number}-far"}
    made = type(near)(**kept | apart)
    db.session.add(made)
    db.session.flush()
    return made


def _step(of: Procedure, term: str) -> None:
    day: Any = {"event_on": clock.today(), "starts_on": clock.today(), "due_on": clock.today()}
    now = clock.now()
    db.session.add(
        Deadline(
            procedure_id=of.id,
            term=term,
            rule="H7",
            owner="integrator",
            event_at=now,
            working_days=3,
            due_at=now,
            calendar_version=0,
            state=DeadlineState.CLOSED,
            closed_at=now,
            took=1,
            **day,
        )
    )
    db.session.flush()


def _done() -> int:
    return sum(each.done for each in numbers.of(Scope()).steps)


def _act(of: Procedure) -> None:
    """Something was done in it, as the trail says."""
    with context.acting(context.COMMAND_LINE, "test"):
        audit.record("act", chain=engine.chain_of(of), subject="test")
    db.session.flush()


def test_what_was_done_somewhere_is_counted_there_again(world: World):
    """After an act its procedure's block is right; what changed elsewhere without an act shows with an act there."""
    near, far = a_procedure(world, TENDERS, "published"), _far_away(world, TENDERS, "published")
    near.is_public = far.is_public = True
    _step(far, "publish")
    _act(near)
    assert _done() == 1
    _step(near, "publish")
    _step(far, "publish")
    assert _done() == 1
    _act(near)
    assert _done() == 2
    _act(far)
    assert _done() == 3
    assert _done() == sum(each.done for each in steps.count(Scope(), [2026]))


def test_what_is_not_public_any_more_is_counted_no_more(world: World):
    """A need that leaves the public register takes the steps of all its procedures along, wherever they stand."""
    assignment = _far_away(world, ASSIGNMENTS, "approved")
    assert isinstance(assignment, DesignAssignment)
    source = assignment.source
    need = Need(id=source.id, stage="agreed", ended=False, agreed_at=clock.now(), since=clock.now())
    db.session.add(need)
    _step(source, "opinion")
    _step(assignment, "develop")
    _act(source)
    assert _done() == 2
    db.session.delete(need)
    _act(source)
    assert _done() == 0


def test_states_and_services_are_kept_by_blocks_too(world: World):
    """A state that changes in one block leaves the counts of the others as they were counted."""
    near, far = a_procedure(world, TENDERS, "published"), _far_away(world, TENDERS, "published")
    near.is_public = far.is_public = True
    _act(near)

    def states() -> dict[str, int]:
        return {each.state: each.count for each in numbers.of(Scope()).standing.states}

    assert states() == {"published": 2}
    near.state = far.state = "closed"
    db.session.flush()
    _act(near)
    assert states() == {"published": 1, "closed": 1}
    _act(far)
    assert states() == {"closed": 2}


def test_a_bid_is_counted_with_its_tender(world: World):
    """What is done in a bid alone, in whatever block, has its tender counted again; sums of prices go over blocks."""
    near, far = a_procedure(world, TENDERS, "ranked"), _far_away(world, TENDERS, "ranked")
    for tender in (near, far):
        assert isinstance(tender, Tender)
        tender.is_public, tender.opened_at = True, clock.now()
        tender.ceiling_lease, tender.ceiling_service = Decimal("100.00"), Decimal("200.00")
    bids = [a_procedure(world, BIDS, "compliant") for _each in range(2)]
    for bid, tender in zip(bids, (near, far), strict=True):
        assert isinstance(bid, Bid)
        bid.tender_id, bid.price_lease, bid.price_service = tender.id, Decimal("90.50"), Decimal("180.25")
    _act(near)
    assert numbers.of(Scope()).bidding == numbers.count(Scope()).bidding
    assert numbers.of(Scope()).bidding.prices.count == 0
    for place, bid in enumerate(bids, 1):
        bid.state = "winner"
        db.session.flush()
        _act(bid)
        assert numbers.of(Scope()).bidding == numbers.count(Scope()).bidding
        assert numbers.of(Scope()).bidding.prices.lease == place * Decimal("90.50")


def test_a_need_is_told_by_its_stage_as_the_register_tells_it(world: World):
    """Of the public view alone; of an organisation those whose customer it is, of a year those agreed to in it."""
    request = a_procedure(world, REQUESTS, "agreed")
    db.session.add(Need(id=request.id, stage="bids", ended=False, agreed_at=clock.now(), since=clock.now()))
    _act(request)
    customer, integrator = (
        world.organisations[kind].id for kind in (OrganisationKind.STATE_BODY, OrganisationKind.INTEGRATOR)
    )

    def stages(scope: Scope) -> list[tuple[str, int]]:
        return [(each.stage, each.count) for each in numbers.of(scope).standing.needs]

    for scope in (Scope(), Scope(organisation=customer), Scope(year=2026)):
        assert stages(scope) == [("bids", 1)]
    for scope in (Scope(organisation=integrator), Scope(year=2025), Scope(View.MINE, (customer,))):
        assert stages(scope) == []
