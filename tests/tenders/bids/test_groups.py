"""¶ 49, H39: who is named in a group takes part only once its own head has confirmed; no answer tells of bids."""

import re
from typing import Any

import pytest
from flask import Flask

from qyzmet.database import db
from qyzmet.notifications.models import Notification, OutboxMessage
from qyzmet.procedure import engine
from qyzmet.procedure.refusals import NotInThisState, Refused, Stale
from qyzmet.tenders.bids import pages
from qyzmet.tenders.models import Bid, Tender
from qyzmet.tenders.sealed_models import SealedBid, TakenPart
from tests.api.conftest import Caller
from tests.conftest import SetClock
from tests.signing_in import sign_in
from tests.tenders import bidding
from tests.tenders.house import TenderHouse


@pytest.fixture
def tender(tender_house: TenderHouse) -> Tender:
    """A tender that accepts bids."""
    return tender_house.published()


@pytest.fixture
def callers(app: Flask, tender_house: TenderHouse, tender: Tender) -> dict[str, Caller]:
    """Systems of the suppliers' people and of the offices."""
    keys = [f"supplier{each}_{role}" for each in (1, 2, 3) for role in ("head", "specialist")]
    return {key: Caller(app, tender_house[key]) for key in (*keys, "integrator_head", "auditor", "administrator")}


def refused(house: TenderHouse, bid: Bid, action: str, supplier: int = 1, **body: Any) -> Refused:
    with pytest.raises(Refused) as found:
        bidding.take(house, bid, action, body, supplier)
    return found.value


def grouped(house: TenderHouse, tender: Tender, *members: int, supplier: int = 1) -> Bid:
    """A draft that names the suppliers of these numbers."""
    return bidding.drafted(house, tender, supplier, group=[house.suppliers[each - 1].bin for each in members])


def test_nobody_is_bound_by_being_named(tender_house: TenderHouse, tender: Tender):
    """A19: a group with a member who has not confirmed is not submitted, and its members bid as they like."""
    hostile = grouped(tender_house, tender, 2, 3)
    assert refused(tender_house, hostile, "submit").rule == "H39"
    bidding.join(tender_house, hostile, 2)
    assert refused(tender_house, hostile, "submit").rule == "H39"
    assert db.session.query(TakenPart).count() == 0
    for rival in (2, 3):
        assert bidding.submitted(tender_house, tender, rival).state == "submitted"


@pytest.mark.slow
def test_a_member_reads_the_group_the_prices_and_the_tender(
    callers: dict[str, Caller], tender_house: TenderHouse, tender: Tender
):
    """Of the draft nothing else, in no list and with no notice; for all others there is no such bid."""
    told = [db.session.query(each).count() for each in (Notification, OutboxMessage)]
    draft = grouped(tender_house, tender, 2)
    db.session.commit()
    address = f"/bids/{draft.public_number}"
    read = callers["supplier2_head"].get(address).json
    assert read["data"] == {key: draft.data[key] for key in ("group", "price_lease", "price_service")}
    assert (read["tender"], read["supplier"]) == (tender.public_number, tender_house.suppliers[0].bin)
    assert (read["submitted_at"], read["receipt"], read["actions"]) == (None, None, ["join_group"])
    assert callers["supplier2_head"].get("/bids").json["items"] == []
    assert callers["supplier2_specialist"].get(address).json["actions"] == []
    for key in ("supplier3_head", "integrator_head", "auditor", "administrator"):
        assert callers[key].get(address).status_code == 404
        assert callers[key].post(f"{address}/join_group", {"version": 1}).status_code == 404
    for action in ("submit", "withdraw", "confirm"):
        assert callers["supplier2_head"].post(f"{address}/{action}").status_code in (403, 409)
    assert callers["supplier2_head"].post(f"{address}/save", {"data": {"group": []}}).status_code == 403
    assert callers["supplier1_head"].post(f"{address}/join_group", {"version": 1}).status_code == 403
    assert callers["supplier2_specialist"].post(f"{address}/join_group", {"version": 1}).status_code == 403
    assert [db.session.query(each).count() for each in (Notification, OutboxMessage)] == told


