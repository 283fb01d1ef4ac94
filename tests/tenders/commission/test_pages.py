"""The Commission's pages: naming it, declaring, opening, examining, scoring, and what everybody reads of it."""

import html
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from qyzmet.database import db
from qyzmet.tenders.bids import opened_bids
from qyzmet.tenders.commission import points, seats
from qyzmet.tenders.models import Tender
from qyzmet.tenders.procedure.states import EXAMINING, RANKED, SCORING
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.conftest import SetClock
from tests.signing_in import post, sign_in
from tests.tenders import bidding, sitting, voting
from tests.tenders.house import TenderHouse

PRICES = ("50000000.00", "40000000.00")


def text_of(answer: Any) -> str:
    """The page as people read it, without the tags."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))))


def read(client: FlaskClient, path: str) -> str:
    """The page, which must be there."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return text_of(answer)


def now(tender: Tender) -> Tender:
    """The tender as the database holds it."""
    db.session.expire_all()
    return tender


def commission(house: TenderHouse) -> dict[str, str]:
    """The Commission as its page posts it."""
    named = house.commission()
    members = {f"members-{place}": person for place, person in enumerate(named["members"])}
    return {"chair": named["chair"], "secretary": named["secretary"], **members}


@pytest.mark.slow
def test_the_customer_names_the_commission_from_lists(client: FlaskClient, tender_house: TenderHouse):
    """People stand by their bodies, those of another one are found by name; it is asked once more, then recorded."""
    other = factories.organisation(OrganisationKind.STATE_BODY, "Ministry of Culture")
    expert = factories.user(Role.SPECIALIST, other, surname="Expertova")
    tender = sitting.published(tender_house)
    db.session.commit()
    sign_in(client, tender_house["customer_head"])
    path = f"{tender.path}/act/set_commission"
    page = client.get(path).get_data(as_text=True)
    assert page.count("<optgroup") == 4 * 6
    assert tender_house["member2"].surname in page
    assert "Expertova" not in page
    typed = commission(tender_house)
    found = post(client, path, {**typed, "again": "searched", "searched": "culture", "version": str(tender.version)})
    assert "Expertova" in found.get_data(as_text=True)
    assert f'value="{typed["chair"]}" selected' in found.get_data(as_text=True)
    typed["members-3"] = expert.public_id
    asked = post(client, path, {**typed, "version": str(tender.version)})
    assert "Expertova" in text_of(asked)
    assert post(client, path, {**typed, "confirmed": "1", "version": str(tender.version)}).status_code == 302
    assert expert.public_id in sitting.voters(now(tender))
    assert "has still to declare" in read(client, tender.path)


def test_a_commission_that_cannot_be_is_shown_again_as_typed(client: FlaskClient, tender_house: TenderHouse):
    """An even number of voters: the error stands at the members, and what was chosen stays chosen."""
    tender = sitting.published(tender_house)
    db.session.commit()
    sign_in(client, tender_house["customer_head"])
    typed = commission(tender_house)
    del typed["members-3"]
    answer = post(client, f"{tender.path}/act/set_commission", {**typed, "version": str(tender.version)})
    assert answer.status_code == 422
    assert "must be odd" in text_of(answer)
    assert f'value="{typed["members-2"]}" selected' in answer.get_data(as_text=True)
    assert not seats.is_set_up(now(tender))


