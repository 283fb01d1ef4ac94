"""The law's clocks: the term of ¶ 42 runs on the design assignment, a returned request is answered in time (H40).

What runs is carried over:

- A term of ¶ 42 that a tender's draft had is its design assignment's from now on, with its days, whether it runs or has
  ended; that of an announcement made again with the same design assignment stays on the draft, as H44.
- An approved design assignment for which nobody has begun an announcement gets its term, from the approval; of a PPP
  project from the last of approval, papers and entry in the list. It may have passed already: it is the law's.
- A returned request has its ten working days (H40) from the upgrade: the house rule is new.
- A draft whose customer was asked keeps its term. It names no address for paper yet: until somebody writes one, that is
  what it says of whom to ask. Where it says nothing of that, nobody was asked in truth: the term ends, and the customer
  is asked by the saving that completes the draft.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from qyzmet import clock
from qyzmet.database import JSONText, UTCDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_PROCEDURES = sa.table("procedure", sa.column("id"), sa.column("kind"), sa.column("state"), sa.column("data", JSONText))
_PARTIES = sa.table("procedure_party", sa.column("procedure_id"), sa.column("party"), sa.column("organisation_id"))
_TENDERS = sa.table(
    "tender",
    *(sa.column(name) for name in ("id", "assignment_id", "previous_id", "announcement", "repeats", "frozen_id")),
)
_ASSIGNMENTS = sa.table(
    "design_assignment",
    *(sa.column(name) for name in ("id", "mechanism", "assignment_version", "listed_at")),
)
_VERSIONS = sa.table("assignment_version", sa.column("id"), sa.column("number"))
_ACTS = sa.table(
    "act",
    *(sa.column(name) for name in ("id", "procedure_id", "action", "annulled_by_id")),
    sa.column("at", UTCDateTime),
    sa.column("body", JSONText),
)
_DEADLINES = sa.table(
    "deadline",
    *(
        sa.column(name)
        for name in ("id", "procedure_id", "term", "rule", "owner", "owner_organisation_id", "working_days", "state")
    ),
    sa.column("event_at", UTCDateTime),
    sa.column("event_on", sa.Date),
    sa.column("starts_on", sa.Date),
    sa.column("due_on", sa.Date),
    sa.column("due_at", UTCDateTime),
    sa.column("closed_at", UTCDateTime),
    sa.column("next_stage"),
    sa.column("next_at", UTCDateTime),
    sa.column("provisional", sa.Boolean),
    *(sa.column(name) for name in ("calendar_version", "opened_by_id", "closed_by_id", "failures")),
)
_DAYS = sa.table("calendar_day", sa.column("on", sa.Date), sa.column("kind"))
_CHANGES = sa.table("calendar_change", sa.column("id"))
_FIRINGS = sa.table("deadline_firing", sa.column("deadline_id"))
_OPENINGS = frozenset({"object", "return", "amend"})


def upgrade() -> None:
    connection = op.get_bind()
    _move_terms(connection)
    for each in connection.execute(_approved()).all():
        _announce(connection, each)
    returned = sa.select(_PROCEDURES.c.id).where(_PROCEDURES.c.kind == "requests", _PROCEDURES.c.state == "returned")
    for number in connection.scalars(returned).all():
        acts = [act for act in _standing(connection, number) if act.action == "return"]
        if acts:
            _open(connection, number, "complete", "H40", "state_body", 10, clock.now(), acts[-1].id)
    _keep_drafts(connection)


def _move_terms(connection: sa.Connection) -> None:
    """Terms of ¶ 42 go from drafts to design assignments; those of the next announcement become H44's."""
    query = sa.select(_DEADLINES.c.id, _TENDERS).join(_TENDERS, _TENDERS.c.id == _DEADLINES.c.procedure_id)
    for row in connection.execute(query.where(_DEADLINES.c.term == "announce")).all():
        amended = row.announcement == 3 and not row.repeats
        first = row.previous_id is None or amended
        values: Mapping[str, Any] = {"procedure_id": row.assignment_id}
        if not first:
            values = {"term": "announce_again", "rule": "H44"}
        connection.execute(_DEADLINES.update().where(_DEADLINES.c.id == row[0]).values(**values))


def _approved() -> sa.Select[Any]:
    return (
        sa.select(_ASSIGNMENTS)
        .join(_PROCEDURES, _PROCEDURES.c.id == _ASSIGNMENTS.c.id)
        .where(_PROCEDURES.c.state == "approved", _ASSIGNMENTS.c.mechanism.in_(("lease", "ppp")))
        .order_by(_ASSIGNMENTS.c.id)
    )


def _announce(connection: sa.Connection, assignment: Any) -> None:
    """The term of an approved assignment, unless it runs, was announced or cannot be announced yet."""
    running = sa.select(_DEADLINES.c.id).where(
        _DEADLINES.c.procedure_id == assignment.id, _DEADLINES.c.term == "announce", _DEADLINES.c.state == "open"
    )
    published = (
        sa.select(_TENDERS.c.id)
        .join(_PROCEDURES, _PROCEDURES.c.id == _TENDERS.c.id)
        .outerjoin(_VERSIONS, _VERSIONS.c.id == _TENDERS.c.frozen_id)
        # A draft that waits for nothing has its own term, or has it here already.
        .where(
            _TENDERS.c.assignment_id == assignment.id,
            _PROCEDURES.c.state != "cancelled",
            sa.or_(_VERSIONS.c.id.is_(None), _VERSIONS.c.number == assignment.assignment_version),
        )
    )
    if connection.scalar(running.limit(1)) or connection.scalar(published.limit(1)):
        return
    acts = [act for act in _standing(connection, assignment.id) if act.action in _LEADING]
    papers = {(act.body or {}).get("basis") for act in acts if act.action == "record_budget"}
    if not acts or (assignment.mechanism == "ppp" and (assignment.listed_at is None or len(papers) < 2)):
        return
    last = max(acts, key=lambda act: act.at)
    _open(connection, assignment.id, "announce", "¶ 42", "integrator", 3, last.at, last.id)


