"""The public register of running procedures: list, one need's page, files and feed; and what they do not tell."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qyzmet import clock
from qyzmet.catalog.under_way import views
from qyzmet.catalog.under_way.stages import TITLES, Stage
from qyzmet.database import db
from qyzmet.requests.request import sample
from qyzmet.vocabulary import OrganisationKind, Role
from qyzmet.web.kept.memory import Kept
from tests import factories
from tests.catalog import adding, developing, forming
from tests.catalog.entry import living
from tests.catalog.under_way.listed import a_need, found, page
from tests.catalog.under_way.test_keeping import agreed, source_of
from tests.conftest import SetClock
from tests.counting import counted, hold, too_many
from tests.requests.conftest import House
from tests.signing_in import sign_in
from tests.tenders import bidding, resolving, sitting, voting
from tests.tenders.house import TenderHouse
from tests.web.reading import read
from tests.worlds import World, a_world

A = "{http://www.w3.org/2005/Atom}"
DAY = dt.timedelta(days=1)


@pytest.fixture
def world(app: Flask) -> World:
    """People of every kind and role."""
    return a_world()


def shown(client: FlaskClient, number: object, language: str = "en") -> str:
    """The page of that need, held to the rules of all pages."""
    db.session.commit()
    answer = client.get(f"/under-way/{number}?lang={language}")
    assert answer.status_code == 200
    read(answer.text)
    return answer.text


# The list


def test_everybody_sees_where_each_stands(client: FlaskClient, house: House):
    """Signed out, in each language: number, body, name, state, dates, the term with its paragraph."""
    request = house.decided()
    db.session.commit()
    for language in ("kk", "ru", "en"):
        text = page(client, language=language)
        assert str(request.number) in text
        assert request.title in text
        assert f'href="/under-way/{request.number}"' in text
    for said in ("Agreed; the integrator is to be notified", "H2", house.state_body.name_en, "Notify the integrator"):
        assert said in text


def test_running_ended_and_all(client: FlaskClient, world: World):
    """What runs is shown first; what has ended stands by itself, with its day."""
    a_need(world, "Archive")
    a_need(world, "Licences", Stage.ENTERED)
    a_need(world, "Permits", Stage.CANCELLED)
    db.session.commit()
    assert found(client) == ["Archive"]
    assert found(client, "view=ended") == ["Permits", "Licences"]
    assert found(client, "view=all") == ["Permits", "Licences", "Archive"]
    assert "ended" in page(client, "view=ended")
    # A stage is found in whatever list it is looked for.
    assert found(client, "state=cancelled") == ["Permits"]


def test_it_is_searched_and_filtered(client: FlaskClient, world: World):
    """By number, words of the name in another form, body by name and BIN, state, year; all of them together."""
    other = factories.organisation()
    old = clock.at(dt.date(2024, 12, 31), 23)
    first = a_need(world, "Реестр памятников культуры", body=other)
    a_need(world, "Мемлекеттік қызметтер тізілімі", Stage.BIDS)
    a_need(world, "Архив", Stage.TESTING, agreed_at=old)
    db.session.commit()
    for query, names in (
        (f"q={first.number}", ["Реестр памятников культуры"]),
        ("q=" + quote("памятник "), ["Реестр памятников культуры"]),
        ("q=" + quote("қызмет "), ["Мемлекеттік қызметтер тізілімі"]),
        ("q=" + quote("памятник архив "), []),
        (f"body={other.bin}", ["Реестр памятников культуры"]),
        (f"body={quote(other.name_en)}", ["Реестр памятников культуры"]),
        ("state=bids", ["Мемлекеттік қызметтер тізілімі"]),
        ("year=2024", ["Архив"]),
        ("year=2024&sort=changed", ["Архив"]),
        ("year=2024&state=bids", []),
        (f"year=2024&state=tests&q={quote('архив ')}", ["Архив"]),
        ("q=%22%25", []),
    ):
        assert found(client, query) == names, query


def test_it_is_sorted(client: FlaskClient, world: World):
    """By the agreement, either way, or by what changed last."""
    for place, name in enumerate(("One", "Two", "Three")):
        at = clock.now() - (3 - place) * DAY
        a_need(world, name, agreed_at=at, since=clock.now() if name == "One" else at)
    db.session.commit()
    assert found(client) == ["Three", "Two", "One"]
    assert found(client, "sort=oldest") == ["One", "Two", "Three"]
    assert found(client, "sort=changed") == ["One", "Three", "Two"]


@pytest.mark.parametrize("sort", ["newest", "oldest", "changed"])
def test_pages_hold_each_row_once(client: FlaskClient, world: World, sort: str, monkeypatch: pytest.MonkeyPatch):
    """Through all pages by their own links, without script, with the filters kept."""
    monkeypatch.setattr(views, "PAGE", 3)
    for place in range(8):
        a_need(world, f"Need {place}", Stage.BIDS, agreed_at=clock.now() - place // 2 * DAY)
    db.session.commit()
    seen, address = [], f"sort={sort}&state=bids"
    while address and len(seen) < 20:
        text = page(client, address)
        seen += re.findall(r'qz-work__title" href="[^"]+">([^<]+)</a>', text)
        following = re.search(r'href="/under-way/\?([^"]*after=[^"]*)" rel="next"', text)
        address = following[1].replace("&amp;", "&") if following else ""
        assert not address or f"sort={sort}" in address
    assert sorted(seen) == sorted({*seen}) == [f"Need {place}" for place in range(8)]


@pytest.mark.parametrize(
    "query", ["state=draft", "body=nobody", "year=abc", "year=0", "sort=x", "q=" + "x" * 10_000, "q=%00", "view=x"]
)
def test_bad_input_is_explained(client: FlaskClient, world: World, query: str):
    """What cannot be understood is left out and explained at its field; nothing is an error of the server."""
    a_need(world, "Archive")
    db.session.commit()
    text = page(client, query)
    assert ("There is a problem" in text) == (not query.startswith(("q=", "view=")))
    for path in ("list.csv", "list.xlsx"):
        assert client.get(f"/under-way/{path}?{query}").status_code == 200
    assert client.get(f"/under-way/feed.atom?{query}").status_code in (200, 422)
    assert client.get("/under-way/?after=x").status_code == 404
    assert client.get("/under-way/feed.atom?after=x").status_code == 404


def test_as_a_file(client: FlaskClient, house: House):
    """The filtered list in its order: what stands on the page, and the BIN with all its digits."""
    request = house.decided()
    db.session.commit()
    text = client.get("/under-way/list.csv?lang=en").text
    head, row = csv.reader(io.StringIO(text.lstrip("\ufeff")))
    cells = dict(zip(head, row, strict=True))
    assert cells["Number"] == request.number
    assert cells["BIN of the state body"] == f'="{house.state_body.bin}"'
    assert cells["State"] == TITLES[Stage.AGREED]
    assert (cells["Paragraph"], cells["Until"][-11:-6]) == ("H2", "24:00")
    assert client.get("/under-way/list.xlsx").data[:2] == b"PK"
    assert len(client.get("/under-way/list.csv?state=bids&lang=en").text.splitlines()) == 1


def test_as_a_feed(client: FlaskClient, world: World):
    """What changed last stands first, with its instant; who has it already is told so alone."""
    old = a_need(world, "Archive", agreed_at=clock.now() - 3 * DAY)
    a_need(world, "Licences", Stage.ENTERED, agreed_at=clock.now() - 5 * DAY, since=clock.now())
    db.session.commit()
    answer = client.get("/under-way/feed.atom?view=all&lang=en")
    root = ET.fromstring(answer.data)
    assert [each.findtext(f"{A}title", "").partition(": ")[2] for each in root.iter(f"{A}entry")] == [
        "Licences",
        "Archive",
    ]
    assert root.findtext(f"{A}updated") == next(root.iter(f"{A}entry")).findtext(f"{A}updated")
    assert f"/under-way/{old.number}" in answer.text
    again = client.get("/under-way/feed.atom?view=all&lang=en", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_front_page_leads_there(client: FlaskClient, house: House):
    """Signed out from the navigation; signed in from the requests."""
    assert 'href="/under-way/"' in client.get("/?lang=en").text
    sign_in(client, house["specialist"])
    assert 'href="/under-way/"' in client.get("/requests/?lang=en").text


# One need


def test_the_whole_chain_is_told(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """From the request to the Catalogue: each step with its day, the tender and the service linked, no formation."""
    service = living.entered(tender_house, set_clock)
    assert service.source is not None
    text = shown(client, service.source.number)
    steps = re.findall(r'qz-timeline__text">(?:<a [^>]*>)?([^<]+)<', text)
    assert steps[:6] == [
        "Request",
        "Opinion of the integrator",
        "Agreement to the automation",
        "Order of the creation",
        "Design assignment approved",
        "Tender announced",
    ]
    assert steps[-3:] == ["Tests passed", "Put into production", "Entered in the Catalogue"]
    assert {"Minutes of the opening of bids", "Protocol that names the supplier", "Ready for testing"} < {*steps}
    formation = living.formation_of(service)
    assert f'href="{service.path}"' in text
    assert f'href="{formation.tender.path}"' in text
    assert formation.public_number not in text
    assert "In the Catalogue · ended" in text


@pytest.mark.slow
def test_the_terms_that_run(client: FlaskClient, house: House):
    """Where it stands: what is due, until when, by which paragraph, how it was counted; and what is to come."""
    text = shown(client, source_of(house.written()).number)
    for said in ("Develop the design assignment", "¶ 18", "How it was counted", "Design assignment being developed"):
        assert said in text
    steps = re.findall(r'qz-timeline__text">(?:<a [^>]*>)?([^<]+)<', text)
    assert steps[-5:] == [
        "Design assignment being developed",
        "Design assignment approved",
        "Contracts in force",
        "Put into production",
        "Entered in the Catalogue",
    ]
    # A sentence that ends in a date has one full stop.
    assert "\u00a0г.." not in shown(client, source_of(house.written()).number, "ru")


def test_until_when_bids_are_taken(client: FlaskClient, tender_house: TenderHouse):
    """¶ 47: the list tells the end of the acceptance, whatever ends sooner; the page tells every term."""
    tender = tender_house.published()
    tender_house.take(tender, "supplier1_head", "ask", {"text": "?"})
    text = shown(client, source_of(tender).number)
    assert "Acceptance of bids" in text
    assert "Answer the suppliers" in text
    listed = page(client)
    assert "Acceptance of bids" in listed
    assert "Answer the suppliers" not in listed


def test_that_a_test_was_not_passed_is_the_parties_own(
    client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock
):
    """The term for mending defects is left out on the page, in the list, in the file and in the feed."""
    formation = forming.begun(tender_house, set_clock)
    tender_house.take(formation, "supplier1_head", "report_ready", forming.readiness())
    failed = forming.operability(tender_house) | forming.failed()
    tender_house.take(formation, "operator_head", "record_test", failed)
    number = source_of(formation).number
    pages = [shown(client, number), page(client)]
    pages += [client.get(f"/under-way/{name}?lang=en").text for name in ("list.csv", "feed.atom")]
    for text in pages:
        assert str(number) in text
        assert "defect" not in text
        assert "IC service being created" in text


@pytest.mark.slow
def test_that_a_step_did_not_succeed_is_the_parties_own(
    client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock
):
    """An objection to the assignment and a returned entry: the stage is told, their terms are not."""
    formation = forming.notified(tender_house, set_clock)
    tender_house.take(formation, "authorised_head", "return", {"reasons": "Нет описания."})
    assignment = tender_house.requests.written()
    tender_house.take(assignment, "integrator_head", "propose")
    tender_house.take(assignment, "customer_head", "object", {"reasons": "Нет обучения."})
    for procedure, hidden in ((formation, "Mend the returned entry"), (assignment, "Revise the design assignment")):
        number = source_of(procedure).number
        pages = [shown(client, number), page(client)]
        pages += [client.get(f"/under-way/{name}?lang=en").text for name in ("list.csv", "feed.atom")]
        for text in pages:
            assert str(number) in text
            assert hidden not in text


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_nothing_but_what_is_public(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock, language: str):
    """No contact, text, document, person or supplier, nor the number of what is not public."""
    formation = forming.secured(tender_house, set_clock)
    request = source_of(formation)
    text = shown(client, request.number, language) + page(client, language=language)
    said = [*request.data["contacts"][0].values(), request.data["problems"], request.data["current_way"]]
    said += [sample.AGREEMENT_GROUNDS, formation.public_number, formation.assignment.public_number]
    for organisation in (*tender_house.suppliers, tender_house.requests.operator):
        said += [organisation.name_kk, organisation.name_ru, organisation.name_en, organisation.bin]
    for person in {act.user for act in request.acts if act.user is not None}:
        said += [person.full_name, person.email]
    for each in said:
        assert str(each) not in text, each
    assert "/documents/" not in text


@pytest.mark.slow
def test_of_a_development_nothing_but_its_days(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """The service is public; what was wished, offered, said and signed is not, nor who does it."""
    formation = adding.in_production(tender_house, set_clock)
    development = formation.assignment.source
    text = shown(client, development.number) + page(client)
    steps = re.findall(r'qz-timeline__text">(?:<a [^>]*>)?([^<]+)<', text)
    assert steps[:5] == [
        "Development asked for (¶ 90)",
        "Opinion of the integrator on the development",
        "Development decided",
        "Design assignment approved",
        "Additions to the contracts in force",
    ]
    assert f'href="{development.service.path}"' in text
    said = [*development.data.values(), *developing.WISHES.values(), "Согласны.", "1000000", "1,000,000", "33,000,000"]
    said += [formation.public_number, formation.assignment.public_number]
    for organisation in (*tender_house.suppliers, tender_house.requests.operator):
        said += [organisation.name_kk, organisation.name_ru, organisation.name_en, organisation.bin]
    for person in {act.user for act in development.acts if act.user is not None}:
        said += [person.full_name, person.email]
    for each in filter(None, said):
        assert str(each) not in text, each
    assert "/documents/" not in text


def test_words_that_are_not_public_find_nothing(client: FlaskClient, house: House):
    """A search by what stands in the request's acts, or by who else takes part, tells of neither."""
    request = house.decided()
    db.session.commit()
    hidden = [each["title"].split()[0] for each in request.data["acts"]]
    hidden += [house.integrator.name_en, house.integrator.bin, house.operator.bin, request.draft_number]
    for text in hidden:
        assert found(client, f"q={quote(text)}") == [], text
    assert found(client, "q=" + quote(request.title)) == [request.title]