@pytest.mark.slow
def test_my_work_shows_what_a_seat_asks_for(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """A person who only sits in a Commission: to declare, then the terms of opening and examination, then to score."""
    tender = sitting.published(tender_house)
    sitting.set_up(tender_house, tender)
    db.session.commit()
    sign_in(client, tender_house["member1"])
    assert "Declare whether you have an interest" in read(client, "/")
    answer = post(client, f"{tender.path}/act/declare", {"interest": "no", "version": str(now(tender).version)})
    assert answer.status_code == 302
    read(client, "/")  # It says once what was recorded.
    said = read(client, tender.path)
    assert "or have another interest in one? No" in said, "the history does not say a bare “No”"
    assert "Declare whether you have an interest" not in read(client, "/")
    sitting.declared(tender_house, tender, tuple(key for key in sitting.SEATED if key != "member1"))
    bidding.submitted(tender_house, tender)
    bidding.closed(tender_house, tender, set_clock)
    db.session.commit()
    assert "Open the bids" in read(client, "/")
    tender_house.take(tender, "chair", "open_bids", sitting.present(tender_house))
    voting.resolve(tender_house, tender, "examine", sitting.results(opened_bids.all_of(tender)))
    db.session.commit()
    page = read(client, "/")
    assert "Score the bids" in page
    assert "Waits for you (1)" in page
    sign_in(client, tender_house["customer_specialist"])
    assert "Examine and score the bids" in read(client, "/"), "the customer waits for the Commission"


@pytest.mark.slow
def test_the_opening_is_asked_once_more_and_tells_nothing_before(
    client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock
):
    """The page on which it is confirmed is the same whether bids came in or none; then the minutes are everybody's."""
    pages, tenders = [], (sitting.seated(tender_house), sitting.seated(tender_house))
    bidding.submitted(tender_house, tenders[0])
    for tender in tenders:
        bidding.closed(tender_house, tender, set_clock)
    db.session.commit()
    for tender, with_bid in zip(tenders, (True, False), strict=True):
        sign_in(client, tender_house["chair"])
        path = f"{tender.path}/act/open_bids"
        assert client.get(path).get_data(as_text=True).count('type="checkbox"') == 6
        typed: dict[str, Any] = {**sitting.present(tender_house), "version": str(tender_house.version("chair", tender))}
        confirm = post(client, path, typed)
        assert confirm.status_code == 200
        assert "examining bids / no bids" in text_of(confirm)
        # How much waits for the chair in all is another matter.
        said = re.sub(r"My work \d+ wait for you", "My work", text_of(confirm))
        pages.append(said.replace(str(tender.number), "NUMBER"))
        assert post(client, path, {**typed, "confirmed": "1"}).status_code == 302
        # A second click of the same person leads to what the first one did.
        again = post(client, path, {**typed, "confirmed": "1"})
        assert (again.status_code, again.location) == (303, tender.path)
        assert [act.action for act in tender.acts].count("open_bids") == 1
        with client.session_transaction() as session:
            session.clear()
        page = read(client, f"{tender.path}?lang=en")
        assert "Minutes of the opening of bids" in page
        assert ("48,123,456.78" in page) is with_bid
    assert pages[0] == pages[1]


def examining(house: TenderHouse, set_clock: SetClock) -> Tender:
    """Two bids, opened."""
    tender = sitting.opened(house, set_clock, *PRICES)
    db.session.commit()
    return tender


@pytest.mark.slow
def test_the_examination_is_recorded_bid_by_bid(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """A row for each bid, with prices and statements that no document shows; what is left open is asked for again."""
    tender = examining(tender_house, set_clock)
    one, two = opened_bids.all_of(tender)
    sign_in(client, tender_house["chair"])
    path = f"{tender.path}/act/examine"
    page = read(client, path)
    assert one.public_number in page
    assert "Statements without a document" in page
    rows = {"results-0-bid": one.public_number, "results-0-compliant": "yes", "results-1-bid": two.public_number}
    answer = post(client, path, {**rows, "version": str(tender_house.version("chair", tender))})
    assert answer.status_code == 422
    assert two.public_number in text_of(answer)
    assert answer.get_data(as_text=True).count('value="' + two.public_number + '"') == 1, "its row stands there again"
    rows |= {
        "results-1-compliant": "no",
        "results-1-ground": "document_missing",
        "results-1-reason": "No charter.",
        "version": str(tender_house.version("chair", tender)),
    }
    assert "No charter." in text_of(post(client, path, rows))
    assert post(client, path, {**rows, "confirmed": "1"}).status_code == 302
    shown = read(client, tender.path)
    assert "What the chair proposes" in shown
    assert "A document is missing" in shown
    voting.vote(tender_house, now(tender))
    db.session.commit()
    assert now(tender).state == SCORING
    shown = read(client, tender.path)
    assert "A document is missing" in shown
    assert "unseen by others until all have scored" in shown


@pytest.mark.slow
def test_a_formal_defect_is_asked_for_on_its_page(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """The bids to choose from, the text; afterwards the page says that it is being mended."""
    tender = examining(tender_house, set_clock)
    one, _two = opened_bids.all_of(tender)
    sign_in(client, tender_house["chair"])
    path = f"{tender.path}/act/request_correction"
    assert one.public_number in client.get(path).get_data(as_text=True)
    typed = {
        "bid": one.public_number,
        "text": "Sign it.",
        "confirmed": "1",
        "version": str(tender_house.version("chair", tender)),
    }
    assert post(client, path, typed).status_code == 302
    assert "Being mended already" in read(client, path)
    assert "Sign it." not in read(client, tender.path), "what is to be mended is between Commission and bidder"


@pytest.fixture
def scoring(tender_house: TenderHouse, set_clock: SetClock) -> Tender:
    """Two compliant bids that wait for points."""
    tender = sitting.opened(tender_house, set_clock, *PRICES)
    voting.resolve(tender_house, tender, "examine", sitting.results(opened_bids.all_of(tender)))
    db.session.commit()
    return tender


def rows_of(tender: Tender, *given: str) -> dict[str, str]:
    """The scores as the page posts them: approach and licence of the first bid, then of the second."""
    rows = sitting.scores(opened_bids.all_of(tender))["scores"]
    posted = {}
    for place, (row, value) in enumerate(zip(rows, given, strict=True)):
        for name, text in (*row.items(), ("points", value)):
            posted[f"scores-{place}-{name}"] = text
    return posted


@pytest.mark.slow
def test_a_member_scores_on_one_page_and_may_leave_some_open(
    client: FlaskClient, tender_house: TenderHouse, scoring: Tender
):
    """Scales stand beside the criteria; what is left open stays open; what is out of scale is shown again as typed."""
    sign_in(client, tender_house["member1"])
    path = f"{scoring.path}/act/score"
    page = read(client, path)
    assert "From 0 to 5. Weight: 60. Pass mark: 2." in page
    assert post(client, path, rows_of(scoring, "4,5", "1", "", "")).status_code == 302
    mine = points.own(scoring, tender_house["member1"])
    assert sorted(mine.values()) == ["1", "4.5"]
    assert 'value="4.5"' in client.get(path).get_data(as_text=True)
    wrong = post(client, path, rows_of(scoring, "4.5", "1", "6", ""))
    assert wrong.status_code == 422
    assert "Give points from 0 to 5" in text_of(wrong)
    assert 'value="6"' in wrong.get_data(as_text=True)
    assert wrong.get_data(as_text=True).count('type="radio"') == 4
    assert len(points.own(scoring, tender_house["member1"])) == 2
    sign_in(client, tender_house["member2"])
    assert 'value="4.5"' not in client.get(path).get_data(as_text=True), "each scores alone"


@pytest.mark.slow
def test_the_ranking_is_shown_with_every_step_in_every_language(
    client: FlaskClient, tender_house: TenderHouse, scoring: Tender
):
    """Signed out: rank, total, steps and everybody's points; in Kazakh and Russian too."""
    for key in sitting.VOTERS:
        tender_house.take(scoring, key, "score", sitting.scores(opened_bids.all_of(scoring)))
    db.session.commit()
    assert scoring.state == RANKED
    page = read(client, f"{scoring.path}?lang=en")
    assert "Total: 48 + 40 = 88" in page
    assert "mean of the members' points" in page
    assert tender_house["member3"].short_name in page
    for language in ("kk", "ru"):
        assert client.get(f"{scoring.path}?lang={language}").status_code == 200


@pytest.mark.slow
def test_before_the_opening_nobody_outside_reads_who_sits(client: FlaskClient, tender_house: TenderHouse):
    """Names of the Commission are for parties and the Commission until the opening."""
    tender = sitting.seated(tender_house)
    db.session.commit()
    assert tender_house["member3"].surname not in read(client, tender.path)
    sign_in(client, tender_house["supplier1_head"])
    assert tender_house["member3"].surname not in read(client, tender.path)
    sign_in(client, tender_house["integrator_specialist"])
    assert tender_house["member3"].surname in read(client, tender.path)


@pytest.mark.slow
def test_what_a_member_declared_is_read_by_the_customer_alone(client: FlaskClient, tender_house: TenderHouse):
    """The words may name a bidder: the customer replaces the member, others see that somebody stepped aside."""
    tender = sitting.seated(tender_house)
    tender_house.take(tender, "member3", "declare", {"interest": True, "reason": "My wife owns Bidder LLP."})
    db.session.commit()
    for key, reads in (("customer_head", True), ("integrator_head", False), ("member1", False), ("chair", True)):
        sign_in(client, tender_house[key])
        page = read(client, tender.path)
        assert "stepped aside" in page
        assert ("Bidder LLP" in page) is reads, key


@pytest.mark.slow
def test_who_steps_aside_from_a_draft_is_led_to_the_front_page(client: FlaskClient, tender_house: TenderHouse):
    """Without the seat the person may not know of the draft any more: no page that is not there."""
    tender = tender_house.drafted()
    sitting.set_up(tender_house, tender)
    db.session.commit()
    sign_in(client, tender_house["member3"])
    typed = {"interest": "yes", "reason": "A share.", "version": str(now(tender).version)}
    answer = post(client, f"{tender.path}/act/declare", typed)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.get(tender.path).status_code == 404


@pytest.mark.slow
def test_nothing_is_offered_before_its_time(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """The chair has no button to open before the hour; asked for all the same, the page says when."""
    tender = sitting.seated(tender_house)
    bidding.closed(tender_house, tender, set_clock)
    set_clock.forward(hours=-1)
    db.session.commit()
    sign_in(client, tender_house["chair"])
    assert f"{tender.path}/act/open_bids" not in client.get(tender.path).get_data(as_text=True)
    early = client.get(f"{tender.path}/act/open_bids")
    assert early.status_code == 409
    assert "10:00" in text_of(early)
    set_clock.forward(hours=1)
    assert f"{tender.path}/act/open_bids" in client.get(tender.path).get_data(as_text=True)
    assert tender.state != EXAMINING
