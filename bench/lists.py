"""Lists and searches among 100,000 requests against their raw index queries: `python -m bench.lists [--database URL]`.

On SQLite in a file of its own, and on PostgreSQL in a database of its own on the server that is named, or that
QYZMET_TEST_DATABASE_URL names. The raw query is plain SQL, written by hand over the index that suits the case best; it
gives the columns that the page shows and does not ask who may know. Ours is the function behind the page: it finds the
index by itself, asks for the right and makes the rows, with words, tones and working days left. Exit 1 when one costs
more than 3 times its raw query, by the time that the faster quarter keeps.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask_babel import force_locale
from sqlalchemy import text

from bench._ratios import Ratio, on_postgresql, on_sqlite, ratio
from bench._servers import measure_on_both
from bench.data.requests import OTHERS, SIZE, fill
from qyzmet import clock, seeding
from qyzmet.context import Actor, actor_of
from qyzmet.database import db
from qyzmet.search import rows
from qyzmet.search.conditions import TermState
from qyzmet.search.lists import ListQuery
from qyzmet.vocabulary import OrganisationKind, Role
from qyzmet.web.paging import Page
from tests import factories

PAGE = 20
NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=clock.ALMATY)

# The rows as the page shows them: with the organisation whose it is and the most urgent term.
_ROWS = """
SELECT p.id, p.kind, p.number, p.title, p.state, p.channel, p.submitted_at, o.name_ru,
  d.term, d.rule, d.due_on, d.due_at
FROM ({}) AS found JOIN procedure AS p ON p.id = found.id
LEFT JOIN procedure_party AS pp ON pp.id = (SELECT min(x.id) FROM procedure_party AS x WHERE x.procedure_id = p.id)
LEFT JOIN organisation AS o ON o.id = pp.organisation_id
LEFT JOIN deadline AS d ON d.id = (
  SELECT y.id FROM deadline AS y WHERE y.procedure_id = p.id AND y.state = 'open' ORDER BY y.due_at LIMIT 1)
