"""The pages of bids: for their bidders alone, as easy as any long form, and nothing that was typed is lost."""

import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qyzmet.database import db
from qyzmet.procedure import engine
from qyzmet.tenders.bids import receipt as bid_receipts
from qyzmet.tenders.models import Bid, Tender
from tests.conftest import SetClock
from tests.requests.conftest import PDF
from tests.signing_in import post, sign_in
from tests.tenders import bidding
from tests.tenders.house import TenderHouse


@pytest.fixture
def tender(tender_house: TenderHouse) -> Tender:
    """A tender that accepts bids."""
    made = tender_house.published()
    db.session.commit()
    return made


@pytest.fixture
def head(client: FlaskClient, tender_house: TenderHouse, tender: Tender) -> FlaskClient:
    """The browser of the first supplier's head."""
    return sign_in(client, tender_house["supplier1_head"])


def submitted(house: TenderHouse, tender: Tender, **changes: Any) -> Bid:
    made = bidding.submitted(house, tender, **changes)
    db.session.commit()
    return made


def value_of(page: str, name: str) -> str:
    """The value of an input."""
    tag = next(tag for tag in re.findall(r"<input[^>]*>", page) if f'name="{name}"' in tag)
    found = re.search(r'value="([^"]*)"', tag)
    return found[1] if found else ""


def typed(page: str) -> dict[str, str]:
    """What a browser would send of the form on a page."""
    form = page[page.index('name="version"') :]
    sent = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        ticked = 'type="checkbox"' not in tag or " checked" in tag
        if name and ticked and 'type="file"' not in tag:
            sent[name[1]] = value[1] if value else ""
    for name_, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\s*(.*?)</textarea>', form, re.DOTALL):
        sent[name_] = text
    return sent


@pytest.mark.slow
def test_a_tender_leads_suppliers_to_one_bid(head: FlaskClient, tender: Tender):
    """The page says what a bid is; its button makes one draft, and leads back to it the next time."""
    page = head.get(f"{tender.path}/bid")
    assert "sealed from its first draft on" in page.text
    first = post(head, f"{tender.path}/bid")
    again = post(head, f"{tender.path}/bid")
    assert first.headers["Location"] == again.headers["Location"]
    assert first.headers["Location"] in head.get(f"{tender.path}/bid").text
    assert "The sections of the bid" in head.get(first.headers["Location"]).text


@pytest.mark.slow
def test_others_read_what_a_bid_is_and_find_none(app: Flask, tender_house: TenderHouse, tender: Tender):
    """Who is no supplier's may not begin one; for everybody else a bid's address holds nothing."""
    bid = submitted(tender_house, tender)
    for key in ("integrator_head", "auditor", "administrator", "chair", "supplier2_head"):
        browser = sign_in(app.test_client(), tender_house[key])
        assert bid.public_number not in browser.get(f"{tender.path}/bid").text, key
        for page in ("", "/check", "/section/1", "/receipt", "/act/withdraw"):
            assert browser.get(bid.path + page).status_code == 404, (key, page)
    assert post(sign_in(app.test_client(), tender_house["auditor"]), f"{tender.path}/bid").status_code == 403
    assert app.test_client().get(f"{tender.path}/bid").status_code == 302
    assert app.test_client().get(bid.path).status_code == 404


def test_every_statement_and_criterion_has_its_place(head: FlaskClient, tender: Tender):
    """The five statements of the Law with the papers that show them, and a box for each criterion of part 12."""
    path = post(head, f"{tender.path}/bid").headers["Location"]
    statements, answers = head.get(f"{path}/section/3").text, head.get(f"{path}/section/4").text
    assert statements.count('type="hidden" id="statements-') >= 5
    assert "certificate or extract of state registration" in statements
    assert "Weight 40 of 100" in answers
    assert answers.count("<textarea") == len(bidding.data(tender)["answers"])


@pytest.mark.slow
def test_wrong_answers_stand_there_again(head: FlaskClient, tender: Tender):
    """A page that refuses an answer keeps all the others, with a place for each statement as before."""
    path = post(head, f"{tender.path}/bid").headers["Location"]
    wrong = post(head, f"{path}/section/1", {"price_lease": "much", "price_service": "55 000 000"})
    assert wrong.status_code == 422
    assert value_of(wrong.text, "price_lease") == "much"
    assert value_of(wrong.text, "price_service") == "55 000 000"
    sent = {"statements-0-key": "legal_capacity", "statements-0-documents-0": "D-999999"}
    page = post(head, f"{path}/section/3", sent)
    assert page.status_code == 422
    assert page.text.count('type="hidden" id="statements-') >= 5


