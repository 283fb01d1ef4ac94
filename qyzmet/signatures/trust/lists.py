"""The lists of revoked certificates of this site: which are there, loading one, and those of earlier days."""

import datetime as dt
import zlib
from dataclasses import dataclass
from threading import Lock

from cryptography import x509
from flask import current_app
from sqlalchemy import select

from qyzmet import clock
from qyzmet.config import Settings
from qyzmet.database import db
from qyzmet.signatures.trust import authorities, revocation
from qyzmet.signatures.trust.certificate import Certificate
from qyzmet.signatures.trust.models import KeptList, RevocationSource
from qyzmet.signatures.trust.revocation import RevocationList

# Reading a list of some megabytes takes a while, so the last ones are kept, by their SHA-256.
_MOST_READ = 16
_read: dict[str, x509.CertificateRevocationList] = {}
_lock = Lock()


def of(chain: tuple[Certificate, ...]) -> list[RevocationList]:
    """The lists of the authorities of a chain."""
    marks = [revocation.key_mark(each) for each in chain[1:]]
    rows = db.session.execute(
        select(RevocationSource.source, RevocationSource.sha256, RevocationSource.signed_by)
        .where(RevocationSource.signed_by.in_(marks))
        .order_by(RevocationSource.id)
    )
    return [
        revocation.as_kept(_entries(row.sha256), row.source, row.signed_by, row.sha256)
        for row in rows
        if row.sha256 is not None and row.signed_by is not None
    ]


def kept(sha256: str) -> RevocationList | None:
    """A list of whatever day by its hash, as it came: read anew, with its authority's signature. None where it is not
    kept. Raises NotAList for what is none, or is another than the hash says.
    """
    row = db.session.get(KeptList, sha256)
    if row is None:
        return None
    found = revocation.read(_unpacked(row.packed), row.source, authorities.trusted())
    if found.sha256 != sha256:
        raise revocation.NotAList("not the list of this hash")
    return found


def _entries(sha256: str) -> x509.CertificateRevocationList:
    with _lock:
        found = _read.get(sha256)
    if found is None:
        packed = db.session.scalar(select(KeptList.packed).where(KeptList.sha256 == sha256))
        found = revocation.loaded(_unpacked(packed or b""))
        with _lock:
            if len(_read) >= _MOST_READ:
                _read.clear()
            _read[sha256] = found
    return found


def _unpacked(packed: bytes) -> bytes:
    try:
        return zlib.decompress(packed)
    except zlib.error as error:
        raise revocation.NotAList(str(error)) from error


def load(source: str, data: bytes) -> RevocationList:
    """Keep a list that came from `source`, in place of an older one from there. Does not commit.

    Raises NotAList for what is none, is not signed by an authority that is trusted here, or is older than what is kept.
    """
    return keep(source, revocation.read(data, source, authorities.trusted()))


def keep(source: str, found: RevocationList) -> RevocationList:
    """Keep a list that was read. Does not commit. Raises NotAList for one that is older than what is kept."""
    now = clock.wall()
    known = db.session.scalar(select(KeptList.sha256).where(KeptList.sha256 == found.sha256)) is not None
    row = db.session.scalar(select(RevocationSource).where(RevocationSource.source == source))
    if row is None:
        row = RevocationSource(source=source)
        db.session.add(row)
    elif row.sha256 is not None and found.this_update < _issued_at(row.sha256):
        # Whoever can answer in the authority's place could otherwise bring back a list without the newest revocations.
        raise revocation.NotAList("older than the list that is kept")
    row.tried_at, row.loaded_at, row.error = now, now, ""
    row.sha256, row.signed_by = found.sha256, found.signed_by
    if not known:
        db.session.add(
            KeptList(
                sha256=found.sha256,
                source=source,
                signed_by=found.signed_by,
                issued_at=found.this_update,
                next_at=found.next_update,
                kept_at=now,
                packed=zlib.compress(found.der),
            )
        )
    db.session.flush()
    return found


def _issued_at(sha256: str) -> dt.datetime:
    return db.session.execute(select(KeptList.issued_at).where(KeptList.sha256 == sha256)).scalar_one()


def failed(source: str, error: str) -> None:
    """Note that no list came from `source`; the one that is kept stays. Does not commit."""
    row = db.session.scalar(select(RevocationSource).where(RevocationSource.source == source))
    if row is None:
        row = RevocationSource(source=source)
        db.session.add(row)
    row.tried_at, row.error = clock.wall(), error[:500]
    db.session.flush()


@dataclass(frozen=True)
class State:
    """How things stand with one list: when it was issued, None where none came; why the last attempt failed."""

    source: str
    issued_at: dt.datetime | None
    stale: bool
    error: str


def stale_now() -> int:
    """How many lists are missing or older than their authorities allow, by the machine's clock."""
    return sum(each.stale for each in states(clock.wall()))


def states(now: dt.datetime) -> list[State]:
    """Of every place that a list came from, or should have; an address that the settings name no more is none."""
    settings: Settings = current_app.config["QYZMET"]
    found = db.session.execute(
        select(RevocationSource.source, RevocationSource.error, KeptList.issued_at, KeptList.next_at)
        .outerjoin(KeptList, KeptList.sha256 == RevocationSource.sha256)
        .order_by(RevocationSource.source)
    ).all()
    rows = [row for row in found if "://" not in row.source or row.source in settings.revocation_lists]
    missing = sorted(set(settings.revocation_lists) - {row.source for row in rows})
    return [
        *(State(row.source, row.issued_at, row.next_at is None or row.next_at < now, row.error) for row in rows),
        *(State(each, None, True, "") for each in missing),
    ]
