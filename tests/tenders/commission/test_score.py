"""¶ 19: each member scores alone and unseen; the ranking is exact and stays what it was."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from qyzmet.audit.models import AuditRecord
from qyzmet.database import db
from qyzmet.notifications.models import Notification
from qyzmet.procedure import editions, engine
from qyzmet.procedure.models import Edition
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours
from qyzmet.tenders.bids import opened_bids
from qyzmet.tenders.commission import api, points, ranking
from qyzmet.tenders.models import Score, Tender
from qyzmet.tenders.procedure.house_rules import LEASE_PRICE
from qyzmet.tenders.procedure.states import RANKED, SCORING
from tests.conftest import SetClock
from tests.tenders import sitting, voting
from tests.tenders.house import TenderHouse
from tests.tenders.rules.test_scoring import oracle
from tests.tenders.sitting import VOTERS

PRICES = ("50000000.00", "40000000.00")


@pytest.fixture
def scoring(tender_house: TenderHouse, set_clock: SetClock) -> Tender:
    """A tender whose two bids comply and wait for points."""
    tender = sitting.opened(tender_house, set_clock, *PRICES)
    voting.resolve(tender_house, tender, "examine", sitting.results(opened_bids.all_of(tender)))
    return tender


def give(house: TenderHouse, tender: Tender, key: str, value: str = "4") -> None:
    """The person gives every bid these points."""
    house.take(tender, key, "score", sitting.scores(opened_bids.all_of(tender), value))


def wrong(house: TenderHouse, tender: Tender, row: dict[str, Any]) -> dict[str, list[str]]:
    """By field, why this row is refused."""
    first = sitting.scores(opened_bids.all_of(tender))["scores"][0]
    with pytest.raises(Invalid) as refusal, house.as_("member1"):
        engine.take(tender, "score", {"scores": [first | row]})
    return refusal.value.errors


def test_until_all_have_scored_nothing_shows(tender_house: TenderHouse, scoring: Tender):
    """No act, version, audit record or notice of it; the others see no points, the member sees the own."""
    version = scoring.version
    before = db.session.query(AuditRecord).count(), db.session.query(Notification).count(), len(scoring.acts)
    give(tender_house, scoring, "member1")
    db.session.commit()
    db.session.refresh(scoring)
    after = db.session.query(AuditRecord).count(), db.session.query(Notification).count(), len(scoring.acts)
    assert (scoring.version, after) == (version, before)
    with tender_house.as_("member1"):
        assert len(api.extras(scoring, None)["scores"]) == 4
    with tender_house.as_("chair"):
        assert api.extras(scoring, None)["scores"] == []
    for key in ("customer_head", "auditor", "secretary", "supplier1_head"):
        with tender_house.as_(key):
            assert "scores" not in api.extras(scoring, None)


def test_the_last_ones_points_rank_the_bids(tender_house: TenderHouse, scoring: Tender):
    """When all have scored everything the bids are ranked, and everybody's points are everybody's to see."""
    for key in VOTERS[:-1]:
        give(tender_house, scoring, key)
        assert scoring.state == SCORING
    give(tender_house, scoring, VOTERS[-1])
    assert scoring.state == RANKED
    act = scoring.acts[-1]
    assert act.action == "score"
    assert len(act.body["scores"]) == 20
    with tender_house.as_("supplier2_head"):
        assert len(api.extras(scoring, None)["scores"]) == 20


def test_points_may_be_given_again_until_the_end(tender_house: TenderHouse, scoring: Tender):
    """The later ones replace the earlier; some may be given first and the rest later."""
    rows = sitting.scores(opened_bids.all_of(scoring))["scores"]
    tender_house.take(scoring, "member1", "score", {"scores": rows[:1]})
    tender_house.take(scoring, "member1", "score", {"scores": [rows[0] | {"points": "2.5"}, *rows[1:]]})
    mine = points.own(scoring, tender_house["member1"])
    assert mine[rows[0]["bid"], "approach"] == "2.5"
    assert db.session.query(Score).count() == 4
    give(tender_house, scoring, "chair")
    for key in VOTERS[1:]:
        give(tender_house, scoring, key)
    with pytest.raises(NotInThisState), tender_house.as_("member1"):
        engine.take(scoring, "score", sitting.scores(opened_bids.all_of(scoring)))


def test_points_out_of_scale_are_refused_at_their_field(tender_house: TenderHouse, scoring: Tender):
    """Above the highest, no whole yes or no, for the price, by no criterion, for no bid: 422, and nothing is kept."""
    assert list(wrong(tender_house, scoring, {"points": "5.000001"})) == ["scores.0.points"]
    assert list(wrong(tender_house, scoring, {"criterion": "licence", "points": "0.5"})) == ["scores.0.points"]
    assert list(wrong(tender_house, scoring, {"criterion": "price"})) == ["scores.0.points"]
    assert list(wrong(tender_house, scoring, {"criterion": "beauty"})) == ["scores.0.criterion"]
    assert list(wrong(tender_house, scoring, {"bid": "B-NOBODY"})) == ["scores.0.bid"]
    assert db.session.query(Score).count() == 0


def test_nobody_scores_for_another(tender_house: TenderHouse, scoring: Tender):
    """Points are the taker's, whatever is sent; without a vote, or a declaration, nobody scores."""
    give(tender_house, scoring, "member1")
    assert {row.user_id for row in db.session.query(Score)} == {tender_house["member1"].id}
    for key in ("secretary", "customer_head", "supplier1_head"):
        with pytest.raises(NotYours), tender_house.as_(key):
            engine.take(scoring, "score", sitting.scores(opened_bids.all_of(scoring)))


