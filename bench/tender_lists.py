"""The lists of 100,000 tenders against their raw index queries: `python -m bench.tender_lists [--database URL]`.

As bench/lists.py: on SQLite in a file of its own, and on PostgreSQL in a database of its own. The raw query is plain
SQL, written by hand over the index that suits the case best, in the order of the list, with the columns that the page
shows. Ours is the function behind the page: it chooses between walking the index of the order and gathering what is
rare, holds to what is public, and makes the rows with words, phases and working days left. Exit 1 when one costs more
than 3 times its raw query.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask_babel import force_locale
from sqlalchemy import bindparam, text

from bench._ratios import on_postgresql, on_sqlite, ratio
from bench._servers import measure_on_both
from bench.data.requests import OTHERS
from bench.data.tenders import NOW, fill
from qyzmet import clock, seeding
from qyzmet.context import NOBODY, actor_of
from qyzmet.database import UTCDateTime, db
from qyzmet.people.models import Organisation, User
from qyzmet.tenders.register import filters
from qyzmet.tenders.register import order as reading
from qyzmet.tenders.register.rows import TenderRow
from qyzmet.vocabulary import OrganisationKind, Role
from qyzmet.web.paging import Page
from tests import factories

PAGE = 20
# The rows as the page shows them, with the customer.
_ROWS = """
SELECT p.id, p.number, p.title, p.state, t.announcement, o.name_ru, o.bin, t.object, t.mechanism,
  substr(t.purpose, 1, 301), t.ceiling_lease, t.ceiling_service, t.published_at, t.accepts_until, t.opening_at