_LEADING = frozenset({"approve", "record_budget", "list_ppp"})


def _standing(connection: sa.Connection, procedure_id: int) -> list[Any]:
    """The acts that hold for the version that is written or approved now, the oldest first."""
    query = sa.select(_ACTS).where(_ACTS.c.procedure_id == procedure_id, _ACTS.c.annulled_by_id.is_(None))
    acts = list(connection.execute(query.order_by(_ACTS.c.id)).all())
    opened = max((act.id for act in acts if act.action in _OPENINGS), default=0)
    return [act for act in acts if act.id >= opened]


def _open(
    connection: sa.Connection,
    procedure_id: int,
    term: str,
    rule: str,
    owner: str,
    working_days: int,
    event_at: dt.datetime,
    act: int,
) -> None:
    """A term that runs, counted by the calendar in force; the worker finds by itself what of it is to be told."""
    kinds = {row.on: row.kind for row in connection.execute(sa.select(_DAYS)).all()}
    event_on = clock.almaty(event_at).date()
    days = [event_on]
    while len(days) <= working_days:
        day = days[-1] + dt.timedelta(days=1)
        while not _is_worked(day, kinds):
            day += dt.timedelta(days=1)
        days.append(day)
    organisation = sa.select(_PARTIES.c.organisation_id).where(
        _PARTIES.c.procedure_id == procedure_id, _PARTIES.c.party == owner
    )
    connection.execute(
        _DEADLINES.insert().values(
            procedure_id=procedure_id,
            term=term,
            rule=rule,
            owner=owner,
            owner_organisation_id=connection.scalar(organisation),
            event_at=event_at,
            event_on=event_on,
            working_days=working_days,
            starts_on=days[1],
            due_on=days[-1],
            due_at=clock.end_of(days[-1]),
            provisional=False,
            calendar_version=connection.scalar(sa.select(sa.func.max(_CHANGES.c.id))) or 0,
            state="open",
            opened_by_id=act,
            next_stage="half",
            next_at=event_at,
            failures=0,
        )
    )


def _is_worked(day: dt.date, kinds: Mapping[dt.date, str]) -> bool:
    kind = kinds.get(day)
    return kind == "moved_work" if kind is not None else day.weekday() < 5


def _keep_drafts(connection: sa.Connection) -> None:
    """Announcements that are not published say where paper is taken; those that ask for nothing yet ask nobody."""
    query = (
        sa.select(_PROCEDURES.c.id, _PROCEDURES.c.data)
        .join(_TENDERS, _TENDERS.c.id == _PROCEDURES.c.id)
        .where(_PROCEDURES.c.state.in_(("draft", "consented")))
    )
    for row in connection.execute(query).all():
        contact = str((row.data or {}).get("contact") or "").strip()
        if contact:
            data = {**row.data, "paper_address": contact}
            connection.execute(_PROCEDURES.update().where(_PROCEDURES.c.id == row.id).values(data=data))
            continue
        asked = sa.and_(
            _DEADLINES.c.procedure_id == row.id,
            _DEADLINES.c.term == "consent_to_announce",
            _DEADLINES.c.state == "open",
        )
        ended = {"state": "annulled", "closed_at": clock.now(), "next_stage": None, "next_at": None}
        connection.execute(_DEADLINES.update().where(asked).values(**ended))


def downgrade() -> None:
    connection = op.get_bind()
    # What the older release does not know goes, or goes by the name that it has there.
    unknown = sa.select(_DEADLINES.c.id).where(_DEADLINES.c.term == "complete")
    tenders = sa.select(_TENDERS.c.assignment_id)
    homeless = sa.select(_DEADLINES.c.id).where(
        _DEADLINES.c.term == "announce", _DEADLINES.c.procedure_id.not_in(tenders)
    )
    for gone in (unknown, homeless):
        ids = connection.scalars(gone).all()
        connection.execute(_FIRINGS.delete().where(_FIRINGS.c.deadline_id.in_(ids)))
        connection.execute(_DEADLINES.delete().where(_DEADLINES.c.id.in_(ids)))
    newest = (
        sa.select(sa.func.max(_TENDERS.c.id))
        .where(_TENDERS.c.assignment_id == _DEADLINES.c.procedure_id)
        .scalar_subquery()
    )
    connection.execute(_DEADLINES.update().where(_DEADLINES.c.term == "announce").values(procedure_id=newest))
    again = _DEADLINES.update().where(_DEADLINES.c.term == "announce_again")
    connection.execute(again.values(term="announce", rule="¶ 42"))
    for action, older in (("prepare_again", "prepare"), ("ask_consent", "ask_again")):
        connection.execute(_ACTS.update().where(_ACTS.c.action == action).values(action=older))
    announced = sa.select(_ACTS.c.id).where(_ACTS.c.action == "announced")
    connection.execute(_DEADLINES.update().where(_DEADLINES.c.closed_by_id.in_(announced)).values(closed_by_id=None))
    connection.execute(_ACTS.delete().where(_ACTS.c.action == "announced"))
