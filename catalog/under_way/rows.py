"""The rows of the public register of running procedures: one statement for however many there are."""

import datetime as dt
from typing import Any, NamedTuple

from qyzmet.database import db
from qyzmet.procedure.kinds import kinds, tables_key
from qyzmet.procedure.wording import language
from qyzmet.search import column_order, lists, rows
from qyzmet.search.column_order import ColumnOrder, Place
from qyzmet.search.lists import Statement
from qyzmet.search.rows import Due
from qyzmet.translating import gettext as _
from qyzmet.web.paging import Page, first_of

from . import stages
from .filters import NeedFilters, Sort, View
from .stages import Stage

PATH = "/under-way/"


class NeedRow(NamedTuple):
    """A need in the register: what everybody may see of it, and nothing else."""

    id: int
    number: str
    title: str
    body: str
    body_bin: str
    stage: Stage
    stage_word: str
    tone: str
    ended: bool
    agreed_at: dt.datetime
    since: dt.datetime
    # Of the terms that run where it stands, the end of the acceptance of bids, else the one that ends first.
    due: Due | None
    # Of a development, the number of the service in the Catalogue that is developed; else "".
    develops: str

    @property
    def path(self) -> str:
        """The address of its page."""
        return f"{PATH}{self.number}"

    @property
    def service_path(self) -> str:
        """The page of the service that is developed."""
        return f"/catalog/{self.develops}"


_ROWS = """
SELECT n.id, p.number, p.title, p.titles, o.name_{language}, o.bin, n.stage, n.ended, n.agreed_at, n.since,
  s.number, w.kind, w.edition_key, d.id, d.term, d.rule, d.due_on, d.due_at,
  (SELECT c.digest FROM calendar_change AS c ORDER BY c.id DESC LIMIT 1)
FROM ({wanted}) AS wanted
JOIN need_under_way AS n ON n.id = wanted.id
JOIN procedure AS p ON p.id = wanted.id
LEFT JOIN procedure AS w ON w.id = n.where_id
LEFT JOIN development AS v ON v.id = wanted.id
LEFT JOIN procedure AS s ON s.id = v.service_id
LEFT JOIN procedure_party AS pp ON pp.procedure_id = wanted.id AND pp.party = 'state_body'
LEFT JOIN organisation AS o ON o.id = pp.organisation_id
{term}
ORDER BY {order}"""
_COLUMNS = 19
_TERMS = (
    "deadline AS y WHERE y.procedure_id = n.where_id AND y.state = 'open' AND y.term NOT IN ({not_told}) "
    "ORDER BY CASE y.term WHEN '{first}' THEN 0 ELSE 1 END, y.due_at, y.id LIMIT 1"
)
_TERM = {
    "postgresql": "LEFT JOIN LATERAL (SELECT y.* FROM {terms}) AS d ON true",
    "sqlite": "LEFT JOIN deadline AS d ON d.id = (SELECT y.id FROM {terms})",
}


def order_of(asked: NeedFilters) -> ColumnOrder:
    """The index that the list stands by."""
    # Said in words of both databases, not as values: then the part of an index that this is, is read alone.
    view = {View.RUNNING: "{t}.ended = false", View.ENDED: "{t}.ended = true", View.ALL: "1 = 1"}[asked.view]
    if asked.stage is not None:
        view = f"{{t}}.stage = '{asked.stage.value}'"
    column = "since" if asked.sort is Sort.CHANGED else "agreed_at"
    return ColumnOrder("need_under_way", column, newest_first=asked.sort is not Sort.OLDEST, where=view)


def page(asked: NeedFilters, size: int, *, beyond: Place | None = None) -> Page[NeedRow]:
    """So many rows from behind that place."""
    order = order_of(asked)
    found = column_order.along(order, asked.conditions(), size + 1, beyond=beyond)
    return first_of(_rows_of(found, f"wanted.{order.by.replace(', ', ', wanted.')}"), size)


def find(number: str) -> NeedRow | None:
    """The row with that registered number."""
    sql = (
        "SELECT procedure.id AS id FROM procedure JOIN need_under_way ON need_under_way.id = procedure.id "
        "WHERE procedure.number = :number"
    )
    return next(iter(_rows_of(Statement(sql, {"number": number}), "wanted.id")), None)


def place_of(asked: NeedFilters, row: NeedRow) -> Place:
    """The place of a row in the order of the list."""
    return (row.since if asked.sort is Sort.CHANGED else row.agreed_at, row.id)


def _rows_of(statement: Statement, order: str) -> list[NeedRow]:
    not_told = ", ".join(f"'{each}'" for each in stages.NOT_TOLD)
    term = _TERM[db.engine.dialect.name].format(terms=_TERMS.format(not_told=not_told, first=stages.TOLD_FIRST))
    sql = _ROWS.format(language=language(), wanted=statement.sql, term=term, order=order)
    terms = rows.Terms()
    return [_row(terms, *tuple(each)) for each in lists.run(Statement(sql, statement.values), _COLUMNS)]


def _row(
    terms: rows.Terms,
    key: int,
    number: str,
    title: str,
    titles: str | None,
    body: str | None,
    body_bin: str | None,
    stage: str,
    ended: Any,
    agreed_at: Any,
    since: Any,
    develops: str | None,
    kind: str | None,
    edition: str | None,
    term_id: int | None,
    *due: Any,
) -> NeedRow:
    at, shown = Stage(stage), None
    if term_id is not None and kind is not None and edition is not None:
        shown = terms.due(kinds()[kind].tables[tables_key(edition)], term_id, *due)
    return NeedRow(
        key,
        number,
        rows.called(title, titles),
        body or "",
        body_bin or "",
        at,
        _(stages.title_of(at, develops=bool(develops))),
        stages.TONES[at],
        bool(ended),
        rows.instant(agreed_at),
        rows.instant(since),
        shown,
        develops or "",
    )
