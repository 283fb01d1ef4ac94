"""The Catalogue: everybody's search in three languages, facets with counts, order, pages, files, feed and API."""

import csv
import io
import re
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from qyzmet.audit import service as audit
from qyzmet.catalog.register import views
from qyzmet.database import db
from qyzmet.search import indexing
from qyzmet.vocabulary import OrganisationKind
from tests import factories
from tests.catalog.register.listed import a_service, counts, forget, found, numbers, page, statements, world
from tests.worlds import World

__all__ = ["world"]
A = "{http://www.w3.org/2005/Atom}"


def test_everybody_sees_every_service_with_its_facts(client: FlaskClient, world: World):
    """Signed out: the newest first, each with name, one line, kind, recipient, customer, price and state."""
    first = a_service(world, "Licences", about="Issues licences to whoever asks.", price="2500000.00")
    second = a_service(world, "Archive", "retired")
    db.session.commit()
    text = page(client)
    assert numbers(text) == [second.number, first.number]
    customer = world.organisations[OrganisationKind.STATE_BODY].name_en
    for said in ("Issues licences", "Information", "State bodies", customer, "2,500,000", "retired", "active"):
        assert said in text
    assert "2 services" in text


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("қызметтерінің", "Мемлекеттік қызмет тізілімі"),
        ("кызметтеринин", "Мемлекеттік қызмет тізілімі"),
        ("кызмет", "Мемлекеттік қызмет тізілімі"),
        ("тізілім", "Мемлекеттік қызмет тізілімі"),
        ("тизилимге", "Мемлекеттік қызмет тізілімі"),
        ("аким", "Әкім қабылдауы"),
        ("акимнин", "Әкім қабылдауы"),
        ("памятников", "Реестр памятников культуры"),
        ("ПАМЯТНИК", "Реестр памятников культуры"),
        ("памтяник", "Реестр памятников культуры"),
        ("рееестр", "Реестр памятников культуры"),
        ("licence", "Issuing licences online"),
        ("licenses", "Issuing licences online"),
        ("issued", "Issuing licences online"),
        ("мемлекетик", "Мемлекеттік қызмет тізілімі"),
    ],
)
def test_words_are_found_in_their_forms(client: FlaskClient, world: World, asked: str, name: str):
    """In Kazakh, Russian and English, without the Kazakh letters, and with a mistake."""
    for each in ("Мемлекеттік қызмет тізілімі", "Әкім қабылдауы", "Реестр памятников культуры"):
        a_service(world, each)
    a_service(world, "Issuing licences online")
    db.session.commit()
    assert found(client, f"q={quote(asked + ' ')}") == [name]


def test_a_renamed_organisation_is_found_by_its_new_name(client: FlaskClient, world: World):
    """In its forms, without the Kazakh letters and with a mistake, as by every other word."""
    a_service(world, "Licences")
    customer = world.organisations[OrganisationKind.STATE_BODY]
    customer.name_kk = "Мәдениет басқармасы"
    indexing.name_parties(customer)
    db.session.commit()
    for asked in ("мәдениеттің", "мадениет", "басқарамсы"):
        assert found(client, f"q={quote(asked)}") == ["Licences"], asked


def test_what_is_only_nearly_so_is_said(client: FlaskClient, world: World):
    """A search that finds other words than those typed says so; one that finds the very words does not."""
    a_service(world, "Реестр памятников культуры")
    db.session.commit()
    assert "spelled nearly" in page(client, "q=" + quote("памтяник"))
    assert "spelled nearly" not in page(client, "q=" + quote("памятник"))
    assert found(client, "q=" + quote("паровоз")) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ['"', "%", "'", "\\", "_", "x" * 10_000, "ә" * 10_000, "مرحبا بالعالم", "\u202eabc", "\0", "( ) * :"]
)
def test_any_text_is_answered(client: FlaskClient, world: World, text: str):
    """Signs, ten thousand characters, right-to-left text: a page that says that nothing is like this, no error."""
    a_service(world, "Licences")
    db.session.commit()
    for query in (f"q={quote(text)}", f"kind={quote(text)}"):
        assert numbers(page(client, query)) == [] or text in ("\0", "\u202eabc")
    wrong = page(client, "&".join(f"{name}={quote(text)}" for name in ("region", "customer", "state", "sort")))
    assert "There is a problem" in wrong or text == "\0"
    for path in ("list.csv", "feed.atom"):
        assert client.get(f"/catalog/{path}?q={quote(text)}").status_code == 200


def test_facets_count_what_is_found(client: FlaskClient, world: World):
    """Each value with how many services have it among those that are found; choosing it finds exactly so many."""
    other = factories.organisation()
    for place in range(6):
        a_service(
            world,
            f"Registers {place}",
            "suspended" if place % 3 == 0 else "active",
            customer=other if place < 2 else None,
            kind_key="registers" if place % 2 else "information",
            region="75" if place < 4 else "",
        )
    a_service(world, "Licences")
    db.session.commit()
    text = page(client, "q=registers")
    assert counts(text, "kind") == {"Information and reference": 3, "Registers and accounting": 3}
    assert counts(text, "state") == {"active": 4, "suspended": 2}
    assert counts(text, "region") == {"Almaty": 4}
    assert counts(text, "customer")[other.name_en] == 2
    for query, many in (
        ("kind=registers", 3),
        ("state=suspended", 2),
        ("region=75", 4),
        (f"customer={other.bin}", 2),
    ):
        assert len(found(client, f"q=registers&{query}")) == many
    both = page(client, "kind=registers&region=Almaty")
    assert len(numbers(both)) == counts(both, "kind")["Registers and accounting"] == 2
    assert "take away" in both