def test_a_member_joins_what_it_has_read(tender_house: TenderHouse, tender: Tender):
    """Another version of group or prices is 412, none 422; what else the leader writes meanwhile disturbs nobody."""
    draft = grouped(tender_house, tender, 2)
    read = bidding.seen(tender_house, draft, "supplier2_head")
    assert read is not None
    with tender_house.as_("supplier1_specialist"):
        engine.save(draft, {"answers": []})
    bidding.take(tender_house, read, "join_group", {"version": read.version}, 2)
    with tender_house.as_("supplier1_specialist"):
        engine.save(draft, {"price_lease": "1.00"})
    with pytest.raises(Stale):
        bidding.take(tender_house, read, "join_group", {"version": 1}, 2)
    with pytest.raises(Stale):
        bidding.take(tender_house, read, "join_group", {"version": 99}, 2)


def test_none_but_a_version_is_asked(callers: dict[str, Caller], tender_house: TenderHouse, tender: Tender):
    """The version that was read is needed: 422 without it."""
    address = f"/bids/{grouped(tender_house, tender, 2).public_number}/join_group"
    db.session.commit()
    assert callers["supplier2_head"].post(address).status_code == 422
    assert callers["supplier2_head"].post(address, {"version": 7}).status_code == 412
    assert callers["supplier2_head"].post(address, {"version": 1}).status_code == 200


def test_a_group_that_is_complete_is_submitted_for_all(
    callers: dict[str, Caller], tender_house: TenderHouse, tender: Tender
):
    """H39 is taken at submit, for all members at once; each has the receipt, and the history who confirmed."""
    bid = grouped(tender_house, tender, 2, 3)
    bidding.join(tender_house, bid, 2)
    bidding.join(tender_house, bid, 3)
    bidding.take(tender_house, bid, "submit")
    assert [act.action for act in bid.acts] == ["join_group", "join_group", "submit"]
    assert bid.acts[0].organisation is tender_house.suppliers[1]
    due = callers["supplier1_head"].get(f"/bids/{bid.public_number}").json["receipt"]
    for key in ("supplier2_head", "supplier3_specialist"):
        assert callers[key].get(f"/bids/{bid.public_number}").json["receipt"] == due
        assert [each["number"] for each in callers[key].get("/bids").json["items"]] == [bid.public_number]
    own = bidding.drafted(tender_house, tender, 2)
    assert refused(tender_house, own, "submit", 2).status == 409


def test_the_refusal_is_one_whatever_a_member_lacks(tender_house: TenderHouse, tender: Tender):
    """Whether a member has not confirmed, has left or bids elsewhere; no confirmation shows to the leader before."""
    bid = grouped(tender_house, tender, 2)
    before = (bid.version, len(bid.acts))
    said = [refused(tender_house, bid, "submit")]
    bidding.join(tender_house, bid, 2)
    member = bidding.seen(tender_house, bid, "supplier2_head")
    assert member is not None
    bidding.take(tender_house, member, "leave_group", supplier=2)
    said.append(refused(tender_house, bid, "submit"))
    bidding.join(tender_house, bid, 2)
    seen = bidding.seen(tender_house, bid)
    assert seen is not None
    assert (seen.version, len(seen.acts)) == before
    bidding.submitted(tender_house, tender, 2)
    said.append(refused(tender_house, bid, "submit"))
    assert len({(each.status, each.detail, each.rule, str(each.errors)) for each in said}) == 1


