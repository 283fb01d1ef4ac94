"""The pages of an announcement: beginning it, writing it, consent and publication, the public page, its dates."""

import re
from typing import Any

import pytest

from qyzmet.database import db
from qyzmet.tenders.models import Tender
from tests.signing_in import post, sign_in
from tests.tenders.house import ADDRESS, COMPLETE, CONTACT, TenderHouse

HIDDEN = re.compile(r'name="version" value="([0-9]+)"')


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


@pytest.mark.slow
def test_an_announcement_from_the_assignment_to_the_public_page(client, tender_house: TenderHouse):
    """The main job over pages alone; before the button is pressed the page states every date and each skipped day."""
    house = tender_house
    assignment = house.approved_assignment()
    db.session.commit()
    sign_in(client, house["integrator_specialist"])
    assert f"/tenders/new?assignment={assignment.number}" in text(client.get(assignment.path))
    typed = {"assignment": assignment.number, **COMPLETE, "title": ""}
    before = text(post(client, "/tenders/new", typed)).replace("\u00a0", " ")
    for said in (assignment.title, CONTACT, ADDRESS, "until Tuesday, 3 March 2026", "until Thursday, 5 March 2026"):
        assert said in before, said
    assert db.session.query(Tender).count() == 0
    begun = post(client, "/tenders/new", typed | {"confirmed": "1"})
    path = begun.headers["Location"]
    assert path == "/tenders/T-2026-000001"
    assert assignment.title in text(client.get(path))
    assert (
        post(client, f"{path}/edit", {"assignment": assignment.number, **COMPLETE, "title": "Certificates"}).status_code
        == 302
    )
    sign_in(client, house["customer_head"])
    assert post(client, f"{path}/act/consent").status_code == 302
    sign_in(client, house["integrator_head"])
    asked = text(client.get(f"{path}/act/publish"))
    for date in ("27 March 2026, 24:00", "27 March 2026, 18:00", "30 March 2026, 10:00", "17 March 2026, 24:00"):
        assert date in asked.replace("\u00a0", " "), date
    assert "Nauryz" in asked
    assert post(client, f"{path}/act/publish", {"version": HIDDEN.search(asked)[1]}).status_code == 302
    post(client, "/account/sign-out")
    with client.session_transaction() as cookie:
        cookie.clear()
    for language in ("en", "kk", "ru"):
        seen = client.get(f"{path}?lang={language}")
        assert seen.status_code == 200
        assert "Certificates" in text(seen)
        assert CONTACT in text(seen)
    assert "BEGIN:VCALENDAR" in text(client.get(f"{path}/dates.ics"))


def signed_out(client) -> None:
    with client.session_transaction() as cookie:
        cookie.clear()


@pytest.fixture
def tender(tender_house: TenderHouse):
    made = tender_house.published()
    db.session.commit()
    return made


@pytest.mark.slow
def test_a_supplier_asks_on_the_page_and_everybody_reads(client, tender_house: TenderHouse, tender):
    """The form stands on the public page for suppliers alone; the answer is prepared for the oldest question."""
    sign_in(client, tender_house["supplier1_specialist"])
    assert f'action="{tender.path}/act/ask"' in text(client.get(tender.path))
    assert f'href="{tender.path}/bid"' in text(client.get(tender.path))
    assert post(client, f"{tender.path}/act/ask", {"text": "Which load <b>exactly</b>?"}).status_code == 302
    assert post(client, f"{tender.path}/act/ask", {"text": ""}).status_code == 422
    sign_in(client, tender_house["integrator_specialist"])
    assert f'action="{tender.path}/act/ask"' not in text(client.get(tender.path))
    asked = text(client.get(f"{tender.path}/act/answer"))
    assert 'value="Q-1"' in asked
    assert "Which load &lt;b&gt;exactly&lt;/b&gt;?" in asked
    answer = {"question": "Q-1", "text": "That of part 7."}
    assert post(client, f"{tender.path}/act/answer", answer).status_code == 302
    signed_out(client)
    seen = text(client.get(f"{tender.path}?lang=en"))
    assert "Which load &lt;b&gt;exactly&lt;/b&gt;?" in seen
    assert "That of part 7." in seen
    assert tender_house["supplier1_specialist"].full_name not in seen
    assert tender_house.suppliers[0].name_en not in seen


@pytest.mark.slow
def test_who_signs_second_sees_what_the_first_agreed_to(client, tender_house: TenderHouse, tender):
    """The other's page shows who agreed, until when and why, filled in already; the page of the tender says why."""
    sign_in(client, tender_house["integrator_administrator"])
    outage = {"until": "31.03.2026 18:00", "reason": "The platform was down."}
    page = text(client.get(f"{tender.path}/act/extend"))
    assert "You are the first of the two." in page
    confirmed = outage | {"confirmed": "1", "version": HIDDEN.search(page)[1]}
    assert post(client, f"{tender.path}/act/extend", confirmed).status_code == 302
    sign_in(client, tender_house["integrator_head"])
    page = text(client.get(f"{tender.path}/act/extend"))
    for said in (tender_house["integrator_administrator"].full_name, "The platform was down.", "31/03/2026 18:00"):
        assert said in page
    wrong = post(client, f"{tender.path}/act/extend", outage | {"until": "tomorrow"})
    assert wrong.status_code == 422
    assert "tomorrow" in text(wrong)
    confirmed["version"] = HIDDEN.search(page)[1]
    assert post(client, f"{tender.path}/act/extend", confirmed).status_code == 302
    signed_out(client)
    seen = text(client.get(f"{tender.path}?lang=en")).replace("\u00a0", " ")
    assert "The platform was down." in seen
    assert "31 March 2026, 18:00" in seen


