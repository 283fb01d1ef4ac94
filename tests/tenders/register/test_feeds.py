"""The Atom feed and the calendar of tenders: valid, public, filtered, in three languages."""

import datetime as dt
import re
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from qyzmet import clock
from qyzmet.database import db
from qyzmet.feeds import atom
from qyzmet.procedure.models import Act
from qyzmet.tenders.procedure.announcement import ONE_AGREED
from qyzmet.tenders.register import feeds
from qyzmet.vocabulary import OrganisationKind, Party, Role
from tests.conftest import SetClock
from tests.signing_in import sign_in
from tests.tenders.register.listed import a_tender, statements, world
from tests.worlds import World

__all__ = ["world"]
A = "{http://www.w3.org/2005/Atom}"
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
# By RFC 4287, 4.1: how often an element may stand in a feed and in an entry, as far as we write them.
_IN_FEED = {"id": (1, 1), "title": (1, 1), "updated": (1, 1), "author": (0, None), "link": (0, None)}
_IN_ENTRY = {
    **_IN_FEED,
    "published": (0, 1),
    "summary": (0, 1),
    "category": (0, None),
}


def parsed(text: bytes) -> ET.Element:
    """The feed, held to the rules of RFC 4287."""
    assert text.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    root = ET.fromstring(text)
    assert root.tag == f"{A}feed"
    assert root.attrib["{http://www.w3.org/XML/1998/namespace}lang"] in ("kk", "ru", "en")
    _hold(root, _IN_FEED | {"entry": (0, None)})
    entries = root.findall(f"{A}entry")
    for entry in entries:
        _hold(entry, _IN_ENTRY)
        # Without content an entry needs a page that it stands for (4.1.2), and an author of its own or the feed's.
        assert any(link.attrib["rel"] == "alternate" for link in entry.findall(f"{A}link"))
        assert entry.findall(f"{A}author") or root.findall(f"{A}author")
    ids = [entry.findtext(f"{A}id") for entry in entries]
    assert len(ids) == len(set(ids))
    assert [link for link in root.findall(f"{A}link") if link.attrib["rel"] == "self"]
    return root


def _hold(element: ET.Element, counts: dict[str, tuple[int, int | None]]) -> None:
    names = [child.tag.removeprefix(A) for child in element]
    assert set(names) <= set(counts)
    for name, (least, most) in counts.items():
        assert least <= names.count(name) <= (most if most is not None else 10**6), name
    for child in element:
        name, text = child.tag.removeprefix(A), child.text or ""
        if name in ("updated", "published"):
            assert _DATE.fullmatch(text), text
        elif name == "id":
            assert urlsplit(text).scheme
            assert text == text.strip()
        elif name == "author":
            assert [each.tag for each in child] == [f"{A}name"]
            assert child.findtext(f"{A}name")
        elif name == "link":
            assert urlsplit(child.attrib["href"]).scheme in ("http", "https")
        elif name == "category":
            assert child.attrib["term"]
    # One alternate of a type and language only (4.1.1).
    links = [each.attrib for each in element.findall(f"{A}link") if each.attrib["rel"] == "alternate"]
    kinds = [(each["type"], each.get("hreflang")) for each in links]
    assert len(kinds) == len(set(kinds))


def read_feed(client: FlaskClient, query: str = "lang=en") -> ET.Element:
    """The feed as the server answers it."""
    answer = client.get(f"/tenders/feed.atom?{query}")
    assert (answer.status_code, answer.mimetype) == (200, atom.MEDIA_TYPE)
    return parsed(answer.data)


def titles(root: ET.Element) -> list[str]:
    """The numbers of the entries, in order."""
    return [str(each.findtext(f"{A}title")).split(":")[0] for each in root.findall(f"{A}entry")]


def test_the_feed_holds_what_is_published(client: FlaskClient, world: World):
    """The newest first, with state, end, customer, prices; of a draft nothing, for whomever it is read."""
    first, second = a_tender(world), a_tender(world, "cancelled", title="Экспорт <b>&amp;</b> \u0001 “қазына” ]]>")
    a_tender(world, "draft")
    db.session.commit()
    for _turn in range(2):
        root = read_feed(client)
        assert titles(root) == [second.number, first.number]
        sign_in(client, world.people[OrganisationKind.INTEGRATOR, Role.HEAD])
    newest, oldest = root.findall(f"{A}entry")
    assert newest.findtext(f"{A}title") == f"{second.number}: Экспорт <b>&amp;</b>  “қазына” ]]>"
    summary = str(oldest.findtext(f"{A}summary"))
    for part in ("State: accepting bids", "24:00", "₸60,000,000", "₸50,000,000.50", "Service software product"):
        assert part in summary
    assert str(oldest.findtext(f"{A}id")).endswith(first.path)
    assert oldest.findtext(f"{A}published") == "2026-03-02T04:00:00Z"


def test_the_feed_speaks_three_languages(client: FlaskClient, world: World):
    """Each names the two others; the words are those of the language."""
    a_tender(world)
    db.session.commit()
    said = {"kk": "қабылдан", "ru": "приём", "en": "accepting"}
    for code in said:
        root = read_feed(client, f"lang={code}&object=ssp")
        others = {
            link.attrib["hreflang"]: link.attrib["href"]
            for link in root.findall(f"{A}link")
            if "hreflang" in link.attrib
        }
        assert set(others) == set(said) - {code}
        assert all("object=ssp" in href and f"lang={other}" in href for other, href in others.items())
    assert "accepting bids" in str(root.findall(f"{A}entry")[0].findtext(f"{A}summary"))