@pytest.mark.slow
def test_replacing_keeps_confirmations_of_the_same_group_and_prices(tender_house: TenderHouse, tender: Tender):
    """With others the bid waits, its members are free, and it stands once all have joined anew and it is confirmed."""
    bid = bidding.submitted(tender_house, tender, group=[tender_house.suppliers[1].bin])
    bidding.take(tender_house, bid, "replace", {"data": {"answers": bid.data["answers"]}})
    assert (bid.state, db.session.query(TakenPart).count()) == ("submitted", 2)
    bidding.take(tender_house, bid, "replace", {"data": {"price_lease": "2.00"}})
    assert (bid.state, db.session.query(TakenPart).count()) == ("unconfirmed", 1)
    assert refused(tender_house, bid, "confirm").rule == "H39"
    bidding.join(tender_house, bid, 2)
    bidding.take(tender_house, bid, "confirm")
    assert (bid.state, db.session.query(TakenPart).count()) == ("submitted", 2)


@pytest.mark.slow
def test_who_leaves_after_submit_leaves_the_bid_unconfirmed(
    tender_house: TenderHouse, tender: Tender, set_clock: SetClock
):
    """The leader reads it, whoever left is free, and the bid lapses unless replaced or confirmed."""
    bid = bidding.submitted(tender_house, tender, group=[tender_house.suppliers[1].bin])
    member = bidding.seen(tender_house, bid, "supplier2_head")
    assert member is not None
    bidding.take(tender_house, member, "leave_group", supplier=2)
    bid = bidding.seen(tender_house, bid) or bid
    assert (bid.state, bid.acts[-1].action, bid.acts[-1].to_state) == ("unconfirmed", "leave_group", "unconfirmed")
    assert bidding.submitted(tender_house, tender, 2).state == "submitted"
    assert refused(tender_house, bid, "confirm").rule == "H39"
    bidding.closed(tender_house, tender, set_clock)
    assert [each.bidder for each in bidding.opened(tender_house, tender).opened] == [tender_house.suppliers[1]]


def test_a_bid_goes_on_without_who_left(tender_house: TenderHouse, tender: Tender):
    """Replaced by one of its leader alone it stands again."""
    bid = bidding.submitted(tender_house, tender, group=[tender_house.suppliers[1].bin])
    member = bidding.seen(tender_house, bid, "supplier2_head")
    assert member is not None
    bidding.take(tender_house, member, "leave_group", supplier=2)
    bidding.take(tender_house, bid, "replace", {"data": {"group": []}})
    assert bid.state == "submitted"
    assert bidding.seen(tender_house, bid, "supplier2_head") is None


def test_nobody_leaves_after_the_end(tender_house: TenderHouse, tender: Tender, set_clock: SetClock):
    """¶ 47: what leaving would break nobody could mend any more. The opening brings the members' words with the bid."""
    bid = bidding.submitted(tender_house, tender, group=[tender_house.suppliers[1].bin])
    member = bidding.seen(tender_house, bid, "supplier2_head")
    assert member is not None
    bidding.closed(tender_house, tender, set_clock)
    with pytest.raises(NotInThisState):
        bidding.take(tender_house, member, "leave_group", supplier=2)
    (opened,) = bidding.opened(tender_house, tender).opened
    assert [act.action for act in opened.acts] == ["join_group", "submit", "open"]


