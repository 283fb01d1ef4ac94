"""Years whose days off nobody has entered yet: who keeps the calendar is asked for them in time.

Rest days are moved by decree or order late in the year before, holidays are known by law long before. So the next year
is asked for from three months before it begins on, once more a month before, and when it has begun; a year further
ahead as soon as a term ends in it and not even its holidays stand in the calendar. Each administrator is told once at
each stage. Nothing here commits.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import extract, func, select

from qyzmet import clock
from qyzmet.database import db
from qyzmet.notifications import service as notifications
from qyzmet.notifications.models import Notification
from qyzmet.people.models import User
from qyzmet.people.organisations import registration

from ..models import Deadline, DeadlineState
from ..working_days import LAST_YEAR
from . import in_force as calendars

NOTIFIED_AS = "calendar_missing"
PATH = "/admin/calendar"


class Asked(StrEnum):
    """Why a year is asked for, the least urgent first."""

    TERMS = "terms"
    THREE_MONTHS = "three_months"
    ONE_MONTH = "one_month"
    BEGUN = "begun"


@dataclass(frozen=True)
class MissingYear:
    """A year whose days off are asked for: whether a projection stands there, and how many open terms end in it."""

    year: int
    asked: Asked
    projected: bool
    terms: int


def missing() -> list[MissingYear]:
    """The years that are asked for today, the nearest first."""
    today, calendar = clock.today(), calendars.current()
    ending, known = _open_terms_since(today.year), {on.year for on in calendar.rows}
    found = []
    for year in range(today.year, min(max([today.year + 1, *ending]), LAST_YEAR) + 1):
        why = _why(year, today, has_terms=ending.get(year, 0) > 0 and year not in known)
        if why is not None and year not in calendar.decreed_years:
            found.append(MissingYear(year, why, year in known, ending.get(year, 0)))
    return found


def _why(year: int, today: dt.date, *, has_terms: bool) -> Asked | None:
    months = 12 * (year - today.year) + 1 - today.month
    if months <= 0:
        return Asked.BEGUN
    if months <= 1:
        return Asked.ONE_MONTH
    if months <= 3:
        return Asked.THREE_MONTHS
    return Asked.TERMS if has_terms else None


def _open_terms_since(year: int) -> dict[int, int]:
    """How many open terms end in each year from this one on."""
    of_year = extract("year", Deadline.due_on)
    query = select(of_year, func.count()).where(
        Deadline.state == DeadlineState.OPEN, Deadline.due_on >= dt.date(year, 1, 1)
    )
    return {int(each): many for each, many in db.session.execute(query.group_by(of_year))}


def tell() -> None:
    """Tell each administrator what they were not told at this stage yet."""
    asked = missing()
    if not asked:
        return
    people = registration.administrators()
    # Two workers whose day begins at once tell one after the other.
    ids = [user.id for user in people]
    db.session.execute(select(User.id).where(User.id.in_(ids)).order_by(User.id).with_for_update()).all()
    told = set(_told(ids))
    for each in asked:
        facts = {"year": each.year, "asked": each.asked.value, "path": PATH}
        fresh = [user for user in people if (user.id, each.year, each.asked.value) not in told]
        notifications.tell(fresh, NOTIFIED_AS, facts | {"projected": each.projected, "terms": each.terms})


def _told(people: list[int]) -> Iterator[tuple[int, int, str]]:
    query = select(Notification.user_id, Notification.facts).where(
        Notification.user_id.in_(people), Notification.kind == NOTIFIED_AS
    )
    for user, facts in db.session.execute(query):
        yield user, facts["year"], facts["asked"]
