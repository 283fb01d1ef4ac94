"""Changing the calendar: what is refused, what is recorded, what the next question is answered by."""

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import delete, select

from qyzmet import context
from qyzmet.audit.models import AuditRecord
from qyzmet.database import db
from qyzmet.deadlines.calendar import changes, csv_file
from qyzmet.deadlines.calendar import in_force as calendars
from qyzmet.deadlines.models import CalendarChange, CalendarRow, ChangeKind
from qyzmet.deadlines.working_days import CalendarDay, DayKind
from qyzmet.procedure.refusals import NotInThisState, Stale
from qyzmet.vocabulary import Role
from tests import factories

ON = dt.date(2026, 3, 17)
A_DAY = CalendarDay(ON, DayKind.HOLIDAY, "Day of the Archive", "Decree No. 1")
pytestmark = pytest.mark.usefixtures("app")


def set_day(on: dt.date = ON, name: str = "Day of the Archive") -> CalendarChange:
    """A holiday on that day."""
    return changes.make(changes.set_day(CalendarDay(on, DayKind.HOLIDAY, name, "Decree No. 1")))


def record() -> AuditRecord:
    """The newest record of the trail."""
    return db.session.scalars(select(AuditRecord).order_by(AuditRecord.number.desc()).limit(1)).one()


def test_a_day_that_is_set_counts_at_once_and_is_recorded():
    """The rows, the calendar's version and the audit trail change together, by whoever did it."""
    administrator = factories.user(Role.ADMINISTRATOR, factories.organisation())
    before = calendars.in_force()
    assert before.calendar.is_working(ON)
    with context.acting(context.actor_of(administrator)):
        made = set_day()
    after = calendars.in_force()
    assert not after.calendar.is_working(ON)
    assert (after.version, made.by_id, made.recounted_at) == (made.id, administrator.id, None)
    assert made.id > before.version
    assert (record().chain, record().action, record().actor) == (
        "calendar",
        "set_calendar_day",
        administrator.public_id,
    )
    assert record().before == '{"2026-03-17":null}'
    assert '"name":"Day of the Archive"' in record().after


def test_the_kept_calendar_is_never_one_that_was_rolled_back(app: Flask):
    """Another change under the number that a rollback gave back is not taken for the first."""
    with db.session.begin_nested() as savepoint:
        first = set_day()
        number = first.id
        assert not calendars.current().is_working(ON)
        savepoint.rollback()
    assert calendars.current().is_working(ON)
    other = ON + dt.timedelta(days=1)
    second = set_day(other)
    assert second.id in (number, number + 1)  # SQLite gives the number again.
    assert calendars.current().is_working(ON)
    assert not calendars.current().is_working(other)


def test_the_rows_count_even_when_no_change_recorded_them():
    """Rows that somebody changed behind the application's back are counted with in a process that starts then."""
    set_day(dt.date(2090, 1, 5))
    db.session.execute(delete(CalendarRow).where(CalendarRow.on == dt.date(2090, 1, 5)))
    calendars._kept.clear()
    assert calendars.current().is_working(dt.date(2090, 1, 5))
    assert not calendars.is_as_recorded(calendars.rows())


def test_the_digest_is_that_of_the_downloaded_file():
    """Anybody can compare the calendar with its record, with `sha256sum`."""
    import hashlib

    made = set_day()
    assert made.digest == hashlib.sha256(csv_file.write(calendars.rows()).encode()).hexdigest()


def test_a_change_of_nothing_is_refused():
    """Setting a day to what it is makes no version."""
    set_day()
    with pytest.raises(NotInThisState, match="change nothing"):
        set_day()
    with pytest.raises(NotInThisState, match="change nothing"):
        changes.make(changes.remove_day(dt.date(2026, 3, 18)))


def test_a_change_is_refused_when_the_calendar_moved_since_its_form_was_opened():
    """The second of two administrators sees first what the other one did."""
    version = calendars.version()
    proposal = changes.set_day(A_DAY)
    set_day(ON + dt.timedelta(days=1))
    with pytest.raises(Stale):
        changes.make(proposal, version)
    with pytest.raises(Stale):
        changes.make(changes.set_day(A_DAY), version)


def test_a_file_replaces_the_years_that_it_contains_and_no_other():
    """2030 becomes what the file says; 2026 stays."""
    held_2026 = calendars.current().of_year(2026)
    set_day(dt.date(2030, 6, 3), "Old")
    set_day(dt.date(2030, 6, 4), "Kept")
    text = "date,kind,name,source\n2030-06-04,holiday,Kept,Decree No. 1\n2030-06-05,holiday,New,Decree No. 2\n"
    made = changes.make(changes.import_rows(csv_file.read(text.encode()), "2030.csv"))
    assert [(row.on.day, row.name) for row in calendars.current().of_year(2030)] == [(4, "Kept"), (5, "New")]
    assert calendars.current().of_year(2026) == held_2026
    assert (made.action, made.summary) == (ChangeKind.IMPORT, "2030.csv: 2030")
    assert [day["on"] for day in made.days] == ["2030-06-03", "2030-06-05"]


def test_an_undo_puts_the_days_back_and_can_be_undone():
    """An undo is a change of its own: undoing it brings the change back."""
    before = calendars.rows()
    first = set_day()
    held = calendars.rows()
    back = changes.make(changes.undo(first))
    assert calendars.rows() == before
    assert (back.action, back.undoes_id, record().action) == (ChangeKind.UNDO, first.id, "undo_calendar_change")
    assert changes.undone() == {first.id}
    changes.make(changes.undo(back))
    assert calendars.rows() == held
    assert changes.undone() == {back.id}


def test_an_undo_is_refused_when_later_changes_touched_the_same_days():
    """It names them; once these are undone, newest first, the older one can be undone too."""
    first = set_day()
    elsewhere = set_day(dt.date(2026, 6, 2))
    later = set_day(name="Day of the Museum")
    with pytest.raises(NotInThisState, match=rf"same days \({later.id}\)"):
        changes.undo(first)
    changes.make(changes.undo(elsewhere))
    changes.make(changes.undo(later))
    changes.make(changes.undo(first))
    assert calendars.current().is_working(ON)
    with pytest.raises(NotInThisState, match="undone already"):
        changes.undo(first)


def test_an_undo_is_refused_when_a_later_change_happens_to_say_the_same():
    """Somebody confirmed the day on purpose in the meantime: putting it back would undo that too."""
    first = set_day()
    changes.make(changes.remove_day(ON))
    set_day()
    with pytest.raises(NotInThisState, match="Undo these first"):
        changes.undo(first)


def test_the_calendar_of_the_beginning_is_not_undone():
    """Without it every year would be Monday to Friday."""
    with pytest.raises(NotInThisState, match="came with"):
        changes.undo(changes.all_changes()[-1])
