"""What papers show of a signature: parties and auditors all of it, with its files; the public hash, name, validity."""

import base64
import io
import itertools
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select
from werkzeug.routing.converters import NumberConverter

from qyzmet.database import db
from qyzmet.printing import pdf
from qyzmet.printing.paper import Attachment, Signature
from qyzmet.procedure.models import Act
from qyzmet.signatures import cms
from qyzmet.signatures.kept_models import Signature as KeptSignature
from qyzmet.signatures.shown import ShownSignature
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.api.conftest import Caller, World
from tests.printing.papers import a_paper, letters_of, unpacked
from tests.signatures.acts import keys
from tests.signatures.acts.test_signed_over_the_api import GROUNDS, agreed_to, signature
from tests.tenders.house import TenderHouse

pytestmark = pytest.mark.usefixtures("authority")


@pytest.fixture
def decided(world: World) -> tuple[str, KeptSignature]:
    """A request to which the authorised body agreed with a signature, and that signature."""
    path = agreed_to(world)
    sent = signature(world.authorised_head, f"{path}/agree", GROUNDS)
    assert world.authorised_head.post(f"{path}/agree", {**GROUNDS, "signature": sent}).status_code == 200
    return path, db.session.scalars(select(KeptSignature)).one()


def embedded(made: bytes) -> int:
    """How many files lie in a PDF."""
    return len(re.findall(rb"/Type ?/EmbeddedFile\b", made))


def test_the_pdf_carries_what_was_signed_and_the_signature(world: World, decided: tuple[str, KeptSignature]):
    """PDF/A-3a with PDF/UA-1, the manifest and the CMS within it."""
    path, _kept = decided
    made = world.head.get(f"{path}/papers/decision.pdf").data
    assert b"pdfaid:part>3<" in made
    assert b"pdfaid:conformance>A<" in made
    assert b"pdfuaid:part>1<" in made
    assert embedded(made) == 2
    assert re.search(rb"AR-2026-[0-9]{6}-agree-[0-9a-f]{8}[.]p7s", made)


@pytest.mark.slow
def test_an_unsigned_paper_is_as_it_was(world: World):
    """Without a signature the PDF bears no files and claims no more than before."""
    made = world.head.get(f"{agreed_to(world)}/papers/opinion.pdf").data
    assert b"/EmbeddedFile" not in made
    assert b"pdfaid:part" not in made


@pytest.mark.slow
def test_the_files_go_along_with_the_docx(world: World, decided: tuple[str, KeptSignature]):
    """A zip of the DOCX, the manifest byte for byte, and the CMS, which every program reads."""
    path, kept = decided
    answer = world.head.get(f"{path}/papers/decision.zip")
    assert answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as package:
        files = {name.rpartition(".")[2]: package.read(name) for name in package.namelist()}
    assert sorted(files) == ["docx", "json", "p7s"]
    assert files["json"].decode() == kept.manifest
    assert cms.der(files["p7s"]) == kept.cms
    assert cms.read(files["p7s"]).is_of(files["json"])
    assert answer.data == world.head.get(f"{path}/papers/decision.zip").data


def test_the_paper_names_signer_and_certificate(world: World, decided: tuple[str, KeptSignature]):
    """Signer, number of the certificate, its term, the hash of what was signed; no IIN."""
    path, kept = decided
    text = printed(world, path)
    assert f"Signed electronically: {kept.signer}" in text
    assert kept.number in text
    assert kept.sha256 in text
    assert "The certificate is valid from" in text
    assert kept.iin not in text
    assert "bears no electronic signature" not in text


def printed(world: World, path: str) -> str:
    with zipfile.ZipFile(io.BytesIO(world.head.get(f"{path}/papers/decision.docx").data)) as document:
        return re.sub("<[^>]+>", "", document.read("word/document.xml").decode())


def test_what_was_known_of_a_revocation_is_said(world: World, decided: tuple[str, KeptSignature]):
    """On paper and to systems: by which list, and that lists were stale or missing."""
    path, _kept = decided
    said = world.head.get(path).json["signature"]["revocation"]  # type: ignore[index]
    assert said == {"list_issued_at": None, "stale": True}
    assert "there was no list of its authority" in printed(world, path)


def test_stale_lists_are_said(app: Flask):
    """With the day of the list; of fresh ones the day alone."""
    said = []
    for stale in (True, False):
        answer = {"issued_at": "2026-02-01T00:00:00+00:00", "stale": stale}
        kept = KeptSignature(checked={"revocation": answer})
        with app.test_request_context("/?lang=en"), force_locale("en"):
            said.append(ShownSignature(Act(), "", "", True, kept).revocation)
    assert said[1].startswith("Not revoked by the list of 1\N{NO-BREAK SPACE}February 2026")
    assert said[0] == f"{said[1]} The lists were not fresh then."


