"""`/check` tells anybody whether a paper or a signature holds, and keeps nothing."""

import base64
import dataclasses
import json
import zipfile
import zlib
from collections.abc import Iterable
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from qyzmet import clock
from qyzmet.audit.models import AuditRecord
from qyzmet.database import db
from qyzmet.documents import upload_limit
from qyzmet.documents.models import Document
from qyzmet.printing import pdf
from qyzmet.signatures import authority
from qyzmet.signatures.check import uploaded
from qyzmet.web import received_files
from tests.printing.papers import HASH, a_paper
from tests.signatures import keys
from tests.signatures.keys import CONTENT, DAY, NOW, identity
from tests.signing_in import csrf_token

pytestmark = pytest.mark.usefixtures("believing")


def asked(client: FlaskClient, *files: tuple[str, bytes], status: int = 200) -> str:
    client.get("/check?lang=en")
    answer = client.post(
        "/check",
        data={"csrf_token": csrf_token(client), "files": [(BytesIO(content), name) for name, content in files]},
        content_type="multipart/form-data",
    )
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def kept() -> tuple[int, int]:
    counted = [db.session.scalar(select(func.count()).select_from(table)) for table in (AuditRecord, Document)]
    return counted[0] or 0, counted[1] or 0


@pytest.mark.slow
def test_a_signature_with_its_manifest_holds(client):
    """Said are signer, organisation, certificate, validity and hash; never an IIN. Nothing is kept."""
    before = kept()
    page = asked(client, ("manifest.json", CONTENT), ("manifest.cms", identity().sign(CONTENT, NOW)))
    assert "The signature holds" in page
    assert "Ахметов Дәурен Серікұлы" in page
    assert identity().certificate.number in page
    assert keys.IIN not in page
    assert "by the signer&#39;s computer" in page
    assert kept() == before


@pytest.mark.slow
def test_a_time_stamp_says_when(client):
    """An authority's word counts for more than the signer's clock."""
    stamped = identity().sign(CONTENT, NOW, stamped_by=keys.authority_of("gost", keys.TESTS).stamping)
    assert "by an authority&#39;s time stamp" in asked(client, ("m.json", CONTENT), ("m.p7s", stamped))


def test_a_file_that_is_nothing_of_ours_came_alone(client):
    """Nobody reads of signatures that he never sent."""
    page = asked(client, ("notes.txt", b"notes"))
    assert "The file holds no signature, and is no paper of this site" in page
    assert "that came along" not in page


def test_another_manifest_is_noticed(client):
    """The signature of something else is alone, and so is the manifest."""
    page = asked(client, ("manifest.json", CONTENT + b" "), ("manifest.cms", identity().sign(CONTENT, NOW)))
    assert "did not come along" in page
    assert "No signature that came along is of this file." in page


@pytest.mark.slow
def test_what_does_not_hold_says_why(client):
    """A key for signing in signs nothing here either."""
    wrong = identity("gost", authority.SIGN_IN).sign(CONTENT, NOW)
    page = asked(client, ("manifest.json", CONTENT), ("manifest.cms", wrong))
    assert "The signature does not hold" in page
    assert "This key is not for signing documents." in page


def test_a_zip_is_looked_into(client):
    """Manifest and signature come together in the zip beside a DOCX."""
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        package.writestr("manifest.json", CONTENT)
        package.writestr("signature.cms", base64.b64encode(identity().sign(CONTENT, NOW)))
    assert "The signature holds" in asked(client, ("paper.zip", held.getvalue()))


def test_a_papers_attachments_and_hash_are_found():
    """A PDF of this site names its record's page and hash, and carries what was signed."""
    address = "https://qyzmet.example.kz/requests/AR-2026-000123"
    paper = a_paper()
    check = dataclasses.replace(paper.check, address=f"{address}?sha256={HASH}", fingerprint=HASH)
    made = pdf.write(dataclasses.replace(paper, check=check))
    found = uploaded.read([uploaded.File("paper.pdf", made)])
    assert [(each.address, each.sha256) for each in found.papers] == [(address, HASH)]
    attached = b"".join(
        b"1 0 obj <</Type/EmbeddedFile/Params<</Size 5>>/Filter/FlateDecode>> stream\n"
        + zlib.compress(each)
        + b"\nendstream endobj\n"
        for each in (CONTENT, identity().sign(CONTENT, NOW))
    )
    found = uploaded.read([uploaded.File("paper.pdf", b"%PDF-1.7\n" + attached)])
    assert [each.content for each in found.pairs] == [CONTENT]


GOOD = {
    "format": "qyzmet-manifest-1",
    "act": {"title": "Submit the request", "rule": "¶ 8.1"},
    "procedure": {"number": "AR-2026-000001", "title": "", "version": 1},
    "content": {"body": "00", "data": "11", "besides": None},
    "documents": {},
    "signer": {"name": "А. Б.", "role": "head", "bin": keys.BIN, "organisation": {}},
    "at": "2026-03-02T09:00:00+05:00",
}


def said(client, what: object) -> bool:
    """Whether the page tells in words what was signed."""
    content = json.dumps(what).encode()
    page = asked(client, ("m.json", content), ("m.cms", identity().sign(content, NOW)))
    assert "The signature holds" in page
    return "What was signed</h4>" in page


