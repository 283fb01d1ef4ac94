"""The list of tenders: what everybody sees, what is one's own, filters, pages, the file, the API, the front page."""

import csv
import datetime as dt
import io
import re

import pytest
from flask.testing import FlaskClient

from qyzmet import clock
from qyzmet.database import db
from qyzmet.search import table_file
from qyzmet.tenders.models import Tender
from qyzmet.tenders.procedure.tender import TENDERS
from qyzmet.tenders.register import views
from qyzmet.tenders.rules.phases import Phase, phase_of
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.conftest import SetClock
from tests.signing_in import sign_in
from tests.tenders.register.listed import a_tender, numbers, page, statements, world
from tests.worlds import World

__all__ = ["world"]


def test_every_state_has_its_phase(set_clock: SetClock):
    """Each state of the table belongs to one phase, and a window that is over takes no bids whoever has closed it."""
    now = set_clock()
    for state in TENDERS.states:
        assert phase_of(state, None, now) in Phase
    assert phase_of("published", now, now) is Phase.EXAMINED
    assert phase_of("published", clock.end_of(now.date()), now) is Phase.ACCEPTING
    assert phase_of("cancelled", clock.end_of(now.date()), now) is Phase.ENDED


def test_everybody_sees_what_is_published(client: FlaskClient, world: World):
    """Signed out: those that take bids by the soonest end with days left, then the others; of drafts nothing."""
    later, sooner = a_tender(world, days=25), a_tender(world, days=1)
    draft, consented = a_tender(world, "draft"), a_tender(world, "consented")
    ended = a_tender(world, "no_bids")
    db.session.commit()
    text = page(client)
    assert numbers(text) == [sooner.number, later.number, ended.number]
    assert text.index("Accepting bids</h2>") < text.index("Other tenders</h2>")
    assert "1 working day left" in text
    assert "₸60,000,000" in text
    assert "₸50,000,000.50" in text
    assert "Выдача свидетельства" in text
    assert world.organisations[OrganisationKind.STATE_BODY].name_en in text
    assert draft.draft_number not in text
    assert str(consented.number) not in text
    assert "My organisation" not in text
    for view in ("mine", "theirs"):
        assert numbers(page(client, f"view={view}")) == numbers(text)


@pytest.mark.slow
def test_drafts_are_their_parties_alone(client: FlaskClient, world: World):
    """“My organisation” holds the drafts of the integrator and the customer; a supplier has none there."""
    draft, published = a_tender(world, "draft"), a_tender(world)
    db.session.commit()
    for kind in (OrganisationKind.INTEGRATOR, OrganisationKind.STATE_BODY):
        sign_in(client, world.people[kind, Role.SPECIALIST])
        assert numbers(page(client, "view=mine")) == [published.number, draft.draft_number], kind
        assert numbers(page(client, "view=mine&phase=prepared")) == [draft.draft_number]
        assert numbers(page(client, "view=mine&q=вывоз")) == [published.number, draft.draft_number]
        assert numbers(page(client)) == [published.number]
        assert numbers(page(client, "q=вывоз")) == [published.number]
    sign_in(client, world.people[OrganisationKind.SUPPLIER, Role.HEAD])
    assert numbers(page(client, "view=mine")) == []
    assert "No tenders of your organisation" in page(client, "view=mine")
    assert numbers(page(client, "phase=prepared")) == [published.number]


