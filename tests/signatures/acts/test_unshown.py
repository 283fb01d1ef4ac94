"""Signed acts that nobody is to see yet: an envelope until the opening, a member's points until all have scored."""

import base64
import json
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from qyzmet.audit.models import AuditRecord
from qyzmet.database import db
from qyzmet.procedure.models import Act
from qyzmet.signatures import verifying
from qyzmet.signatures.authority import WORKS_THERE
from qyzmet.signatures.kept_models import Signature, UnshownAttempt, UnshownSignature
from qyzmet.tenders.bids import opened_bids
from qyzmet.tenders.models import Tender
from tests.api.conftest import Caller
from tests.conftest import SetClock
from tests.signatures.acts import keys
from tests.signing_in import post, sign_in
from tests.tenders import bidding, sitting, voting
from tests.tenders.house import TenderHouse
from tests.tenders.sitting import VOTERS

pytestmark = pytest.mark.usefixtures("authority")
ENVELOPE = {"received_at": "2026-03-02T08:59:00+05:00", "carrier": "paper"}


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def signed(caller: Caller, path: str, body: dict[str, Any]) -> str:
    """The signature of the act, after an attempt with a key of another organisation."""
    made = caller.post(f"{path}/manifest", body)
    assert made.status_code == 200, made.text
    content = base64.b64decode(made.json["manifest"])  # type: ignore[index]
    assert caller.user is not None
    wrong = keys.signed(content, keys.identity(caller.user, WORKS_THERE, bin_="990540004034"))
    refused = caller.post(path, {**body, "signature": wrong})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["signature"])  # type: ignore[index]
    return keys.signed(content, keys.identity(caller.user, WORKS_THERE))


@pytest.fixture
def tender(tender_house: TenderHouse, set_clock: SetClock) -> Tender:
    """A tender published an hour ago, with a Commission that has declared."""
    set_clock.forward(hours=-1)
    made = sitting.seated(tender_house)
    set_clock.forward(hours=1)
    return made


@pytest.mark.slow
def test_a_signed_envelope_shows_at_the_opening(
    app: Flask, tender_house: TenderHouse, tender: Tender, set_clock: SetClock
):
    """Before it neither act nor record tells of signature and attempts; then it is an act with its signature."""
    clerk, path = Caller(app, tender_house["integrator_clerk"]), f"/tenders/{tender.public_number}/register_envelope"
    version, acts = tender.version, count(Act)
    last = db.session.scalar(select(func.max(AuditRecord.number))) or 0
    signature = signed(clerk, path, ENVELOPE)
    assert clerk.post(path, {**ENVELOPE, "signature": signature}).status_code == 200
    told = db.session.scalars(select(AuditRecord.action).where(AuditRecord.number > last)).all()
    assert set(told) <= {"create_token"}
    db.session.refresh(tender)
    assert (tender.version, count(Act), count(Signature)) == (version, acts, 0)
    bidding.closed(tender_house, tender, set_clock)
    tender_house.take(tender, "chair", "open_bids", sitting.present(tender_house))
    (kept,) = db.session.scalars(select(Signature)).all()
    act = db.session.get_one(Act, kept.act_id)
    assert (act.action, act.user, act.manifest_sha256) == (
        "register_envelope",
        tender_house["integrator_clerk"],
        kept.sha256,
    )
    assert act.body["envelope"].startswith("E-")
    records = db.session.scalars(
        select(AuditRecord).where(AuditRecord.number > last, AuditRecord.action.in_(["signature_refused", act.action]))
    ).all()
    assert [json.loads(each.after).get("check") for each in records if each.action == "signature_refused"] == ["bin"]
    assert kept.sha256 in "".join(each.after for each in records)
    assert (count(UnshownSignature), count(UnshownAttempt)) == (0, 0)
    assert [each.fault for each in verifying.all_again()] == [""]


