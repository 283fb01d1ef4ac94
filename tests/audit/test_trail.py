"""The audit trail: nothing of it can be changed by the application, and whoever changes it otherwise is found."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from qyzmet.audit import service as audit
from qyzmet.audit.chain import Entry, digest
from qyzmet.audit.heads import publish_head
from qyzmet.audit.models import GENESIS, AuditRecord
from qyzmet.audit.verify import Stored, verify, walk
from qyzmet.database import db


def _some_records(count: int = 6) -> None:
    for number in range(count):
        audit.record("act", chain=f"procedure:{number % 2}", subject=f"AR-{number}", after={"n": number})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_record SET actor = 'nobody' WHERE number = 1",
        "UPDATE audit_record SET number = number + 1000",
        "DELETE FROM audit_record WHERE number = 1",
        "DELETE FROM audit_record",
        "DELETE FROM audit_head",
        "UPDATE audit_head SET number = 0",
    ],
)
def test_no_statement_changes_a_record(app: Flask, statement: str) -> None:
    """The database itself refuses UPDATE and DELETE on the trail and its heads."""
    _some_records()
    publish_head()
    with pytest.raises(DatabaseError, match="append-only"), db.session.begin_nested():
        db.session.execute(text(statement))


def test_no_record_is_replaced(app: Flask) -> None:
    """INSERT OR REPLACE, which deletes quietly, is refused as well (SQLite); TRUNCATE on PostgreSQL."""
    _some_records()
    statement = "INSERT OR REPLACE INTO audit_record SELECT * FROM audit_record WHERE number = 1"
    if db.engine.dialect.name == "postgresql":
        statement = "TRUNCATE audit_record"
    with pytest.raises(DatabaseError, match="append-only"), db.session.begin_nested():
        db.session.execute(text(statement))


def test_an_untouched_trail_is_unbroken(app: Flask) -> None:
    """A trail written by the application verifies, records of several chains among one another."""
    _some_records(20)
    verdict = verify()
    assert verdict.fault is None
    assert verdict.records == db.session.query(AuditRecord).count()


def test_the_head_is_published_once_a_day(app: Flask) -> None:
    """The second head of a day is not kept: what was published stays."""
    _some_records()
    assert publish_head() is not None
    assert publish_head() is None
    assert verify().fault is None


def _trail(count: int) -> list[Stored]:
    """A trail built without the database, two chains taking turns."""
    rows: list[Stored] = []
    previous, last = GENESIS, {0: GENESIS, 1: GENESIS}
    for number in range(1, count + 1):
        chain = number % 2
        entry = Entry(
            number,
            f"c{chain}",
            (number + 1) // 2,
            "2026-03-02T04:00:00+00:00",
            "U-1",
            "",
            "",
            "act",
            "s",
            "",
            "{}",
            "",
            last[chain],
            previous,
        )
        previous = last[chain] = digest(entry)
        rows.append((*entry, previous))
    return rows


def _seal(row: Stored, **changed: object) -> Stored:
    """The row with other content and a hash that fits it, as somebody would write who knows how."""
    entry = Entry(*row[:14])._replace(**changed)
    return (*entry, digest(entry))


@given(st.data())
def test_a_changed_record_is_found_and_named(data: st.DataObject) -> None:
    """Any column of any record that differs breaks the trail at that record or the one after it."""
    rows = _trail(12)
    place = data.draw(st.integers(0, 11))
    column = data.draw(st.integers(0, 14))
    value = rows[place][column]
    changed = value + 1 if isinstance(value, int) else value + (b"x" if isinstance(value, bytes) else "x")
    row = list(rows[place])
    row[column] = changed
    rows[place] = tuple(row)  # type: ignore[assignment]
    fault = walk(rows).fault
    assert fault is not None
    assert rows[place][0] == fault.number or fault.number == place + 2


@given(st.integers(0, 10))
def test_a_record_rehashed_after_a_change_is_found(place: int) -> None:
    """Mending a changed record's own hash does not help: the next record does not follow it."""
    rows = _trail(12)
    rows[place] = _seal(rows[place], actor="U-2")
    fault = walk(rows).fault
    assert fault is not None
    assert fault.number == place + 2


@given(st.integers(0, 10))
def test_a_removed_record_is_found(place: int) -> None:
    """Where a record is missing, the one after it is named."""
    rows = _trail(12)
    del rows[place]
    fault = walk(rows).fault
    assert fault is not None
    assert fault.number == place + 2


@given(st.integers(0, 10), st.integers(1, 11))
def test_reordered_records_are_found(first: int, second: int) -> None:
    """Two records that changed places break the trail at the earlier place."""
    if first == second:
        return
    rows = _trail(12)
    rows[first], rows[second] = rows[second], rows[first]
    fault = walk(rows).fault
    assert fault is not None
    assert fault.number == max(first, second) + 1


@given(st.integers(0, 12))
def test_an_inserted_record_is_found(place: int) -> None:
    """A record put in, numbered and hashed as it should be, is found: by itself or by the one after it."""
    rows = _trail(12)
    if place == 12:
        return  # A record appended at the end is what the application does all day.
    new = _seal(rows[place], subject="forged")
    rows.insert(place, new)
    assert walk(rows).fault is not None


@given(st.integers(1, 11))
def test_a_cut_end_is_found_by_the_published_head(left: int) -> None:
    """Records removed from the end leave a trail that fits together; the published head tells."""
    rows = _trail(12)
    heads = [(12, rows[11][14])]
    assert walk(rows, heads).fault is None
    assert walk(rows[:left]).fault is None
    fault = walk(rows[:left], heads).fault
    assert fault is not None
    assert fault.number == 12


def test_a_rebuilt_trail_is_found_by_the_published_head() -> None:
    """A trail rebuilt from the first record with a change in it differs from what was published."""
    honest = _trail(4)
    rebuilt: list[Stored] = []
    previous, last = GENESIS, {"c0": GENESIS, "c1": GENESIS}
    for row in honest:
        row = _seal(row, actor="U-9", previous=previous, previous_in_chain=last[row[1]])
        previous = last[row[1]] = row[14]
        rebuilt.append(row)
    assert walk(rebuilt).fault is None
    assert walk(rebuilt, [(4, honest[3][14])]).fault is not None