def test_a_manifest_is_told_in_words(client):
    """Whoever checks a signature reads of what act it is."""
    assert said(client, GOOD)


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "another"},
        {"act": None},
        {"act": {"title": {"a": 1}, "rule": []}},
        {"procedure": []},
        {"content": "x"},
        {"documents": ["x"]},
        {"signer": {"name": 1, "role": [], "bin": 7, "organisation": 8}},
        {"at": "yesterday"},
        {"at": "0001-01-01T00:00:00+14:00"},
        {"at": 7},
    ],
)
def test_what_only_looks_like_a_manifest_says_nothing(client, changes):
    """Anybody may sign anything, in whatever shape."""
    assert not said(client, GOOD | changes)


def test_a_paper_of_another_site_is_not_ours(client):
    """The address says whose paper it is."""
    page = asked(client, ("paper.pdf", b"%PDF-1.7 https://example.org/requests/AR-1?sha256=" + b"a" * 64))
    assert "Not ours" in page


def test_a_record_that_is_not_the_readers_is_not_told_of(client, app):
    """Whether there is such a record is not said."""
    address = app.config["QYZMET"].base_url + "/requests/AR-2026-000001?sha256=" + "a" * 64
    assert "There is no such record, or" in asked(client, ("paper.pdf", b"%PDF-1.7 " + address.encode()))


@pytest.mark.parametrize(
    "files",
    [(), [(f"{number}.json", b"{}") for number in range(11)]],
)
def test_what_cannot_be_checked_is_said(client, files):
    """No file, or too many: what is wrong and what to do."""
    assert "There is a problem" in asked(client, *files, status=422)


def test_what_is_too_large_is_said(client, monkeypatch):
    """Files are larger than what is read of anybody's."""
    monkeypatch.setitem(received_files.READ_FROM_ANYBODY, "check.check", 0)
    assert "larger than 0 MB" in asked(client, ("large.pdf", b"%PDF"), status=422)


def packed(content: bytes, names: Iterable[str] = ("a",), method: int = zipfile.ZIP_STORED) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", method) as package:
        for name in names:
            package.writestr(name, content)
    return held.getvalue()


# It says that it is LZMA, and is none.
_NO_LZMA = packed(b"\x09\x04\x05\x00\x5d\x00\x00\x80\x00" + b"\xff" * 50).replace(
    b"\0\0\0\0\x21\x00", b"\0\0\x0e\0\x21\x00"
)


# As many zips as one may hold, each of as many files, in a tenth of a megabyte.
_ZIPS = packed(
    packed(bytes(255 * 1024), map(str, range(100)), zipfile.ZIP_BZIP2), map(str, range(100)), zipfile.ZIP_DEFLATED
)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"%PDF", b"0" * 1000, b"\x30\x80" * 3000, _NO_LZMA])
def test_anything_may_be_sent(client, content: bytes):
    """Whatever comes is answered in words."""
    asked(client, ("anything", content))


@pytest.mark.parametrize(
    "content",
    [
        b"-----BEGIN CMS-----x" * 25_000,
        b"http://" * 2_000_000,
        b"%PDF" + b"<</Type/EmbeddedFile>>" * 1_000_000,
        b"%PDF" + b"<</Type/EmbeddedFile>>stream\n" * 100_000,
        _ZIPS,
    ],
    ids=["armour", "addresses", "dictionaries", "streams", "zips"],
)
def test_what_was_made_up_to_be_read_for_long_is_read_once(content: bytes):
    """A mark that begins something is not looked for from each beginning to the end of the file."""
    begun = clock.elapsed()
    assert uploaded.read([uploaded.File("made up", content)]).pairs == ()
    assert clock.elapsed() - begun < 2


def test_so_many_papers_and_parts_are_looked_at():
    """To find out about each named paper takes as long as to print it, and to read a directory as it is long."""
    named = b"".join(b"https://qyzmet.example.kz/tenders/T-1?sha256=%064x " % number for number in range(100))
    assert len(uploaded.read([uploaded.File("paper.pdf", named)]).papers) == 10
    signature = identity().sign(CONTENT, NOW)
    assert len(uploaded.read([uploaded.File("a.zip", packed(signature, "ab"))]).pairs) == 2
    assert uploaded.read([uploaded.File("a.zip", packed(signature, map(str, range(1001))))]).pairs == ()


def test_how_many_signatures_were_not_looked_at_is_said(client):
    """Nobody takes a paper for checked whole of which some signatures were left out."""
    page = asked(client, ("m.json", CONTENT), ("a.zip", packed(identity().sign(CONTENT, NOW), map(str, range(18)))))
    assert page.count("The signature holds") == 16
    assert "2 signatures more came along and were not looked at" in page
    assert "No signature that came along is of this file." not in page


def test_what_this_site_cannot_tell_now_is_not_called_wrong(client, setting):
    """Stale lists, where they refuse, say nothing against a signature; a site that takes none tells all the same."""
    both = ("manifest.json", CONTENT), ("manifest.cms", identity().sign(CONTENT, NOW))
    setting(signatures="none")
    assert "The signature holds" in asked(client, *both)
    setting(signatures="own", stale_revocation_lists="refuse")
    clock.use_wall(lambda: NOW + 40 * DAY)
    page = asked(client, *both)
    assert "Not checked" in page
    assert "does not hold" not in page


def test_one_network_asks_so_often_an_hour(client, monkeypatch):
    """Who checks without end takes no time from the others."""
    monkeypatch.setattr(upload_limit, "CHECKS_AN_HOUR", 2)
    for _number in range(2):
        asked(client, ("manifest.json", CONTENT))
    asked(client, ("manifest.json", CONTENT), status=429)
