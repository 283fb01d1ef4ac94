"""The pages of the decision: what the chair proposes, the vote of each, what was typed kept, protocols whole."""

import re

import pytest
from flask.testing import FlaskClient

from qyzmet.database import db
from tests.signing_in import bearer, post, sign_in
from tests.tenders.resolving import OFFERS, bid_of, decided, decision, ranked, without_bids
from tests.tenders.voting import VOTERS, vote


def typed(house, tender, supplier=1, **changes):
    """The form as the chair fills it in."""
    return {
        "version": house.version("chair", tender),
        "winner": bid_of(house, tender, supplier).public_number,
        "ready_within_working_days": "60",
        "grounds": "",
    } | changes


def test_the_form_has_the_bids_by_rank(client: FlaskClient, tender_house, set_clock):
    """The chair finds the bids that can be chosen with rank, points and price, and nobody else's vote to fill in."""
    tender = ranked(tender_house, set_clock, OFFERS[:2])
    db.session.commit()
    sign_in(client, tender_house["chair"])
    page = client.get(f"{tender.path}/act/decide")
    assert page.status_code == 200
    assert tender_house["member1"].full_name not in page.text
    first, second = (bid_of(tender_house, tender, number).public_number for number in (1, 2))
    assert page.text.index(f'value="{first}"') < page.text.index(f'value="{second}"')
    assert re.search(rf'value="{first}"\s+checked', page.text)


@pytest.mark.slow
def test_a_proposal_is_asked_once_more_and_recorded(client: FlaskClient, tender_house, set_clock):
    """The page asks once more, and then the proposal stands on the tender's page, with who has still to vote."""
    tender = ranked(tender_house, set_clock, OFFERS[:2])
    db.session.commit()
    sign_in(client, tender_house["chair"])
    address = f"{tender.path}/act/decide"
    assert "What will be recorded" in post(client, address, data=typed(tender_house, tender)).text
    assert post(client, address, data=typed(tender_house, tender, confirmed="1")).status_code == 302
    page = client.get(tender.path).text
    assert "What the chair proposes" in page
    assert "0 of 5 have voted; the quorum is 4" in page
    assert page.count("has not voted yet") == 5
    assert "highest score" in page


def test_nothing_typed_is_lost_by_a_refusal(client: FlaskClient, tender_house, set_clock):
    """Another than the first without grounds comes back with what was typed and the error at its field."""
    tender = ranked(tender_house, set_clock, OFFERS[:2])
    db.session.commit()
    sign_in(client, tender_house["chair"])
    sent = typed(tender_house, tender, 2, ready_within_working_days="77")
    answer = post(client, f"{tender.path}/act/decide", data=sent)
    assert answer.status_code == 422
    assert 'value="77"' in answer.text
    assert "give the grounds" in answer.text


@pytest.mark.slow
def test_a_decision_where_nobody_is_named_is_proposed_on_its_page(client: FlaskClient, tender_house, set_clock):
    """The page says what is lawful and why and asks for grounds; the protocol is public when it is in force."""
    tender = without_bids(tender_house, set_clock)
    db.session.commit()
    sign_in(client, tender_house["chair"])
    address = f"{tender.path}/act/reannounce"
    assert "the Commission decides to announce the tender again" in client.get(address).text
    sent = {"version": tender_house.version("chair", tender), "grounds": "No bid came in. We try again."}
    assert "What will be recorded" in post(client, address, data=sent).text
    assert post(client, address, data=sent | {"confirmed": "1"}).status_code == 302
    assert "We try again." not in app_without_session(client).get(tender.path).text
    vote(tender_house, tender)
    db.session.commit()
    page = app_without_session(client).get(tender.path).text
    assert "No bid came in. We try again." in page
    assert tender_house["member1"].full_name in page


