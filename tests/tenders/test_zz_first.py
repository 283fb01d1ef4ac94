from qyzmet.database import db
from qyzmet.tenders import sealed_bids
from qyzmet.tenders.bid_models import TakenPart
from tests.tenders import bidding


def test_first(tender_house):
    tender = tender_house.published()
    bid = bidding.submitted(tender_house, tender)
    assert bid.state == "submitted"
    assert bidding.seen(tender_house, bid).state == "submitted"
    for key in ("supplier2_head", "integrator_head", "auditor", "administrator", "chair"):
        assert bidding.seen(tender_house, bid, key) is None
    bidding.take(tender_house, bid, "replace", {"data": {"price_lease": "1.00"}})
    assert bid.data["price_lease"] == "1.00"
    with tender_house.as_("supplier1_head") as a:
        assert [b.public_number for b in sealed_bids.mine(a)] == [bid.public_number]
    bidding.take(tender_house, bid, "withdraw")
    assert bidding.seen(tender_house, bid).state == "withdrawn"
    assert db.session.query(TakenPart).count() == 0


def test_open(tender_house, set_clock):
    tender = tender_house.published()
    bid = bidding.submitted(tender_house, tender)
    two = bidding.submitted(tender_house, tender, 2)
    bidding.drafted(tender_house, tender, 3)
    bidding.closed(tender_house, tender, set_clock)
    found = bidding.opened(tender_house, tender)
    assert {b.public_number for b in found.opened} == {bid.public_number, two.public_number}
    b = bidding.seen(tender_house, bid)
    assert b.state == "opened" and b.id
    assert found.unreadable == {}
    print([(a.action, a.at, a.to_state) for a in b.acts])
    from qyzmet.documents import service as documents

    print(documents.of_procedure(b))
