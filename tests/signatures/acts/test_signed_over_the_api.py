"""An act that is signed over the API: its manifest, the signature, and what others read of it."""

import base64
import json
from typing import Any

import pytest
from sqlalchemy import func, select

from qyzmet.audit.models import AuditRecord
from qyzmet.database import canonical_json, db
from qyzmet.documents.models import Document
from qyzmet.people.models import User
from qyzmet.procedure import editions
from qyzmet.procedure.models import Act
from qyzmet.requests.request.sample import AGREEMENT_GROUNDS, OPINION, REQUEST
from qyzmet.signatures import kept
from qyzmet.signatures.authority import HEAD, SIGN_IN, WORKS_THERE
from qyzmet.signatures.kept_models import KeptManifest, Signature
from qyzmet.signatures.manifest import sha256
from tests.api.conftest import Caller, World, made
from tests.api.test_requests_journey import uploaded
from tests.conftest import SetClock
from tests.sampled import sampled
from tests.signatures.acts import keys

pytestmark = pytest.mark.usefixtures("authority")
GROUNDS = {"grounds": AGREEMENT_GROUNDS}


def user(caller: Caller) -> User:
    assert caller.user is not None
    return caller.user


def manifest(caller: Caller, path: str, body: Any = None) -> tuple[bytes, dict[str, Any]]:
    answer = caller.post(f"{path}/manifest", body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json
    return base64.b64decode(found["manifest"]), found


def signature(caller: Caller, path: str, body: Any = None, **how: Any) -> str:
    content, _found = manifest(caller, path, body)
    return keys.signed(content, keys.identity(user(caller), **how))


def agreed_to(world: World) -> str:
    """A request on which the opinion is given: the authorised body decides."""
    path = f"/requests/{made(world, REQUEST)}"
    assert world.head.post(f"{path}/submit").status_code == 200
    assert world.integrator_specialist.post(f"{path}/draft_opinion", OPINION).status_code == 200
    assert world.integrator_head.post(f"{path}/give_opinion").status_code == 200
    return path


def test_a_manifest_says_what_is_signed(world: World, set_clock: SetClock):
    """Canonical JSON of act, procedure, version, contents and documents by their hashes, signer, role and instant."""
    number = made(world, REQUEST)
    path = f"/requests/{number}"
    version = world.head.get(path).json["version"]  # type: ignore[index]
    content, found = manifest(world.head, f"{path}/submit")
    said = json.loads(content)
    assert content.decode() == canonical_json(said)
    assert found["sha256"] == sha256(content.decode())
    assert found["expires_at"] == "2026-03-02T09:15:00+05:00"
    assert (said["act"]["action"], said["procedure"]["number"]) == ("submit", number)
    assert said["procedure"]["version"] == version
    assert said["signer"]["user"] == user(world.head).public_id
    assert (said["signer"]["role"], said["signer"]["bin"]) == ("head", world.state_body.bin)
    assert said["at"] == "2026-03-02T09:00:00+05:00"
    assert said["content"]["body"] == sha256("{}")
    assert user(world.head).full_name in found["text"]
    assert found["text"].startswith("What you do: Submit the request")


@pytest.mark.slow
def test_a_signed_act_is_kept_with_its_signature(world: World):
    """The act and its audit record name the hash; manifest, CMS, certificate and check are kept for ever."""
    path = agreed_to(world)
    content, found = manifest(world.authorised_head, f"{path}/agree", GROUNDS)
    by = keys.identity(user(world.authorised_head), HEAD)
    sent = keys.signed(content, by)
    answer = world.authorised_head.post(f"{path}/agree", {**GROUNDS, "signature": sent})
    assert answer.status_code == 200, answer.text
    act = db.session.scalars(select(Act).where(Act.action == "agree")).one()
    assert act.manifest_sha256 == found["sha256"]
    assert "signature" not in act.body
    kept = db.session.scalars(select(Signature)).one()
    assert (kept.act_id, kept.manifest.encode(), kept.cms) == (act.id, content, base64.b64decode(sent))
    assert (kept.iin, kept.certificate, kept.valid) == (user(world.authorised_head).iin, by.certificate.der, True)
    record = db.session.scalars(select(AuditRecord).where(AuditRecord.action == "agree")).one()
    assert json.loads(record.after)["manifest"] == found["sha256"]
    shown = answer.json["signature"]  # type: ignore[index]
    assert shown == {
        "sha256": found["sha256"],
        "signer": kept.signer,
        "valid": True,
        "iin": kept.iin,
        "bin": kept.bin,
        "certificate": kept.number,
        "checked_at": shown["checked_at"],
        "revocation": {"list_issued_at": None, "stale": True},
    }


@pytest.mark.slow
def test_a_drafted_opinion_is_signed_with_what_it_says(world: World):
    """The head who gives the opinion signs what was drafted: another draft is another manifest."""
    path = f"/requests/{made(world, REQUEST)}"
    world.head.post(f"{path}/submit")
    world.integrator_specialist.post(f"{path}/draft_opinion", OPINION)
    sent = signature(world.integrator_head, f"{path}/give_opinion")
    world.integrator_specialist.post(f"{path}/draft_opinion", {**OPINION, "text": "Another text altogether."})
    refused = world.integrator_head.post(f"{path}/give_opinion", {"signature": sent})
    assert refused.status_code == 422
    assert "changed" in refused.json["errors"]["signature"][0]  # type: ignore[index]
    sent = signature(world.integrator_head, f"{path}/give_opinion")
    assert world.integrator_head.post(f"{path}/give_opinion", {"signature": sent}).status_code == 200


REFUSED = {
    "another person's": ("iin", lambda world: keys.identity(user(world.integrator_head))),
    "another organisation's": (
        "bin",
        lambda world: keys.identity(user(world.authorised_head), bin_=world.other_body.bin),
    ),
    "an employee's": ("right", lambda world: keys.identity(user(world.authorised_head), WORKS_THERE)),
    "for signing in": ("key", lambda world: keys.identity(user(world.authorised_head), SIGN_IN)),
}


@pytest.mark.slow
@pytest.mark.parametrize("whose", sampled(REFUSED, 4, asking_alike=True))
def test_a_wrong_key_takes_no_act(world: World, whose: str):
    """The draft stays, and nothing is recorded but the attempt; the right key takes the act afterwards."""
    check, key_of = REFUSED[whose]
    path = agreed_to(world)
    content, found = manifest(world.authorised_head, f"{path}/agree", GROUNDS)
    before = world.authorised_head.get(path).json
    refused = world.authorised_head.post(f"{path}/agree", {**GROUNDS, "signature": keys.signed(content, key_of(world))})
    assert refused.status_code == 422
    assert refused.json["errors"]["signature"] == [refused.json["detail"]]  # type: ignore[index]
    assert world.authorised_head.get(path).json == before
    record = db.session.scalars(select(AuditRecord).order_by(AuditRecord.number.desc()).limit(1)).one()
    assert (record.action, record.actor) == ("signature_refused", user(world.authorised_head).public_id)
    assert json.loads(record.after) == {"action": "agree", "check": check, "manifest": found["sha256"]}
    sent = keys.signed(content, keys.identity(user(world.authorised_head)))
    assert world.authorised_head.post(f"{path}/agree", {**GROUNDS, "signature": sent}).status_code == 200


@pytest.mark.slow
def test_another_body_than_was_signed_is_refused(world: World):
    """What the act carries is signed: other grounds need another signature."""
    path = agreed_to(world)
    sent = signature(world.authorised_head, f"{path}/agree", GROUNDS)
    refused = world.authorised_head.post(f"{path}/agree", {"grounds": "Others.", "signature": sent})
    assert refused.status_code == 422
    assert "differs from what was signed" in refused.json["detail"]  # type: ignore[index]


@pytest.mark.slow
def test_a_tampered_manifest_is_refused(world: World):
    """A signature of another text, however little differs, is a signature of something else."""
    path = agreed_to(world)
    content, _found = manifest(world.authorised_head, f"{path}/agree", GROUNDS)
    sent = keys.signed(content.replace(b'"agree"', b'"refuse"'), keys.identity(user(world.authorised_head)))
    refused = world.authorised_head.post(f"{path}/agree", {**GROUNDS, "signature": sent})
    assert refused.status_code == 422
    assert "something else" in refused.json["detail"]  # type: ignore[index]


@pytest.mark.slow
def test_a_manifest_is_used_once(world: World):
    """A replayed signature takes nothing: neither the same act anew nor another of the same name."""
    path = agreed_to(world)
    sent = signature(world.authorised_head, f"{path}/agree", GROUNDS)
    body = {**GROUNDS, "signature": sent}
    assert world.authorised_head.post(f"{path}/agree", body).status_code == 200
    assert world.authorised_head.post(f"{path}/annul", {"act": "agree", "grounds": "By mistake."}).status_code == 200
    refused = world.authorised_head.post(f"{path}/agree", body)
    assert refused.status_code == 422
    assert "signed with this signature already" in refused.json["detail"]  # type: ignore[index]
    assert world.authorised_head.get(path).json["signatures"] == []  # type: ignore[index]


@pytest.mark.slow
def test_a_manifest_lasts_a_quarter_of_an_hour(world: World, set_clock: SetClock):
    """After 15 minutes it is refused in words; a day later it is forgotten when somebody asks for another."""
    path = agreed_to(world)
    sent = signature(world.authorised_head, f"{path}/agree", GROUNDS)
    set_clock.forward(minutes=15)
    refused = world.authorised_head.post(f"{path}/agree", {**GROUNDS, "signature": sent})
    assert refused.status_code == 422
    assert "15 minutes" in refused.json["detail"]  # type: ignore[index]
    set_clock.forward(days=1)
    manifest(world.authorised_head, f"{path}/agree", GROUNDS)
    assert db.session.scalar(select(func.count()).select_from(KeptManifest)) == 1


def test_so_many_manifests_are_remembered_of_each_person(world: World, monkeypatch: pytest.MonkeyPatch):
    """Who asks without end fills no disk; the newest is good, and nobody else's goes."""
    monkeypatch.setattr(kept, "MOST_REMEMBERED", 2)
    path = agreed_to(world)
    for _each in range(3):
        manifest(world.integrator_head, f"{path}/annul", {"act": "give_opinion", "grounds": "A mistake."})
    sent = signature(world.authorised_head, f"{path}/agree", GROUNDS)
    assert db.session.scalar(select(func.count()).select_from(KeptManifest)) == 3
    assert world.authorised_head.post(f"{path}/agree", {**GROUNDS, "signature": sent}).status_code == 200


@pytest.mark.slow
def test_a_document_that_changed_is_not_what_was_signed(world: World):
    """The manifest names each document by its hash: whatever is put in its place afterwards is refused."""
    document = uploaded(world.specialist)
    data = {**REQUEST, "technical_documents": [{"name": "Passport", "document": document}]}
    path = f"/requests/{made(world, data)}"
    content, _found = manifest(world.head, f"{path}/submit")
    row = db.session.scalars(select(Document).order_by(Document.id.desc()).limit(1)).one()
    assert json.loads(content)["documents"] == {document: row.sha256}
    row.sha256 = "0" * 64
    db.session.commit()
    sent = keys.signed(content, keys.identity(user(world.head)))
    refused = world.head.post(f"{path}/submit", {"signature": sent})
    assert refused.status_code == 422
    assert "changed" in refused.json["detail"]  # type: ignore[index]


@pytest.mark.slow
def test_a_mangled_signature_is_refused_and_nothing_fails(world: World):
    """Whichever byte of the signer's part differs, and wherever it is cut: 422; the act can be taken still."""
    path = agreed_to(world)
    content, _found = manifest(world.authorised_head, f"{path}/agree", GROUNDS)
    whole = base64.b64decode(keys.signed(content, keys.identity(user(world.authorised_head))))
    # The certificates of authorities that come along are not asked: those that are trusted here count.
    places, cuts = range(len(whole) - 600, len(whole), 50), range(1, len(whole), len(whole) // 12)
    mangled = [whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :] for place in places]
    for each in [*mangled, *(whole[:place] for place in cuts), whole + b"\x00"]:
        body = {**GROUNDS, "signature": base64.b64encode(each).decode()}
        refused = world.authorised_head.post(f"{path}/agree", body)
        assert (refused.status_code, list(refused.json["errors"])) == (422, ["signature"])  # type: ignore[index]
    body = {**GROUNDS, "signature": base64.b64encode(whole).decode()}
    assert world.authorised_head.post(f"{path}/agree", body).status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize(
    "sent",
    [
        # What a database could stumble over.
        *("\ud800", "MAA=\x00"),
        *sampled(["", "no base64 at all", "AAAA", 7, ["x"], "MAA=", "=" * 10, {"a": "b"}], 8, asking_alike=True),
    ],
)
def test_what_is_no_signature_is_told_so(world: World, sent: object):
    """422 with the field named, whatever came in its place; null is none."""
    path = agreed_to(world)
    manifest(world.authorised_head, f"{path}/agree", GROUNDS)
    refused = world.authorised_head.post(f"{path}/agree", {**GROUNDS, "signature": sent})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["signature"])  # type: ignore[index]
    assert world.authorised_head.post(f"{path}/agree", {**GROUNDS, "signature": None}).status_code == 200


