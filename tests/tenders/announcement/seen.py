"""What the tests of announcements look at: open terms, instants as people read them, changes of the calendar."""

import datetime as dt

from qyzmet import clock
from qyzmet.deadlines import service as deadlines
from qyzmet.deadlines.calendar import changes, recount
from qyzmet.deadlines.working_days import CalendarDay, DayKind
from qyzmet.procedure.models import Procedure
from tests.tenders.house import TenderHouse


def running(tender: Procedure) -> dict[str, str]:
    """The open terms with their last days."""
    return {each.term: each.due_on.isoformat() for each in deadlines.open_deadlines(tender)}


def day_off(tender_house: TenderHouse, day: dt.date) -> None:
    """An administrator enters a day off that was decreed, and what it moves is counted anew."""
    with tender_house.as_("administrator"):
        changes.make(changes.set_day(CalendarDay(day, DayKind.MOVED_REST, "Decree", "No. 1")))
    recount.continue_pending()


def working_again(tender_house: TenderHouse, day: dt.date) -> None:
    """The same day is taken out of the calendar again."""
    with tender_house.as_("administrator"):
        changes.make(changes.remove_day(day))
    recount.continue_pending()


def almaty(instant: dt.datetime | None) -> str:
    """Day, hour and minute in Kazakhstan."""
    assert instant is not None
    return clock.almaty(instant).strftime("%Y-%m-%d %H:%M")
