"""The form of a backup: what is in the file, how values are written, and how the file is checked.

A backup is one gzipped tar: `tables/NAME/NUMBER.jsonl` with a JSON array a row, `documents/SHA-256`, and at its
end `manifest.json` with the columns of each table and the size and SHA-256 of every member. Nothing in it belongs
to one kind of database, so a backup of SQLite can be restored into PostgreSQL and the other way round.
"""

import base64
import datetime as dt
import gzip
import hashlib
import json
import re
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any
from zlib import error as ZlibError  # noqa: N812 - the library's own name says nothing.

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Enum,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
)
from sqlalchemy.types import TypeEngine

from qyzmet import models  # noqa: F401 - so that the metadata knows every table.
from qyzmet.database import Base, JSONText, Key, Money, UTCDateTime

FORMAT = 1
MANIFEST = "manifest.json"
_LARGEST_MANIFEST = 256 * 1024 * 1024
_PIECE = 1024 * 1024
_MEMBER = re.compile(r"tables/([a-z0-9_]{1,63})/([0-9]{6})\.jsonl|documents/([0-9a-f]{64})", re.ASCII)


class BackupError(Exception):
    """The file cannot be written, or is no whole backup; the text is one line that says what to do."""


@dataclass
class Manifest:
    """What a backup says of itself. `members`: name -> [size, SHA-256]; `tables`: name -> [[column, word], …]."""

    version: str
    schema: str
    database: str
    taken_at: str
    tables: dict[str, list[list[str]]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    members: dict[str, list[Any]] = field(default_factory=dict)
    # Documents that a row names and the storage did not have, or had with other content.
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    format: int = FORMAT

    def as_json(self) -> bytes:
        """The manifest as it stands in the file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()


def _same(value: Any) -> Any:
    return value


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


# How a value of each word is written in JSON, and read again. Instants keep their microseconds and are in UTC.
_WRITE: dict[str, Callable[[Any], Any]] = {
    "text": _same,
    "integer": _same,
    "boolean": _same,
    "bytes": _base64,
    "date": dt.date.isoformat,
    "instant": dt.datetime.isoformat,
}
_READ: dict[str, Callable[[Any], Any]] = {
    "text": _same,
    "integer": _same,
    "boolean": _same,
    "bytes": base64.b64decode,
    "date": dt.date.fromisoformat,
    "instant": dt.datetime.fromisoformat,
}
_TYPES: dict[str, TypeEngine[Any]] = {
    "text": String(),
    "integer": Key,
    "boolean": Boolean(),
    "bytes": LargeBinary(),
    "date": Date(),
    "instant": UTCDateTime(),
}


def word_of(column: Column[Any]) -> str:
    """How a column's values are written. Raises BackupError for a type that nobody has decided on."""
    kind = column.type
    if isinstance(kind, UTCDateTime):
        return "instant"
    # Amounts are kept as whole tiyn and JSON as its text: so they go into the file, letter for letter.
    if isinstance(kind, BigInteger | Integer | SmallInteger | Money):
        return "integer"
    if isinstance(kind, String | Enum | JSONText):
        return "text"
    for simple, word in ((Boolean, "boolean"), (LargeBinary, "bytes"), (Date, "date")):
        if isinstance(kind, simple):
            return word
    raise BackupError(f"The column {column} has a type that backups do not know: {kind!r}.")


def plain_tables() -> list[Table]:
    """Every table with its columns as they are stored, those that others refer to first."""
    plain = MetaData()
    return [
        Table(
            table.name,
            plain,
            *[
                Column(column.name, _TYPES[word_of(column)], primary_key=column.primary_key, autoincrement=False)
                for column in table.columns
            ],
        )
        for table in Base.metadata.sorted_tables
    ]


def columns_of(table: Table) -> list[list[str]]:
    """The table's columns and their words, as the manifest holds them."""
    return [[column.name, word_of(column)] for column in table.columns]


def writer(columns: list[list[str]]) -> Callable[[Any], str]:
    """A function that writes a row as a line of JSON."""
    convert = [_WRITE[word] for _name, word in columns]

    def write(row: Any) -> str:
        values = [None if value is None else to(value) for to, value in zip(convert, row, strict=True)]
        return json.dumps(values, ensure_ascii=False, separators=(",", ":"))

    return write


def reader(columns: list[list[str]]) -> Callable[[bytes], dict[str, Any]]:
    """A function that reads a line of JSON as the values of a row by column."""
    names = [name for name, _word in columns]
    convert = [_READ[word] for _name, word in columns]

    def read(line: bytes) -> dict[str, Any]:
        values = json.loads(line)
        return {
            name: None if value is None else to(value) for name, to, value in zip(names, convert, values, strict=True)
        }

    return read


def document_name(sha256: str) -> str:
    """The member that holds a document's content."""
    return f"documents/{sha256}"


def parts_of(name: str) -> tuple[str, str]:
    """("table", its name) or ("document", its SHA-256). Raises BackupError for any other member."""
    found = _MEMBER.fullmatch(name)
    if found is None:
        raise BackupError(f"The file holds {name[:100]!r}, which no backup of Qyzmet does.")
    return ("table", found[1]) if found[1] else ("document", found[3])


class Hashing:
    """A stream that hashes what is read through it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()
        self.size = 0

    def read(self, size: int = -1) -> bytes:
        """Read, and remember what was read."""
        piece = self._stream.read(size)
        self._digest.update(piece)
        self.size += len(piece)
        return piece

    @property
    def sha256(self) -> str:
        """The SHA-256 of what was read so far."""
        return self._digest.hexdigest()


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Around what reads a backup: a file that is damaged or cut off is a BackupError, wherever it is noticed."""
    try:
        yield
    except (tarfile.TarError, EOFError, ZlibError) as error:
        raise BackupError(f"{path} is no whole backup of Qyzmet: it is cut off, damaged or something else.") from error
    except OSError as error:
        # gzip says so of a wrong check sum, without a number.
        why = error.strerror or "it is cut off, damaged or something else"
        raise BackupError(f"{path} cannot be read as a backup: {why}.") from error


def members(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """The members of a backup one after another, by name; each is read before the next."""
    with gzip.open(path, "rb") as zipped:
        with tarfile.open(fileobj=zipped, mode="r|") as tar:
            for member in tar:
                content = tar.extractfile(member) if member.isreg() else None
                if content is None:
                    raise BackupError(f"The file holds {member.name[:100]!r}, which no backup of Qyzmet does.")
                yield member.name, content
        # To the very end, where gzip's check sum stands.
        while piece := zipped.read(_PIECE):
            if piece.strip(b"\0"):
                raise BackupError(f"{path} was added to: something follows its end.")


def check(path: Path) -> Manifest:
    """Read the whole file and hold every member to the manifest. Raises BackupError for anything that differs."""
    with reading(path):
        return _check(path)


def _check(path: Path) -> Manifest:
    found: dict[str, list[Any]] = {}
    manifest: Manifest | None = None
    for name, content in members(path):
        if manifest is not None:
            raise BackupError(f"{path} was added to: something follows its manifest.")
        if name == MANIFEST:
            manifest = _manifest(content.read(_LARGEST_MANIFEST), path)
            continue
        parts_of(name)
        if name in found:
            raise BackupError(f"{path} holds {name} twice.")
        hashed = Hashing(content)
        while hashed.read(_PIECE):
            pass
        found[name] = [hashed.size, hashed.sha256]
    if manifest is None:
        raise BackupError(f"{path} is no whole backup of Qyzmet: its manifest is missing.")
    for name in sorted({*found, *manifest.members}):
        if found.get(name) != manifest.members.get(name):
            raise BackupError(f"{path} was changed: {name} is not what the manifest says.")
    return manifest


def _manifest(text: bytes, path: Path) -> Manifest:
    try:
        given = json.loads(text)
        if given.get("format") != FORMAT:
            raise BackupError(f"{path} has the format {given.get('format')!r}; this release reads format {FORMAT}.")
        return Manifest(**given)
    except (ValueError, TypeError, AttributeError) as error:
        raise BackupError(f"{path} is no backup of Qyzmet: its manifest cannot be read.") from error