@pytest.mark.slow
def test_an_organisation_may_demand_signatures(world: World):
    """H47: what heads alone take is refused unsigned, with the field and the way; what specialists take goes on."""
    path = f"/requests/{made(world, REQUEST)}"
    world.state_body.must_sign = True
    db.session.commit()
    refused = world.head.post(f"{path}/submit")
    assert (refused.status_code, refused.json["rule"]) == (422, "H47")  # type: ignore[index]
    assert list(refused.json["errors"]) == ["signature"]  # type: ignore[index]
    assert world.head.get(path).json["state"] == "draft"  # type: ignore[index]
    assert world.specialist.post(f"{path}/save", {"data": REQUEST}).status_code == 200
    sent = signature(world.head, f"{path}/submit")
    assert world.head.post(f"{path}/submit", {"signature": sent}).status_code == 200
    # Another organisation's acts are taken as before.
    assert world.integrator_specialist.post(f"{path}/draft_opinion", OPINION).status_code == 200
    assert world.integrator_head.post(f"{path}/give_opinion").status_code == 200


@pytest.mark.slow
def test_an_edition_may_demand_signatures(world: World):
    """H47 as the house rule of the edition: every organisation's heads sign."""
    path = f"/requests/{made(world, REQUEST)}"
    editions.change_house_rule("H47", editions.current_edition(), 1, user(world.head))
    db.session.commit()
    assert world.head.post(f"{path}/submit").status_code == 422
    sent = signature(world.head, f"{path}/submit")
    assert world.head.post(f"{path}/submit", {"signature": sent}).status_code == 200