@pytest.mark.slow
def test_who_has_not_declared_does_not_score(tender_house: TenderHouse, set_clock: SetClock):
    """Law 45-1: said in words."""
    tender = sitting.published(tender_house)
    sitting.set_up(tender_house, tender)
    declared = ("chair", "member2", "member3", "member4")
    sitting.declared(tender_house, tender, declared)
    tender = sitting.opened(tender_house, set_clock, *PRICES, tender=tender)
    tender_house.take(tender, "chair", "examine", sitting.results(opened_bids.all_of(tender)))
    voting.vote(tender_house, tender, declared)
    with pytest.raises(NotInThisState, match="Declare first"), tender_house.as_("member1"):
        engine.take(tender, "score", sitting.scores(opened_bids.all_of(tender)))


def test_the_chair_closes_with_a_quorum_of_those_who_scored_everything(tender_house: TenderHouse, scoring: Tender):
    """H22: three of five, and a fourth who left one point open, are too few; with four it closes without the fifth."""
    for key in VOTERS[:3]:
        give(tender_house, scoring, key)
    rows = sitting.scores(opened_bids.all_of(scoring), "1")["scores"]
    tender_house.take(scoring, VOTERS[3], "score", {"scores": rows[:3]})
    with pytest.raises(NotInThisState, match="at least 4 of 5"), tender_house.as_("chair"):
        engine.take(scoring, "close_scoring", {})
    with pytest.raises(NotYours), tender_house.as_("member1"):
        engine.take(scoring, "close_scoring", {})
    give(tender_house, scoring, VOTERS[4])
    tender_house.take(scoring, "chair", "close_scoring")
    assert scoring.state == RANKED
    assert ranking.of(scoring).incomplete == (tender_house[VOTERS[3]].public_id,)


def test_the_ranking_is_what_an_independent_reader_counts(tender_house: TenderHouse, scoring: Tender):
    """Exact fractions from the rows: as the oracle of the rules counts them, whatever order they came in."""
    for key, value in zip(VOTERS, ("5", "4", "4", "3", "4"), strict=True):
        give(tender_house, scoring, key, value)
    given = {(row["user"], row["bid"], row["criterion"]): Decimal(row["points"]) for row in points.written(scoring)}
    bids = [ranking.judged(bid) for bid in opened_bids.all_of(scoring)]
    chair = tender_house["chair"].public_id
    expected = oracle(points.criteria_of(scoring), bids, sitting.voters(scoring), given, chair, 1)
    found = ranking.of(scoring)
    assert [(item.bid, item.total) for item in found.items] == expected
    # 4 of 5 points by 60, and the price: the cheaper whole, the dearer 4/5 of 40.
    assert [item.total for item in found.items] == [Fraction(88), Fraction(80)]


def test_what_changes_later_changes_no_ranking(tender_house: TenderHouse, scoring: Tender):
    """Weights changed after the publication, the house rule on prices, and who steps aside: the ranking stays."""
    for key in VOTERS:
        give(tender_house, scoring, key)
    before = ranking.of(scoring)
    heavier = [{"key": "price", "name": "Price", "kind": "price", "weight": "100"}]
    scoring.assignment.data = {**scoring.assignment.data, "criteria": heavier}
    edition = db.session.get_one(Edition, scoring.edition_key)
    editions.change_house_rule("H31", edition, LEASE_PRICE, tender_house["administrator"])
    tender_house.take(scoring, "member1", "declare", {"interest": True, "reason": "A share."})
    assert ranking.of(scoring) == before


def test_a_member_who_steps_aside_is_waited_for_no_more(tender_house: TenderHouse, scoring: Tender):
    """Law 45-1: whose interest came up while scoring does not count; the others' points rank the bids."""
    for key in VOTERS[:3]:
        give(tender_house, scoring, key)
    give(tender_house, scoring, "member4", "1")
    tender_house.take(scoring, "member4", "declare", {"interest": True, "reason": "A share."})
    give(tender_house, scoring, "member3")
    assert scoring.state == RANKED
    assert tender_house["member4"].public_id not in scoring.acts[-1].body["members"]
    assert ranking.of(scoring).items[0].total == Fraction(88)
