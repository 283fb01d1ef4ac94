"""A small country for tests: an organisation of each kind with a person in each role, and strangers."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from qyzmet import clock, context
from qyzmet.catalog.procedure.development import DEVELOPMENTS
from qyzmet.catalog.procedure.formation import FORMATIONS
from qyzmet.catalog.procedure.service import SERVICES
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.people.models import Organisation, User
from qyzmet.procedure import editions, kinds
from qyzmet.procedure.models import Procedure, ProcedureParty, ProcedureSeat
from qyzmet.procedure.numbers import draft_number, next_number
from qyzmet.procedure.table import Procedure as Table
from qyzmet.requests.models import AssignmentVersion, AutomationRequest
from qyzmet.requests.procedure.assignment import ASSIGNMENTS
from qyzmet.requests.procedure.request import REQUESTS
from qyzmet.tenders.procedure.bid import BIDS
from qyzmet.tenders.procedure.tender import TENDERS
from qyzmet.vocabulary import Channel, OrganisationKind, Party, Role, Seat
from tests import factories
from tests.stages import stage

ROLES = tuple(Role)


@dataclass
class World:
    """Organisations by kind, people by kind and role; `others` is a second state body of no concern."""

    organisations: dict[OrganisationKind, Organisation] = field(default_factory=dict)
    people: dict[tuple[OrganisationKind, Role], User] = field(default_factory=dict)
    others: dict[Role, User] = field(default_factory=dict)

    def actor(self, kind: OrganisationKind, role: Role) -> Actor:
        """The person of that kind of organisation in that role, acting today."""
        return context.actor_of(self.people[kind, role])

    def everybody(self) -> list[tuple[OrganisationKind, Role, Actor]]:
        """Everybody of them, acting today: what they are is read at once."""
        held = selectinload(User.memberships)
        db.session.scalars(
            select(User).where(User.id.in_([each.id for each in self.people.values()])).options(held)
        ).all()
        return [(kind, role, context.actor_of(person)) for (kind, role), person in self.people.items()]

    def stranger(self, role: Role) -> Actor:
        """The person of another state body in that role."""
        return context.actor_of(self.others[role])


@stage
def a_world() -> World:
    """Make one; nothing is committed."""
    world = World()
    for kind in OrganisationKind:
        organisation = world.organisations[kind] = factories.organisation(kind)
        for role in ROLES:
            world.people[kind, role] = factories.user(role, organisation)
    elsewhere = factories.organisation(OrganisationKind.STATE_BODY)
    world.others = {role: factories.user(role, elsewhere) for role in ROLES}
    return world


def a_request(world: World, state: str = REQUESTS.first, channel: Channel = Channel.PORTAL) -> AutomationRequest:
    """A request of the world's state body that stands in `state`, with its parties and without a history."""
    made = a_procedure(world, REQUESTS, state, channel)
    assert isinstance(made, AutomationRequest)
    return made


def a_procedure(world: World, table: Table, state: str, channel: Channel = Channel.PORTAL) -> Procedure:
    """A procedure of any kind that stands in `state`, with its parties and without a history."""
    is_draft = state == table.first and table is not SERVICES
    starter = table.starters[0]
    own: dict[str, Any] = {}
    if table is ASSIGNMENTS:
        own = {"source": a_request(world, "creation_ordered")}
    if table is TENDERS:
        until = clock.now() + dt.timedelta(15)
        own = {"assignment": a_procedure(world, ASSIGNMENTS, "approved"), "accepts_until": until}
        own["window_from"] = clock.now()
    if table is FORMATIONS:
        assignment = a_procedure(world, ASSIGNMENTS, "approved")
        own = {"assignment": assignment, "object": "ssp", "mechanism": "lease"}
        own["version_of_assignment"] = version = AssignmentVersion(
            assignment_id=assignment.id,
            number=1,
            data={},
            hash="",
            proposed_by=world.people[OrganisationKind.INTEGRATOR, Role.HEAD],
            proposed_at=clock.now(),
        )
        db.session.add(version)
    if table is DEVELOPMENTS:
        own = {"service": a_service(world)}
    if table is SERVICES:
        own = {"is_public": True, "confirmed_on": clock.today()}
    if table is BIDS:
        own = {
            "tender": a_procedure(world, TENDERS, "examining"),
            "price_lease": Decimal(1),
            "price_service": Decimal(2),
            "received_at": clock.now(),
            "receipt_hash": "",
        }
    made = kinds.kinds()[table.kind].model(
        kind=table.kind,
        draft_number=draft_number(table.prefix),
        number=None if is_draft else next_number(table.prefix),
        state=state,
        edition_key=editions.FIRST_EDITION,
        channel=channel,
        title="Temporary export certificate for cultural valuables",
        data={"function": "Temporary export certificate for cultural valuables"},
        created_by=world.people[OrganisationKind(starter.value), Role.SPECIALIST],
        created_at=clock.now(),
        submitted_at=None if is_draft else clock.now(),
        **own,
    )
    parties = (*table.starters, *(() if is_draft and table not in (ASSIGNMENTS, FORMATIONS) else table.parties))
    if channel is Channel.PAPER:
        parties = (*parties, Party.INTEGRATOR)
    for party in dict.fromkeys(parties):
        made.party_rows.append(
            ProcedureParty(party=party, organisation=world.organisations[OrganisationKind(party.value)])
        )
    db.session.add(made)
    db.session.flush()
    return made


def a_service(world: World) -> Procedure:
    """An active IC service in the Catalogue, with a supplier and without a history."""
    return a_procedure(world, SERVICES, "active")


def a_commission(world: World, *tenders: Procedure) -> dict[Seat, Actor]:
    """A person in each seat of the tenders' Commission, all of the customer, in no other role."""
    organisation = world.organisations[OrganisationKind.STATE_BODY]
    people = {seat: factories.user(Role.COMMISSION_MEMBER, organisation) for seat in Seat}
    for tender in tenders:
        for seat, person in people.items():
            tender.seats.append(ProcedureSeat(user=person, organisation=organisation, seat=seat, since=clock.now()))
    db.session.flush()
    return {seat: context.actor_of(person) for seat, person in people.items()}