@pytest.mark.slow
def test_a_proposal_is_the_commissions_until_it_is_in_force(client: FlaskClient, tender_house, set_clock):
    """Only the Commission reads it, on the page and over the API; how somebody voted, nobody yet."""
    tender = ranked(tender_house, set_clock, OFFERS[:2])
    body = decision(tender_house, tender)
    tender_house.take(tender, "chair", "decide", body)
    vote(tender_house, tender, VOTERS[:2], {"member1": "Not convinced at all."})
    db.session.commit()
    address = f"/api/v1/tenders/{tender.number}"
    for key, sees in (
        ("member2", True),
        ("secretary", True),
        ("auditor", False),
        ("customer_head", False),
        ("supplier1_head", False),
    ):
        shown = client.get(address, headers=bearer(tender_house[key])).json
        assert ("decision" in [each["kind"] for each in shown["protocols"]]) == sees, key
        assert shown["supplier"] is None
        if sees:
            assert shown["proposal"] == {
                "action": "decide",
                "body": body,
                "hash": tender.protocols[-1].hash,
                "signed": [tender_house[voter].public_id for voter in VOTERS[:2]],
            }
            assert {each["for"] for each in shown["protocols"][-1]["signatures"]} == {None}
        else:
            assert shown["proposal"] is None
        sign_in(client, tender_house[key])
        page = client.get(tender.path).text
        assert ("What the chair proposes" in page) == sees, key
        assert ("voted and signed the protocol" in page) == sees, key
        assert "Not convinced at all." not in page
    public = app_without_session(client).get(tender.path).text
    assert "proposed the supplier" not in public
    vote(tender_house, tender, VOTERS[2:])
    db.session.commit()
    shown = app_without_session(client).get(address).json
    found = next(each for each in shown["protocols"] if each["kind"] == "decision")
    assert [each["for"] for each in found["signatures"]] == [True, False, True, True, True]
    assert (found["carried"], found["rule"], shown["proposal"]) == (True, "¶ 73", None)
    assert shown["supplier"] == tender_house.suppliers[0].bin
    assert [each["dissent"] for each in shown["votes"]][1] == "Not convinced at all."


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


@pytest.mark.slow
def test_a_member_reads_the_whole_protocol_and_votes(client: FlaskClient, tender_house, set_clock):
    """The page of the vote shows the supplier, the text and the ranking; against it a dissent is needed; asked once."""
    tender = ranked(tender_house, set_clock, OFFERS[:2])
    tender_house.take(tender, "chair", "decide", decision(tender_house, tender))
    vote(tender_house, tender, VOTERS[:4])
    db.session.commit()
    sign_in(client, tender_house["member4"])
    address = f"{tender.path}/act/sign_protocol"
    page = client.get(address).text
    hash_ = tender.protocols[-1].hash
    assert tender_house.suppliers[0].name_en in page
    assert "within 60 working days" in page
    assert f'value="{hash_}"' in page
    sent = {"version": tender_house.version("member4", tender), "hash": hash_, "for": "no", "dissent": ""}
    refused = post(client, address, data=sent)
    assert refused.status_code == 422
    assert "give the dissenting opinion" in refused.text
    sent |= {"for": "yes", "dissent": "With a doubt."}
    asked = post(client, address, data=sent).text
    assert "With a doubt." in asked
    # What the vote would lead to would tell how the others have voted.
    assert "supplier named" not in asked
    assert post(client, address, data=sent | {"confirmed": "1"}).status_code == 302
    db.session.expire_all()
    assert tender.state == "decided"
    assert "/act/sign_protocol" not in client.get(tender.path).text


def test_a_vote_on_what_was_withdrawn_meanwhile_is_kept_and_shown(client: FlaskClient, tender_house, set_clock):
    """The chair proposed anew while a member was reading: what was typed stands there, and nothing is recorded."""
    tender = ranked(tender_house, set_clock, OFFERS[:2])
    tender_house.take(tender, "chair", "decide", decision(tender_house, tender))
    read = tender.protocols[-1].hash
    tender_house.take(tender, "chair", "decide", decision(tender_house, tender, ready_within_working_days=90))
    db.session.commit()
    sign_in(client, tender_house["member4"])
    sent = {"version": tender_house.version("member4", tender), "hash": read, "for": "no", "dissent": "Too long."}
    answer = post(client, f"{tender.path}/act/sign_protocol", data=sent)
    assert answer.status_code == 409
    assert "Too long." in answer.text
    assert "read that one" in answer.text


@pytest.mark.slow
def test_members_reach_the_bids_from_the_page_of_the_tender(client: FlaskClient, tender_house, set_clock):
    """The minutes lead to each bid for those who may read it, and for nobody else."""
    tender = ranked(tender_house, set_clock, OFFERS[:2])
    db.session.commit()
    number = bid_of(tender_house, tender, 1).public_number
    for key, reaches in (("member1", True), ("secretary", True)):
        sign_in(client, tender_house[key])
        assert (f'href="/tenders/{number}"' in client.get(tender.path).text) == reaches, key
        assert client.get(f"/tenders/{number}").status_code == 200
    assert f'href="/tenders/{number}"' not in app_without_session(client).get(tender.path).text