def asked_by_the_hostile(callers: dict[str, Caller], house: TenderHouse, tender: Tender) -> list[Any]:
    """Every question of a supplier who wants to know whether the second supplier bids, with the answers."""
    head, rival = callers["supplier1_head"], house.suppliers[1].bin
    number = "B-NUMBER"
    answers: list[Any] = []

    def ask(method: str, path: str, body: Any = None) -> Any:
        answer = head.get(path) if method == "GET" else head.post(path, body)
        text = re.sub(r'"request_id": "[^"]*"', "", answer.text.replace(number, "B-NUMBER"))
        answers.append((method, path.replace(number, "B-NUMBER"), answer.status_code, answer.headers.get("ETag"), text))
        return answer

    def data(**changes: Any) -> dict[str, Any]:
        return bidding.data(tender, **({"group": [rival]} | changes))

    number = str(head.post("/bids", {"tender": tender.public_number, "data": {"group": [rival]}}).json["number"])
    for made in ({"group": [rival]}, data(), data(price_lease=None), data(statements=[])):
        ask("POST", f"/bids/{number}/save", {"data": made})
        ask("GET", f"/bids/{number}")
        for action in ("submit", "confirm", "replace", "withdraw", "join_group", "leave_group"):
            ask("POST", f"/bids/{number}/{action}", {"data": made} if action == "replace" else {})
    ask("POST", f"/bids/{number}/save", {"data": data(group=[])})
    for part in ("receipt", "received_at", "hash"):
        ask("GET", f"/bids/{number}")
        ask("GET", f"/bids?q={part}")
    for made in ({"group": [rival]}, {"price_lease": "3.00"}, {"group": []}):
        ask("POST", f"/bids/{number}/replace", {"data": made})
    ask("GET", "/bids")
    ask("GET", "/bids?limit=1")
    ask("GET", f"/bids?organisation={rival}")
    ask("GET", f"/tenders/{tender.public_number}")
    ask("GET", "/tenders")
    # Its own bid goes, so that nothing but the rival's differs from one asking to the next.
    row = db.session.query(SealedBid).filter_by(number=number).one()
    db.session.query(TakenPart).filter_by(bid_id=row.id).delete()
    db.session.delete(row)
    db.session.commit()
    return answers


@pytest.mark.slow
def test_no_answer_tells_whether_a_rival_bids(callers: dict[str, Caller], tender_house: TenderHouse, tender: Tender):
    """A20: every question is answered alike without a rival's bid, with its draft, and with its bid standing."""
    for key in callers:
        callers[key].get("/bids")
    without = asked_by_the_hostile(callers, tender_house, tender)
    rivals = bidding.drafted(tender_house, tender, 2)
    with_draft = asked_by_the_hostile(callers, tender_house, tender)
    bidding.take(tender_house, rivals, "submit", supplier=2)
    with_bid = asked_by_the_hostile(callers, tender_house, tender)
    assert with_draft == without
    assert with_bid == without


def test_the_member_s_page_says_what_comes_next(tender_house: TenderHouse, tender: Tender):
    """It asks for joining; then it waits for the leader to submit; it asks anew once group or prices are changed."""
    bid = grouped(tender_house, tender, 2)
    member = bidding.seen(tender_house, bid, "supplier2_head")
    assert member is not None
    assert "takes part only once its head has joined" in pages.now_text(member)
    left = refused(tender_house, member, "leave_group", 2)
    assert (left.status, left.rule) == (409, "H39")
    bidding.join(tender_house, bid, 2)
    joined = bidding.seen(tender_house, bid, "supplier2_head")
    assert joined is not None
    assert "has joined the group" in pages.now_text(joined)
    with tender_house.as_("supplier1_head"):
        engine.save(bid, {"price_lease": "3.00"})
    changed = bidding.seen(tender_house, bid, "supplier2_head")
    assert changed is not None
    assert "takes part only once its head has joined" in pages.now_text(changed)


def test_the_member_reads_what_it_confirms_and_types_no_version(app: Flask, tender_house: TenderHouse, tender: Tender):
    """The page of joining shows leader, members and prices; the version that was read goes along unseen."""
    bid = grouped(tender_house, tender, 2)
    db.session.commit()
    browser = sign_in(app.test_client(), tender_house["supplier2_head"])
    page = browser.get(f"/tenders/{bid.public_number}/act/join_group?lang=en").get_data(as_text=True)
    for shown in (tender_house.suppliers[0].name_en, tender_house.suppliers[1].name_en, "Price of the IC service"):
        assert shown in page
    assert re.findall(r'<input[^>]*name="version"[^>]*>', page) == [
        f'<input type="hidden" name="version" value="{bid.version}">'
    ]
