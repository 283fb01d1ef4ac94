"""The Catalogue of 100,000 services against raw queries: `python -m bench.catalogue [--database URL]`.

On SQLite in a file of its own, and on PostgreSQL in a database of its own. The raw query is plain SQL, written by hand
over the index that suits the case best. Ours is what the page asks for, with the right, the words and the names.
Counted anew, it stands against the page's rows with what the cards show and the counts of the facets over everything
that is found; with the counts kept since the last act, against the rows alone. Exit 1 when one costs more than 3 times
its raw query.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask_babel import force_locale
from sqlalchemy import text

from bench._ratios import ROUNDS, on_postgresql, on_sqlite, ratio
from bench._servers import measure_on_both
from bench.data.requests import OTHERS
from bench.data.services import NOW, fill
from qyzmet import clock, seeding
from qyzmet.catalog.register import facets, filters, order
from qyzmet.catalog.register.rows import ServiceRow
from qyzmet.database import db
from qyzmet.people.models import Organisation
from qyzmet.search import spelling
from qyzmet.vocabulary import OrganisationKind
from qyzmet.web.paging import Page
from tests import factories

PAGE = 20
# Counting takes long, and so varies little.
COUNTED = 6
_ROWS = """
SELECT p.id, p.number, p.title, p.state, s.name_ru, p.data, k.name_ru, r.name_ru, s.region,
  c.name_ru, c.bin, o.name_ru, o.bin, u.name_ru, u.bin, s.price_lease, s.price_service, p.submitted_at, s.confirmed_on