def told(text: str) -> str:
    """A page without the number of the asking itself, which is another each time."""
    return re.sub(r"<code>[0-9a-f]+</code>", "", text)


@pytest.mark.slow
def test_what_is_not_there_cannot_be_guessed(client: FlaskClient, house: House):
    """Before the agreement, with restricted information, by a draft's number: the same 404 as for what there is not."""
    numbers = [house.with_opinion().number, agreed(house, restricted="official_use").number]
    numbers.append(agreed(house).draft_number)
    db.session.commit()
    client.get("/?lang=en")
    nothing = client.get("/under-way/AR-2026-999999?lang=en")
    assert nothing.status_code == 404
    for number in numbers:
        answer = client.get(f"/under-way/{number}?lang=en")
        assert answer.status_code == 404
        assert told(answer.text).replace(str(number), "AR-2026-999999") == told(nothing.text)
        assert {*answer.headers.keys()} == {*nothing.headers.keys()}


@pytest.mark.slow
def test_whoever_takes_part_is_led_to_the_whole(client: FlaskClient, house: House):
    """The party's page has a link to its procedure; a stranger's has none."""
    request = house.decided()
    assert f'href="{request.path}"' not in shown(client, request.number)
    for key, there in (("specialist", True), ("auditor", True), ("other_head", False), ("supplier_head", False)):
        sign_in(client, house[key])
        assert (f'href="{request.path}"' in shown(client, request.number)) is there, key


