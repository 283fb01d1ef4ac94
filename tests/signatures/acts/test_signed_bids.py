"""A bid that is signed: before the opening manifest, signature, failed attempts and their times are nobody's."""

import base64
import json

import pytest
from flask import Flask
from sqlalchemy import func, select

from qyzmet.audit.models import AuditRecord
from qyzmet.database import Base, canonical_json, db
from qyzmet.procedure.models import Act
from qyzmet.signatures.kept_models import KeptManifest, Signature
from qyzmet.tenders.models import Bid, Tender
from qyzmet.tenders.sealed_models import SealedBid
from tests.api.conftest import Caller
from tests.conftest import SetClock
from tests.signatures.acts import keys
from tests.tenders import bidding
from tests.tenders.house import TenderHouse

pytestmark = pytest.mark.usefixtures("authority")


@pytest.fixture
def tender(tender_house: TenderHouse) -> Tender:
    """A tender that takes bids."""
    return tender_house.published()


def head(app: Flask, house: TenderHouse) -> Caller:
    """The supplier's head as a system."""
    return Caller(app, house["supplier1_head"])


def submitted(app: Flask, house: TenderHouse, tender: Tender) -> tuple[Bid, str, dict[str, object]]:
    """A bid that was submitted signed, after an attempt with a wrong key; its manifest's hash, and the answer."""
    bid = bidding.drafted(house, tender)
    db.session.commit()
    caller, path = head(app, house), f"/bids/{bid.public_number}/submit"
    made = caller.post(f"{path}/manifest").json
    assert made is not None
    content = base64.b64decode(made["manifest"])
    wrong = keys.signed(content, keys.identity(house["supplier2_head"]))
    refused = caller.post(path, {"signature": wrong})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["signature"])  # type: ignore[index]
    sent = keys.signed(content, keys.identity(house["supplier1_head"]))
    answer = caller.post(path, {"signature": sent})
    assert answer.status_code == 200, answer.text
    return bid, str(made["sha256"]), dict(answer.json or {})


def everything() -> str:
    """All that stands in the database, as text, but for what is sealed."""
    rows = []
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            rows.append(" ".join(str(value) for value in row if not isinstance(value, bytes)))
    return "\n".join(rows)


@pytest.mark.slow
def test_nothing_tells_of_the_signature_before_the_opening(app: Flask, tender_house: TenderHouse, tender: Tender):
    """No row of manifests or signatures, no act, no record of the attempt: all lies under the seal of the bid."""
    records = db.session.scalar(select(func.count()).select_from(AuditRecord))
    _bid, sha256, answer = submitted(app, tender_house, tender)
    assert db.session.scalar(select(func.count()).select_from(KeptManifest)) == 0
    assert db.session.scalar(select(func.count()).select_from(Signature)) == 0
    assert db.session.scalar(select(func.count()).where(Act.manifest_sha256.is_not(None)).select_from(Act)) == 0
    new = db.session.scalars(select(AuditRecord).order_by(AuditRecord.number).offset(records)).all()
    # The tokens of those who called are told, to the day.
    assert {each.action for each in new} <= {"create_token"}
    told = everything()
    assert sha256 not in told
    assert keys.identity(tender_house["supplier1_head"]).certificate.number not in told
    assert answer["signature"]["sha256"] == sha256  # type: ignore[index]


@pytest.mark.slow
def test_the_bidder_reads_its_own_signature(app: Flask, tender_house: TenderHouse, tender: Tender):
    """Its own people read of whom and by which certificate; the version tells nothing of manifests and attempts."""
    bid, sha256, answer = submitted(app, tender_house, tender)
    shown = Caller(app, tender_house["supplier1_specialist"]).get(f"/bids/{bid.public_number}").json
    assert shown is not None
    assert shown["version"] == answer["version"] == 2
    assert [each["signature"]["sha256"] for each in shown["signatures"]] == [sha256]
    assert shown["signature"]["iin"] == tender_house["supplier1_head"].iin
    assert Caller(app, tender_house["supplier2_head"]).get(f"/bids/{bid.public_number}").status_code == 404


@pytest.mark.slow
def test_it_comes_out_with_the_opening(app: Flask, tender_house: TenderHouse, tender: Tender, set_clock: SetClock):
    """Then the act has its signature as any other; the trail names the hash, and the attempt with its instant."""
    bid, sha256, _answer = submitted(app, tender_house, tender)
    bidding.closed(tender_house, tender, set_clock)
    (opened,) = bidding.opened(tender_house, tender).opened
    act = next(each for each in opened.acts if each.action == "submit")
    kept = db.session.scalars(select(Signature)).one()
    assert (kept.act_id, kept.sha256, act.manifest_sha256) == (act.id, sha256, sha256)
    record = db.session.scalars(select(AuditRecord).where(AuditRecord.action == "unseal")).one()
    told = json.loads(record.after)
    assert [each["manifest"] for each in told["history"] if each["action"] == "submit"] == [sha256]
    (attempt,) = told["attempts"]
    assert (attempt["check"], attempt["manifest"]) == ("iin", sha256)
    assert attempt["user"] == tender_house["supplier1_head"].public_id
    assert attempt["at"].startswith("2026-03-")
    shown = Caller(app, tender_house["supplier1_head"]).get(f"/bids/{bid.public_number}").json
    assert shown is not None
    assert shown["signature"]["sha256"] == sha256


@pytest.mark.slow
def test_a_signature_does_not_follow_other_contents(app: Flask, tender_house: TenderHouse, tender: Tender):
    """What the draft holds is signed with it: a changed price needs another signature."""
    bid = bidding.drafted(tender_house, tender)
    db.session.commit()
    caller, path = head(app, tender_house), f"/bids/{bid.public_number}"
    made = caller.post(f"{path}/submit/manifest").json
    assert made is not None
    sent = keys.signed(base64.b64decode(made["manifest"]), keys.identity(tender_house["supplier1_head"]))
    assert caller.post(f"{path}/save", {"data": {"price_lease": "1.00"}}).status_code == 200
    refused = caller.post(f"{path}/submit", {"signature": sent})
    assert refused.status_code == 422
    assert "changed" in refused.json["detail"]  # type: ignore[index]


def test_its_documents_are_signed_by_their_hashes(app: Flask, tender_house: TenderHouse, tender: Tender):
    """Sealed files too: the manifest names each with its SHA-256, and is under the seal itself."""
    bid = bidding.drafted(tender_house, tender)
    db.session.commit()
    made = head(app, tender_house).post(f"/bids/{bid.public_number}/submit/manifest").json
    assert made is not None
    said = json.loads(base64.b64decode(made["manifest"]))
    named = {each for statement in bid.data["statements"] for each in statement["documents"]}
    assert set(said["documents"]) == named != set()
    assert canonical_json(said["documents"]) not in everything()
    assert db.session.scalar(select(func.count()).select_from(SealedBid)) == 1
