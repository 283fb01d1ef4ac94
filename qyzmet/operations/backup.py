"""Taking a backup while the application runs: a snapshot of the database and the documents that it names.

The database is read in one read-only transaction, so that it is of one instant however long it takes, and nobody
waits for it. Documents are taken afterwards: a content is complete before a row names it, and stays.
"""

import gzip
import io
import os
import secrets
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from sqlalchemy import CompoundSelect, Table, select, union
from sqlalchemy.engine import Connection

from qyzmet import __version__, clock, database, schema
from qyzmet.config import Settings
from qyzmet.database import Base, db
from qyzmet.documents import storage
from qyzmet.files import folders
from qyzmet.operations.archive import (
    MANIFEST,
    BackupError,
    Hashing,
    Manifest,
    columns_of,
    document_name,
    plain_tables,
    writer,
)
from qyzmet.sealing.columns import sealed_names

# Rows are read and written in pieces, so that a large database needs no more memory than a small one.
ROWS_AT_ONCE = 1_000
PIECE_BYTES = 4 * 1024 * 1024


def take(path: Path, settings: Settings) -> Manifest:
    """Write a backup to `path`, which must not exist; readable by its owner alone. Returns what it holds.

    Raises BackupError. The file appears whole or not at all.
    """
    if path.exists():
        raise BackupError(f"{path} exists already, and a backup replaces nothing. Choose another name.")
    try:
        with (
            _whole_or_nothing(path) as file,
            gzip.GzipFile(fileobj=file, mode="wb", compresslevel=5, filename="") as zipped,
            tarfile.open(fileobj=zipped, mode="w|") as tar,
        ):
            return _write(tar, settings)
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error.strerror or error}.") from error


@contextmanager
def _whole_or_nothing(path: Path) -> Iterator[IO[bytes]]:
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    folders.sync(path.parent)


def _write(tar: tarfile.TarFile, settings: Settings) -> Manifest:
    with snapshot() as connection:
        revision = schema.revision_of(connection)
        manifest = Manifest(
            version=__version__,
            schema=revision or "",
            database=connection.dialect.name,
            taken_at=clock.wall().isoformat(),
        )
        for table in plain_tables():
            _write_table(tar, manifest, connection, table)
        contents = list(connection.scalars(_named_contents()))
    for sha256 in contents:
        _write_document(tar, manifest, settings.documents, sha256)
    _add(tar, MANIFEST, manifest.as_json())
    return manifest


def _named_contents() -> CompoundSelect[str]:
    """Whatever rows name in the storage: documents, and files that are sealed."""
    document = Base.metadata.tables["document"].c
    # The hash of a document that was sealed names no file: its file lies as it was sealed.
    plain = select(document.sha256.label("name")).where(document.sealed_file.is_(None))
    sealed = (select(each.label("name")).where(each.is_not(None)) for each in sealed_names())
    return union(plain, *sealed).order_by("name")


@contextmanager
def snapshot() -> Iterator[Connection]:
    """A connection that sees the database as it stands at its first question, and changes nothing."""
    database.read_only(True)
    try:
        with db.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            yield connection
            connection.rollback()
    finally:
        database.read_only(False)


def _write_table(tar: tarfile.TarFile, manifest: Manifest, connection: Connection, table: Table) -> None:
    columns = columns_of(table)
    manifest.tables[table.name] = columns
    manifest.rows[table.name] = 0
    write = writer(columns)
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=ROWS_AT_ONCE)
    lines: list[bytes] = []
    size = number = 0
    for batch in connection.execute(query).partitions():
        for row in batch:
            line = write(row).encode() + b"\n"
            lines.append(line)
            size += len(line)
            if size >= PIECE_BYTES:
                number += 1
                _add_piece(tar, manifest, table.name, number, b"".join(lines))
                lines, size = [], 0
        manifest.rows[table.name] += len(batch)
    if lines:
        _add_piece(tar, manifest, table.name, number + 1, b"".join(lines))


def _add_piece(tar: tarfile.TarFile, manifest: Manifest, table: str, number: int, content: bytes) -> None:
    name = f"tables/{table}/{number:06d}.jsonl"
    manifest.members[name] = _add(tar, name, content)


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> list[object]:
    return _stream(tar, name, io.BytesIO(content), len(content))


def _stream(tar: tarfile.TarFile, name: str, content: IO[bytes], size: int) -> list[object]:
    member = tarfile.TarInfo(name)
    member.size = size
    member.mode = 0o600
    member.mtime = int(clock.wall().timestamp())
    hashed = Hashing(content)
    tar.addfile(member, cast(IO[bytes], hashed))  # It is only read from.
    return [hashed.size, hashed.sha256]


def _write_document(tar: tarfile.TarFile, manifest: Manifest, folder: Path, sha256: str) -> None:
    name = document_name(sha256)
    try:
        content = storage.open_content(folder, sha256)
    except OSError:
        manifest.missing.append(sha256)
        return
    with content:
        held = _stream(tar, name, content, os.fstat(content.fileno()).st_size)
    manifest.members[name] = held
    if held[1] != sha256:
        manifest.damaged.append(sha256)