@pytest.mark.slow
def test_filters_narrow_together(client: FlaskClient, world: World, set_clock: SetClock):
    """Phase, object, mechanism, customer by name or BIN, last day for bids, words; and they stay in the form."""
    museum = factories.organisation(OrganisationKind.STATE_BODY, "Музей искусств")
    ours = a_tender(world, days=4)  # until Friday, 6 March
    theirs = a_tender(
        world, days=14, customer=museum, object="ici", mechanism="ppp", purpose="Учёт фондов", title="ЕҚЖ"
    )
    examined = a_tender(world, "examining")
    decided = a_tender(world, "contracted")
    db.session.commit()
    for query, expected in {
        "phase=accepting": [ours.number, theirs.number],
        "phase=examined": [examined.number],
        "phase=decided": [decided.number],
        "phase=ended": [],
        "object=ici": [theirs.number],
        "mechanism=lease&phase=accepting": [ours.number],
        "mechanism=ppp&object=ssp": [],
        "customer=музей": [theirs.number],
        f"customer={museum.bin}": [theirs.number],
        "ends_from=2026-03-06&ends_to=06.03.2026": [ours.number],
        "ends_from=2026-03-07&phase=accepting": [theirs.number],
        "ends_to=2026-03-05": [],
        "q=фонда": [theirs.number],
        f"q={ours.number}": [ours.number],
        "q=искусство": [theirs.number],
        f"q={museum.bin}&phase=accepting": [theirs.number],
        "q=охотник": [],
        "q=%25": [],
    }.items():
        assert numbers(page(client, query)) == expected, query
    kept = page(client, "q=фонд&object=ici&customer=музей&ends_to=31.03.2026&phase=accepting")
    assert 'value="фонд"' in kept
    assert '<option value="ici" selected>' in kept
    assert 'value="31/03/2026"' in kept
    assert "object=ici&amp;customer=%D0%BC%D1%83%D0%B7%D0%B5%D0%B9&amp;ends_to=2026-03-31" in kept
    set_clock.set("2026-03-07 00:00")
    assert numbers(page(client, "phase=accepting")) == [theirs.number]
    assert numbers(page(client, "phase=examined")) == [examined.number, ours.number]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("ends_from=31.02.2026", "Write a day that there is"),
        ("ends_to=tomorrow", "Write a day that there is"),
        ("ends_from=2026-03-02&ends_to=2026-03-01", "The last day lies before"),
        ("phase=flying", "There is no such choice"),
        ("phase=prepared", "There is no such choice"),
        ("object=castle", "There is no such choice"),
        ("mechanism=operator", "There is no such choice"),
        ("customer=Nobody%20at%20all", "No organisation has this name"),
        ("q=%00%25%27%22", ""),
        ("q=" + "x" * 5000, ""),
        ("ends_to=9999-12-31", ""),
        ("ends_from=0001-01-01", ""),
    ],
)
def test_what_cannot_be_asked_is_explained(client: FlaskClient, world: World, query: str, said: str):
    """A filter that is not understood is left out and explained at its field; programs are told 422 in plain text."""
    tender = a_tender(world, days=10)
    db.session.commit()
    text = page(client, query)
    feed = client.get(f"/tenders/feed.atom?lang=en&{query}")
    dates = client.get(f"/tenders/dates.ics?lang=en&{query}")
    assert client.get(f"/tenders/list.csv?{query}").status_code == 200
    if said:
        assert numbers(text) == [tender.number]
        assert "govuk-error-summary" in text
        assert said in text
        assert feed.status_code == dates.status_code == 422
        assert said in feed.text
    else:
        assert feed.status_code == dates.status_code == 200


def test_a_cursor_that_leads_nowhere_is_404(client: FlaskClient, world: World):
    """A place that no list has is no page."""
    for after in ("x", "1", "1-", "-1", "1-x", "\0-1", "999999999999999999999-1", "999999999999999999-1", "²-1"):
        assert client.get("/tenders/", query_string={"after": after}).status_code == 404, after
        assert client.get("/tenders/feed.atom", query_string={"after": after}).status_code == 404, after


# The badge looks at more procedures, once, where the first sixty or so that may wait for the reader have few tasks:
# by as many questions as a portion takes, however many rows a list has.
A_SECOND_PORTION = 2