# What is kept, and what it tells


@pytest.fixture
def keeping(app: Flask) -> Iterator[None]:
    """The application keeps pages, as it does outside of tests."""
    before = app.extensions.get("qyzmet_kept_pages")
    app.extensions["qyzmet_kept_pages"] = Kept(1_000_000)
    yield
    app.extensions.pop("qyzmet_kept_pages")
    if before is not None:
        app.extensions["qyzmet_kept_pages"] = before


@pytest.mark.slow
@pytest.mark.usefixtures("keeping")
def test_what_is_sealed_moves_no_tag(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """Bids under the seal, a proposal of the chair, votes on it: neither page, feed nor tag tells of them."""

    def tags(number: object) -> list[str]:
        db.session.commit()
        paths = ("/under-way/", f"/under-way/{number}", "/under-way/feed.atom", "/under-way/feed.atom?sort=changed")
        return [client.get(path, headers={"Accept-Language": "en"}).headers["ETag"] for path in paths]

    tender = sitting.seated(tender_house)
    number = source_of(tender).number
    before = tags(number)
    bidding.submitted(tender_house, tender)
    assert tags(number) == before
    ranked = resolving.ranked(tender_house, set_clock)
    number = source_of(ranked).number
    before = tags(number)
    tender_house.take(ranked, "chair", "decide", resolving.decision(tender_house, ranked))
    voting.vote(tender_house, ranked, ("chair", "member1"))
    assert tags(number) == before


@pytest.mark.slow
def test_however_many_it_asks_seldom(
    app: Flask,
    client: FlaskClient,
    tender_house: TenderHouse,
    set_clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
):
    """Twelve questions a page at most, with one row and with fifty, signed in too, also at the end of the chain."""
    # The number in the navigation is counted on the front page and kept for half a minute, as outside of tests.
    app.extensions.pop("qyzmet_badge", None)
    monkeypatch.setitem(app.config, "BADGE_SECONDS", 30)
    service = living.entered(tender_house, set_clock)
    assert service.source is not None
    running = agreed(tender_house.requests)
    house = tender_house.requests
    world = World()
    for organisation in (house.state_body, house.integrator, house.authorised_body):
        world.organisations[organisation.kind] = organisation
    world.people[OrganisationKind.STATE_BODY, Role.SPECIALIST] = house["specialist"]
    searched = f"q={quote('а')}&year=2026&body={house.state_body.bin}"
    addresses = ["/under-way/?view=all", f"/under-way/?view=all&{searched}", f"/under-way/{service.source.number}"]
    addresses.append(f"/under-way/{running.number}")
    for reader in (None, tender_house["customer_head"]):
        for many in (1, 50):
            for place in range(many):
                a_need(world, f"Архив {place}")
            db.session.commit()
            if reader is not None:
                sign_in(client, reader)
            client.get("/")
            wrong = []
            for address in addresses:
                db.session.expire_all()
                with counted() as statements:
                    assert client.get(address).status_code == 200
                wrong.append(too_many(address, statements))
            hold(wrong)