FROM ({}) AS found JOIN procedure AS p ON p.id = found.id JOIN service AS s ON s.id = found.id
LEFT JOIN classifier AS k ON k.classifier = 'kind' AND k.key = s.kind_key
LEFT JOIN classifier AS r ON r.classifier = 'recipient' AND r.key = s.recipient_key
LEFT JOIN procedure_party AS cp ON cp.procedure_id = found.id AND cp.party = 'state_body'
LEFT JOIN organisation AS c ON c.id = cp.organisation_id
LEFT JOIN procedure_party AS op ON op.procedure_id = found.id AND op.party = 'operator'
LEFT JOIN organisation AS o ON o.id = op.organisation_id
LEFT JOIN procedure_party AS up ON up.procedure_id = found.id AND up.party = 'supplier'
LEFT JOIN organisation AS u ON u.id = up.organisation_id
ORDER BY {}"""
_OWN = """
SELECT s.kind_key, s.recipient_key, s.region, p.state, count(*)
FROM ({}) AS found JOIN service AS s ON s.id = found.id JOIN procedure AS p ON p.id = found.id
GROUP BY s.kind_key, s.recipient_key, s.region, p.state"""
_PARTIES = """
SELECT pp.party, o.bin, o.name_ru, count(*)
FROM ({}) AS found JOIN procedure_party AS pp ON pp.procedure_id = found.id
JOIN organisation AS o ON o.id = pp.organisation_id
GROUP BY pp.party, o.bin, o.name_ru"""
_CLASSIFIERS = "SELECT classifier, key, name_ru FROM classifier"
_ALIKE = "SELECT word FROM search_trigram WHERE trigram IN ({}) GROUP BY word ORDER BY count(*) DESC, word LIMIT 60"
_LIMIT = " LIMIT 21"
_NEWEST = "p.id DESC"
_EVERY = "SELECT p.id FROM procedure AS p WHERE p.kind = 'services' AND p.is_public"
_BY_WORD = "SELECT m.procedure_id AS id FROM search_word AS m WHERE m.word = :word"
_BY_KIND = "SELECT s.id FROM service AS s WHERE s.kind_key = :kind"
_BY_CUSTOMER = (
    "SELECT m.procedure_id AS id FROM procedure_party AS m"
    " WHERE m.organisation_id = :customer AND m.party = 'state_body'"
)


@dataclass(frozen=True)
class Case:
    """A page, and the plain SQL beside it: which services are found, and in which order they are read."""

    name: str
    found: str
    by: str
    typed: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    order: str = _NEWEST
    # The word is mistaken: the words that look like it are looked up first.
    mistaken: str = ""


def cases(big: Organisation) -> Iterator[Case]:
    """What is measured."""
    word = {"word": "реставрац"}
    yield Case("everything", _EVERY, "p.id DESC", {})
    yield Case("by name", _EVERY, "s.sort_ru, s.id", {"sort": "name"}, order="s.sort_ru, s.id")
    yield Case("a common word", _BY_WORD, "m.procedure_id DESC", {"q": "государственная "}, {"word": "государствен"})
    yield Case("a word of a hundredth", _BY_WORD, "m.procedure_id DESC", {"q": "памятники "}, {"word": "памятник"})
    yield Case("a rare word", _BY_WORD, "m.procedure_id DESC", {"q": "реставрации "}, word)
    yield Case(
        "a rare word, mistaken", _BY_WORD, "m.procedure_id DESC", {"q": "рестарвации "}, word, mistaken="рестарвац"
    )
    yield Case("a kind", _BY_KIND, "s.id DESC", {"kind": "k3"}, {"kind": "k3"})
    yield Case("a customer", _BY_CUSTOMER, "m.procedure_id DESC", {"customer": big.bin}, {"customer": big.id})


def compare(app: Flask) -> bool:
    """Fill the database, measure each case in turn with its raw query, print; says whether all are kept."""
    before = clock.use(lambda: NOW)
    with app.test_request_context(), force_locale("ru"):
        db.create_all()
        seeding.seed()
        people = {
            "authorised": factories.organisation(OrganisationKind.AUTHORISED_BODY),
            "operator": factories.organisation(OrganisationKind.OPERATOR),
            "supplier": factories.organisation(OrganisationKind.SUPPLIER),
            "big": factories.organisation(),
            "small": factories.organisation(),
        }
        others = [factories.organisation() for _each in range(OTHERS)]
        factories.user()
        db.session.commit()
        fill({key: each.id for key, each in people.items()} | {"first_other": others[0].id})
        found = [_line(case) for case in cases(people["big"])]
        db.session.remove()
        db.engine.dispose()
    clock.use(before)
    return all(found)


def _line(case: Case) -> bool:
    read = case.found
    if case.name == "by name":
        read = "SELECT s.id FROM service AS s"
    page = text(_ROWS.format(f"{read} ORDER BY {case.by}{_LIMIT}", case.order))
    counts = [text(sql.format(case.found)) for sql in (_OWN, _PARTIES, _CLASSIFIERS)]
    if case.mistaken:
        listed = ", ".join(f"'{trigram}'" for trigram in sorted(spelling.trigrams(case.mistaken)))
        counts.append(text(_ALIKE.format(listed)))

    def raw_page() -> list[Any]:
        return list(db.session.execute(page, case.values).all())

    def raw() -> list[Any]:
        for statement in counts:
            db.session.execute(statement, case.values).all()
        return raw_page()

    def asked() -> filters.CatalogueFilters:
        return filters.read(case.typed)

    def anew() -> Page[ServiceRow]:
        wanted = asked()
        facets.count(wanted)
        return order.page(wanted, PAGE)

    def kept() -> Page[ServiceRow]:
        wanted = asked()
        facets.counts_of(wanted)
        return order.page(wanted, PAGE)

    assert [row[0] for row in raw()][:PAGE] == [row.id for row in anew().rows], case.name
    good = True
    for name, plain, ours, rounds in (("counted anew", raw, anew, COUNTED), ("kept", raw_page, kept, ROUNDS)):
        found = ratio(plain, ours, rounds)
        print(f"{db.engine.dialect.name}: {case.name:24} {name:12}: {found}")
        good = good and found.kept
    return good


def _main() -> None:
    measure_on_both(
        "bench.catalogue",
        lambda: on_sqlite(compare),
        lambda server: on_postgresql(compare, server, "bench_catalogue"),
    )


if __name__ == "__main__":
    _main()
