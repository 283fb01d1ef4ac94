"""Documents: kept by content, told by content, read by right, noted when opened."""

import base64
import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from qyzmet import context
from qyzmet.audit.models import AuditRecord
from qyzmet.database import db
from qyzmet.documents import packages, service, storage
from qyzmet.documents.models import Document
from qyzmet.documents.names import cleaned
from qyzmet.people.models import Organisation, User
from qyzmet.procedure.refusals import Invalid, NotYours
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.documents import test_pdf_password
from tests.signing_in import bearer, sign_in

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
TIFF = b"II*\x00\x08\x00\x00\x00\x00\x00"


def archive(**parts: bytes) -> bytes:
    """A ZIP of these parts; "__" in a name is "/"."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return held.getvalue()


RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def office(
    main: str, kind: str, *, target: str = "", relations: str = RELATIONS, types: str = "", **more: str
) -> bytes:
    """An Office document whose relations lead to that main part, of that content type."""
    folder, name = main.split("/")
    parts = {
        "[Content_Types].xml": f"""<?xml version="1.0"?>
            <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
            <Default Extension="xml" ContentType="application/xml"/>
            <Override PartName="/{main}" ContentType="{kind}"/>{types}</Types>""",
        "_rels/.rels": f"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
            <Relationship Id="r1" Type="{relations}/officeDocument" Target="{target or main}"/></Relationships>""",
        main: "<x/>",
    }
    if "related" in more:
        parts[f"{folder}/_rels/{name}.rels"] = f"""
            <r:Relationships xmlns:r="http://schemas.openxmlformats.org/package/2006/relationships">
            <r:Relationship Id="r1" Type="{more["related"]}" Target="parts.dat"/></r:Relationships>"""
    return zipped(parts)