def test_a_facet_leads_to_an_address_that_can_be_sent(client: FlaskClient, world: World):
    """A choice keeps the rest of the address; one that is chosen takes itself away."""
    a_service(world, "Registers", kind_key="registers")
    db.session.commit()
    text = page(client, "q=registers&sort=name")
    assert "/catalog/?q=registers&amp;kind=registers&amp;sort=name" in text
    chosen = page(client, "q=registers&kind=registers")
    assert 'href="/catalog/?q=registers" aria-current="true"' in chosen


def test_orders(client: FlaskClient, world: World):
    """By name by the Kazakh alphabet in the reader's language, by price with what has none at the end."""
    a_service(world, "Ясли", price="3.00")
    a_service(world, "Әкімдік", price=None)
    a_service(world, "Балабақша", price="1.50")
    a_service(world, "Аудан", price="2.00")
    db.session.commit()
    assert found(client, "sort=name") == ["Аудан", "Әкімдік", "Балабақша", "Ясли"]
    assert found(client, "sort=price") == ["Балабақша", "Аудан", "Ясли", "Әкімдік"]
    assert found(client, "sort=highest") == ["Ясли", "Аудан", "Балабақша", "Әкімдік"]
    assert found(client, "") == ["Аудан", "Балабақша", "Әкімдік", "Ясли"]


@pytest.mark.parametrize("sort", ["", "name", "price", "highest"])
def test_pages_follow_without_gaps(client: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch, sort: str):
    """Every service comes once, whatever the order; an address behind no service is none."""
    monkeypatch.setattr(views, "PAGE", 3)
    names = {a_service(world, f"Register {place % 4}", price=f"{place % 3}.00").number for place in range(8)}
    db.session.commit()
    seen: list[str] = []
    after = ""
    for _turn in range(4):
        text = page(client, f"q=register&sort={sort}{after}")
        seen += numbers(text)
        following = re.search(r"after=(\d+)[^>]*rel=\"next\"", text)
        if following is None:
            break
        after = f"&after={following[1]}"
    assert len(seen) == 8
    assert set(seen) == names
    assert client.get("/catalog/?after=nothing").status_code == 404
    assert client.get("/catalog/?sort=name&after=99999999").status_code == 404


def test_files_hold_what_is_found(client: FlaskClient, world: World):
    """CSV and XLSX of any search, in its order."""
    a_service(world, "Register of licences", price="10.50")
    a_service(world, "Archive")
    db.session.commit()
    answer = client.get("/catalog/list.csv?lang=en&q=register")
    lines = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [line["Name of the IC service"] for line in lines] == ["Register of licences"]
    assert lines[0]["Price of the IC service"] == "10.50"
    assert client.get("/catalog/list.xlsx?q=register").data[:2] == b"PK"


def test_the_feed_holds_what_is_found(client: FlaskClient, world: World):
    """Atom of any search, in the language of the address, with a link to what is older."""
    a_service(world, "Register of licences")
    a_service(world, "Archive")
    db.session.commit()
    root = ET.fromstring(client.get("/catalog/feed.atom?lang=en&q=register").data)
    assert len(root.findall(f"{A}entry")) == 1
    assert "Register of licences" in (root.findtext(f"{A}entry/{A}title") or "")
    assert client.get("/catalog/feed.atom?state=nothing").status_code == 422


def test_the_api_searches_alike(client: FlaskClient, world: World):
    """GET /api/v1/services without a token: words, state, classifiers and parties find the same."""
    first = a_service(world, "Реестр памятников", kind_key="registers")
    a_service(world, "Архив", "suspended")
    db.session.commit()
    for query in ("q=" + quote("памтяник "), "state=active", "kind=registers"):
        answer = client.get(f"/api/v1/services?{query}")
        assert answer.status_code == 200, answer.text
        assert [each["number"] for each in answer.json["items"]] == [first.number]
    assert client.get("/api/v1/services?customer=123").status_code == 422
    assert client.get("/api/v1/services?q=" + "x" * 10_000).status_code == 422


@pytest.mark.slow
def test_a_page_costs_at_most_twelve_queries(client: FlaskClient, world: World):
    """However many services there are, and whatever is asked for, also where nothing was counted yet."""
    for place in range(30):
        a_service(world, f"Register {place}")
    db.session.commit()
    customer = world.organisations[OrganisationKind.STATE_BODY].bin
    after = numbers(page(client, "sort=name"))
    assert after
    for query in ("", "q=regsiter+", f"q=register&customer={customer}&kind=information&state=active&sort=name"):
        client.get("/catalog/?lang=en")
        forget(client.application)
        with statements() as seen:
            assert client.get(f"/catalog/?{query}").status_code == 200
        assert len(seen) <= 12, "\n".join(seen)


def test_counts_are_kept_until_something_happens(client: FlaskClient, world: World):
    """Who asks again costs no counting; after an act the counts are right at once."""
    a_service(world, "Register")
    audit.record("act", chain="a", subject="a")
    db.session.commit()
    assert "1 service" in page(client)
    with statements() as seen:
        client.get("/catalog/?lang=en&")
    assert not [each for each in seen if "GROUP BY s.kind_key" in each]
    a_service(world, "Another register")
    audit.record("act", chain="a", subject="a")
    db.session.commit()
    assert "2 services" in client.get("/catalog/?lang=en&").text


def test_the_front_page_shows_the_newest(client: FlaskClient, world: World):
    """`/` says what is open now: tenders and the Catalogue."""
    made = [a_service(world, f"Register {place}") for place in range(6)]
    db.session.commit()
    text = client.get("/?lang=en").text
    assert made[-1].number in text
    assert made[0].number not in text
    assert 'href="/catalog/"' in text
