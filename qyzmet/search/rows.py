"""The rows of a list as pages show them: one statement for a page, whatever it is asked for and however long it is."""

import datetime as dt
import json
from typing import Any, NamedTuple

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.deadlines.calendar import in_force as calendars
from qyzmet.deadlines.end_of_term import days_left
from qyzmet.deadlines.working_days import WorkingCalendar
from qyzmet.procedure.kinds import tables_key
from qyzmet.procedure.pages import kinds
from qyzmet.procedure.table import Procedure as Table
from qyzmet.procedure.wording import language, state_word, term_title
from qyzmet.search import lists
from qyzmet.search.lists import ListQuery, Statement
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import Channel
from qyzmet.web.paging import Page, first_of


class Due(NamedTuple):
    """An open term of a row, the most urgent one unless it is asked for; the macro `deadline_tag` takes it."""

    id: int
    term_text: str
    rule: str
    due_on: dt.date
    due_at: dt.datetime
    days_left: int
    overdue: bool
    state: str = "open"


class Row(NamedTuple):
    """A procedure in a list."""

    id: int
    kind: str
    number: str
    path: str
    title: str
    state: str
    state_word: str
    tone: str
    # Whose it is: the organisation that filed it, or the customer.
    organisation: str
    on_paper: bool
    # When it was submitted, or begun as long as it was not.
    on: dt.datetime
    due: Due | None


def page(actor: Actor, wanted: ListQuery, size: int, *, before: int | None = None) -> Page[Row]:
    """The newest of what is asked for, from behind the row `before`."""
    return first_of(rows_of(lists.statement_of(actor, wanted, size + 1, beyond=before)), size)


def find(kind: str, text: str, limit: int, actor: Actor) -> list[Row]:
    """The newest of a kind that the words find and that the actor may know of; without words the newest of all."""
    wanted = ListQuery(kinds=(kind,), query=text.strip() or None)
    return rows_of(lists.statement_of(actor, wanted, limit))


# Beside the procedure: the party that was the first, the most urgent open term, and which calendar counts now.
_ROWS = """
SELECT p.id, p.kind, coalesce(p.number, p.draft_number), p.title, p.titles, p.state, p.edition_key, p.channel,
  coalesce(p.submitted_at, p.created_at), o.name_{language}, d.id, d.term, d.rule, d.due_on, d.due_at,
  (SELECT c.digest FROM calendar_change AS c ORDER BY c.id DESC LIMIT 1)
FROM ({wanted}) AS wanted
JOIN procedure AS p ON p.id = wanted.id
{whose}
LEFT JOIN organisation AS o ON o.id = pp.organisation_id
{term}
ORDER BY {order}"""
_PARTIES = "SELECT x.organisation_id, x.id FROM procedure_party AS x WHERE x.procedure_id = p.id"
_TERMS = "deadline AS y WHERE y.procedure_id = p.id AND y.state = 'open' ORDER BY y.due_at LIMIT 1"
# One question in each database's own way: PostgreSQL plans the first in half the time, and SQLite does not know it.
_BESIDE = {
    "postgresql": (
        f"LEFT JOIN LATERAL ({_PARTIES} ORDER BY x.id LIMIT 1) AS pp ON true",
        f"LEFT JOIN LATERAL (SELECT y.* FROM {_TERMS}) AS d ON true",
    ),
    "sqlite": (
        f"LEFT JOIN procedure_party AS pp ON pp.id = (SELECT min(first.id) FROM ({_PARTIES}) AS first)",
        f"LEFT JOIN deadline AS d ON d.id = (SELECT y.id FROM {_TERMS})",
    ),
}


def rows_of(statement: Statement, *, by_term: bool = False) -> list[Row]:
    """The rows of the procedures whose ids the statement selects, the newest first.

    Or those of the terms in its column `term_id`, the most urgent first.
    """
    whose, urgent = _BESIDE[db.engine.dialect.name]
    sql = _ROWS.format(
        language=language(),
        wanted=statement.sql,
        whose=whose,
        term="JOIN deadline AS d ON d.id = wanted.term_id" if by_term else urgent,
        order="d.due_at, d.id" if by_term else "p.id DESC",
    )
    read = _Reading()
    return [read.row(*tuple(each)) for each in lists.run(Statement(sql, statement.values), 16)]


class _StateWords(NamedTuple):
    """What a kind in a state is shown with."""

    table: Table
    path: str
    word: str
    tone: str
    untitled: str


class _Reading:
    """Makes rows of what was selected; words and tables are looked up once a page."""

    def __init__(self) -> None:
        self.states: dict[tuple[str, str, str], _StateWords] = {}
        self.terms = Terms()

    def row(
        self,
        key: int,
        kind: str,
        number: str,
        title: str,
        titles: str | None,
        state: str,
        edition: str,
        channel: str,
        on: Any,
        organisation: str | None,
        term_id: int | None,
        term: str,
        rule: str,
        due_on: Any,
        due_at: Any,
        digest: str,
    ) -> Row:
        """One row."""
        said = self.states.get((kind, edition, state))
        if said is None:
            said = self.states[kind, edition, state] = self._say(kind, edition, state)
        table, path, word, tone, untitled = said
        return Row(
            key,
            kind,
            number,
            f"{path}{number}",
            called(title, titles) or _(untitled),
            state,
            word,
            tone,
            organisation or "",
            channel == Channel.PAPER,
            instant(on),
            None if term_id is None else self.terms.due(table, term_id, term, rule, due_on, due_at, digest),
        )

    def _say(self, kind: str, edition: str, state: str) -> _StateWords:
        shown = kinds.named(kind)
        registered = shown.api.kind
        table = registered.tables[tables_key(edition)]
        path = f"/{registered.model.room or kind}/"
        return _StateWords(table, path, state_word(table, state), shown.tones[state], shown.untitled)


def called(title: str, titles: str | None) -> str:
    """What a procedure is called in the language of the page, by its columns as plain SQL gives them."""
    return title if titles is None else str(json.loads(titles).get(language()) or title)


class Terms:
    """Makes the terms of a page's rows; the calendar and each title are looked up once."""

    def __init__(self) -> None:
        self.now, self.today = clock.now(), clock.today()
        self.calendar: WorkingCalendar | None = None
        self.titles: dict[tuple[str, str, str], str] = {}

    def due(self, table: Table, term_id: int, term: str, rule: str, due_on: Any, due_at: Any, digest: str) -> Due:
        """One of them, as plain SQL gives it; the digest is that of the calendar that counts now."""
        if isinstance(due_on, str):
            due_on = dt.date.fromisoformat(due_on)
        if self.calendar is None:
            self.calendar = calendars.of_digest(digest)
        key = (table.kind, table.edition, term)
        title = self.titles.get(key)
        if title is None:
            title = self.titles[key] = term_title(table, term)
        ends, left = instant(due_at), days_left(self.calendar, self.today, due_on)
        return Due(term_id, title, rule, due_on, ends, left, overdue=ends <= self.now)


def instant(value: Any) -> Any:
    """An instant as plain SQL gives it: on SQLite as text."""
    if isinstance(value, str):
        return dt.datetime.fromisoformat(value + "+00:00")
    return value and value.astimezone(dt.UTC)
