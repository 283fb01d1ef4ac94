"""Procedures and documents as the API shows them, in the words of the contract."""

import datetime as dt
from collections.abc import Iterable, Sequence

from flask import url_for

from qyzmet import clock, context, rights
from qyzmet.api import signatures
from qyzmet.api.json_schemas import Json
from qyzmet.api.kinds import LINKS, ApiKind
from qyzmet.deadlines import service as deadlines
from qyzmet.deadlines.calendar import in_force as calendars
from qyzmet.deadlines.models import Deadline, DeadlineState
from qyzmet.deadlines.shown_deadline import is_late
from qyzmet.deadlines.working_days import WorkingCalendar
from qyzmet.documents.sealed_models import AnyDocument
from qyzmet.procedure import annulment, engine
from qyzmet.procedure.kinds import table_of
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.shown_version import shown_versions
from qyzmet.procedure.table import Procedure as Table

# Nobody explains the days of a term longer than this; it is the longest that a setting takes.
_LONGEST_TERM = 400


def instant(value: dt.datetime | None) -> str | None:
    """An instant as people in Kazakhstan read it, with its offset."""
    return None if value is None else clock.almaty(value).isoformat(timespec="seconds")


def shown(kind: ApiKind, procedure: Procedure, action: str | None = None) -> Json:
    """A procedure whole, as GET and every action answer it."""
    (listed,) = shown_in_list(kind, [procedure])
    return {
        **{key: value for key, value in listed.items() if key != "links"},
        "actions": engine.actions(procedure, context.actor()),
        # The way back is no move of the procedure: what one may `annul` stands apart.
        "annullable": [act.action for act in annulment.annullable(procedure, context.actor())],
        "links": listed["links"],
        **signatures.shown(procedure),
        **(kind.extras(procedure, action) if kind.extras is not None else {}),
    }


def shown_in_list(kind: ApiKind, procedures: Iterable[Procedure]) -> list[Json]:
    """Procedures as lists show them: without `actions` and what a kind adds, by the same few queries."""
    found = list(procedures)
    rows, versions = [_standing(each) for each in found], shown_versions(found)
    calendar = calendars.current() if any(rows) else None
    return [
        _shown(kind, each, version, terms, calendar) for each, version, terms in zip(found, versions, rows, strict=True)
    ]


def _shown(
    kind: ApiKind, each: Procedure, version: int, rows: Sequence[Deadline], calendar: WorkingCalendar | None
) -> Json:
    return {
        "number": each.public_number,
        "kind": each.kind,
        "state": each.state,
        "edition": each.edition_key,
        "version": version,
        "channel": each.channel.value,
        "title": each.title,
        "created_at": instant(each.created_at),
        "submitted_at": instant(each.submitted_at),
        "data": each.data if kind.data_now is None else kind.data_now(each),
        "deadlines": [_deadline(row, calendar, table_of(each)) for row in rows if calendar],
        "links": _links(kind, each),
    }


def deadline_shown(row: Deadline, procedure: Procedure) -> Json:
    """One term of a procedure."""
    return _deadline(row, calendars.current(), table_of(procedure))


def _standing(procedure: Procedure) -> list[Deadline]:
    return [each for each in deadlines.all_deadlines(procedure) if each.state is not DeadlineState.ANNULLED]


def _deadline(row: Deadline, calendar: WorkingCalendar, table: Table) -> Json:
    return {
        "term": row.term,
        "rule": row.rule,
        "working_days": row.working_days,
        "owner": row.owner.value,
        "event_on": row.event_on.isoformat(),
        "starts_on": row.starts_on.isoformat(),
        "due_on": row.due_on.isoformat(),
        "due_at": instant(row.due_at),
        "closed_at": instant(row.closed_at),
        # Marked by the worker, or past due before the worker came by; done late stays so.
        "overdue": row.overdue_at is not None or is_late(row, table),
        "provisional": row.provisional,
        "skipped": _skipped(row, calendar),
    }


def _skipped(row: Deadline, calendar: WorkingCalendar) -> list[Json]:
    """The days off within the term, by the calendar now in force."""
    if not 0 <= row.working_days <= _LONGEST_TERM:
        return []
    explained = calendar.explain(row.event_on, row.working_days)
    return [{"on": day.on.isoformat(), "reason": day.reason} for day in explained.skipped if day.on <= row.due_on]


def _links(kind: ApiKind, procedure: Procedure) -> Json:
    given, actor = kind.links_of(procedure), context.actor()
    return {
        "self": address(procedure),
        "page": procedure.path,
        # A link to what the reader may not know of would lead to a 404, and tell that it is there.
        **{
            name: address(other) if (other := given.get(name)) and rights.may_know(actor, other) else None
            for name in LINKS
        },
    }


def address(procedure: Procedure) -> str:
    """Where the API shows a procedure."""
    return url_for("api.show", kind=procedure.kind, number=procedure.public_number)


def document_shown(document: AnyDocument) -> Json:
    """What is known of a document, without its content."""
    return {
        "id": document.public_id,
        "name": document.name,
        "media_type": document.media_type,
        "size": document.size,
        "sha256": document.sha256,
    }
