"""The load of the integrator's people: what each examines or develops, how urgent it is, and what is nobody's yet."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, Subquery, and_, case, exists, false, func, or_, select

from qyzmet import clock, context
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.people.models import Organisation, User
from qyzmet.people.organisations import fields, organisations
from qyzmet.procedure.kinds import kinds
from qyzmet.procedure.models import Procedure, ProcedureParty
from qyzmet.procedure.pages.kinds import named
from qyzmet.procedure.refusals import NotYours
from qyzmet.procedure.table import PREPARERS
from qyzmet.procedure.wording import language
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import PARTY_TITLES, OrganisationKind, Party, Role
from qyzmet.web.sorting import kazakh_key

from ...deadlines.calendar import in_force as calendars
from ...deadlines.end_of_term import days_left
from ...deadlines.models import Deadline, DeadlineState
from ..models import AutomationRequest, DesignAssignment, Proposal

SHOWN = 50
NOBODY = "nobody"


@dataclass
class Load:
    """What somebody has open; `user` of None is what nobody has."""

    user: User | None
    reviews: int = 0
    assignments: int = 0
    overdue: int = 0
    most_urgent: dt.date | None = None
    days_left: int | None = None

    @property
    def late(self) -> bool:
        """Whether the most urgent is over."""
        return self.overdue > 0

    @property
    def key(self) -> str:
        """Its word in the address."""
        return NOBODY if self.user is None else self.user.public_id


@dataclass(frozen=True)
class Item:
    """One of them: where it is, until when, and where its executor is assigned, if there is such a way."""

    number: str
    title: str
    path: str
    due_on: dt.date | None
    days_left: int | None
    overdue: bool
    assign_href: str | None


def integrator_of(actor: Actor) -> Organisation | None:
    """The integrator whose load the actor may see: its heads and specialists, and an auditor."""
    own = (m.organisation for m in actor.memberships if m.organisation.kind == OrganisationKind.INTEGRATOR)
    if actor.has(Role.AUDITOR):
        return organisations.working(OrganisationKind.INTEGRATOR)
    return next((each for each in own if actor.roles_in(each.id) & set(PREPARERS)), None)


def may_see(actor: Actor) -> bool:
    """Whether there is a load that the actor may see."""
    return integrator_of(actor) is not None


def load() -> ResponseReturnValue:
    """Everybody's load in a table, and what one of them has, or what nobody has, one by one."""
    actor = context.actor()
    integrator = integrator_of(actor)
    if integrator is None:
        raise NotYours(
            _("The load is seen by the integrator's people."),
            rule="¶ 11",
            who_may=[_(PARTY_TITLES[Party.INTEGRATOR])],
        )
    loads = _loads(integrator)
    asked = request.args.get("executor", NOBODY)
    chosen = next((each for each in loads if each.key == asked), loads[0])
    return render_template(
        "requests/lists/workload.html",
        loads=loads,
        chosen=chosen,
        items=_items(integrator, chosen.user, actor),
        most=SHOWN,
    )


_PROCEDURES, _PARTIES, _TERMS, _REQUESTS, _PROPOSALS, _ASSIGNMENTS = (
    model.__table__ for model in (Procedure, ProcedureParty, Deadline, AutomationRequest, Proposal, DesignAssignment)
)
# A design assignment is with whoever examined what it came from.
_reviewed = func.coalesce(_ASSIGNMENTS.c.source_id, _PROCEDURES.c.id)
_executor = func.coalesce(_REQUESTS.c.executor_id, _PROPOSALS.c.executor_id)


def _open_states() -> dict[str, set[str]]:
    """What is open: a request or proposal while an executor can be assigned, an assignment until it is approved."""
    found: dict[str, set[str]] = {}
    for name in ("requests", "proposals", "assignments"):
        for table in kinds()[name].tables.values():
            assigned = {state for move in table.moves_of("assign") for state in move.from_}
            found.setdefault(name, set()).update(assigned or set(table.states) - table.last - table.settled)
    return found


