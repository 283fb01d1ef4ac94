"""How long steps took against their terms: what was done, by whom, in which year, in how many working days.

A step counts once whoever had to act has acted (`Deadline.took`). What fell away, what time itself ended and what runs
is not counted here; late.py says what runs too long.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, case, false, func, literal_column, select, union_all

from qyzmet import clock
from qyzmet.catalog.under_way import procedures as under_way
from qyzmet.catalog.under_way.stages import NOT_TOLD
from qyzmet.database import db
from qyzmet.deadlines.models import Deadline
from qyzmet.procedure.models import Procedure
from qyzmet.statistics import kept_blocks
from qyzmet.statistics.kept_blocks import Blocks
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


def count(scope: Scope, years: Iterable[int]) -> list[Steps]:
    """All steps of these procedures, of every year and of everybody."""
    blocks = count_blocks(scope, years)
    return in_all(each for rows in blocks.values() for each in rows)


def in_all(steps: Iterable[Steps]) -> list[Steps]:
    """The steps of several blocks of procedures."""
    return together(steps, "kind", "term", "organisation", "year")


def count_blocks(scope: Scope, years: Iterable[int], blocks: Blocks = None) -> dict[int, list[Steps]]:
    """The same by blocks of procedures, all or these, by one question to the database; of what is public those of needs
    in the register of running procedures too. A block without steps is left out.
    """
    among = kept_blocks.among(blocks)
    counts = [_count(years, scope.condition, *among)]
    if scope.view is View.PUBLIC:
        # Whatever of these is public itself is counted already.
        of_needs = Procedure.id.in_(under_way.ids()), Procedure.is_public == false()
        counts.append(_count(years, *of_needs, Deadline.term.not_in(NOT_TOLD), *among))
    found: dict[int, list[Steps]] = {}
    for row in db.session.execute(union_all(*counts)):
        found.setdefault(row[4], []).append(Steps(*row[:4], *map(int, row[5:])))
    return found


def _count(years: Iterable[int], *conditions: ColumnElement[bool]) -> Select[Any]:
    by = (
        Procedure.kind,
        Deadline.term,
        Deadline.owner_organisation_id,
        _year_of(Deadline.closed_at, years),
        kept_blocks.block(),
    )
    return (
        select(
            *by,
            func.count().label("done"),
            func.sum(case((Deadline.closed_at < Deadline.due_at, 1), else_=0)).label("on_time"),
            func.sum(Deadline.took).label("days_taken"),
            func.sum(Deadline.working_days).label("days_allowed"),
        )
        .select_from(Procedure)
        .join(Deadline, Deadline.procedure_id == Procedure.id)
        .where(*conditions, Deadline.took.is_not(None))
        .group_by(*by)
    )


def _year_of(instant: Any, years: Iterable[int]) -> ColumnElement[Any]:
    """The year in Kazakhstan of a column's instant; what lies before them all is of the first."""
    every = sorted(years, reverse=True)
    since: list[Any] = [(instant >= clock.at(dt.date(year, 1, 1)), literal_column(str(year))) for year in every[:-1]]
    first: ColumnElement[Any] = literal_column(str(every[-1]))
    return (case(*since, else_=first) if since else first + 0).label("year")


def together(steps: Iterable[Steps], *by: str) -> list[Steps]:
    """Added up by these of kind, term, organisation, year, in the order in which each is met first."""
    key_of = attrgetter(*by)
    found: dict[object, tuple[Steps, list[int]]] = {}
    for each in steps:
        _first, sums = found.setdefault(key_of(each), (each, [0, 0, 0, 0]))
        sums[0] += each.done
        sums[1] += each.on_time
        sums[2] += each.took
        sums[3] += each.allowed
    return [
        replace(first, done=done, on_time=on_time, took=took, allowed=allowed)
        for first, (done, on_time, took, allowed) in found.values()
    ]
