"""100,000 requests for bench/lists.py, put into a database by SQL: parties, terms, words."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from qyzmet import clock
from qyzmet.database import db

SIZE, RUNNING, OTHERS = 100_000, 15_000, 50

_SERIES = {
    "sqlite": "WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < :size) SELECT {} FROM s{}",
    "postgresql": "SELECT {} FROM generate_series(1, CAST(:size AS bigint)) AS s(i){}",
}
# 7,919 is prime to the size, so that what is spread by it stands nowhere together.
_SPREAD = "((i * 7919) % 100000)"
# The big state body has 2,000 requests and the small one 10; the others share the rest.
_OWNER = (
    f"CASE WHEN {_SPREAD} < 2000 THEN :big WHEN {_SPREAD} < 2010 THEN :small"
    f" ELSE :first_other + {_SPREAD} % {OTHERS} END"
)
# The stems of each request: a condition beside each.
_WORDS = {
    "'ar'": "true",
    "'2026'": "true",
    "'ar2026' || (100000 + i)": "true",
    "'услуг'": "true",
    "'государствен'": f"{_SPREAD} % 2 = 0",
    "'выдач'": f"{_SPREAD} % 3 = 0",
    "'культур'": f"{_SPREAD} % 4 = 0",
    "'культурн'": f"{_SPREAD} % 5 = 0",
    "'свидетельств'": f"{_SPREAD} % 7 = 0",
    "'вывоз'": f"{_SPREAD} % 10 = 1",
    "'памятник'": f"{_SPREAD} % 100 = 8",
    "'реставрац'": f"{_SPREAD} % 10000 = 5",
    "'қызмет' || (i % 977)": "true",
    "'мәдениет' || (i % 31)": "true",
}


@dataclass(frozen=True)
class Filling:
    """Rows by the thousand: expressions over `i`, which counts from 1, with the values bound in them."""

    values: dict[str, Any]

    def series(self, table: str, columns: dict[str, str], where: str = "true") -> None:
        """A row of the table for each i that meets the condition."""
        names = ", ".join(f'"{name}"' for name in columns)
        query = _SERIES[db.engine.dialect.name].format(", ".join(columns.values()), f" WHERE {where}")
        statement = text(f"INSERT INTO {table} ({names}) {query}")
        db.session.execute(statement, {key: self.values[key] for key in self.values if f":{key}" in str(statement)})

    def words(self, words: dict[str, str]) -> None:
        """The stems of each row, with a condition beside each."""
        for word, condition in words.items():
            self.series("search_word", {"word": word, "procedure_id": "i"}, condition)


def moment(instant: dt.datetime) -> str:
    """An instant as the database's SQL writes it."""
    plain = instant.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.000000")
    return f"'{plain}'" if db.engine.dialect.name == "sqlite" else f"TIMESTAMP WITH TIME ZONE '{plain}+00'"


def settle() -> None:
    """As autovacuum does it on PostgreSQL; SQLite plans without statistics here as it does in the application."""
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def fill(organisations: dict[str, int]) -> None:
    """Put the requests into the database by SQL, with parties, terms and words."""
    dialect = db.engine.dialect.name
    filling = Filling({"size": SIZE, **organisations})
    series = filling.series
    date = "'{}'" if dialect == "sqlite" else "DATE '{}'"
    running = f"i > {SIZE - RUNNING}"
    filed = moment(clock.at(dt.date(2026, 2, 20), 10))
    series(
        "procedure",
        {
            "id": "i",
            "kind": "'requests'",
            "draft_number": "'AR-draft-' || i",
            "number": "'AR-2026-' || (100000 + i)",
            "state": f"CASE WHEN {running} THEN CASE i % 2 WHEN 0 THEN 'submitted' ELSE 'opinion_given' END"
            " ELSE CASE i % 9 WHEN 0 THEN 'refused' ELSE 'creation_ordered' END END",
            "edition_key": "'kz-2022-03-31'",
            "channel": "'portal'",
            "title": "'Выдача свидетельства на право временного вывоза культурных ценностей'",
            "data": "'{}'",
            "created_by_id": "1",
            "created_at": filed,
            "submitted_at": filed,
            "version": "1",
        },
    )
    series("automation_request", {"id": "i", "scans": "'[]'"})
    for party, owner in (("state_body", _OWNER), ("integrator", ":integrator"), ("authorised_body", ":authorised")):
        series("procedure_party", {"procedure_id": "i", "party": f"'{party}'", "organisation_id": owner})
    late, soon = dt.date(2026, 2, 27), dt.date(2026, 3, 12)
    for condition, day, mark in (("i % 15 = 0", late, moment(clock.end_of(late))), ("i % 15 <> 0", soon, "NULL")):
        series(
            "deadline",
            {
                "procedure_id": "i",
                "term": "'opinion'",
                "rule": "'H1'",
                "owner": "'integrator'",
                "owner_organisation_id": ":integrator",
                "event_at": filed,
                "event_on": date.format("2026-02-20"),
                "working_days": "15",
                "starts_on": date.format("2026-02-23"),
                "due_on": date.format(day.isoformat()),
                "due_at": moment(clock.end_of(day)),
                "provisional": "0" if dialect == "sqlite" else "false",
                "calendar_version": "1",
                "state": "'open'",
                "overdue_at": mark,
                "failures": "0",
            },
            f"{running} AND {condition}",
        )
    filling.words(_WORDS)
    settle()