def test_an_auditor_reads_all_of_it(app: Flask, world: World, decided: tuple[str, KeptSignature]):
    """Auditors see what parties see."""
    path, kept = decided
    auditor = Caller(app, factories.user(Role.AUDITOR, world.state_body))
    assert auditor.get(path).json["signature"]["certificate"] == kept.number  # type: ignore[index]
    assert embedded(auditor.get(f"{path}/papers/decision.pdf").data) == 2


def published(app: Flask, house: TenderHouse) -> tuple[str, KeptSignature]:
    """A tender whose announcement was published with a signature."""
    tender = house.consented()
    db.session.commit()
    head, path = Caller(app, house["integrator_head"]), f"/tenders/{tender.draft_number}/publish"
    content = base64.b64decode(head.post(f"{path}/manifest").json["manifest"])  # type: ignore[index]
    answer = head.post(path, {"signature": keys.signed(content, keys.identity(house["integrator_head"]))})
    assert answer.status_code == 200, answer.text
    return f"/tenders/{answer.json['number']}", db.session.scalars(select(KeptSignature)).one()  # type: ignore[index]


@pytest.mark.slow
def test_the_public_reads_hash_name_and_validity_alone(app: Flask, tender_house: TenderHouse):
    """Never IIN, certificate or CMS: in no answer, on no page and no paper that needs no right."""
    path, kept = published(app, tender_house)
    shown: dict[str, Any] = Caller(app, None).get(path).json or {}
    public = {"sha256": kept.sha256, "signer": kept.signer, "valid": True}
    assert shown["signature"] == public
    assert [each["signature"] for each in shown["signatures"]] == [public]
    page = app.test_client().get(path).text
    made = Caller(app, None).get(f"{path}/papers/announcement.pdf").data
    packed = Caller(app, None).get(f"{path}/papers/announcement.zip").data
    assert kept.sha256 in page
    assert kept.signer in page
    assert b"/EmbeddedFile" not in made
    with zipfile.ZipFile(io.BytesIO(packed)) as package:
        assert [name.rpartition(".")[2] for name in package.namelist()] == ["docx"]
    for secret in (kept.iin, kept.number, base64.b64encode(kept.cms).decode()[:40]):
        assert secret not in json.dumps(shown)
        assert secret not in page
    stranger = factories.user(Role.HEAD, factories.organisation(OrganisationKind.SUPPLIER))
    assert Caller(app, stranger).get(path).json["signature"] == public  # type: ignore[index]


def addresses(app: Flask, number: str) -> Iterator[str]:
    """Every address that is read and needs no more than a procedure's number, or one word of several."""
    for rule in app.url_map.iter_rules():
        if any(isinstance(each, NumberConverter) for each in rule._converters.values()):
            continue
        words = {name: getattr(each, "items", None) for name, each in rule._converters.items()}
        values = {name: [number] if name == "number" else sorted(found or ()) for name, found in words.items()}
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        for each in itertools.product(*values.values()):
            built = rule.build(dict(zip(values, each, strict=True)))
            if built is not None:
                yield built[1]


@pytest.mark.slow
def test_no_public_address_tells_more(app: Flask, tender_house: TenderHouse):
    """Whatever can be read without signing in, lists, feeds, files and papers too, holds none of what is not public."""
    path, kept = published(app, tender_house)
    client, read = app.test_client(), set()
    secrets = [kept.iin.encode(), kept.number.encode(), base64.b64encode(kept.cms)[:40], kept.cms[:60]]
    papers = [f"{path}/papers/announcement.{form}" for form in ("pdf", "docx", "zip")]
    for address in {*addresses(app, path.rpartition("/")[2]), *(f"/api/v1{each}" for each in papers), f"/api/v1{path}"}:
        answer = client.get(address)
        # The tests' database is made otherwise than the application's own: it is not ready for work.
        assert answer.status_code < 500 or address == "/readyz", address
        if answer.status_code != 200:
            continue
        read.add(address)
        held = [answer.data]
        if answer.data.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(answer.data)) as package:
                held += [package.read(name) for name in package.namelist()]
        if answer.data.startswith(b"%PDF"):
            held += unpacked(answer.data)
        assert not [secret for secret in secrets for content in held if secret in content], address
    assert {path, f"/api/v1{path}", f"{path}/print"} <= read
    assert len(read) > 50


def test_files_are_attached_as_they_are():
    """What is attached is no text of the paper: letters that the fonts lack, and long lines, stay as they are."""
    file = Attachment("m.json", "application/json", '{"name":"中文 x"}' * 50, "What was signed")
    block = Signature("Signed", "A", "B", "today", signed=("Valid.",), files=(file,))
    made = pdf.write(a_paper(blocks=(block,)))
    assert b"/EmbeddedFile" in made
    assert "中" not in letters_of(made)
    assert made == pdf.write(a_paper(blocks=(block,)))
