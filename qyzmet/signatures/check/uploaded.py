"""What somebody brings to be checked: signatures, what they are of, and the paper's own hash. Pure.

A signature and its manifest come as two files, or together in a paper of this site: as attachments of the PDF, or
beside the DOCX in a zip. A PDF names its record in a link, a DOCX among what it says of itself.
"""

import lzma
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from itertools import islice

from qyzmet.documents import packages
from qyzmet.signatures import algorithms, cms
from qyzmet.signatures.cms import Signed

# A manifest has some KB. GOST's hash takes 260 KB a second.
LARGEST_CONTENT = 256 * 1024
# The protocol of a large Commission bears a dozen signatures. One by GOST takes a tenth of a second.
_MOST_PARTS, _MOST_SIGNATURES = 100, 16
# A zip of this site holds a paper, and two files for each signature. Its directory is counted before it is read.
_MOST_ENTRIES = 1000
# Each mark is looked for by itself, so often at most, and what belongs to it within so many bytes: a pattern for the
# whole would try each beginning anew, which takes minutes of what somebody made up for it.
_MOST_MARKS, _NEAR = 200, 300
_EMBEDDED = re.compile(rb"/Type\s{0,4}/EmbeddedFile\b")
_STREAM = re.compile(rb">>\s{0,4}stream\r?\n")
_END = b"endstream"
_PDF, _ZIP = b"%PDF", b"PK\x03\x04"
# What makes a zip a DOCX, and where it says of what record it is.
_OFFICE, _PROPERTIES = "[Content_Types].xml", "docProps/core.xml"
_FINGERPRINT = re.compile(rb"\?sha256=([0-9a-f]{64})")
_ADDRESS = re.compile(rb"https?://[^\s<>\"'()]{1,200}\Z")
# A file names one paper; what each is takes as long to find out as to print it.
_MOST_PAPERS = 10


@dataclass(frozen=True)
class File:
    """One file with its name."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Pair:
    """A signature, and what it is of; None where that did not come along."""

    name: str
    signed: Signed
    content: bytes | None


@dataclass(frozen=True)
class NamedPaper:
    """A paper's own word: the page of its record, and the hash that is printed on it."""

    address: str
    sha256: str


@dataclass(frozen=True)
class Uploaded:
    """All that was found in the files."""

    pairs: tuple[Pair, ...]
    papers: tuple[NamedPaper, ...]
    # What is neither: its name, and its SHA-256.
    others: tuple[File, ...]
    # Every file, those in other files too.
    contents: tuple[bytes, ...]
    # How many signatures more came along, which are not looked at.
    left_out: int = 0


def read(files: Iterable[File]) -> Uploaded:
    """What the files are."""
    given = list(files)
    parts = list(islice((part for each in given for part in _parts(each)), _MOST_PARTS))
    found = [(each, _signature(each.content)) for each in parts]
    contents = [each for each, signed in found if signed is None]
    signatures = [(each, signed) for each, signed in found if signed is not None]
    by_hash = _by_hash(_small(contents), {signed.hashed_by for _each, signed in signatures})
    pairs = tuple(
        Pair(each.name, signed, by_hash.get((signed.hashed_by, signed.message_digest), signed.content))
        for each, signed in signatures
    )
    signed_ones = {pair.content for pair in pairs}
    papers = islice(dict.fromkeys(paper for each in parts for paper in _papers(each.content)), _MOST_PAPERS)
    others = tuple(each for each in contents if each.content not in signed_ones and not _holds_parts(each.content))
    return Uploaded(
        pairs[:_MOST_SIGNATURES],
        tuple(papers),
        others,
        tuple(each.content for each in parts),
        len(pairs[_MOST_SIGNATURES:]),
    )


def _holds_parts(content: bytes) -> bool:
    return content.startswith((_PDF, _ZIP))


def _parts(file: File) -> Iterator[File]:
    yield file
    if file.content.startswith(_PDF):
        for number, content in enumerate(_attachments(file.content), 1):
            yield File(f"{file.name} · {number}", content)
    elif file.content.startswith(_ZIP):
        packed = list(_packed(file.content))
        # The parts of a document are nobody's files.
        if all(each.name != _OFFICE for each in packed):
            yield from packed


def _attachments(pdf: bytes) -> Iterator[bytes]:
    """The files that lie in a PDF as this site writes it."""
    for found in islice(_EMBEDDED.finditer(pdf), _MOST_PARTS):
        stream = _STREAM.search(pdf, found.end(), found.end() + _NEAR)
        if stream is None:
            continue
        opens = pdf.rfind(b"<<", max(0, found.start() - _NEAR), found.start())
        # What is larger is no manifest and no signature.
        until = pdf.find(_END, stream.end(), stream.end() + 2 * LARGEST_CONTENT)
        if until < 0:
            continue
        held = pdf[stream.end() : until]
        is_packed = opens >= 0 and b"/FlateDecode" in pdf[opens : stream.start()]
        try:
            yield zlib.decompressobj().decompress(held, LARGEST_CONTENT) if is_packed else held
        except zlib.error:
            continue


def _packed(content: bytes, only: str = "") -> Iterator[File]:
    """What lies in a zip, or in it under that name: nothing else is unpacked then."""
    if packages.many_entries(BytesIO(content), _MOST_ENTRIES):
        return
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            for each in package.infolist()[:_MOST_PARTS]:
                if only in ("", each.filename) and each.file_size <= LARGEST_CONTENT and not each.flag_bits & 1:
                    yield File(each.filename, package.read(each))
    except (*packages.BROKEN, zlib.error, lzma.LZMAError):
        return


def _signature(content: bytes) -> Signed | None:
    try:
        return cms.read(content)
    except cms.NotASignature:
        return None


def _small(contents: list[File]) -> Iterator[bytes]:
    """The smallest contents, as long as hashing all of them takes no longer than hashing the largest that is taken."""
    room = LARGEST_CONTENT
    for each in sorted((file.content for file in contents), key=len):
        room -= len(each)
        if room < 0:
            return
        yield each


def _by_hash(contents: Iterable[bytes], algorithms_used: set[str]) -> dict[tuple[str, bytes], bytes]:
    """The contents by the hashes by which signatures name them."""
    found: dict[tuple[str, bytes], bytes] = {}
    for each in contents:
        for algorithm in algorithms_used:
            with suppress(algorithms.NotUnderstood):
                found[algorithm, algorithms.digest(algorithm, each)] = each
    return found


def _papers(content: bytes) -> Iterator[NamedPaper]:
    if content.startswith(_ZIP):
        # Each of many zips in one would else be unpacked whole: of a hundred kilobytes that takes half a minute.
        content = next((each.content for each in _packed(content, _PROPERTIES)), b"")
    for found in islice(_FINGERPRINT.finditer(content), _MOST_MARKS):
        address = _ADDRESS.search(content[max(0, found.start() - _NEAR) : found.start()])
        if address is not None:
            yield NamedPaper(address[0].decode("ascii", "replace"), found[1].decode())
