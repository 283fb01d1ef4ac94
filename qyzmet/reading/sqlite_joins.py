"""On SQLite a kind of procedure that is read with another is looked up row by row, not gathered whole for each page.

A kind is two tables, `procedure` and its own. SQLAlchemy joins both in brackets,
`LEFT JOIN (procedure JOIN tender ON …) ON tender.id = …`, and SQLite builds all of such a bracket first, which among
100,000 procedures takes a second. Since every row of the kind's own table has its row in `procedure`, two joins one
after another say the same, and each is looked up by its key. PostgreSQL sees that by itself.
"""

from typing import Any

from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import FromClause, Join
from sqlalchemy.sql.selectable import FromGrouping
from sqlalchemy.sql.visitors import iterate


class Compiler(SQLiteCompiler):
    """SQLAlchemy's own for SQLite, but for those brackets."""

    def visit_join(self, join: Any, asfrom: Any = False, from_linter: Any = None, **options: Any) -> Any:
        """The text of a join."""
        bracket = join.right.element if isinstance(join.right, FromGrouping) else join.right
        if join.isouter and not join.full and isinstance(bracket, Join) and _is_looked_up(join, bracket):
            own = Join(join.left, bracket.right, join.onclause, isouter=True)
            join = Join(own, bracket.left, bracket.onclause, isouter=True)
        return super().visit_join(join, asfrom, from_linter, **options)  # type: ignore[no-untyped-call]


def _is_looked_up(join: Join, bracket: Join) -> bool:
    """Whether the bracket is a kind's two tables, found by its own one alone."""
    common, own = bracket.left, bracket.right
    return not bracket.isouter and _extends(own, common) and not _names(join.onclause, common)


def _extends(own: FromClause, common: FromClause) -> bool:
    """Whether each row of the one has the row with the same key in the other."""
    of_own, of_common = _table(own), _table(common)
    key = list(of_own.primary_key)
    return len(key) == 1 and any(each.column.table is of_common for each in key[0].foreign_keys)


def _table(side: FromClause) -> FromClause:
    # What stands in a statement is the table under another name.
    found: FromClause = getattr(side, "element", side)
    return found


def _names(condition: ColumnElement[bool] | None, side: FromClause) -> bool:
    return condition is not None and any(getattr(each, "table", None) is side for each in iterate(condition))