def zipped(parts: dict[str, str]) -> bytes:
    """A ZIP of these parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content.strip())
    return held.getvalue()


def odt(*entries: str, inside: str = "") -> bytes:
    """A text document whose manifest lists these entries, which it holds too."""
    listed = "".join(f'<m:file-entry m:full-path="{entry}">{inside}</m:file-entry>' for entry in ("/", *entries))
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": "<x/>",
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="{space}">{listed}</m:manifest>',
        }
        | dict.fromkeys((entry for entry in entries if not entry.endswith("/")), "<x/>")
    )


DOCX = office("word/document.xml", WORD)
XLSX = office("xl/workbook.xml", EXCEL)
SIGNED = bytes.fromhex("3080 06092a864886f70d010702 a080 3080 020101") + b"\0" * 4
WHOLE = bytes.fromhex("3082 0110 06092a864886f70d010702 a082 0101") + b"\1" * 257
VBA = '<Override PartName="/word/x.dat" ContentType="application/vnd.ms-office.vbaProject"/>'
ODT = archive(mimetype=b"application/vnd.oasis.opendocument.text", content_xml=b"<x/>")
ODS = archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content_xml=b"<x/>")


@pytest.fixture
def organisation(app: Flask) -> Organisation:
    """A state body."""
    return factories.organisation(OrganisationKind.STATE_BODY)


@pytest.fixture
def user(organisation: Organisation) -> User:
    """Its specialist."""
    return factories.user(Role.SPECIALIST, organisation)


def uploaded(user: User, content: bytes = PDF, name: str = "act.pdf", replaces: str = "") -> Document:
    """A document of the user."""
    with context.acting(context.actor_of(user)):
        document = service.upload(io.BytesIO(content), name, replaces)
    db.session.commit()
    return document


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("a.PDF", PDF, "application/pdf"),
        # Word for the web names its main part so.
        ("a.docx", office("word/document2.xml", WORD), WORD.removesuffix(".main+xml")),
        ("a.docx", office("word/document.xml", WORD, target="/word/document.xml"), WORD.removesuffix(".main+xml")),
        ("a.docx", office("word/document.xml", WORD, relations=STRICT), WORD.removesuffix(".main+xml")),
        ("a.xlsx", office("book/one.xml", EXCEL), EXCEL.removesuffix(".main+xml")),
        ("a.odt", odt(), "application/vnd.oasis.opendocument.text"),
        # LibreOffice lists libraries that hold nothing.
        (
            "a.odt",
            odt("Basic/script-lc.xml", "Basic/Standard/script-lb.xml"),
            "application/vnd.oasis.opendocument.text",
        ),
        ("a.pdf", b"\xef\xbb\xbf" + PDF, "application/pdf"),
        ("a.pdf", b"\r\n" + PDF, "application/pdf"),
        ("a.pdf", b"\xef\xbb\xbf" + b"\n" * 1016 + PDF, "application/pdf"),
        ("a.p7s", SIGNED, "application/pkcs7-signature"),
        ("a.cms", WHOLE, "application/cms"),
        ("a.cms", base64.encodebytes(WHOLE), "application/cms"),
        (
            "a.p7s",
            b"-----BEGIN CMS-----\n" + base64.encodebytes(WHOLE) + b"-----END CMS-----",
            "application/pkcs7-signature",
        ),
        ("a.png", PNG, "image/png"),
        ("a.jpg", JPEG, "image/jpeg"),
        ("a.jpeg", JPEG, "image/jpeg"),
        ("a.tif", TIFF, "image/tiff"),
        ("a.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.xlsx", XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.odt", ODT, "application/vnd.oasis.opendocument.text"),
        ("a.ods", ODS, "application/vnd.oasis.opendocument.spreadsheet"),
    ],
)
def test_kinds_that_are_taken(user: User, name: str, content: bytes, media_type: str):
    """The media type is told by the content; size and SHA-256 are the content's."""
    document = uploaded(user, content, name)
    assert document.media_type == media_type
    assert document.size == len(content)
    assert document.sha256 == hashlib.sha256(content).hexdigest()
    assert service.path_of(document).read_bytes() == content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b""),
        ("a.pdf", DOCX),
        ("a.pdf", archive(x=b"1")),
        ("a.pdf", b"<html>%PDF-1.7"),
        ("a.docx", PDF),
        ("a.docx", XLSX),
        ("a.docx", ODT),
        ("a.docx", archive(x=b"1")),
        ("a.docx", zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<x/>"})),
        ("a.docx", office("word/document.xml", WORD, types=VBA)),
        ("a.docx", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 1000),
        (
            "a.docx",
            office(
                "word/document.xml", WORD, related="http://schemas.microsoft.com/office/2006/relationships/vbaProject"
            ),
        ),
        ("a.docx", office("word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml")),
        ("a.docx", office("word/document.xml", WORD, target="word/other.xml")),
        ("a.docx", office("word/document.xml", "application/xml")),
        ("a.docx", office("word/document.xml", WORD, types='<Override PartName="/a" ContentType="b">')),
        ("a.docx", office("word/document.xml", WORD, types="<!-- --").replace(b"<?xml version", b"<!DOCTYPE x><x y")),
        ("a.xlsx", office("xl/workbook.xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml")),
        (
            "a.xlsx",
            office("xl/workbook.xml", EXCEL, types=VBA.replace("office.vbaProject", "excel.macrosheet+xml")),
        ),
        ("a.odt", odt("Basic/Standard/Module1.xml")),
        ("a.odt", odt("Scripts/python/run.py")),
        ("a.odt", odt("basic/")[:200]),
        ("a.pdf", b"\n" * 1020 + PDF),
        ("a.pdf", b"x\n" + PDF),
        ("a.cms", PDF),
        ("a.cms", WHOLE[:-1]),
        ("a.cms", WHOLE + b"<html>"),
        ("a.cms", WHOLE.replace(b"\x07\x02", b"\x07\x03")),
        ("a.p7s", b"MI<html>"),
        ("a.p7s", b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(WHOLE)),
        ("a.p7s", b"0"),
        ("a.docx", DOCX[:60]),
        ("a.docx", b"PK\x03\x04" + b"\0" * 100),
        ("a.odt", ODS),
        ("a.png", JPEG),
        ("a.jpg", b"\xff\xd8\xff"),
        ("a.exe", b"MZ"),
        ("a.html", b"<html>"),
        ("a.svg", b"<svg/>"),
        ("a.pdf.exe", PDF),
        ("pdf", PDF),
        ("", PDF),
    ],
    # The contents hold the time of their making, which would name the cases differently in each process.
    ids=lambda value: None if isinstance(value, str) else "",
)
def test_kinds_that_are_refused(user: User, instance: Path, name: str, content: bytes):
    """Empty files, other kinds, macros, and contents that are not what the name says are refused; nothing is left."""
    with context.acting(context.actor_of(user)), pytest.raises(Invalid) as refused:
        service.upload(io.BytesIO(content), name)
    assert refused.value.errors["file"]
    assert list((instance / "documents").glob("incoming/*")) == []


OLDER = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 1_100_000
LOCKED = {
    "a.pdf": test_pdf_password.locked(*test_pdf_password.SAMPLES[-1][:4]),
    "a.odt": odt("content2.xml", inside="<m:encryption-data/>"),
    "a.docx": OLDER[:-1_000_000] + "EncryptedPackage".encode("utf-16-le") + OLDER,
    "a.xlsx": OLDER[: 1024 * 1024] + "EncryptedPackage".encode("utf-16-le"),
}


