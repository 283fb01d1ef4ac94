"""The public register with 100,000 needs against its raw index queries: `python -m bench.under_way [--database URL]`.

As bench/tender_lists.py: the raw query is plain SQL, written by hand over the index that suits the case best, with the
columns that the page shows. Exit 1 when one costs more than 3 times its raw query, and more than a millisecond.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask_babel import force_locale
from sqlalchemy import bindparam, text

from bench._ratios import on_postgresql, on_sqlite, ratio
from bench._servers import measure_on_both
from bench.data.requests import OTHERS, SIZE, Filling, fill, settle
from bench.data.tenders import NOW, published_and_until
from qyzmet import clock, seeding
from qyzmet.catalog.under_way import filters, rows
from qyzmet.database import UTCDateTime, db
from qyzmet.people.models import Organisation
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories

PAGE, RUNNING = 20, 8_000
_ROWS = """
SELECT n.id, p.number, p.title, o.name_ru, o.bin, n.stage, n.ended, n.agreed_at, n.since, d.term, d.rule, d.due_at
FROM ({}) AS found JOIN need_under_way AS n ON n.id = found.id JOIN procedure AS p ON p.id = found.id
LEFT JOIN procedure_party AS pp ON pp.procedure_id = found.id AND pp.party = 'state_body'
LEFT JOIN organisation AS o ON o.id = pp.organisation_id
LEFT JOIN deadline AS d ON d.procedure_id = n.where_id AND d.state = 'open'
ORDER BY {}"""
_NEWEST = "n.agreed_at DESC, n.id DESC"
_WALK = f"SELECT n.id FROM need_under_way AS n WHERE true {{}} ORDER BY {_NEWEST} LIMIT 21"
_BY_WORD = (
    "SELECT n.id FROM need_word AS m JOIN need_under_way AS n ON n.id = m.procedure_id WHERE m.word = :word"
    f" ORDER BY {_NEWEST} LIMIT 21"
)
_BY_BODY = (
    "SELECT n.id FROM procedure_party AS m JOIN need_under_way AS n ON n.id = m.procedure_id"
    f" WHERE m.organisation_id = :body AND m.party = 'state_body' ORDER BY {_NEWEST} LIMIT 21"
)
_HAS_WORD = "AND EXISTS (SELECT 1 FROM need_word AS x WHERE x.procedure_id = n.id AND x.word = :word)"
_WORDS = {
    "'ar'": "true",
    "'2026'": "true",
    "'ar2026' || (100000 + i)": "true",
    "'услуг'": "true",
    "'культур'": "i % 4 = 0",
    "'реставрац'": "(i * 7919) % 100000 % 10000 = 5",
}


@dataclass(frozen=True)
class Case:
    """A list, and the plain SQL beside it."""

    name: str
    raw: str
    typed: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    order: str = _NEWEST


def cases(organisations: dict[str, Organisation]) -> Iterator[Case]:
    """What is measured."""
    everything = {"view": "all"}
    running, ended = "AND n.ended = false", "AND n.ended = true"
    yield Case("running", _WALK.format(running), {})
    yield Case("ended", _WALK.format(ended), {"view": "ended"})
    yield Case("all", _WALK.format(""), everything)
    first = _WALK.format(running).replace(" DESC", "")
    yield Case("running, the oldest first", first, {"sort": "oldest"}, order=_NEWEST.replace(" DESC", ""))
    changed = _NEWEST.replace("agreed_at", "since")
    yield Case("all, by the last change", _WALK.format("").replace(_NEWEST, changed), everything | {"sort": "changed"})
    yield Case("a rare state", _WALK.format("AND n.stage = 'forming'"), {"state": "forming"})
    yield Case("a common state", _WALK.format("AND n.stage = 'catalogue'"), {"state": "catalogue"})
    yield Case("a common word", _WALK.format(_HAS_WORD), everything | {"q": "культура "}, {"word": "культур"})
    yield Case("a rare word", _BY_WORD, everything | {"q": "реставрация "}, {"word": "реставрац"})
    yield Case("a number", _BY_WORD, everything | {"q": "AR-2026-177123 "}, {"word": "ar2026177123"})
    for key in ("big", "small"):
        body = organisations[key]
        yield Case(f"of a {key} body", _BY_BODY, everything | {"body": body.bin}, {"body": body.id})
    year = {"from": clock.at(NOW.date().replace(2020, 1, 1)), "to": clock.at(NOW.date().replace(2021, 1, 1))}
    yield Case(
        "a year", _WALK.format("AND n.agreed_at >= :from AND n.agreed_at < :to"), everything | {"year": "2020"}, year
    )


def fill_register() -> None:
    """A row for each of the requests, with its words; the newest still run."""
    filling = Filling({"size": SIZE})
    agreed, _until = published_and_until(NOW, f"({SIZE} - i)")
    runs = f"i > {SIZE - RUNNING}"
    stage = "CASE i % 4 WHEN 0 THEN 'agreed' WHEN 1 THEN 'assignment' WHEN 2 THEN 'bids' ELSE 'tests' END"
    filling.series(
        "need_under_way",
        {
            "id": "i",
            "stage": f"CASE WHEN i % 1000 = 999 THEN 'forming' WHEN {runs} THEN {stage} ELSE 'catalogue' END",
            "ended": f"CASE WHEN {runs} THEN false ELSE true END",
            "agreed_at": agreed,
            "since": agreed,
            "where_id": f"CASE WHEN {runs} THEN i END",
        },
    )
    for word, condition in _WORDS.items():
        filling.series("need_word", {"word": word, "procedure_id": "i"}, condition)
    settle()


def compare(app: Flask) -> bool:
    """Fill the database, measure each case in turn with its raw query, print; says whether all are kept."""
    before = clock.use(lambda: NOW)
    with app.test_request_context(), force_locale("ru"):
        db.create_all()
        seeding.seed()
        factories.user(Role.HEAD, factories.organisation())
        organisations = {
            "integrator": factories.organisation(OrganisationKind.INTEGRATOR),
            "authorised": factories.organisation(OrganisationKind.AUTHORISED_BODY),
            "big": factories.organisation(),
            "small": factories.organisation(),
            "first_other": factories.organisation(),
        }
        for _each in range(OTHERS - 1):
            factories.organisation()
        db.session.commit()
        fill({key: each.id for key, each in organisations.items()})
        fill_register()
        found = [_line(case) for case in cases(organisations)]
        db.session.remove()
        db.engine.dispose()
    clock.use(before)
    return all(found)


def _line(case: Case) -> bool:
    instants = [bindparam(name, type_=UTCDateTime()) for name in ("from", "to") if name in case.values]
    statement = text(_ROWS.format(case.raw, case.order)).bindparams(*instants)
    asked = filters.read(case.typed)
    assert not asked.errors, asked.errors

    def raw() -> list[Any]:
        return list(db.session.execute(statement, case.values).all())

    def ours() -> list[rows.NeedRow]:
        return rows.page(asked, PAGE).rows

    assert [row[0] for row in raw()][:PAGE] == [row.id for row in ours()], case.name
    found = ratio(raw, ours)
    print(f"{db.engine.dialect.name}: {case.name:30} {len(ours()):3} rows: {found}")
    return found.kept or found.ours < 1


if __name__ == "__main__":
    measure_on_both(
        "bench.under_way",
        lambda: on_sqlite(compare),
        lambda server: on_postgresql(compare, server, "bench_under_way"),
    )