FROM ({}) AS found JOIN procedure AS p ON p.id = found.id JOIN tender AS t ON t.id = found.id
LEFT JOIN procedure_party AS pp ON pp.procedure_id = found.id AND pp.party = 'state_body'
LEFT JOIN organisation AS o ON o.id = pp.organisation_id
ORDER BY {}"""
_NEWEST, _SOONEST = "t.published_at DESC, t.id DESC", "t.accepts_until, t.id"
# Walking the index of the order, the rest looked up row by row; and gathering by another index, to be sorted.
_WALK = (
    "SELECT t.id FROM tender AS t WHERE t.published_at IS NOT NULL {} ORDER BY t.published_at DESC, t.id DESC LIMIT 21"
)
_OPEN = (
    "SELECT t.id FROM tender AS t WHERE t.accepts_until > :now"
    " AND (SELECT x.state FROM procedure AS x WHERE x.id = t.id) = 'published' {}"
    " ORDER BY t.accepts_until, t.id LIMIT 21"
)
_BY_WORD = (
    "SELECT t.id FROM search_word AS m JOIN tender AS t ON t.id = m.procedure_id WHERE m.word = :word {}"
    " ORDER BY t.published_at DESC, t.id DESC LIMIT 21"
)
_BY_CUSTOMER = (
    "SELECT t.id FROM procedure_party AS m JOIN tender AS t ON t.id = m.procedure_id"
    " WHERE m.organisation_id = :customer AND m.party = 'state_body' {}"
    " ORDER BY t.published_at DESC, t.id DESC LIMIT 21"
)
_BY_END = (
    "SELECT t.id FROM tender AS t WHERE t.accepts_until > :from AND t.accepts_until <= :to"
    " ORDER BY t.published_at DESC, t.id DESC LIMIT 21"
)
_HAS_WORD = "AND EXISTS (SELECT 1 FROM search_word AS x WHERE x.procedure_id = t.id AND x.word = :word{})"
_HAS_OTHER = _HAS_WORD.replace(":word", ":other")
_HAS_STATE = "AND (SELECT x.state FROM procedure AS x WHERE x.id = t.id) = :state"
_NOT_OPEN = "AND NOT (t.accepts_until > :now AND (SELECT x.state FROM procedure AS x WHERE x.id = t.id) = 'published')"


@dataclass(frozen=True)
class Case:
    """A list, and the plain SQL beside it."""

    name: str
    raw: str
    ours: Callable[[], Page[TenderRow]]
    values: dict[str, Any] = field(default_factory=dict)
    order: str = _NEWEST


def cases(organisations: dict[str, Organisation], customer: User) -> Iterator[Case]:
    """What is measured: the public list in every manner, and a customer's own."""
    fence = " OFFSET 0" if db.engine.dialect.name == "postgresql" else ""
    has_word, has_other = _HAS_WORD.format(fence), _HAS_OTHER.format(fence)
    now = {"now": clock.now()}
    common, rare = {"word": "государствен"}, {"word": "реставрац"}
    big, small = ({"customer": organisations[key].id} for key in ("big", "small"))

    def filtered(**typed: str) -> Callable[[], Page[TenderRow]]:
        # What is typed is understood once, as the organisations behind a name are another matter.
        asked = filters.read(typed, NOBODY)
        assert not asked.errors, asked.errors
        return lambda: reading.in_order(NOBODY, asked, PAGE, None)

    nothing = filters.read({}, NOBODY)
    middle = reading.in_order(NOBODY, nothing, 1, (clock.at(NOW.date()).replace(year=2021), 1)).rows[0]
    place = reading.place_of(middle, reading.NEWEST)
    yield Case("everything", _WALK.format(""), filtered())
    yield Case(
        "a page in the middle",
        _WALK.format("AND (t.published_at, t.id) < (:at, :id)"),
        lambda: reading.in_order(NOBODY, nothing, PAGE, place),
        {"at": place[0], "id": place[1]},
    )
    yield Case("open, the soonest end first", _OPEN.format(""), filtered(phase="accepting"), now, _SOONEST)
    yield Case("all but the open", _WALK.format(_NOT_OPEN), lambda: reading.others(nothing, PAGE, beyond=None), now)
    yield Case("supplier named", _WALK.format(_HAS_STATE), filtered(phase="decided"), {"state": "contracted"})
    examined = _WALK.format(_HAS_STATE)
    yield Case("with the Commission", examined, filtered(phase="examined"), {"state": "examining"})
    ended = _WALK.format("AND (SELECT x.state FROM procedure AS x WHERE x.id = t.id) IN ('cancelled', 'reannounced')")
    yield Case("ended without a supplier", ended, filtered(phase="ended"))
    yield Case("a common word", _WALK.format(has_word), filtered(q="государственной "), common)
    yield Case("a word of a hundredth", _BY_WORD.format(""), filtered(q="памятников "), {"word": "памятник"})
    yield Case("a rare word", _BY_WORD.format(""), filtered(q="реставрации "), rare)
    both = {"word": "памятник", "other": "государствен"}
    yield Case("two words", _BY_WORD.format(has_other), filtered(q="памятники государственная "), both)
    none = {"word": "реставрац", "other": "государствен"}
    without = filtered(q="реставрация государственная ")
    yield Case("two words, none with both", _BY_WORD.format(has_other), without, none)
    yield Case("a number", _BY_WORD.format(""), filtered(q="T-2026-177123 "), {"word": "т2026177123"})
    open_with = _OPEN.format(has_word)
    for name, word, said in (("common", common, "государственная"), ("rare", rare, "реставрация")):
        found = filtered(phase="accepting", q=f"{said} ")
        yield Case(f"open, a {name} word", open_with, found, word | now, _SOONEST)
    for name, key, values in (("big", "big", big), ("small", "small", small)):
        asked_for = filtered(customer=organisations[key].bin)
        yield Case(f"of a {name} customer", _BY_CUSTOMER.format(""), asked_for, values)
    yield Case(
        "of a big customer, a common word",
        _BY_CUSTOMER.format(has_word),
        filtered(customer=organisations["big"].bin, q="государственных "),
        big | common,
    )
    week = {"from": clock.at(NOW.date().replace(year=2024)), "to": clock.at(NOW.date().replace(year=2024, day=9))}
    yield Case("ending within a week", _BY_END, filtered(ends_from="2024-03-02", ends_to="2024-03-08"), week)
    yield Case("PPP", _WALK.format("AND t.mechanism = 'ppp'"), filtered(mechanism="ppp"))
    own = "SELECT m.procedure_id AS id FROM procedure_party AS m WHERE m.organisation_id = :customer {} LIMIT 21"
    actor = actor_of(customer)
    mine = filters.read({"view": "mine"}, actor)
    yield Case(
        "my organisation's",
        own.format("ORDER BY m.procedure_id DESC"),
        lambda: reading.in_order(actor, mine, PAGE, None),
        big,
        "p.id DESC",
    )


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
        organisations = {key: user.memberships[0].organisation for key, user in people.items()}
        db.session.commit()
        fill({key: each.id for key, each in organisations.items()})
        found = [_line(case) for case in cases(organisations, people["big"])]
        db.session.remove()
        db.engine.dispose()
    clock.use(before)
    return all(found)


def _line(case: Case) -> bool:
    instants = [bindparam(name, type_=UTCDateTime()) for name in ("now", "at", "from", "to") if name in case.values]
    statement = text(_ROWS.format(case.raw, case.order)).bindparams(*instants)

    def raw() -> list[Any]:
        return list(db.session.execute(statement, case.values).all())

    count = len(case.ours().rows)
    assert [row[0] for row in raw()][:PAGE] == [row.id for row in case.ours().rows], case.name
    found = ratio(raw, case.ours)
    print(f"{db.engine.dialect.name}: {case.name:34} {count:3} rows: {found}")
    return found.kept


if __name__ == "__main__":
    measure_on_both(
        "bench.tender_lists",
        lambda: on_sqlite(compare),
        lambda server: on_postgresql(compare, server, "bench_tender_lists"),
    )
