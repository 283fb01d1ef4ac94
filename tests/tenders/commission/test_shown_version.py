"""What the version of a tender tells to whom: nobody counts by it what they cannot read (contract: `version`, ETag)."""

import datetime as dt
from typing import Any

import pytest
from flask import Flask

from qyzmet.context import NOBODY, acting
from qyzmet.database import db
from qyzmet.procedure.pages import page_parts
from qyzmet.tenders.bids import opened_bids
from qyzmet.tenders.commission.voting import proposals
from qyzmet.tenders.models import Tender
from tests.conftest import SetClock
from tests.tenders import bidding, sitting
from tests.tenders.commission.test_api import Callers
from tests.tenders.house import TenderHouse
from tests.tenders.voting import VOTERS

# Nobody, a rival, a party's head and administrator, an auditor of everything, and one who sits in the Commission.
READERS = ("", "supplier3_head", "customer_head", "integrator_administrator", "auditor", "member4")


class Watched:
    """A tender, and what each reader reads of it before and after each act."""

    def __init__(self, app: Flask, house: TenderHouse, tender: Tender) -> None:
        self.call, self.house, self.tender = Callers(app, house), house, tender
        self.path = f"/tenders/{tender.number}"

    def read(self) -> dict[str, dict[str, Any]]:
        """The tender as each reads it, its version apart, which is the ETag too."""
        answers = {key: self.call[key].get(self.path) for key in READERS}
        for answer in answers.values():
            assert answer.headers["ETag"] == f'"{answer.json["version"]}"'
        return {key: answer.json | {"history": self.history(key)} for key, answer in answers.items()}

    def history(self, key: str) -> list[str]:
        """The acts that the tender's page names to that reader."""
        with self.house.as_(key) if key else acting(NOBODY):
            return [f"{each.done} {each.by}" for each in page_parts.history(db.session.merge(self.tender))]

    def take(self, key: str, action: str, body: Any = None) -> set[str]:
        """Take the act, and give the readers whose version has risen. It rises exactly with what they read."""
        before = self.read()
        answer = self.call[key].post(
            f"{self.path}/{action}", body, If_Match=str(self.call[key].get(self.path).json["version"])
        )
        assert answer.status_code == 200, (action, answer.text)
        after = self.read()
        risen = {each for each in READERS if after[each]["version"] > before[each]["version"]}
        changed = {each for each in READERS if _content(after[each]) != _content(before[each])}
        assert risen == changed, (key, action, "risen beside changed", risen, changed)
        return risen

    def ballot(self) -> dict[str, Any]:
        found = proposals.open_of(db.session.merge(self.tender))
        assert found is not None
        return {"for": True, "dissent": "", "hash": found.hash}


def _content(shown: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in shown.items() if key != "version"}


@pytest.fixture
def watched(app: Flask, tender_house: TenderHouse, set_clock: SetClock) -> Watched:
    """A tender that accepts bids, two of which are in."""
    tender = sitting.published(tender_house)
    for supplier in (1, 2):
        bidding.submitted(tender_house, tender, supplier)
        set_clock.forward(minutes=1)
    db.session.commit()
    return Watched(app, tender_house, tender)


@pytest.mark.slow
def test_a_version_rises_for_whom_something_can_be_read(
    watched: Watched, tender_house: TenderHouse, set_clock: SetClock
):
    """Along the whole course: what the public cannot read does not raise the public's version, by which a rival would
    count proposals, votes and scores; what one reads never changes under the same version.
    """
    house, take = tender_house, watched.take
    take("customer_head", "set_commission", house.commission())
    for key in sitting.SEATED:
        take(key, "declare", {"interest": False, "reason": ""})
    bidding.closed(house, watched.tender, set_clock)
    db.session.commit()
    take("chair", "open_bids", sitting.present(house))
    take("secretary", "sign_minutes", {"hash": watched.tender.protocols[0].hash})
    bids = opened_bids.all_of(watched.tender)
    take("chair", "request_correction", {"bid": bids[0].public_number, "text": "The stamp is missing."})
    paper = house.document("supplier1_specialist")
    db.session.commit()
    before = watched.read()
    house.take(bids[0], "supplier1_head", "correct", {"documents": [paper]})
    db.session.commit()
    assert watched.read() == before, "what a bidder mends is told to nobody by the tender"
    assert take("chair", "examine", sitting.results(bids)) == {"member4"}
    for key in VOTERS[:-1]:
        assert take(key, "sign_protocol", watched.ballot()) == {"member4"}, key
    assert take(VOTERS[-1], "sign_protocol", watched.ballot()) == set(READERS)
    for key in VOTERS[:-1]:
        take(key, "score", sitting.scores(bids))
    assert take(VOTERS[-1], "score", sitting.scores(bids)) == set(READERS)


@pytest.mark.slow
def test_one_word_for_an_extension_is_the_parties_alone(watched: Watched):
    """H38: what one of the two agrees to extends nothing yet: neither its act nor the version shows it to others."""
    assert watched.tender.accepts_until is not None
    until = watched.tender.accepts_until + dt.timedelta(days=1)
    body = {"until": until.isoformat(), "reason": "The portal was out of order."}
    assert not watched.take("integrator_head", "extend", body) & {"", "supplier3_head"}
    assert watched.take("integrator_administrator", "extend", body) == set(READERS)
