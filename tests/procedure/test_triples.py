"""Every (state, action, role) triple of every procedure, enumerated from its table."""

import pytest
from _pytest.mark import ParameterSet
from flask import Flask

from qyzmet import clock
from qyzmet.catalog.procedure.development import DEVELOPMENTS
from qyzmet.catalog.procedure.formation import FORMATIONS
from qyzmet.catalog.procedure.service import SERVICES
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.passports.procedure.passport import PASSPORTS
from qyzmet.procedure import engine, kinds
from qyzmet.procedure.refusals import NotInThisState, NotYours, Refused, Stale
from qyzmet.procedure.table import Procedure, check
from qyzmet.programmes.procedure.programme import PROGRAMMES
from qyzmet.requests.procedure.assignment import ASSIGNMENTS
from qyzmet.requests.procedure.proposal import PROPOSALS
from qyzmet.requests.procedure.request import REQUESTS
from qyzmet.tenders.procedure.bid import BIDS
from qyzmet.tenders.procedure.tender import TENDERS
from qyzmet.vocabulary import Channel, OrganisationKind, Role, Seat
from tests.sampled import sampled
from tests.worlds import World, a_commission, a_procedure, a_request, a_world

TABLES = (REQUESTS, PROPOSALS, ASSIGNMENTS, TENDERS, BIDS, FORMATIONS, SERVICES, DEVELOPMENTS, PASSPORTS, PROGRAMMES)
# The world's supplier leads its bid: what the group's members alone take is not open to it in any state.
FOR_MEMBERS = {"join_group", "leave_group"}
# The world's formation is that of a software product with a supplier: the supplier's, not the operator's.
FOR_SUPPLIERS = {(FORMATIONS.kind, "notify_passed"), (FORMATIONS.kind, "give_up")}


def walked(table: Procedure, state: str, channel: Channel) -> ParameterSet:
    """A state to walk through: on paper where a row of the table has a channel, else in the long tests."""
    is_same = channel is not Channel.PORTAL and all(move.channel is None for move in table.moves)
    return pytest.param(table, state, channel, marks=[pytest.mark.soak] if is_same else [])


STATES = [walked(table, state, channel) for table in TABLES for state in table.states for channel in Channel]


def together(most: int) -> list[ParameterSet]:
    """The same states, up to so many of a table and channel at once: for what costs by the reader and not by what is
    read.
    """
    return [
        pytest.param(table, tuple(table.states)[first : first + most], channel, marks=walked(table, "", channel).marks)
        for table in TABLES
        for channel in Channel
        for first in range(0, len(table.states), most)
    ]


def named(value: object) -> str | None:
    return value.kind if isinstance(value, Procedure) else None


def lawful(
    table: Procedure, state: str, action: str, kind: OrganisationKind, role: Role, channel: Channel, is_party: bool
) -> type[Refused] | None:
    """What the table says of a triple, read row by row: allowed (None) or the refusal that is due."""
    allowed_somewhere = False
    for move in table.moves:
        if move.consequence or move.channel not in (None, channel) or not (is_party or move.any_of_kind):
            continue
        if move.action == action and move.by.value == kind.value and role in move.roles:
            allowed_somewhere = True
            if state in move.from_:
                return None
    return NotInThisState if allowed_somewhere else NotYours


def outcome(state_of: object, action: str, actor: Actor) -> type[Refused] | None:
    try:
        engine.permit(state_of, action, actor)  # type: ignore[arg-type]
    except Refused as refusal:
        # A refusal without words would help nobody.
        return type(refusal) if refusal.detail else None
    return None


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.kind)
def test_the_table_is_whole(table: Procedure) -> None:
    """Every state is reached and left, every term is started and closed, nothing names what is not there."""
    assert check(table) == []


def test_every_registered_table_is_tested(app: Flask) -> None:
    """A kind of procedure that a room registers must stand among those enumerated here."""
    assert {table for kind in kinds.kinds().values() for table in map(id, kind.tables.values())} == set(map(id, TABLES))