def _own_term(integrator: Organisation) -> Subquery:
    """The most urgent open term that the integrator owes, by procedure."""
    return (
        select(_TERMS.c.procedure_id, func.min(_TERMS.c.due_at).label("due_at"), func.min(_TERMS.c.due_on).label("on"))
        .where(_TERMS.c.owner_organisation_id == integrator.id, _TERMS.c.state == DeadlineState.OPEN)
        .group_by(_TERMS.c.procedure_id)
        .subquery()
    )


def _open(integrator: Organisation, term: Subquery, *columns: Any) -> Select[Any]:
    """Columns of what is open with the integrator; its own term stands beside each."""
    is_party = (
        exists()
        .where(_PARTIES.c.procedure_id == _PROCEDURES.c.id, _PARTIES.c.organisation_id == integrator.id)
        .correlate(_PROCEDURES)
    )
    states = (
        and_(_PROCEDURES.c.kind == name, _PROCEDURES.c.state.in_(sorted(each))) for name, each in _open_states().items()
    )
    joined = (
        _PROCEDURES.outerjoin(_ASSIGNMENTS, _ASSIGNMENTS.c.id == _PROCEDURES.c.id)
        .outerjoin(_REQUESTS, _REQUESTS.c.id == _reviewed)
        .outerjoin(_PROPOSALS, _PROPOSALS.c.id == _reviewed)
        .outerjoin(term, term.c.procedure_id == _PROCEDURES.c.id)
    )
    return select(*columns).select_from(joined).where(or_(false(), *states), is_party)


def _loads(integrator: Organisation) -> list[Load]:
    """What is nobody's, then everybody who examines now and whoever else still has something, by name."""
    now, today, calendar = clock.now(), clock.today(), calendars.current()
    people = fields.people(integrator, PREPARERS)
    loads: dict[int | None, Load] = {None: Load(None), **{each.id: Load(each) for each in people}}
    term = _own_term(integrator)
    overdue_ones = func.sum(case((term.c.due_at <= now, 1), else_=0))
    columns = (_executor, _PROCEDURES.c.kind, func.count(), overdue_ones, func.min(term.c.on))
    counted = db.session.execute(_open(integrator, term, *columns).group_by(_executor, _PROCEDURES.c.kind)).all()
    gone = {row[0] for row in counted} - set(loads)
    loads |= {each.id: Load(each) for each in db.session.scalars(select(User).where(User.id.in_(gone)))}
    for executor, kind, count, overdue, most_urgent in counted:
        found = loads[executor]
        if kind == "assignments":
            found.assignments += count
        else:
            found.reviews += count
        found.overdue += overdue
        if most_urgent is not None and (found.most_urgent is None or most_urgent < found.most_urgent):
            found.most_urgent, found.days_left = most_urgent, days_left(calendar, today, most_urgent)
    nobody = loads.pop(None)
    return [nobody, *sorted(loads.values(), key=lambda each: kazakh_key(each.user.full_name if each.user else ""))]


def _items(integrator: Organisation, user: User | None, actor: Actor) -> list[Item]:
    """What one of them has, the most urgent first."""
    now, today, calendar = clock.now(), clock.today(), calendars.current()
    term = _own_term(integrator)
    number = func.coalesce(_PROCEDURES.c.number, _PROCEDURES.c.draft_number)
    columns = (_PROCEDURES.c.kind, number, _PROCEDURES.c.title, _PROCEDURES.c.titles, term.c.due_at, term.c.on)
    found = db.session.execute(
        _open(integrator, term, *columns)
        .where(_executor.is_(None) if user is None else _executor == user.id)
        .order_by(term.c.due_at.is_(None), term.c.due_at, _PROCEDURES.c.id)
        .limit(SHOWN)
    )
    assigns = actor.has(Role.HEAD, integrator)
    items = []
    for kind, number, title, titles, due_at, due_on in found:
        shown = named(kind)
        path = f"/{shown.api.kind.model.room}/{number}"
        items.append(
            Item(
                number=number,
                title=(titles or {}).get(language()) or title or _(shown.untitled),
                path=path,
                due_on=due_on,
                days_left=None if due_on is None else days_left(calendar, today, due_on),
                overdue=due_at is not None and due_at <= now,
                assign_href=f"{path}/act/assign" if assigns and "assign" in shown.api.actions() else None,
            )
        )
    return items