@pytest.mark.slow
def test_pages_keep_the_filters_and_ask_no_more_for_more_rows(client: FlaskClient, world: World, set_clock: SetClock):
    """Page by page each stands once, and 45 rows cost no more statements than 5."""
    integrator = world.people[OrganisationKind.INTEGRATOR, Role.HEAD]
    made: list[Tender] = []

    def more(count: int) -> None:
        for place in range(count):
            set_clock.forward(minutes=1)
            made.append(a_tender(world, ("published", "examining", "cancelled")[place % 3], days=8 + place % 4))
        db.session.commit()

    more(6)
    sign_in(client, integrator)
    queries = ("", "phase=accepting", "phase=examined", "q=вывоз", "view=mine", "view=mine&phase=ended&object=ssp")
    counts = {}
    for query in queries:
        page(client, query)
        with statements() as few:
            page(client, query)
        counts[query] = len(few)
    more(75)
    for query in queries:
        page(client, query)
        with statements() as many:
            page(client, query)
        assert len(many) <= counts[query] + A_SECOND_PORTION, query

    def order(query: str) -> list[str | None]:
        if "view=mine" in query:
            found = [each for each in reversed(made) if "ended" not in query or each.state == "cancelled"]
        elif "phase=accepting" in query:
            found = sorted((e for e in made if e.state == "published"), key=lambda e: (e.accepts_until, e.id))
        else:
            found = [e for e in reversed(made) if e.state == ("examining" if "examined" in query else e.state)]
        return [each.number for each in found]

    for query in queries[1:3] + queries[4:]:
        seen, href = [], f"/tenders/?{query}"
        while href:
            text = client.get(href).text
            assert len(numbers(text)) <= views.PAGE
            seen += numbers(text)
            found = re.search(r'pagination__next"><a[^>]* href="([^"]+)"', text)
            href = found[1].replace("&amp;", "&") if found else ""
            assert not href or all(part in href for part in query.split("&"))
        assert seen == order(query), query


@pytest.mark.slow
def test_the_whole_list_holds_each_once(client: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch):
    """First those that take bids, then page by page the others: nothing twice, nothing left out."""
    monkeypatch.setattr(views, "PAGE", 3)
    running = [a_tender(world, days=10 - place) for place in range(4)]
    others = [a_tender(world, "scoring") for _ in range(7)]
    db.session.commit()
    text = page(client)
    assert numbers(text) == [each.number for each in [*reversed(running[1:]), *reversed(others[4:])]]
    assert 'href="/tenders/?phase=accepting">All that accept bids' in text
    seen = []
    while True:
        found = re.search(r'pagination__next"><a[^>]* href="([^"]+)"', text)
        if not found:
            break
        text = client.get(found[1].replace("&amp;", "&")).text
        seen += numbers(text)
    assert seen == [each.number for each in reversed(others[:4])]


@pytest.mark.slow
def test_the_file(client: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch):
    """The list as CSV: the same filters and rights, exact prices, no cell a formula, capped with a word about it."""
    dangerous = a_tender(world, "closed", title="=SUM(A1)")
    made = a_tender(world)
    draft = a_tender(world, "draft")
    db.session.commit()

    def lines(query: str) -> list[list[str]]:
        answer = client.get(f"/tenders/list.csv?lang=en&{query}")
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"] == 'attachment; filename="tenders.csv"'
        assert answer.text.startswith("\ufeffNumber,Name of the tender,State,")
        return list(csv.reader(io.StringIO(answer.text)))[1:]

    monkeypatch.setattr(table_file, "PIECE", 1)
    everything = lines("")
    customer = world.organisations[OrganisationKind.STATE_BODY]
    assert [line[0] for line in everything] == [made.number, dangerous.number]
    assert everything[0][2:9] == [
        "accepting bids",
        customer.name_en,
        f'="{customer.bin}"',
        "Service software product",
        "Lease from a supplier",
        "50000000.50",
        "60000000.00",
    ]
    assert everything[0][9] == "2026-03-02 09:00+05:00"
    last_day = clock.almaty(made.accepts_until).date() - dt.timedelta(days=1)
    assert everything[0][11] == f"{last_day} 24:00+05:00"
    assert everything[1][1] == "'=SUM(A1)"
    russian = client.get("/tenders/list.csv?lang=ru").text.splitlines()
    assert russian[0].startswith("\ufeffНомер;")
    assert ";50000000,50;60000000,00;" in russian[1]
    client.get("/?lang=en")
    assert [line[0] for line in lines("phase=accepting")] == [made.number]
    sign_in(client, world.people[OrganisationKind.INTEGRATOR, Role.HEAD])
    assert [line[0] for line in lines("view=mine")] == [draft.draft_number, made.number, dangerous.number]
    monkeypatch.setattr(table_file, "MOST_ROWS", 1)
    assert [len(line) for line in lines("")] == [13, 1]