ORDER BY p.id DESC"""
# The room's lists hold its own kinds, beside which the database has tenders and bids.
_OF_ROOM = "(SELECT x.kind FROM procedure AS x WHERE x.id = m.procedure_id) IN ('requests', 'proposals', 'assignments')"
# Each reads one index in the order of the list; what else is asked for is looked up by row.
_BY_PARTY = (
    f"SELECT m.procedure_id AS id FROM procedure_party AS m WHERE m.organisation_id = :organisation AND {_OF_ROOM} {{}}"
    " ORDER BY m.procedure_id DESC LIMIT 21"
)
_BY_WORD = (
    f"SELECT m.procedure_id AS id FROM search_word AS m WHERE m.word = :word AND {_OF_ROOM} {{}}"
    " ORDER BY m.procedure_id DESC LIMIT 21"
)
_BY_STATE = "SELECT id FROM procedure WHERE kind = 'requests' AND state = :state ORDER BY id DESC LIMIT 21"
_OVERDUE = (
    "SELECT m.procedure_id AS id FROM deadline AS m WHERE m.state = 'open' AND m.overdue_at IS NOT NULL"
    f" AND {_OF_ROOM} ORDER BY m.procedure_id DESC LIMIT 21"
)
_BEGINNING = (
    "SELECT DISTINCT m.procedure_id AS id FROM search_word AS m WHERE m.word >= :first AND m.word < :last"
    f" AND {_OF_ROOM} ORDER BY m.procedure_id DESC LIMIT 21"
)
_HAS_WORD = "AND EXISTS (SELECT 1 FROM search_word AS x WHERE x.procedure_id = m.procedure_id AND x.word = :other{})"
_HAS_PARTY = (
    "AND EXISTS (SELECT 1 FROM procedure_party AS x"
    " WHERE x.procedure_id = m.procedure_id AND x.organisation_id = :mine{})"
)
_HAS_STATE = "AND (SELECT x.state FROM procedure AS x WHERE x.id = m.procedure_id) = :state"
_IS_OVERDUE = (
    "AND EXISTS (SELECT 1 FROM deadline AS x WHERE x.procedure_id = m.procedure_id AND x.state = 'open'"
    " AND x.overdue_at IS NOT NULL{})"
)


@dataclass(frozen=True)
class Case:
    """A list, and the plain SQL beside it."""

    name: str
    who: str
    raw: str
    values: dict[str, Any]
    asked: dict[str, Any]
    before: int | None = None


def cases(organisations: dict[str, int]) -> Iterator[Case]:
    """What is measured, for the integrator who sees all and for state bodies."""
    # Without it PostgreSQL gathers what it should look up, and the raw query would be beaten for nothing.
    fence = " OFFSET 0" if db.engine.dialect.name == "postgresql" else ""
    has_word, has_party, is_overdue = (each.format(fence) for each in (_HAS_WORD, _HAS_PARTY, _IS_OVERDUE))
    every = {"organisation": organisations["integrator"]}
    common, rare = "государствен", "реставрац"

    def all_of(name: str, raw: str, values: dict[str, Any], before: int | None = None, **asked: Any) -> Case:
        return Case(name, "integrator", raw, values, asked, before)

    yield all_of("everything", _BY_PARTY.format(""), every)
    middle = {**every, "before": SIZE // 2}
    yield all_of("a page in the middle", _BY_PARTY.format("AND m.procedure_id < :before"), middle, SIZE // 2)
    yield all_of("in a state", _BY_STATE, {"state": "refused"}, states=("refused",))
    yield all_of("overdue", _OVERDUE, {}, term=TermState.OVERDUE)
    yield all_of("a common word", _BY_WORD.format(""), {"word": common}, query="государственной ")
    yield all_of("a rare word", _BY_WORD.format(""), {"word": rare}, query="реставрации ")
    for name, word, said in (
        ("two words", "памятник", "памятников"),
        ("two words, none with both", rare, "реставрации"),
    ):
        query = f"государственная {said} "
        yield all_of(name, _BY_WORD.format(has_word), {"word": word, "other": common}, query=query)
    yield all_of("a number", _BY_WORD.format(""), {"word": "ar2026177123"}, query="AR-2026-177123 ")
    for name, word in (("a common beginning", "культ"), ("a rare beginning", "рест")):
        yield all_of(name, _BEGINNING, {"first": word, "last": word + "\U0010ffff"}, query=word)
    for who in ("big", "small"):
        mine = {"organisation": organisations[who]}
        yield Case("everything", who, _BY_PARTY.format(""), mine, {})
        in_state = {**mine, "state": "refused"}
        yield Case("in a state", who, _BY_PARTY.format(_HAS_STATE), in_state, {"states": ("refused",)})
        with_word = {**mine, "other": common}
        yield Case("a common word", who, _BY_PARTY.format(has_word), with_word, {"query": "государственной "})
        with_party = {"word": rare, "mine": organisations[who]}
        yield Case("a rare word", who, _BY_WORD.format(has_party), with_party, {"query": "реставрации "})
        yield Case("overdue", who, _BY_PARTY.format(is_overdue), mine, {"term": TermState.OVERDUE})


def compare(app: Flask) -> bool:
    """Fill the database, measure each case in turn with its raw query, print; says whether all are kept."""
    before = clock.use(lambda: NOW)
    with app.test_request_context(), force_locale("ru"):
        db.create_all()
        seeding.seed()
        people = {
            "integrator": factories.user(Role.HEAD, factories.organisation(OrganisationKind.INTEGRATOR)),
            "authorised": factories.user(Role.HEAD, factories.organisation(OrganisationKind.AUTHORISED_BODY)),
            "big": factories.user(Role.HEAD, factories.organisation()),
            "small": factories.user(Role.HEAD, factories.organisation()),
            "first_other": factories.user(Role.HEAD, factories.organisation()),
        }
        for _each in range(OTHERS - 1):
            factories.organisation()
        organisations = {key: user.memberships[0].organisation_id for key, user in people.items()}
        db.session.commit()
        fill(organisations)
        name = db.engine.dialect.name
        kept = True
        for case in cases(organisations):
            found, count = _ratio(case, actor_of(people[case.who]))
            kept = kept and found.kept
            print(f"{name}: {case.who:10} {case.name:26} {count:3} rows: {found}")
        db.session.remove()
        db.engine.dispose()
    clock.use(before)
    return kept


def _ratio(case: Case, actor: Actor) -> tuple[Ratio, int]:
    statement = text(_ROWS.format(case.raw))
    wanted = ListQuery(("requests", "proposals", "assignments"), **case.asked)

    def raw() -> list[Any]:
        return list(db.session.execute(statement, case.values).all())

    def ours() -> Page[rows.Row]:
        return rows.page(actor, wanted, PAGE, before=case.before)

    assert [row[0] for row in raw()][:PAGE] == [row.id for row in ours().rows], case.name
    return ratio(raw, ours), len(ours().rows)


if __name__ == "__main__":
    measure_on_both(
        "bench.lists",
        lambda: on_sqlite(compare),
        lambda server: on_postgresql(compare, server, "bench_lists"),
    )