@pytest.mark.parametrize("name", LOCKED)
def test_a_document_that_needs_a_password_says_so(user: User, instance: Path, name: str):
    """Whoever has to read it would not have the password: refused at once, in words that say what to do."""
    with context.acting(context.actor_of(user)), pytest.raises(Invalid) as refused:
        service.upload(io.BytesIO(LOCKED[name]), name)
    assert "without a password" in refused.value.errors["file"][0]
    assert list((instance / "documents").glob("incoming/*")) == []


def test_a_file_that_is_too_large_is_refused(user: User, instance: Path, monkeypatch: pytest.MonkeyPatch):
    """More than the limit is refused with the limit in words, and nothing is left."""
    monkeypatch.setattr(service, "limit", lambda: 1000)
    with context.acting(context.actor_of(user)), pytest.raises(Invalid, match="50 MB"):
        service.upload(io.BytesIO(PDF + b"x" * 1000), "a.pdf")
    assert list((instance / "documents").glob("incoming/*")) == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\Акт №1.pdf", "Акт №1.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("a\0b.pdf", "ab.pdf"),
        ("", "document"),
        ("...", "document"),
        ("и\u0306.pdf", "й.pdf"),
        ("я" * 300 + ".pdf", "я" * 251 + ".pdf"),
        ('a"b<c>.pdf', "a_b_c_.pdf"),
    ],
)
def test_names_are_cleaned(name: str, kept: str):
    """No folders, no characters that cannot be seen, NFC, at most 255 characters with the extension kept."""
    assert cleaned(name) == kept


@given(st.text(max_size=400))
def test_any_name_can_be_kept(name: str):
    """Whatever is sent as a name gives one that can be stored and is stable."""
    kept = cleaned(name)
    assert 1 <= len(kept) <= 255
    assert "/" not in kept
    assert cleaned(kept) == kept
    kept.encode()


def test_the_same_content_lies_once(user: User):
    """Two documents of the same content share the stored file."""
    first, second = uploaded(user), uploaded(user, name="other.pdf")
    assert first.id != second.id
    assert service.path_of(first) == service.path_of(second)


def test_a_stream_that_breaks_leaves_nothing(tmp_path: Path):
    """What was not received whole is taken away."""

    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        storage.receive(tmp_path, Broken(), 10)
    assert list((tmp_path / "incoming").iterdir()) == []


def test_new_versions_are_of_one_organisation(user: User):
    """A new version names the one it replaces, which must be of one's own organisation."""
    first = uploaded(user)
    assert uploaded(user, replaces=first.public_id).replaces_id == first.id
    stranger = factories.user(Role.HEAD, factories.organisation())
    with context.acting(context.actor_of(stranger)), pytest.raises(Invalid) as refused:
        service.upload(io.BytesIO(PDF), "a.pdf", first.public_id)
    assert "replaces" in refused.value.errors


def test_auditors_and_strangers_upload_nothing(organisation: Organisation):
    """An auditor changes nothing; somebody without any role neither."""
    for person in (factories.user(Role.AUDITOR, organisation), factories.user()):
        with context.acting(context.actor_of(person)), pytest.raises(NotYours):
            service.upload(io.BytesIO(PDF), "a.pdf")


def test_who_does_not_work_in_an_organisation_has_only_what_they_uploaded(user: User, organisation: Organisation):
    """A commission member and an administrator may not know of the organisation's drafts, nor read their documents."""
    document = uploaded(user)
    for role in (Role.COMMISSION_MEMBER, Role.ADMINISTRATOR):
        person = factories.user(role, organisation)
        own = uploaded(person)
        with context.acting(context.actor_of(person)):
            assert service.readable(document.public_id) is None
            assert service.readable(own.public_id) is own


def test_downloads_are_attachments_by_right_and_noted(client: FlaskClient, user: User, organisation: Organisation):
    """The organisation's people and auditors may download; others find nothing; each opening is in the audit trail."""
    document = uploaded(user, name="Акт №1.pdf")
    address = f"/documents/{document.public_id}"
    answer = sign_in(client, factories.user(Role.HEAD, organisation)).get(address)
    assert answer.status_code == 200
    assert answer.data == PDF
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''%D0%90%D0%BA%D1%82%20%E2%84%961.pdf" in answer.headers["Content-Disposition"]
    answer.close()
    noted = db.session.query(AuditRecord).filter_by(action="opened_document").one()
    assert noted.subject == document.public_id
    auditor = factories.user(Role.AUDITOR, factories.organisation())
    for person, status in ((auditor, 200), (factories.user(Role.HEAD, factories.organisation()), 404)):
        answer = sign_in(client, person).get(address)
        assert answer.status_code == status
        answer.close()
    assert db.session.query(AuditRecord).filter_by(action="opened_document").count() == 2


