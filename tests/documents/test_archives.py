"""¶ 87-1, 103-1: archives of source code are taken where they can be unpacked without harm, and only as source code."""

import gzip
import io
import tarfile
import zipfile
from collections.abc import Callable

import pytest

from qyzmet.documents import archives, packages, types

Names = list[tuple[str, bytes]]
GOOD: Names = [("src/main.py", b"print()\n"), ("src/Қызмет/" + "a" * 120 + ".py", b"x" * 700), ("README", b"")]


def a_zip(names: Names, *, link: bool = False) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in names:
            entry = zipfile.ZipInfo(name)
            entry.external_attr = (0o120777 if link else 0o100644) << 16
            archive.writestr(entry, content)
    return made.getvalue()


def a_tar(names: Names, mode: str = "w", *, link: bool = False, form: int = tarfile.PAX_FORMAT) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode, format=form) as archive:  # type: ignore[call-overload]
        for name, content in names:
            entry = tarfile.TarInfo(name)
            entry.size = 0 if link else len(content)
            if link:
                entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
            archive.addfile(entry, io.BytesIO(content))
    return made.getvalue()


def told(content: bytes, name: str) -> str:
    return types.media_type(io.BytesIO(content), name)


def refused(content: bytes, name: str) -> bool:
    try:
        told(content, name)
    except types.NotAccepted:
        return True
    return False


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (a_zip(GOOD), "code.zip", "application/zip"),
        (a_tar(GOOD), "code.tar", "application/x-tar"),
        (a_tar(GOOD, form=tarfile.GNU_FORMAT), "code.tar", "application/x-tar"),
        (a_tar([("./", b""), ("./a/b.py", b"1")]), "code.tar", "application/x-tar"),
        (a_tar(GOOD, "w:gz"), "code.tar.gz", "application/gzip"),
        (a_tar(GOOD, "w:gz"), "code.TGZ", "application/gzip"),
    ],
)
def test_source_code_is_told_by_its_content(content: bytes, name: str, kind: str):
    """A ZIP or a TAR of files and folders, with long and Kazakh names."""
    assert told(content, name) == kind
    assert types.is_archive(kind)
    assert refused(content, "code.docx")


@pytest.mark.parametrize("make", [a_zip, a_tar, lambda names: a_tar(names, "w:gz")])
@pytest.mark.parametrize(
    "names",
    [
        [("../../etc/cron.d/x", b"1")],
        [("/etc/passwd", b"1")],
        [("C:/Windows/x", b"1")],
        [("a\\..\\..\\x", b"1")],
        [("src/a.py", b"1"), ("SRC/A.py", b"2")],
        [("a//b", b"1")],
        [],
    ],
    ids=["up", "absolute", "drive", "backslashes", "twice", "empty part", "nothing"],
)
def test_what_leads_out_of_the_folder_is_refused(make: Callable[[Names], bytes], names: Names):
    """Names that climb, absolute ones, a drive's, two that are one file on Windows; and an archive of nothing."""
    name = {b"PK": "a.zip", b"\x1f\x8b": "a.tgz"}.get(make(names)[:2], "a.tar")
    assert refused(make(names), name)


def test_links_locked_and_broken_ones_are_refused():
    """Links lead elsewhere; a password nobody has; what is cut off, or two in one, is no archive."""
    assert refused(a_zip(GOOD[:1], link=True), "a.zip")
    assert refused(a_tar(GOOD[:1], link=True), "a.tar")
    locked = bytearray(a_zip(GOOD[:1]))
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(packages.NeedsPassword):
        archives.is_zip(io.BytesIO(bytes(locked)))
    whole = a_tar(GOOD, "w:gz")
    for bad in (whole[:-20], whole + whole, gzip.compress(b"no archive"), b"\x1f\x8b\x08", gzip.compress(b"")):
        assert refused(bad, "a.tgz")
    assert refused(a_tar(GOOD)[:700], "a.tar")
    assert refused(b"text" * 400, "a.tar")
    assert refused(a_zip(GOOD)[:-30], "a.zip")


def test_numbers_and_headers_that_lie_are_refused():
    """A negative size, a header of megabytes, a size that is said twice: nothing waits, nothing fills the memory."""
    plain = bytearray(a_tar([("a.py", b"x" * 600)], form=tarfile.USTAR_FORMAT))

    def with_size(field: bytes) -> bytes:
        made = bytearray(plain)
        made[124:136] = field
        made[148:156] = b" " * 8
        made[148:156] = b"%06o\0 " % sum(made[:512])
        return bytes(made)

    assert not refused(with_size(b"00000001130\0"), "a.tar")
    for size in (b"-0000001130\0", b"77777777777\0", b"0_000_00100\0", b"\x80" + b"\xff" * 11):
        assert refused(with_size(size), "a.tar")
    assert refused(a_tar([("a" * 70_000, b"1")], form=tarfile.GNU_FORMAT), "a.tar")


def test_bombs_are_refused_early(monkeypatch: pytest.MonkeyPatch):
    """Many entries are counted before anything is made of them; a TAR.GZ is read so far and no farther."""
    monkeypatch.setattr(archives, "MOST_FILES", 10)
    many = [(f"f{number}", b"") for number in range(11)]
    assert refused(a_zip(many), "a.zip")
    assert refused(a_tar(many), "a.tar")
    monkeypatch.setattr(archives, "MOST_READ", 100_000)
    monkeypatch.setattr(archives, "MOST_UNPACKED", 100_000)
    large: Names = [("a", bytes(200_000))]
    for bad, name in ((a_zip(large), "a.zip"), (a_tar(large, "w:gz"), "a.tgz"), (a_tar(large), "a.tar")):
        assert refused(bad, name)
