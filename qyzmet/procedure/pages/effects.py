"""What a move will do if it is taken now: the terms that it starts, stops and ends, and who is told."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from qyzmet import clock
from qyzmet.deadlines import service as deadlines
from qyzmet.deadlines.calendar import in_force as calendars
from qyzmet.deadlines.end_of_term import all_days, ending_of
from qyzmet.deadlines.shown_deadline import ShownDay, strip_of
from qyzmet.notifications.service import people_with_seats
from qyzmet.procedure import editions
from qyzmet.procedure.kinds import keeper_of, kind_of, table_of
from qyzmet.procedure.models import Act, Procedure
from qyzmet.procedure.pages import kinds
from qyzmet.procedure.table import Move
from qyzmet.procedure.table import Procedure as Table
from qyzmet.procedure.wording import name_of, rule_words, term_title
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import PARTY_TITLES, Party


@dataclass(frozen=True)
class Starting:
    """A term that a move will start, counted from today, as the deadline macros take it."""

    term_text: str
    rule: str
    working_days: int
    # Where the term counts these, `working_days` is only what of them is worked.
    calendar_days: int | None
    months: int | None
    event_on: dt.date
    starts_on: dt.date
    due_on: dt.date
    due_at: dt.datetime
    provisional: bool
    strip: tuple[ShownDay, ...]
    note: str | None


def starting(procedure: Procedure, move: Move, body: Mapping[str, Any]) -> list[Starting]:
    """The terms that the move starts, or that go on after having been stopped, counted by the calendar in force."""
    return list(_starting(procedure, move, body))


def _starting(procedure: Procedure, move: Move, body: Mapping[str, Any]) -> Iterator[Starting]:
    table, kind = table_of(procedure), kind_of(procedure)
    # Never added to the session: what counts a term from another event than the act reads it here.
    act = Act(action=move.action, body=dict(body), at=clock.now())
    for key in kinds.of(procedure).starts_of(procedure, move):
        rule = kind.rule_of_term(key)
        event_at = rule.counts_from(procedure, act) if rule.counts_from is not None else act.at
        days = editions.working_days(table.term(key), procedure.edition_key)
        days = rule.length(procedure, act, days) if rule.length is not None else days
        event_on = clock.almaty(event_at).date()
        counts, length = all_days(table.term(key), days, event_on), days
        if counts is not None:
            days = ending_of(calendars.current(), event_on, 0, counts).working_days
        yield counted(table, key, event_on, days, counts, length if table.term(key).months else None)
    for key in move.continues:
        left = deadlines.left_of_stopped(procedure, key)
        if left is not None:
            yield counted(table, key, clock.today(), left)


def counted(
    table: Table,
    key: str,
    event_on: dt.date,
    working_days: int,
    calendar_days: int | None = None,
    months: int | None = None,
) -> Starting:
    """A term of the table, counted from the day of an event by the calendar in force."""
    term = table.term(key)
    days = calendars.current().explain(event_on, working_days)
    return Starting(
        term_text=term_title(table, key),
        rule=rule_words(term),
        working_days=days.working_days,
        calendar_days=calendar_days,
        months=months,
        event_on=event_on,
        starts_on=days.starts_on,
        due_on=days.due_on,
        due_at=days.due_at,
        provisional=days.provisional,
        strip=strip_of(days) if months is None else (),
        note=_(term.note) if term.note else None,
    )


def closing(procedure: Procedure, move: Move) -> list[str]:
    """The running terms that the move ends, those of other procedures too."""
    table = table_of(procedure)
    ends = set(move.closes) | ({term.key for term in table.terms} if move.to in table.last else set())
    beside = kinds.of(procedure).page_of(move.action).ends
    others = beside(procedure) if beside is not None else ()
    return [*_running(procedure, ends), *(term_title(table_of(each.procedure), each.term) for each in others)]


def stopping(procedure: Procedure, move: Move) -> list[str]:
    """The running terms that the move stops."""
    return _running(procedure, set(move.stops))


def _running(procedure: Procedure, keys: set[str]) -> list[str]:
    table = table_of(procedure)
    return [term_title(table, each.term) for each in deadlines.open_deadlines(procedure) if each.term in keys]


def told(procedure: Procedure, move: Move) -> list[str]:
    """Who will be told of the move: the parties it names, and those who become parties by it.

    Of what is done under the seal nobody is told.
    """
    if keeper_of(procedure) is not None:
        return []
    joins = kinds.of(procedure).page_of(move.action).joins
    joining = joins(procedure) if joins is not None else {}
    names = []
    for party in move.tells:
        if party is Party.COMMISSION and people_with_seats(procedure):
            names.append(_(PARTY_TITLES[party]))
            continue
        organisation = procedure.party(party) or joining.get(party)
        if organisation is not None:
            names.append(f"{_(PARTY_TITLES[party])}: {name_of(organisation)}")
    return names
