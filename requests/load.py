"""Who at the integrator examines what, and how urgent it is: the load of its people, and what nobody has yet (¶ 11)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectin_polymorphic

from qyzmet import context
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.people import fields
from qyzmet.people.models import Organisation, User
from qyzmet.procedure import engine
from qyzmet.procedure.models import Procedure, ProcedureParty
from qyzmet.procedure.refusals import NotYours
from qyzmet.procedure.table import PREPARERS
from qyzmet.vocabulary import PARTY_TITLES, OrganisationKind, Party, Role

from ..deadlines.models import Deadline, DeadlineState
from ..deadlines.presenting import ShownDeadline, present_all
from .models import AutomationRequest, Proposal
from .review_guards import EXAMINED

# The most urgent ones of each; the list of requests has all of them.
SHOWN = 20


@dataclass(frozen=True)
class Item:
    """A request or proposal that is examined, with its term; whether the reader may give it to somebody else."""

    procedure: Procedure
    deadline: ShownDeadline | None
    may_assign: bool


@dataclass(frozen=True)
class Load:
    """What one person has, or what nobody has: how many, how many late, and the most urgent ones."""

    person: User | None
    count: int
    late: int
    items: tuple[Item, ...]


def load() -> ResponseReturnValue:
    """The page. The integrator's heads and specialists see it, and auditors."""
    actor = context.actor()
    integrator = _integrator(actor)
    if integrator is None:
        raise NotYours(
            _("The load of the integrator's people is shown to its heads and specialists."),
            who_may=[_(PARTY_TITLES[Party.INTEGRATOR])],
        )
    return render_template("requests/load.html", loads=loads(integrator, actor), organisation=integrator)


def _integrator(actor: Actor) -> Organisation | None:
    """The integrator that the actor works for; an auditor sees the one that works now."""
    for membership in actor.memberships:
        if membership.organisation.kind == OrganisationKind.INTEGRATOR and membership.role in PREPARERS:
            return membership.organisation
    if not actor.has(Role.AUDITOR):
        return None
    return db.session.scalars(
        select(Organisation).where(Organisation.kind == OrganisationKind.INTEGRATOR, Organisation.closed_on.is_(None))
    ).first()


def loads(integrator: Organisation, actor: Actor) -> list[Load]:
    """What nobody has first, then each of its people, those with the most late ones first."""
    examined = _examined(integrator)
    by_person: dict[int | None, list[AutomationRequest | Proposal]] = defaultdict(list)
    for each in examined:
        by_person[each.executor_id].append(each)
    deadlines = _deadlines(examined)
    people = {user.id: user for user in fields.people(integrator, PREPARERS)}
    # Whoever has left the office and still has something is shown too: somebody must take it.
    people |= {each.executor.id: each.executor for each in examined if each.executor is not None}
    loads = [_load(user, by_person[user.id], deadlines, actor) for user in people.values()]
    loads.sort(key=lambda load: (-load.late, -load.count, load.person.full_name if load.person else ""))
    return [_load(None, by_person[None], deadlines, actor), *loads]


def _examined(integrator: Organisation) -> Sequence[AutomationRequest | Proposal]:
    found = db.session.scalars(
        select(Procedure)
        .join(ProcedureParty, ProcedureParty.procedure_id == Procedure.id)
        .where(
            ProcedureParty.organisation_id == integrator.id,
            ProcedureParty.party == Party.INTEGRATOR,
            Procedure.kind.in_(("requests", "proposals")),
            Procedure.state.in_(sorted(EXAMINED)),
        )
        .options(
            selectin_polymorphic(Procedure, [AutomationRequest, Proposal]),
            joinedload(AutomationRequest.executor),
            joinedload(Proposal.executor),
        )
        .order_by(Procedure.id)
    )
    return [each for each in found if isinstance(each, AutomationRequest | Proposal)]


def _deadlines(examined: Sequence[Procedure]) -> dict[int, ShownDeadline]:
    """The most urgent open term of each."""
    rows = db.session.scalars(
        select(Deadline)
        .options(joinedload(Deadline.procedure), joinedload(Deadline.owner_organisation))
        .where(Deadline.procedure_id.in_([each.id for each in examined]), Deadline.state == DeadlineState.OPEN)
        .order_by(Deadline.due_at.desc(), Deadline.id)
    ).all()
    shown = present_all(rows)
    return {row.procedure_id: deadline for row, deadline in zip(rows, shown, strict=True)}


def _load(
    person: User | None,
    examined: Sequence[AutomationRequest | Proposal],
    deadlines: dict[int, ShownDeadline],
    actor: Actor,
) -> Load:
    def urgency(each: Procedure) -> tuple[bool, object]:
        deadline = deadlines.get(each.id)
        return deadline is None, deadline.due_at if deadline else each.id

    ordered = sorted(examined, key=urgency)
    late = sum(1 for each in ordered if (deadline := deadlines.get(each.id)) is not None and deadline.overdue)
    items = tuple(
        Item(each, deadlines.get(each.id), "assign" in engine.actions(each, actor)) for each in ordered[:SHOWN]
    )
    return Load(person, len(ordered), late, items)


def may_see(actor: Actor) -> bool:
    """Whether the page is the actor's to see, for links to it."""
    return _integrator(actor) is not None