@pytest.mark.slow
def test_the_clerks_page_offers_to_sign(app: Flask, tender_house: TenderHouse, tender: Tender):
    """Beside the button that registers; the page that signs takes a signature, or says what is wrong with it."""
    clerk = tender_house["integrator_clerk"]
    clerk.language = "en"
    db.session.commit()
    browser, path = sign_in(app.test_client(), clerk), f"{tender.path}/envelopes"
    assert 'name="sign"' in browser.get(path).text
    form = {"received_at": "02.03.2026 08:59", "carrier": "paper"}
    page = post(browser, path, {**form, "sign": "1"}).text
    assert "your key as an employee" in page
    content = base64.b64decode(re.search(r'data-manifest="([^"]+)"', page)[1])  # type: ignore[index]
    assert "There is no signature yet" in post(browser, path, {**form, "confirmed": "1", "signature": ""}).text
    wrong = keys.signed(content, keys.identity(tender_house["chair"], WORKS_THERE))
    assert "IIN of the certificate" in post(browser, path, {**form, "confirmed": "1", "signature": wrong}).text
    right = keys.signed(content, keys.identity(clerk, WORKS_THERE))
    answer = post(browser, path, {**form, "confirmed": "1", "signature": right})
    assert answer.status_code == 302, answer.text
    (kept,) = db.session.scalars(select(UnshownSignature)).all()
    assert (kept.action, kept.user_id) == ("register_envelope", clerk.id)


@pytest.mark.slow
def test_signed_points_show_when_all_have_scored(app: Flask, tender_house: TenderHouse, set_clock: SetClock):
    """¶ 19: unseen until then; those given anew take the place of what was signed before."""
    tender = sitting.opened(tender_house, set_clock, "50000000.00", "40000000.00")
    voting.resolve(tender_house, tender, "examine", sitting.results(opened_bids.all_of(tender)))
    db.session.commit()
    path = f"/tenders/{tender.public_number}/score"
    acts, records = count(Act), count(AuditRecord)
    first, second, *others, last = VOTERS
    before, again = (sitting.scores(opened_bids.all_of(tender), points) for points in ("3", "4"))
    for key, body in ((first, before), (first, again), (second, again), (second, before)):
        caller = Caller(app, tender_house[key])
        sent = signed(caller, path, body) if (key, body) != (second, before) else None
        answer = caller.post(path, {**body, **({"signature": sent} if sent else {})})
        assert answer.status_code == 200, answer.text
    told = db.session.scalars(select(AuditRecord.action).order_by(AuditRecord.number).offset(records)).all()
    assert set(told) <= {"create_token"}
    assert count(Act) == acts
    for key in others:
        tender_house.take(tender, key, "score", again)
    caller = Caller(app, tender_house[last])
    assert caller.post(path, {**again, "signature": signed(caller, path, again)}).status_code == 200
    found = db.session.scalars(select(Act).where(Act.action == "score").order_by(Act.id)).all()
    by = {act.user: act.manifest_sha256 for act in found}
    # Of the second what was signed is not what counts.
    assert set(by) == {tender_house[last], tender_house[first]}
    assert all(by.values())
    assert [each.fault for each in verifying.all_again()] == ["", ""]
    shown = caller.get(f"/tenders/{tender.public_number}").json
    assert shown is not None
    theirs = {each["signature"]["sha256"] for each in shown["signatures"] if each["action"] == "score"}
    assert theirs == set(by.values())


def test_a_question_is_not_signed(app: Flask, tender_house: TenderHouse, tender: Tender):
    """H21: who asked is kept nowhere, and a signature names its signer; a question binds nobody."""
    supplier = Caller(app, tender_house["supplier1_head"])
    path = f"/tenders/{tender.public_number}/ask"
    assert supplier.post(f"{path}/manifest", {"text": "?"}).status_code == 404
    refused = supplier.post(path, {"text": "?", "signature": "MAA="})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["signature"])  # type: ignore[index]