@pytest.mark.slow
def test_an_amendment_is_confirmed_with_its_dates(client, tender_house: TenderHouse, tender):
    """With a newly approved version the page shows the dates that would follow; without one, that there is none."""
    sign_in(client, tender_house["integrator_head"])
    assert "only a clarification" in text(client.get(f"{tender.path}/act/amend"))
    tender_house.amended(tender.assignment)
    db.session.commit()
    assert "Version 2 is approved" in text(client.get(f"{tender.path}/act/amend"))
    amended = {"material": "yes", "text": "Other prices."}
    asked = text(post(client, f"{tender.path}/act/amend", amended))
    assert "Acceptance of bids" in asked
    version = HIDDEN.search(asked)[1]
    assert post(client, f"{tender.path}/act/amend", amended | {"confirmed": "1", "version": version}).status_code == 302
    signed_out(client)
    assert "Other prices." in text(client.get(tender.path))


@pytest.mark.slow
def test_what_stands_against_a_tender_is_told_before_it_is_begun(client, tender_house: TenderHouse, tender):
    """The page of a new announcement says that there is one already; sending it all the same loses nothing typed."""
    sign_in(client, tender_house["integrator_specialist"])
    number = tender.assignment.number
    assert tender.number in text(client.get(f"/tenders/new?assignment={number}"))
    refused = post(client, "/tenders/new", {"assignment": number, "title": "My own title", "contact": CONTACT})
    assert refused.status_code == 422
    assert "My own title" in text(refused)
    assert f"/tenders/new?assignment={number}" not in text(client.get(tender.assignment.path))
    assert client.get("/tenders/new?assignment=%00").status_code == 200
    sign_in(client, tender_house["supplier1_head"])
    assert client.get("/tenders/new").status_code == 403


@pytest.mark.slow
def test_two_people_at_one_draft(client, tender_house: TenderHouse):
    """The later one sees both versions; after the consent, what was typed stands beside what is so now."""
    made = tender_house.drafted()
    db.session.commit()
    sign_in(client, tender_house["integrator_specialist"])
    seen = HIDDEN.search(text(client.get(f"{made.path}/edit")))[1]
    mine = {"assignment": made.assignment.number, **COMPLETE, "title": "Mine", "version": seen}
    assert post(client, f"{made.path}/edit", mine | {"title": "Theirs"}).status_code == 302
    both = post(client, f"{made.path}/edit", mine)
    assert both.status_code == 409
    assert "Mine" in text(both)
    assert "Theirs" in text(both)
    tender_house.take(made, "customer_head", "consent")
    db.session.commit()
    late = post(client, f"{made.path}/edit", mine)
    assert late.status_code == 409
    assert "Mine" in text(late)


def test_a_refusal_is_shown_to_who_writes(client, tender_house: TenderHouse):
    """The reason of the customer stands on the page until the announcement is changed."""
    made = tender_house.drafted()
    tender_house.take(made, "customer_head", "decline", {"reason": "The telephone is wrong."})
    db.session.commit()
    sign_in(client, tender_house["integrator_specialist"])
    page = text(client.get(made.path))
    assert "The customer has declined to consent:" in page
    assert "The telephone is wrong." in page


@pytest.mark.slow
def test_a_draft_is_nobody_elses(client, tender_house: TenderHouse):
    """Its page and its dates are 404 for who may not know of it; its dates are nobody's before they are fixed."""
    made = tender_house.drafted()
    db.session.commit()
    for path in (made.path, f"{made.path}/dates.ics"):
        assert client.get(path).status_code == 404
    sign_in(client, tender_house["integrator_head"])
    assert client.get(made.path).status_code == 200
    assert client.get(f"{made.path}/dates.ics").status_code == 404


def test_the_dates_for_calendar_programs(client, tender_house: TenderHouse, tender):
    """Questions, paper, bids and opening, each at its instant, under an id that stays."""
    calendar = text(client.get(f"{tender.path}/dates.ics?lang=en"))
    assert calendar.count("BEGIN:VEVENT") == 4
    assert "DTEND:20260327T190000Z" in calendar
    assert "DTSTART:20260330T050000Z" in calendar
    assert f"UID:{tender.number}-bids@qyzmet" in calendar


@pytest.mark.slow
def test_an_incomplete_draft_says_what_is_missing_and_asks_nobody(client, tender_house: TenderHouse):
    """B16: the page before says that no term starts; the draft's page says what is missing, to the customer too."""
    assignment = tender_house.approved_assignment()
    db.session.commit()
    sign_in(client, tender_house["integrator_specialist"])
    typed = {"assignment": assignment.number, "title": "", "contact": "", "paper_address": ""}
    before = text(post(client, "/tenders/new", typed))
    assert "No term starts yet" in before
    assert "whom to ask" in before
    assert "Certificates" in text(post(client, "/tenders/new", typed | {"title": "Certificates", "again": "1"}))
    path = post(client, "/tenders/new", typed | {"confirmed": "1"}).headers["Location"]
    sign_in(client, tender_house["customer_head"])
    seen = text(client.get(path))
    assert "does not say yet whom to ask" in seen
    assert "/act/consent" not in seen
    # The term of ¶ 42, which runs on the design assignment, is shown where the announcement is written.
    assert "until Thursday, 5\u00a0March\u00a02026" in seen or "until Thursday, 5\u00a0March 2026" in seen