def test_the_feed_has_the_filters_of_the_list(client: FlaskClient, world: World):
    """The list leads to it with its own filters, and it holds what they say."""
    ours, theirs = a_tender(world), a_tender(world, "decided", mechanism="ppp")
    db.session.commit()
    assert titles(read_feed(client, "lang=en&mechanism=ppp")) == [theirs.number]
    assert titles(read_feed(client, "lang=en&phase=accepting&q=вывоз")) == [ours.number]
    assert titles(read_feed(client, "lang=en&q=охотник")) == []
    text = client.get("/tenders/?lang=en&mechanism=ppp&phase=decided").text
    assert 'href="/tenders/feed.atom?phase=decided&amp;mechanism=ppp"' in text
    assert 'href="/tenders/dates.ics?phase=decided&amp;mechanism=ppp"' in text


def test_an_entry_is_updated_when_its_tender_changes(client: FlaskClient, world: World, set_clock: SetClock):
    """By the newest act that changes what everybody sees; what a member declares, or one of the two who agree to an
    extension, changes nothing of it.
    """
    tender, other = a_tender(world), a_tender(world)
    acts = ((1, "amend", ""), (2, "declare", ""), (3, "extend", ONE_AGREED))
    for hours, action, case in acts:
        db.session.add(
            Act(
                procedure=tender,
                action=action,
                case=case,
                party=Party.INTEGRATOR,
                from_state="published",
                to_state="published",
                at=clock.now() + dt.timedelta(hours=hours),
            )
        )
    db.session.commit()
    root = read_feed(client)
    entries = {str(each.findtext(f"{A}id")).rpartition("/")[2]: each for each in root.findall(f"{A}entry")}
    assert entries[str(tender.number)].findtext(f"{A}updated") == "2026-03-02T05:00:00Z"
    assert entries[str(other.number)].findtext(f"{A}updated") == "2026-03-02T04:00:00Z"
    assert root.findtext(f"{A}updated") == "2026-03-02T05:00:00Z"


def test_who_has_it_already_is_told_so(client: FlaskClient, world: World):
    """A reader that names the version it has gets 304 until something changes."""
    tender = a_tender(world)
    db.session.commit()
    tag = client.get("/tenders/feed.atom?lang=ru").headers["ETag"]
    again = client.get("/tenders/feed.atom?lang=ru", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    tender.state = "closed"
    db.session.commit()
    assert client.get("/tenders/feed.atom?lang=ru", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.slow
def test_pages_of_the_feed(client: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch):
    """A long feed leads on to the older ones, each once, and costs no more statements."""
    made = [a_tender(world) for _ in range(2)]
    db.session.commit()
    read_feed(client)
    with statements() as few:
        read_feed(client)
    made += [a_tender(world) for _ in range(5)]
    db.session.commit()
    read_feed(client)
    with statements() as many:
        read_feed(client)
    assert len(many) <= len(few)
    monkeypatch.setattr(feeds, "ENTRIES", 3)
    seen, query = [], "lang=en&object=ssp"
    while query:
        root = read_feed(client, query)
        seen += titles(root)
        following = [each.attrib["href"] for each in root.findall(f"{A}link") if each.attrib["rel"] == "next"]
        query = urlsplit(following[0]).query if following else ""
    assert seen == [each.number for each in reversed(made)]


def events(client: FlaskClient, query: str = "lang=en") -> dict[str, Any]:
    """The events of the calendar by their ids."""
    answer = client.get(f"/tenders/dates.ics?{query}")
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    calendar = Calendar.from_ical(answer.data)
    assert calendar["version"] == "2.0"
    found = list(calendar.walk("VEVENT"))
    assert len({str(each["uid"]) for each in found}) == len(found)
    return {str(each["uid"]): each for each in found}


def test_the_dates_as_a_calendar(client: FlaskClient, world: World):
    """Questions, bids, opening, in UTC; an end at 24:00 stands on its own day, as people see it in Almaty."""
    tender = a_tender(world, days=4)
    a_tender(world, "draft", accepts_until=clock.now())
    db.session.commit()
    found = events(client)
    assert set(found) == {f"{tender.number}-{key}@qyzmet" for key in ("questions", "bids", "opening")}
    bids = found[f"{tender.number}-bids@qyzmet"]
    assert (bids.start, bids.end) == (
        dt.datetime(2026, 3, 6, 18, 30, tzinfo=dt.UTC),
        dt.datetime(2026, 3, 6, 19, 0, tzinfo=dt.UTC),
    )
    assert clock.almaty(bids.start).date() == dt.date(2026, 3, 6)
    assert b"DTSTART:20260306T183000Z" in client.get("/tenders/dates.ics?lang=en").data
    assert "until Friday, 6\u00a0March 2026, 24:00" in str(bids["description"])
    opening = found[f"{tender.number}-opening@qyzmet"]
    assert opening.start == tender.opening_at
    assert str(opening["url"]).endswith(tender.path)


def test_the_calendar_has_the_filters_and_the_language(client: FlaskClient, world: World):
    """As the list has them; the same event stays the same one when its window is lengthened."""
    tender = a_tender(world)
    a_tender(world, "closed", object="ici")
    db.session.commit()
    query = "lang=ru&phase=accepting"
    before = events(client, query)
    assert {key.rpartition("-")[0] for key in before} == {tender.number}
    assert "марта" in str(before[f"{tender.number}-bids@qyzmet"]["description"])
    tender.accepts_until += dt.timedelta(days=1)
    db.session.commit()
    assert set(events(client, query)) == set(before)