@pytest.mark.slow
@pytest.mark.parametrize(("table", "state", "channel"), sampled(STATES, 5, asking_alike=True), ids=named)
def test_every_triple_is_allowed_exactly_where_the_table_says(
    app: Flask, table: Procedure, state: str, channel: Channel
) -> None:
    """A move is open to the role and party of its row in the states of its row, and to nobody else at any time."""
    world = a_world()
    procedure = a_procedure(world, table, state, channel)
    # In a draft only those who file it are parties yet, so the others' moves are nobody's.
    parties = {row.party.value for row in procedure.party_rows}
    for kind, role, actor in world.everybody():
        open_now = engine.open_to(procedure, actor)
        for action in table.actions():
            due = lawful(table, state, action, kind, role, channel, kind.value in parties)
            if action in FOR_MEMBERS:
                due = NotYours
            if kind is OrganisationKind.OPERATOR and (table.kind, action) in FOR_SUPPLIERS:
                due = NotYours
            assert outcome(procedure, action, actor) is due, (state, action, kind, role)
            assert (action in open_now) == (due is None), (state, action, kind, role)


@pytest.mark.parametrize(
    ("table", "state"), [(table, state) for table in (TENDERS, FORMATIONS) for state in table.states], ids=named
)
def test_every_seat_is_allowed_exactly_what_the_table_says(app: Flask, table: Procedure, state: str) -> None:
    """A seat of the Commission allows the moves of its rows in their states, to those who hold it and nobody else."""
    world = a_world()
    tender = a_procedure(world, table, state)
    for seat, actor in a_commission(world, tender).items():
        open_now = engine.open_to(tender, actor)
        for action in table.actions():
            rows = [move for move in table.moves_of(action) if seat in move.seats]
            here = any(state in move.from_ for move in rows)
            due = NotYours if not rows else None if here else NotInThisState
            assert outcome(tender, action, actor) is due, (state, action, seat)
            assert (action in open_now) == (due is None), (state, action, seat)


def test_a_seat_that_was_given_up_or_whose_organisation_was_left_allows_nothing(app: Flask) -> None:
    """Who stepped aside, and who no longer belongs to the organisation for which they sit, acts in no seat."""
    world = a_world()
    tender = a_procedure(world, TENDERS, "closed")
    actors = a_commission(world, tender)
    for row in tender.seats:
        if row.seat is Seat.CHAIR:
            row.until = clock.now()
        else:
            row.organisation = world.organisations[OrganisationKind.OPERATOR]
    db.session.flush()
    assert all(engine.open_to(tender, actor) == [] for actor in actors.values())


@pytest.mark.parametrize(("table", "state", "channel"), sampled(STATES, 5, asking_alike=True), ids=named)
def test_another_organisation_of_the_kind_has_no_move(
    app: Flask, table: Procedure, state: str, channel: Channel
) -> None:
    """The head of another state body may take no move in a procedure that is not theirs."""
    world = a_world()
    procedure = a_procedure(world, table, state, channel)
    for role in Role:
        actor = world.stranger(role)
        assert engine.open_to(procedure, actor) == []
        assert {outcome(procedure, action, actor) for action in table.actions()} == {NotYours}


def test_an_unknown_action_is_refused(app: Flask) -> None:
    """A name that no move has is refused in words, for everybody."""
    world = a_world()
    request = a_request(world)
    assert outcome(request, "approve_quietly", world.actor(OrganisationKind.STATE_BODY, Role.HEAD)) is NotInThisState


def test_right_goes_before_version_and_version_before_state(app: Flask) -> None:
    """403, then 412, then 409: whoever may not act learns neither the version nor the state by trying."""
    world = a_world()
    request = a_request(world, "agreed")
    head = world.actor(OrganisationKind.AUTHORISED_BODY, Role.HEAD)
    specialist = world.actor(OrganisationKind.AUTHORISED_BODY, Role.SPECIALIST)
    with pytest.raises(NotYours):
        engine.permit(request, "agree", specialist, expected_version=999)
    with pytest.raises(Stale):
        engine.permit(request, "agree", head, expected_version=999)
    with pytest.raises(NotInThisState):
        engine.permit(request, "agree", head, expected_version=request.version)


def test_a_refusal_says_who_may_and_by_which_paragraph(app: Flask) -> None:
    """What the engine refuses names the paragraph, and whose move it is instead."""
    world: World = a_world()
    request = a_request(world, "opinion_given")
    with pytest.raises(NotYours) as refused:
        engine.permit(request, "agree", world.actor(OrganisationKind.STATE_BODY, Role.HEAD))
    assert refused.value.rule == "¶ 13"
    name = world.organisations[OrganisationKind.AUTHORISED_BODY].name_en
    assert any(name in who for who in refused.value.who_may)