@pytest.mark.slow
def test_two_colleagues_at_one_section(app: Flask, head: FlaskClient, tender_house: TenderHouse, tender: Tender):
    """The later one sees both versions and loses nothing; at different sections they do not disturb each other."""
    path = post(head, f"{tender.path}/bid").headers["Location"]
    colleague = sign_in(app.test_client(), tender_house["supplier1_specialist"])
    seen = value_of(head.get(f"{path}/section/1").text, "version")
    theirs = {"price_lease": "1,00", "price_service": "2,00", "version": seen}
    assert post(colleague, f"{path}/section/1", theirs).status_code == 302
    both = post(head, f"{path}/section/1", {"price_lease": "3,00", "price_service": "4,00", "version": seen})
    assert both.status_code == 409
    assert "3" in both.text
    assert "₸1" in both.text
    other = value_of(head.get(f"{path}/section/2").text, "version")
    assert post(colleague, f"{path}/section/1", theirs | {"version": ""}).status_code == 302
    group = {"group-0": tender_house.suppliers[1].bin, "version": other}
    assert post(head, f"{path}/section/2", group).status_code == 302


@pytest.mark.slow
def test_the_check_page_warns_of_prices_above_the_ceiling(head: FlaskClient, tender_house: TenderHouse, tender: Tender):
    """H14: it is said as what it is when the price is given, at its field with the ceiling, and before handing in.

    It stands against no handing in.
    """
    bid = bidding.drafted(tender_house, tender, price_service="999999999.00")
    db.session.commit()
    page = head.get(f"{bid.path}/check").text
    assert "the bid will be rejected: The price of the IC service" in page
    assert "is above its ceiling" in page
    assert f"{bid.path}/act/submit" in page
    section = head.get(f"{bid.path}/section/1").text
    assert "At most ₸" in section
    assert section.count("is above its ceiling") == 1
    dear = {"price_lease": "1", "price_service": "999999999", "version": value_of(section, "version")}
    after = post(head, f"{bid.path}/section/1", dear, follow_redirects=True).text
    assert "qz-notice--warning" in after
    fair = {"price_lease": "1", "price_service": "2"}
    assert "qz-notice--warning" not in post(head, f"{bid.path}/section/1", fair, follow_redirects=True).text


@pytest.mark.slow
def test_submitting_is_asked_once_more_and_gives_a_receipt(
    head: FlaskClient, tender_house: TenderHouse, tender: Tender
):
    """What will be recorded, that nobody is told; then the receipt, on a page to print."""
    bid = bidding.drafted(tender_house, tender)
    db.session.commit()
    asked = head.get(f"{bid.path}/act/submit").text
    assert "The bid is sealed for the opening" in asked
    assert "Nobody else." in asked
    sent = {"version": value_of(asked, "version"), "confirmed": "1"}
    answer = post(head, f"{bid.path}/act/submit", sent)
    assert (answer.status_code, answer.headers["Location"]) == (302, bid.path)
    found = bidding.seen(tender_house, bid)
    assert found is not None
    receipt = bid_receipts.of(found)
    assert receipt is not None
    for page, instant in ((bid.path, "2 March 2026, 09:00"), (f"{bid.path}/receipt", "2026-03-02T09:00:00+05:00")):
        shown = head.get(page).text
        assert receipt["hash"] in shown
        assert instant in shown.replace("\xa0", " ")


@pytest.mark.slow
def test_a_bid_is_replaced_on_one_page(head: FlaskClient, tender_house: TenderHouse, tender: Tender):
    """The form holds what was handed in; a file more, a changed price, asked once more, then recorded."""
    bid = submitted(tender_house, tender)
    path = f"{bid.path}/act/replace"
    sent = typed(head.get(path).text)
    assert sent["data-price_lease"].replace("\xa0", " ") in ("48 123 456,78", "48,123,456.78")
    added = post(head, path, sent | {"add": "data-answers-1-documents"})
    assert added.status_code == 200
    sent = typed(added.text) | {"data-price_lease": "47 000 000,00"}
    sent.pop("add", None)
    files: dict[str, Any] = {"data-answers-1-documents-0-file": (io.BytesIO(PDF), "prototype.pdf")}
    asked = post(head, path, sent | files, content_type="multipart/form-data")
    assert asked.status_code == 200
    assert "prototype.pdf" in asked.text
    confirmed = typed(asked.text) | {"confirmed": "1"}
    assert post(head, path, confirmed).status_code == 302
    found = bidding.seen(tender_house, bid)
    assert found is not None
    assert found.data["price_lease"] == "47000000.00"
    assert len(found.data["answers"][1]["documents"]) == 1
    assert [act.action for act in found.acts] == ["submit", "replace"]
    assert found.data["statements"] == bid.data["statements"]


@pytest.mark.slow
def test_what_is_not_right_in_a_change_is_said_at_its_field(
    head: FlaskClient, tender_house: TenderHouse, tender: Tender
):
    """A statement taken back and a price of nothing: the page shows both with the rest, and the bid stays."""
    bid = submitted(tender_house, tender)
    path = f"{bid.path}/act/replace"
    sent = typed(head.get(path).text)
    sent.pop("data-statements-1-confirmed")
    refused = post(head, path, sent)
    assert refused.status_code == 422
    assert "This statement is missing" in refused.text or "Confirm this statement" in refused.text
    nothing = post(head, path, typed(head.get(path).text) | {"data-price_lease": "0"})
    assert nothing.status_code == 422
    assert "more than nothing" in nothing.text
    found = bidding.seen(tender_house, bid)
    assert found is not None
    assert found.data == bid.data


