"""The lists of revoked certificates of this site: which are there, and loading one."""

import datetime as dt
import hashlib
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
from qyzmet.signatures.trust.models import RevocationSource
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
        revocation.as_kept(_entries(row.sha256), row.source, row.signed_by)
        for row in rows
        if row.sha256 is not None and row.signed_by is not None
    ]


def _entries(sha256: str) -> x509.CertificateRevocationList:
    with _lock:
        found = _read.get(sha256)
    if found is None:
        der = db.session.scalar(select(RevocationSource.der).where(RevocationSource.sha256 == sha256).limit(1))
        found = revocation.loaded(der or b"")
        with _lock:
            if len(_read) >= _MOST_READ:
                _read.clear()
            _read[sha256] = found
    return found


def load(source: str, data: bytes) -> RevocationList:
    """Keep a list that came from `source`, in place of an older one from there. Does not commit.

    Raises NotAList for what is none, is not signed by an authority that is trusted here, or is older than what is kept.
    """
    return keep(source, revocation.read(data, source, authorities.trusted()))


def keep(source: str, found: RevocationList) -> RevocationList:
    """Keep a list that was read. Does not commit. Raises NotAList for one that is older than what is kept."""
    row = db.session.scalar(select(RevocationSource).where(RevocationSource.source == source))
    if row is None:
        row = RevocationSource(source=source)
        db.session.add(row)
    elif row.sha256 is not None and found.this_update < _entries(row.sha256).last_update_utc:
        # Whoever can answer in the authority's place could otherwise bring back a list without the newest revocations.
        raise revocation.NotAList("older than the list that is kept")
    now = clock.wall()
    der = found.der
    row.tried_at, row.loaded_at, row.error = now, now, ""
    row.sha256, row.signed_by, row.der = hashlib.sha256(der).hexdigest(), found.signed_by, der
    db.session.flush()
    return found


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


def states(now: dt.datetime) -> list[State]:
    """Of every place that a list came from, or should have."""
    settings: Settings = current_app.config["QYZMET"]
    rows = db.session.scalars(select(RevocationSource).order_by(RevocationSource.source)).all()
    missing = sorted(set(settings.revocation_lists) - {row.source for row in rows})
    return [_state(row, now) for row in rows] + [State(each, None, True, "") for each in missing]


def _state(row: RevocationSource, now: dt.datetime) -> State:
    if row.sha256 is None or row.signed_by is None:
        return State(row.source, None, True, row.error)
    found = revocation.as_kept(_entries(row.sha256), row.source, row.signed_by)
    return State(row.source, found.this_update, found.is_stale(now), row.error)
