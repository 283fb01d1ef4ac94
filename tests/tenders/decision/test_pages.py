"""The pages of the decision: a row for each voter, what was typed kept, protocols with every step."""

import re

from flask.testing import FlaskClient

from qyzmet.database import db
from qyzmet.tenders.decision import sign_protocol
from tests.signing_in import bearer, post, sign_in
from tests.tenders.resolving import OFFERS, VOTERS, bid_of, decided, decision, ranked, votes, without_bids


def typed(house, tender, supplier=1, **changes):
    """The form as the chair fills it in: everybody for it, but for member 4, who took no part."""
    sent = {
        "version": tender.version,
        "winner": bid_of(house, tender, supplier).public_number,
        "ready_within_working_days": "60",
        "grounds": "",
    }
    for place, key in enumerate(VOTERS):
        sent[f"votes-{place}-user"] = house[key].public_id
        sent[f"votes-{place}-dissent"] = ""
        if key != "member4":
            sent[f"votes-{place}-for"] = "yes"
    return sent | changes


def test_the_form_has_a_row_for_each_voter_and_the_bids_by_rank(client: FlaskClient, tender_house, set_clock):
    """The chair finds everybody with a vote, and the bids that can be chosen with rank, points and price."""
    tender = ranked(tender_house, set_clock, OFFERS[:2])
    db.session.commit()
    sign_in(client, tender_house["chair"])
    page = client.get(f"{tender.path}/act/decide")
    assert page.status_code == 200
    for key in VOTERS:
        assert tender_house[key].full_name in page.text
    assert tender_house["secretary"].full_name not in re.findall(r"<legend.*?</legend>", page.text, re.S)
    first, second = (bid_of(tender_house, tender, number).public_number for number in (1, 2))
    assert page.text.index(f'value="{first}"') < page.text.index(f'value="{second}"')
    assert re.search(rf'value="{first}"\s+checked', page.text)


def test_a_decision_is_asked_once_more_and_recorded(client: FlaskClient, tender_house, set_clock):
    """Who was left unanswered took no part; the page asks once more, with names, and then the protocol is there."""
    tender = ranked(tender_house, set_clock, OFFERS[:2])
    db.session.commit()
    sign_in(client, tender_house["chair"])
    address = f"{tender.path}/act/decide"
    asked = post(client, address, data=typed(tender_house, tender))
    assert "What will be recorded" in asked.text
    assert tender_house["member1"].full_name in asked.text
    assert tender_house["member4"].full_name not in asked.text
    assert post(client, address, data=typed(tender_house, tender, confirmed="1")).status_code == 302
    db.session.expire_all()
    found = sign_protocol.pending(tender)
    assert len(found.data["votes"]) == 4
    page = client.get(tender.path).text
    assert "waits for signatures" in page
    assert "highest score" in page


def test_nothing_typed_is_lost_by_a_refusal(client: FlaskClient, tender_house, set_clock):
    """A dissent without grounds comes back with its text, the error at its field, and the rows of all voters."""
    tender = ranked(tender_house, set_clock, OFFERS[:2])
    db.session.commit()
    sign_in(client, tender_house["chair"])
    sent = typed(tender_house, tender, 2)
    sent |= {"votes-1-for": "no", "votes-1-dissent": "", "votes-2-dissent": "A word of mine."}
    answer = post(client, f"{tender.path}/act/decide", data=sent)
    assert answer.status_code == 422
    assert "A word of mine." in answer.text
    assert "whoever votes against it says why" in answer.text
    assert "give the grounds" in answer.text
    assert tender_house["member4"].full_name in answer.text


def test_a_decision_where_nobody_is_named_is_recorded_on_its_page(client: FlaskClient, tender_house, set_clock):
    """The page says what is lawful and why, asks for grounds and votes, and publishes the protocol at once."""
    tender = without_bids(tender_house, set_clock)
    db.session.commit()
    sign_in(client, tender_house["chair"])
    address = f"{tender.path}/act/reannounce"
    assert "the Commission decides to announce the tender again" in client.get(address).text
    sent = typed_outcome(tender_house, tender)
    assert "What will be recorded" in post(client, address, data=sent).text
    assert post(client, address, data=sent | {"confirmed": "1"}).status_code == 302
    client.get("/account/sign-out")
    page = client.get(tender.path).text
    assert "No bid came in. We try again." in page
    assert tender_house["member1"].full_name in page


def typed_outcome(house, tender):
    sent = {"version": tender.version, "grounds": "No bid came in. We try again."}
    for place, key in enumerate(VOTERS):
        sent |= {f"votes-{place}-user": house[key].public_id, f"votes-{place}-for": "yes"}
    return sent


def test_a_protocol_is_the_commissions_until_it_is_signed(client: FlaskClient, tender_house, set_clock):
    """Before the quorum has signed only the Commission and an auditor read it, on the page and over the API."""
    tender = ranked(tender_house, set_clock, OFFERS[:2])
    dissent = votes(tender_house, {"member1": "Not convinced at all."})
    tender_house.take(tender, "chair", "decide", decision(tender_house, tender, votes=dissent))
    db.session.commit()
    address = f"/api/v1/tenders/{tender.number}"
    for key, sees in (("member2", True), ("secretary", True), ("auditor", True), ("customer_head", False)):
        shown = client.get(address, headers=bearer(tender_house[key])).json
        assert ("decision" in [each["kind"] for each in shown["protocols"]]) == sees, key
        assert shown["supplier"] is None
        sign_in(client, tender_house[key])
        assert ("Not convinced at all." in client.get(tender.path).text) == sees, key
    assert "decision" not in [each["kind"] for each in client.get(address).json["protocols"]]
    for key in VOTERS[:4]:
        tender_house.take(tender, key, "sign_protocol")
    db.session.commit()
    shown = app_without_session(client).get(address).json
    found = next(each for each in shown["protocols"] if each["kind"] == "decision")
    assert len(found["signatures"]) == 4
    assert shown["supplier"] == tender_house.suppliers[0].bin
    assert [vote["dissent"] for vote in shown["votes"]][1] == "Not convinced at all."


def app_without_session(client: FlaskClient) -> FlaskClient:
    """A browser that is not signed in."""
    return client.application.test_client()


def test_the_page_of_a_decided_tender_reads_in_each_language(client: FlaskClient, tender_house, set_clock):
    """Supplier, term for readiness, ranking with its steps and signatures, in Kazakh, Russian and English."""
    tender = decided(tender_house, ranked(tender_house, set_clock, OFFERS[:2]))
    db.session.commit()
    for language in ("kk", "ru", "en"):
        page = client.get(f"{tender.path}?lang={language}")
        assert page.status_code == 200
        assert tender_house.suppliers[0].bin in page.text
        assert tender_house["member1"].full_name in page.text


def test_signing_a_protocol_is_asked_once(client: FlaskClient, tender_house, set_clock):
    """A member confirms the signature; the page says what it will lead to."""
    tender = ranked(tender_house, set_clock, OFFERS[:2])
    tender_house.take(tender, "chair", "decide", decision(tender_house, tender))
    for key in VOTERS[:3]:
        tender_house.take(tender, key, "sign_protocol")
    db.session.commit()
    sign_in(client, tender_house["member3"])
    address = f"{tender.path}/act/sign_protocol"
    assert "supplier named" in client.get(address).text
    assert post(client, address, data={"version": tender.version, "confirmed": "1"}).status_code == 302
    db.session.expire_all()
    assert tender.state == "decided"
    assert "/act/sign_protocol" not in client.get(tender.path).text
