"""Answers kept for one reader: right at once, nobody else's, and none for whoever works under the seal."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from qyzmet.api import throttling
from qyzmet.database import db
from qyzmet.web.kept.kept_for_readers import Answer
from qyzmet.web.kept.memory import Kept
from tests.signing_in import bearer, csrf_token, post, sign_in
from tests.tenders import bidding, sitting
from tests.tenders.house import TenderHouse

_NAME = "qyzmet_kept_for_readers"


class Counted(Kept[Answer]):
    """How many answers were written, so that they had to be kept."""

    written = 0

    def keep(self, key: object, value: Answer, size: int) -> None:
        self.written += 1
        super().keep(key, value, size)  # type: ignore[arg-type]


@pytest.fixture
def keeping(app: Flask) -> Iterator[Counted]:
    """The application keeps answers, as it does outside of tests."""
    before = app.extensions.get(_NAME)
    kept = app.extensions[_NAME] = Counted(5_000_000)
    throttling.forget()
    yield kept
    app.extensions.pop(_NAME)
    if before is not None:
        app.extensions[_NAME] = before


def reader(app: Flask, house: TenderHouse, key: str) -> FlaskClient:
    """That person's browser, which has been on a page with a form."""
    client = sign_in(app.test_client(), house[key])
    csrf_token(client)
    return client


def read(client: FlaskClient, path: str, **headers: str) -> TestResponse:
    db.session.commit()
    return client.get(path, headers=headers)


@pytest.mark.slow
def test_a_page_is_written_once_for_its_reader(app: Flask, tender_house: TenderHouse, keeping: Counted):
    """Asked again it is the same, and is stored nowhere on the way; another reader has a page of one's own."""
    tender = sitting.published(tender_house)
    head, other = (reader(app, tender_house, key) for key in ("customer_head", "authorised_head"))
    for number, path in enumerate(("/", "/deadlines/mine", tender.path), 1):
        first, again = read(head, path), read(head, path)
        assert (first.status_code, keeping.written) == (200, 2 * number - 1), path
        assert (again.data, again.headers["Cache-Control"]) == (first.data, "no-store")
        page = read(other, path).text
        assert keeping.written == 2 * number
        assert tender_house["customer_head"].short_name not in page


@pytest.mark.slow
def test_a_readers_page_is_right_at_once_after_an_act(app: Flask, tender_house: TenderHouse, keeping: Counted):
    """Whoever acts, the page says so when it is asked for next; so does the object of the API."""
    tender = sitting.published(tender_house)
    head, system = reader(app, tender_house, "customer_head"), bearer(tender_house["customer_head"])
    address = f"/api/v1/tenders/{tender.number}"
    page, before = read(head, tender.path).data, read(app.test_client(), address, **system).get_json()
    assert read(app.test_client(), address, **system).get_json() == before
    sitting.set_up(tender_house, tender)
    assert read(head, tender.path).data != page
    assert read(app.test_client(), address, **system).get_json()["version"] > before["version"]


@pytest.mark.slow
def test_what_a_reader_sends_makes_pages_anew(app: Flask, tender_house: TenderHouse, keeping: Counted):
    """To have read a notification is no act, and no trail tells of it: the front page says so at once all the same."""
    sitting.published(tender_house)
    head = reader(app, tender_house, "customer_head")
    assert "unread" in read(head, "/").text
    post(head, "/account/notifications/read", {"newest": "999999999"})
    assert "unread" not in read(head, "/").text


def test_an_ended_session_and_a_revoked_token_open_nothing_that_is_kept(
    app: Flask, tender_house: TenderHouse, keeping: Counted
):
    """The right is asked anew each time, before what is kept is looked for."""
    tender = sitting.published(tender_house)
    head, address = reader(app, tender_house, "customer_head"), f"/api/v1/tenders/{tender.number}"
    system = bearer(tender_house["customer_head"])
    assert read(head, "/deadlines/mine").status_code == read(app.test_client(), address, **system).status_code == 200
    with head.session_transaction() as cookie:
        cookie["_user_id"] = "another"
    assert read(head, "/deadlines/mine").status_code == 302
    assert read(app.test_client(), address, Authorization="Bearer qyzmet_another").status_code == 401


@pytest.mark.slow
def test_nothing_is_kept_for_whoever_works_under_the_seal(app: Flask, tender_house: TenderHouse, keeping: Counted):
    """A supplier's own bid leaves no trail, and what a clerk registers neither: their pages are written each time."""
    tender = sitting.published(tender_house)
    for key in ("supplier_head", "clerk"):
        client, system = reader(app, tender_house, key), bearer(tender_house[key])
        for path in ("/", tender.path):
            assert read(client, path).status_code == 200
        assert read(app.test_client(), "/api/v1/tenders", **system).status_code == 200
    assert keeping.written == 0


@pytest.mark.slow
def test_what_rivals_do_under_the_seal_makes_no_page_anew(app: Flask, tender_house: TenderHouse, keeping: Counted):
    """Neither the answer nor the time it takes tells the customer that somebody bids."""
    tender = sitting.seated(tender_house)
    head, system = reader(app, tender_house, "customer_head"), bearer(tender_house["customer_head"])

    def read_all() -> list[bytes]:
        pages = [read(head, path).data for path in ("/", tender.path)]
        return [*pages, read(app.test_client(), f"/api/v1/tenders/{tender.number}", **system).data]

    before, written = read_all(), keeping.written
    bidding.take(tender_house, bidding.drafted(tender_house, tender), "submit")
    assert read_all() == before
    assert keeping.written == written == 3


@pytest.mark.slow
def test_a_list_asked_again_by_its_tag_is_not_sent(app: Flask, tender_house: TenderHouse, keeping: Counted):
    """A system that has the list as it is now is told so: 304, until something is done."""
    sitting.published(tender_house)
    system = bearer(tender_house["customer_head"])
    tag = read(app.test_client(), "/api/v1/tenders", **system).headers["ETag"]
    system["If-None-Match"] = tag
    assert read(app.test_client(), "/api/v1/tenders", **system).status_code == 304
    sitting.published(tender_house)
    assert read(app.test_client(), "/api/v1/tenders", **system).status_code == 200


def test_what_is_kept_is_no_way_around_the_number_of_calls(app: Flask, tender_house: TenderHouse, keeping: Counted):
    """A token that calls too often is refused, whatever is kept for it."""
    system, before = bearer(tender_house["customer_head"]), app.config.get("API_CALLS_A_MINUTE")
    app.config["API_CALLS_A_MINUTE"] = 2
    try:
        answers = [read(app.test_client(), "/api/v1/tenders", **system).status_code for _each in range(3)]
    finally:
        app.config["API_CALLS_A_MINUTE"] = before or throttling.CALLS_A_MINUTE
    assert answers == [200, 200, 429]