def test_what_binds_nobody_is_not_signed(world: World):
    """A draft's saving has no manifest, and its body no signature."""
    path = f"/requests/{made(world, REQUEST)}"
    assert world.specialist.post(f"{path}/save/manifest", {"data": REQUEST}).status_code == 404
    refused = world.specialist.post(f"{path}/save", {"data": REQUEST, "signature": "MAA="})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["signature"])  # type: ignore[index]


@pytest.mark.slow
def test_a_manifest_is_asked_for_in_the_order_of_the_contract(world: World):
    """401, 404, 403, 412, 409, 422, as of the act itself; nothing is kept of what is refused."""
    path = agreed_to(world)
    anybody = Caller(world.head.app, None)
    assert anybody.post(f"{path}/agree/manifest", GROUNDS).status_code == 401
    assert world.authorised_head.post("/requests/AR-2026-999999/agree/manifest", GROUNDS).status_code == 404
    assert world.integrator_head.post(f"{path}/agree/manifest", GROUNDS).status_code == 403
    assert world.authorised_head.post(f"{path}/agree/manifest", GROUNDS, If_Match="1").status_code == 412
    assert world.authorised_head.post(f"{path}/order_creation/manifest").status_code == 409
    assert world.authorised_head.post(f"{path}/agree/manifest", {"grounds": 7}).status_code == 422
    assert db.session.scalar(select(func.count()).select_from(KeptManifest)) == 0


@pytest.mark.slow
def test_an_annulment_is_signed_too(world: World):
    """H46, H47: where signatures are demanded, an act is annulled signed only; act and grounds are what is signed."""
    path = agreed_to(world)
    assert world.authorised_head.post(f"{path}/agree", GROUNDS).status_code == 200
    user(world.authorised_head).memberships[0].organisation.must_sign = True
    db.session.commit()
    body = {"act": "agree", "grounds": "By mistake."}
    assert world.head.post(f"{path}/annul/manifest", body).status_code == 403
    refused = world.authorised_head.post(f"{path}/annul", body)
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["signature"])  # type: ignore[index]
    sent = signature(world.authorised_head, f"{path}/annul", body)
    other = world.authorised_head.post(f"{path}/annul", {**body, "grounds": "Others.", "signature": sent})
    assert (other.status_code, list(other.json["errors"])) == (422, ["signature"])  # type: ignore[index]
    answer = world.authorised_head.post(f"{path}/annul", {**body, "signature": sent})
    assert answer.status_code == 200
    assert answer.json["state"] == "opinion_given"  # type: ignore[index]
    assert [each["action"] for each in answer.json["signatures"]] == ["annul"]  # type: ignore[index]
