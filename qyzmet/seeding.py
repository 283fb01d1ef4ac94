"""What a new database starts with: the first edition of the Rules, the calendar of 2016-2027, the classifiers; and what
an upgrade gives to what runs already.
"""

import datetime as dt

from qyzmet import clock
from qyzmet.audit import service as audit
from qyzmet.catalog.classifiers import seed as classifiers
from qyzmet.catalog.development import carried_over as developments
from qyzmet.catalog.formation import carried_over as formations
from qyzmet.catalog.under_way import keeping as under_way
from qyzmet.database import db
from qyzmet.deadlines.calendar.in_force import digest_of
from qyzmet.deadlines.calendar.seed import seed_rows
from qyzmet.deadlines.models import CalendarChange, CalendarRow, ChangeKind
from qyzmet.procedure.editions import FIRST_EDITION
from qyzmet.procedure.models import Edition
from qyzmet.requests.assignment.without_tender import carried_over as operator_contracts
from qyzmet.vocabulary import N_

# Kept in English; the pages show it translated, and the titles that administrators give as they were typed.
FIRST_TITLE = N_(
    "Rules for implementing the service model of informatization, "
    "order No. 129 of 28 January 2016 as amended by order No. 101/НҚ of 31 March 2022"
)


def seed() -> None:
    """Add what is not there yet; safe to repeat. Does not commit."""
    seed_rules()
    classifiers.seed()
    formations.begin_missing()
    developments.begin_missing()
    operator_contracts.begin_missing()
    under_way.fill()
    db.session.flush()


def seed_rules() -> None:
    """The edition and the calendar, which every release has started with. Does not commit."""
    if db.session.get(Edition, FIRST_EDITION) is None:
        db.session.add(_first_edition())
        audit.record("add_edition", chain="settings", subject=FIRST_EDITION, after={"key": FIRST_EDITION})
    if db.session.query(CalendarChange).first() is None:
        _add_calendar()
    db.session.flush()


def _first_edition() -> Edition:
    return Edition(
        key=FIRST_EDITION,
        title=FIRST_TITLE,
        # Signed and registered that day; in force ten days after a publication whose date is not held.
        in_force_from=dt.date(2022, 3, 31),
        # From 1 January 2023 the Law dropped articles 45-47: lapsed for new procedures in law.
        in_force_until=dt.date(2022, 12, 31),
        data={"tables": FIRST_EDITION, "terms": {"decide": 3}},
    )


def _add_calendar() -> None:
    days = []
    for row in seed_rows():
        db.session.add(CalendarRow(on=row.on, kind=row.kind, name=row.name, source=row.source))
        after = {"kind": row.kind.value, "name": row.name, "source": row.source}
        days.append({"on": row.on.isoformat(), "before": None, "after": after})
    change = CalendarChange(
        at=clock.now(),
        action=ChangeKind.SEED,
        summary="2016-2027",
        days=days,
        digest=digest_of(seed_rows()),
        recounted_at=clock.now(),
    )
    db.session.add(change)
    db.session.flush()
    audit.record("seed_calendar", chain="calendar", subject=f"version {change.id}", after={"days": len(days)})
