"""Over which procedures the statistics count: what everybody may know of, or what one's organisation takes part in.

Drafts are counted for nobody. Bids are no procedures of their own here: how many a tender had is told by tenders.py,
once they are opened.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, true

from qyzmet import clock, rights
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.procedure.models import Procedure
from qyzmet.reading.read_once import read_once


class View(StrEnum):
    """Whose procedures."""

    PUBLIC = "public"
    MINE = "mine"


@dataclass(frozen=True)
class Scope:
    """The procedures that are counted. What is kept of them is kept by it: it says all that decides which they are."""

    view: View = View.PUBLIC
    # Of the view MINE: the organisations that take part; None for an auditor, who reads all.
    organisations: tuple[int, ...] | None = ()
    # Narrowed to one year in Kazakhstan, and to those in which one organisation takes part.
    year: int | None = None
    organisation: int | None = None

    @property
    def condition(self) -> ColumnElement[bool]:
        """The condition on `Procedure`, of any year."""
        if self.view is View.PUBLIC:
            known: ColumnElement[bool] = Procedure.is_public == true()
        else:
            known = rights.counted_with(self.organisations)
        if self.organisation is None:
            return known
        return and_(known, Procedure.id.in_(rights.taking_part([self.organisation])))

    @property
    def ids(self) -> Select[Any]:
        """The same as the ids of the procedures."""
        return select(Procedure.id).where(self.condition)

    def in_year(self, instant: Any) -> ColumnElement[bool]:
        """The condition that a column's instant lies in the year, where one is asked for."""
        if self.year is None:
            return true()
        first, last = dt.date(self.year, 1, 1), dt.date(self.year, 12, 31)
        return and_(instant >= clock.at(first), instant < clock.end_of(last))


def offered(actor: Actor) -> bool:
    """Whether the actor can look at more than what is public."""
    return bool(rights.works_in(actor))


def of(actor: Actor, view: View) -> Scope:
    """What the actor asks for; whoever works for nobody sees what is public under either name."""
    if view is View.PUBLIC or not offered(actor):
        return Scope()
    return Scope(View.MINE, rights.counts_over(actor))


@read_once
def years() -> Sequence[int]:
    """The years of which there is something to count, the newest first."""
    oldest = db.session.scalar(select(func.min(Procedure.submitted_at)))
    newest = clock.today().year
    return range(newest, (newest if oldest is None else clock.almaty(oldest).year) - 1, -1)