def test_downloads_need_somebody(client: FlaskClient, user: User):
    """Without signing in one is led to the sign-in page."""
    assert client.get(f"/documents/{uploaded(user).public_id}").status_code == 302


def test_upload_and_read_over_the_api(client: FlaskClient, user: User):
    """POST /documents answers 201 as the contract prints it; metadata and content are read back by right."""
    headers = bearer(user) | {"Accept-Language": "en"}
    answer = client.post("/api/v1/documents", data={"file": (io.BytesIO(PDF), "act.pdf")}, headers=headers)
    assert answer.status_code == 201, answer.text
    shown = answer.json
    assert shown == {
        "id": shown["id"],
        "name": "act.pdf",
        "media_type": "application/pdf",
        "size": len(PDF),
        "sha256": hashlib.sha256(PDF).hexdigest(),
    }
    assert answer.headers["Location"].endswith(f"/api/v1/documents/{shown['id']}")
    assert client.get(f"/api/v1/documents/{shown['id']}", headers=headers).json == shown
    content = client.get(f"/api/v1/documents/{shown['id']}/content", headers=headers)
    assert content.data == PDF
    content.close()
    stranger = bearer(factories.user(Role.HEAD, factories.organisation()))
    for path in ("", "/content"):
        assert client.get(f"/api/v1/documents/{shown['id']}{path}", headers=stranger).status_code == 404


def test_uploads_that_are_not_right(client: FlaskClient, user: User):
    """No file, two files, other fields, an empty file: 422 by field; not multipart: 415; an auditor: 403."""
    headers = bearer(user) | {"Accept-Language": "en"}

    def sent(data: object, **options: object) -> tuple[int, list[str]]:
        answer = client.post("/api/v1/documents", data=data, headers=headers, **options)  # type: ignore[arg-type]
        return answer.status_code, list(answer.json.get("errors", {}))

    multipart = {"content_type": "multipart/form-data"}
    assert sent({}, **multipart) == (422, ["file"])
    assert sent({"file": "text"}, **multipart) == (422, ["file"])
    assert sent({"file": [(io.BytesIO(PDF), "a.pdf"), (io.BytesIO(PDF), "b.pdf")]}) == (422, ["file"])
    assert sent({"file": (io.BytesIO(PDF), "a.pdf"), "colour": "red"}) == (422, ["colour"])
    assert sent({"file": (io.BytesIO(b""), "a.pdf")}) == (422, ["file"])
    assert sent({"file": (io.BytesIO(PDF), "a.pdf"), "replaces": "D-999999"}) == (422, ["replaces"])
    assert sent("{}", content_type="application/json") == (415, [])
    auditor = bearer(factories.user(Role.AUDITOR, factories.organisation()))
    assert client.post("/api/v1/documents", headers=auditor).status_code == 403


def test_a_directory_of_countless_entries_is_refused_before_it_is_read():
    """A23: a ZIP with more marks of entries than a document has parts is no document, whatever its end says of them."""
    made = office("word/document.xml", WORD)
    many = made[:-22] + b"PK\x01\x02" * (packages.MOST_PARTS + 1) + made[-22:]
    assert packages.is_office(io.BytesIO(made), "docx", "")
    assert not packages.is_office(io.BytesIO(many), "docx", "")


@pytest.mark.parametrize(("lists", "taken"), [(100, True), (40_000, False)])
def test_a_list_of_countless_parts_is_refused(lists: int, taken: bool):
    """A23: a document's list of parts is read so far as a document's may go, and no further."""
    types = '<Default Extension="a" ContentType="b/c"/>' * lists
    assert packages.is_office(io.BytesIO(office("word/document.xml", WORD, types=types)), "docx", "") is taken


def test_what_a_file_is_is_told_before_the_database_is_asked(client: FlaskClient, app: Flask):
    """A23: while a file is looked into nobody waits for the database, as the request has not asked it for anything."""
    person = factories.user(Role.HEAD, factories.organisation())
    headers = bearer(person)
    db.session.commit()
    told: list[bool] = []

    def note(*_of: object) -> None:
        told.append("told_files" in g)

    event.listen(db.engine.engine, "before_cursor_execute", note)
    try:
        answer = client.post(
            "/api/v1/documents", data={"file": (io.BytesIO(b"PK\x03\x04"), "letter.docx")}, headers=headers
        )
    finally:
        event.remove(db.engine.engine, "before_cursor_execute", note)
    assert answer.status_code == 422
    assert told
    assert all(told)
