"""Votes, declarations and points given at the same moment: of each person one record (Law 45-1; H22)."""

import pytest
from flask import Flask
from sqlalchemy import select

from qyzmet.database import db
from qyzmet.tenders.bids import opened_bids
from qyzmet.tenders.decision import choice
from qyzmet.tenders.models import Score
from tests.signing_in import bearer
from tests.tenders import sitting
from tests.tenders.bids.test_at_once import app as app
from tests.tenders.bids.test_at_once import at_once, poster
from tests.tenders.resolving import OFFERS, decision, ranked
from tests.tenders.voting import VOTERS, ballot, resolve, vote

# It works on a database of its own.
pytestmark = pytest.mark.slow


@pytest.fixture
def proposed(tender_house, set_clock):
    """A ranked tender whose chair has proposed the first supplier."""
    tender = ranked(tender_house, set_clock, OFFERS[:2])
    tender_house.take(tender, "chair", "decide", decision(tender_house, tender))
    db.session.commit()
    return tender


@pytest.mark.parametrize("last", [False, True])
def test_eight_votes_of_one_person_at_once_are_one(app: Flask, tender_house, proposed, last):
    """A double click, or a system that tries again: one is recorded, the others are refused; also the last vote."""
    if last:
        vote(tender_house, proposed, VOTERS[:4])
    body = ballot(proposed)
    db.session.commit()
    path = f"/tenders/{proposed.number}/sign_protocol"
    answers = at_once(*[poster(app, bearer(tender_house["member4"]), path, body)] * 8)
    assert sorted(answers) == [200, *[409] * 7]
    db.session.expire_all()
    assert [each.action for each in proposed.acts].count("sign_protocol") == (10 if last else 6)
    assert proposed.state == ("decided" if last else "ranked")


def test_all_votes_at_once_are_one_record_each(app: Flask, tender_house, proposed):
    """Five members press at the same moment: five votes, and the decision is taken once."""
    body = ballot(proposed)
    db.session.commit()
    path = f"/tenders/{proposed.number}/sign_protocol"
    answers = at_once(*(poster(app, bearer(tender_house[key]), path, body) for key in VOTERS))
    assert answers == [200] * 5
    db.session.expire_all()
    assert proposed.state == "decided"
    assert len(choice.in_force(proposed).signatures) == 5
    assert [(act.action, act.to_state) for act in proposed.acts].count(("decide", "decided")) == 1


@pytest.mark.parametrize(("action", "body"), [("declare", {"interest": False, "reason": ""})])
def test_eight_declarations_at_once_are_one(app: Flask, tender_house, action, body):
    """Law 45-1: one declaration of a person is recorded; the same once more is refused."""
    tender = sitting.published(tender_house)
    sitting.set_up(tender_house, tender)
    db.session.commit()
    answers = at_once(*[poster(app, bearer(tender_house["member1"]), f"/tenders/{tender.number}/{action}", body)] * 8)
    assert sorted(answers) == [200, *[409] * 7]
    db.session.expire_all()
    assert [act.action for act in tender.acts].count("declare") == 1


def test_eight_scores_of_one_person_at_once_are_one_row_each(app: Flask, tender_house, set_clock):
    """¶ 19: what is given again takes the place of what was given before."""
    tender = sitting.opened(tender_house, set_clock, "50000000.00")
    resolve(tender_house, tender, "examine", sitting.results(opened_bids.all_of(tender)))
    body = sitting.scores(opened_bids.all_of(tender))
    db.session.commit()
    answers = at_once(*[poster(app, bearer(tender_house["member1"]), f"/tenders/{tender.number}/score", body)] * 8)
    assert answers == [200] * 8
    db.session.expire_all()
    rows = db.session.scalars(select(Score).where(Score.tender_id == tender.id)).all()
    assert len(rows) == 2
