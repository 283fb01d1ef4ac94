"""How long steps took against their terms: what was done, by whom, in which year, in how many working days.

A step counts once whoever had to act has acted (`Deadline.took`). What fell away, what time itself ended and what runs
is not counted here; late.py says what runs too long.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, case, false, func, literal_column, select

from qyzmet import clock
from qyzmet.catalog.under_way import procedures as under_way
from qyzmet.catalog.under_way.stages import NOT_TOLD
from qyzmet.database import db
from qyzmet.deadlines.models import Deadline
from qyzmet.procedure.models import Procedure
from qyzmet.statistics.scope import Scope, View


@dataclass(frozen=True)
class Steps:
    """Steps of one term that one organisation did in one year: how many, and how long all of them took together."""

    kind: str
    term: str
    # None of the Commission, which is no organisation.
    organisation: int | None
    year: int
    done: int
    on_time: int
    # Working days: those that they took, and those that they had.
    took: int
    allowed: int

    @property
    def average(self) -> Decimal:
        """The working days that one took."""
        return Decimal(self.took) / self.done

    @property
    def term_average(self) -> Decimal:
        """The working days that one had."""
        return Decimal(self.allowed) / self.done

    @property
    def share(self) -> Decimal:
        """The share that was done in time, in percent."""
        return Decimal(100 * self.on_time) / self.done

    def __add__(self, other: "Steps") -> "Steps":
        """Both together, under the name of the first."""
        return replace(
            self,
            done=self.done + other.done,
            on_time=self.on_time + other.on_time,
            took=self.took + other.took,
            allowed=self.allowed + other.allowed,
        )


def count(scope: Scope, years: Iterable[int]) -> list[Steps]:
    """All steps of these procedures, of every year and of everybody, by one question to the database; of what is public
    those of needs in the register of running procedures too, by another.
    """
    found = _count(years, scope.condition)
    if scope.view is View.PUBLIC:
        # Whatever of these is public itself was counted before.
        of_needs = Procedure.id.in_(under_way.ids()), Procedure.is_public == false()
        found += _count(years, *of_needs, Deadline.term.not_in(NOT_TOLD))
    return found


def _count(years: Iterable[int], *conditions: ColumnElement[bool]) -> list[Steps]:
    by = (Procedure.kind, Deadline.term, Deadline.owner_organisation_id, _year_of(Deadline.closed_at, years))
    rows = db.session.execute(
        select(
            *by,
            func.count(),
            func.sum(case((Deadline.closed_at < Deadline.due_at, 1), else_=0)),
            func.sum(Deadline.took),
            func.sum(Deadline.working_days),
        )
        .select_from(Procedure)
        .join(Deadline, Deadline.procedure_id == Procedure.id)
        .where(*conditions, Deadline.took.is_not(None))
        .group_by(*by)
    )
    return [Steps(*row[:4], *map(int, row[4:])) for row in rows]


def _year_of(instant: Any, years: Iterable[int]) -> ColumnElement[Any]:
    """The year in Kazakhstan of a column's instant; what lies before them all is of the first."""
    every = sorted(years, reverse=True)
    since: list[Any] = [(instant >= clock.at(dt.date(year, 1, 1)), literal_column(str(year))) for year in every[:-1]]
    first: ColumnElement[Any] = literal_column(str(every[-1]))
    return (case(*since, else_=first) if since else first + 0).label("year")


def together(steps: Iterable[Steps], *by: str) -> list[Steps]:
    """Added up by these of kind, term, organisation, year, in the order in which each is met first."""
    found: dict[tuple[object, ...], Steps] = {}
    for each in steps:
        key = tuple(getattr(each, name) for name in by)
        found[key] = found[key] + each if key in found else each
    return list(found.values())
