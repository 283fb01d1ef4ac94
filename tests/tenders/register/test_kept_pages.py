"""Pages that are kept: right at once, nobody's who may not see them, and silent of what is sealed."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask, template_rendered
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from qyzmet.database import db
from qyzmet.people import models
from qyzmet.web.kept.kept_pages import Page
from qyzmet.web.kept.memory import Kept
from tests.conftest import SetClock
from tests.signing_in import sign_in
from tests.tenders import bidding, resolving, sitting, voting
from tests.tenders.house import TenderHouse


@pytest.fixture
def keeping(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kept[Page]]:
    """The application keeps pages, as it does outside of tests."""
    kept = Kept[Page](1_000_000)
    before = app.extensions.get("qyzmet_kept_pages")
    app.extensions["qyzmet_kept_pages"] = kept
    yield kept
    app.extensions.pop("qyzmet_kept_pages")
    if before is not None:
        app.extensions["qyzmet_kept_pages"] = before


@contextmanager
def written(app: Flask) -> Iterator[list[str | None]]:
    """The names of the templates that are drawn within the block."""
    names: list[str | None] = []

    def note(_app: Flask, template: object, **_given: object) -> None:
        names.append(getattr(template, "name", None))

    with template_rendered.connected_to(note, app):
        yield names


def read(client: FlaskClient, path: str, tag: str = "", language: str = "en") -> TestResponse:
    db.session.commit()
    headers = {"Accept-Language": language} | ({"If-None-Match": tag} if tag else {})
    return client.get(path, headers=headers)


def paths(tender_path: str) -> tuple[str, ...]:
    return ("/", "/tenders/", tender_path)


@pytest.mark.slow
def test_a_kept_page_is_not_written_again(
    app: Flask, client: FlaskClient, tender_house: TenderHouse, keeping: Kept[Page]
):
    """Who asks again gets the same page, and who has it is told so alone: nothing is drawn for either."""
    tender = sitting.published(tender_house)
    for path in paths(tender.path):
        first = read(client, path)
        tag = first.headers["ETag"]
        with written(app) as names:
            again, had = read(client, path), read(client, path, tag)
        assert (first.status_code, again.status_code, had.status_code) == (200, 200, 304)
        assert names == []
        assert again.data == first.data
        assert had.data == b""
        assert again.headers["Cache-Control"] == had.headers["Cache-Control"] == "no-cache"
        assert {"Accept-Language", "Cookie"} <= set(again.headers["Vary"].split(", "))


@pytest.mark.slow
def test_a_page_is_right_at_once_after_an_act(client: FlaskClient, tender_house: TenderHouse, keeping: Kept[Page]):
    """What is published stands in the list and on the front page at once, and what is answered on its own page."""
    tags = {path: read(client, path).headers["ETag"] for path in ("/", "/tenders/")}
    tender = sitting.published(tender_house)
    for path, tag in tags.items():
        answer = read(client, path, tag)
        assert answer.status_code == 200
        assert str(tender.number) in answer.text
    tag = read(client, tender.path).headers["ETag"]
    sitting.set_up(tender_house, tender)
    assert read(client, tender.path, tag).status_code == 200


@pytest.mark.slow
def test_each_language_has_its_own_page(client: FlaskClient, tender_house: TenderHouse, keeping: Kept[Page]):
    """Kazakh, Russian and English are kept apart."""
    sitting.published(tender_house)
    for _turn in range(2):
        for language, word in (("kk", "Конкурстар"), ("ru", "Конкурсы"), ("en", "Tenders")):
            assert f">{word}</h1>" in read(client, "/tenders/", language=language).text


@pytest.mark.slow
def test_pages_change_when_the_clock_passes_an_end(
    client: FlaskClient, tender_house: TenderHouse, keeping: Kept[Page], set_clock: SetClock
):
    """A tender that takes bids until 24:00 is no open one at 24:00, though nothing was done meanwhile."""
    tender = sitting.published(tender_house)
    assert tender.accepts_until is not None
    set_clock.set(tender.accepts_until - dt.timedelta(seconds=1))
    before = read(client, "/?")
    assert str(tender.number) in before.text
    set_clock.set(tender.accepts_until)
    after = read(client, "/?", before.headers["ETag"])
    assert after.status_code == 200
    assert str(tender.number) not in after.text


@pytest.mark.slow
def test_what_rivals_do_under_the_seal_moves_nothing(
    app: Flask, client: FlaskClient, tender_house: TenderHouse, keeping: Kept[Page]
):
    """Bids that are drafted, submitted and withdrawn: public pages are neither others nor written anew."""
    tender = sitting.seated(tender_house)
    tags = {path: read(client, path).headers["ETag"] for path in paths(tender.path)}
    bid = bidding.drafted(tender_house, tender)
    rival = bidding.submitted(tender_house, tender, 2)
    bidding.take(tender_house, rival, "withdraw", supplier=2)
    bidding.take(tender_house, bid, "submit")
    with written(app) as names:
        for path, tag in tags.items():
            assert read(client, path, tag).status_code == 304, path
            assert read(client, path).headers["ETag"] == tag, path
    assert names == []


@pytest.mark.slow
def test_a_proposal_and_votes_on_it_move_no_tag(
    client: FlaskClient, tender_house: TenderHouse, keeping: Kept[Page], set_clock: SetClock
):
    """What the chair proposes and how members vote is the Commission's own: a page's tag is made of its text alone."""
    tender = resolving.ranked(tender_house, set_clock, resolving.OFFERS[:2])
    tags = {path: read(client, path).headers["ETag"] for path in paths(tender.path)}
    tender_house.take(tender, "chair", "decide", resolving.decision(tender_house, tender))
    voting.vote(tender_house, tender, ("chair", "member1"))
    for path, tag in tags.items():
        assert read(client, path, tag).status_code == 304, path
    voting.vote(tender_house, tender, ("member2", "member3", "member4"))
    assert read(client, tender.path, tags[tender.path]).status_code == 200


@pytest.mark.slow
def test_who_is_signed_in_gets_a_page_of_ones_own(client: FlaskClient, tender_house: TenderHouse, keeping: Kept[Page]):
    """Neither is a kept page given to them, nor is theirs kept; signed out again one reads what everybody reads."""
    tender = sitting.published(tender_house)
    public = {path: read(client, path) for path in paths(tender.path)}
    person: models.User = tender_house["customer_head"]
    sign_in(client, person)
    for path, page in public.items():
        own = read(client, path, page.headers["ETag"])
        assert own.status_code == 200
        assert person.short_name in own.text
        assert "ETag" not in own.headers
        assert own.headers["Cache-Control"] == "no-store"
    stranger = client.application.test_client()
    for path, page in public.items():
        assert read(stranger, path).data == page.data


@pytest.mark.slow
def test_a_page_with_a_message_for_its_reader_is_not_kept(
    client: FlaskClient, tender_house: TenderHouse, keeping: Kept[Page]
):
    """The message is shown to the one reader, once."""
    sitting.published(tender_house)
    plain = read(client, "/tenders/")
    with client.session_transaction() as cookie:
        cookie["_flashes"] = [("info", "Only for you")]
    assert "Only for you" in read(client, "/tenders/", plain.headers["ETag"]).text
    assert "Only for you" not in read(client, "/tenders/").text