@pytest.mark.slow
def test_after_the_end_what_was_typed_is_shown_once_more(
    head: FlaskClient, tender_house: TenderHouse, tender: Tender, set_clock: SetClock
):
    """Whoever was still writing loses no word, and reads that the bid did not come in."""
    path = post(head, f"{tender.path}/bid").headers["Location"]
    assert tender.accepts_until is not None
    set_clock.set(tender.accepts_until)
    late = post(head, f"{path}/section/1", {"price_lease": "46 000 000", "price_service": "1"})
    assert late.status_code == 409
    assert "₸46,000,000" in late.text
    assert "withdrawn" in head.get(path).text
    assert "too late" in head.get(f"{tender.path}/bid").text


@pytest.mark.slow
def test_my_work_shows_ones_own_bids(app: Flask, head: FlaskClient, tender_house: TenderHouse, tender: Tender):
    """Drafts wait for those who write them until they are handed over; others see no such list."""
    draft, handed_in = bidding.drafted(tender_house, tender), submitted(tender_house, tender)
    page = head.get("/").text
    assert "Your bids, sealed until the opening" in page
    listed = re.findall(r"/tenders/(B-[0-9A-Z]+)", page)
    assert listed == [draft.public_number, handed_in.public_number]
    assert "Nothing waits for you" in page
    writer = sign_in(app.test_client(), tender_house["supplier1_specialist"]).get("/?lang=en").text
    assert "Waits for you (1)" in writer
    with tender_house.as_("supplier1_specialist"):
        engine.take(draft, "hand_over", {"note": "Check the prices."})
    db.session.commit()
    page = head.get("/").text
    assert "Waits for you (1)" in page
    assert "Check the prices." in page
    for key in ("integrator_head", "supplier2_head", "chair"):
        assert "/tenders/B-" not in sign_in(app.test_client(), tender_house[key]).get("/").text


@pytest.mark.slow
def test_a_receipt_is_checked_after_the_opening(
    client: FlaskClient, tender_house: TenderHouse, tender: Tender, set_clock: SetClock
):
    """Before it every hash gets the same answer; afterwards the page tells tender and instant, to anybody."""
    bid = submitted(tender_house, tender)
    receipt = bid_receipts.of(bid)
    assert receipt is not None
    unknown = "0" * 64

    def answer(hash_: str) -> str:
        return client.get(f"/tenders/receipt?lang=en&hash={hash_}").text.replace(hash_, "")

    def without_request(page: str) -> str:
        return re.sub(r"[0-9a-f]{16}", "", page)

    assert without_request(answer(receipt["hash"])) == without_request(answer(unknown))
    bidding.closed(tender_house, tender, set_clock)
    bidding.opened(tender_house, tender)
    found = answer(f" {receipt['hash'].upper()} ")
    assert tender.public_number in found
    assert "2026-03-02T09:00:00+05:00" in found
    assert "Agrees with what was opened" in found
    assert "A bid with this receipt" not in answer(unknown)
    for odd in ("", "x", "%00", "é" * 64, "0" * 5000):
        assert client.get(f"/tenders/receipt?hash={odd}").status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_pages_speak_the_readers_language(
    head: FlaskClient, tender_house: TenderHouse, tender: Tender, language: str
):
    """Draft, check, bid, receipt and the check of receipts have no English text left."""
    draft, bid = bidding.drafted(tender_house, tender), submitted(tender_house, tender)
    paths = [f"{draft.path}/section/{place}" for place in range(1, 5)]
    paths += [draft.path, f"{draft.path}/check", bid.path, f"{bid.path}/receipt", f"{bid.path}/act/replace"]
    for path in [*paths, f"{tender.path}/bid", "/tenders/receipt?hash=1"]:
        page = head.get(f"{path}{'&' if '?' in path else '?'}lang={language}").text
        body = re.sub(r"<script.*?</script>", "", page[page.index("<main") :], flags=re.DOTALL)
        text = re.sub(r"<[^>]+>", " ", body).replace("charter-of-the-bidder.pdf", "").replace(bidding.ANSWER, "")
        words = set(re.findall(r"\b(?:the|bid|bids|price|statement|document|Continue|Save)\b", text))
        assert not words, (path, words)


@pytest.mark.slow
def test_the_pages_of_an_opened_bid(
    app: Flask, head: FlaskClient, tender_house: TenderHouse, tender: Tender, set_clock: SetClock
):
    """After the opening the Commission's people and the offices read what was handed in, with its documents."""
    bid = submitted(tender_house, tender)
    bidding.closed(tender_house, tender, set_clock)
    bidding.opened(tender_house, tender)
    for key in ("supplier1_head", "customer_head", "integrator_head", "auditor"):
        page = sign_in(app.test_client(), tender_house[key]).get(bid.path)
        assert page.status_code == 200, key
        assert "charter-of-the-bidder.pdf" in page.text
        assert "tulip of the steppe" in page.text
    # Nobody has asked to mend anything, so no button offers it.
    assert f"{bid.path}/act/" not in head.get(bid.path).text
