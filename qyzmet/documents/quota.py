"""How much one organisation may have uploaded that nothing holds yet, and which room on the disk is everybody's.

What it names in a procedure that was registered, or in a bid for which no more is taken, does not count: that grows no
more. Whose a sealed file is the database does not tell: a process finds out once for each file and organisation, and
remembers it in its memory; what other processes took it learns within a minute.
"""

import datetime as dt
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from weakref import WeakKeyDictionary

from flask import Flask, current_app
from sqlalchemy import exists, func, select

from qyzmet import clock
from qyzmet.config import Settings
from qyzmet.database import db
from qyzmet.documents import sealed_files
from qyzmet.documents.models import Document, DocumentUse
from qyzmet.documents.numbering import number_of
from qyzmet.documents.sealed_models import OwnDocument, SealedDocument
from qyzmet.documents.upload_limit import UploadRefused
from qyzmet.files import disk
from qyzmet.people.models import Organisation
from qyzmet.procedure import kinds
from qyzmet.procedure.models import Procedure
from qyzmet.sealing.envelopes import Envelope
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import OrganisationKind

MB = 1024 * 1024
# How old it may be what a process knows of the files that others took; and where an organisation has reached its quota.
_KNOWN_FOR, _KNOWN_FOR_AT_THE_END = 60.0, 5.0
_ROWS_AT_ONCE = 500
# Where the disk gets full, who keeps no more than this part of the quota still uploads.
_LITTLE = 20
# … down to this part of the reserve, which is the database's.
_LAST = 4
_RETRY_SECONDS = 3600


class QuotaUsedUp(UploadRefused):
    """The organisation keeps as much as it may that nothing holds."""

    status = 413


class DiskNearlyFull(UploadRefused):
    """What room there is left the acts of all others need."""

    status = disk.STATUS


@dataclass
class _Known:
    """The sealed files as this process knows them: in the order in which it saw them, and whose they are."""

    numbers: list[int] = field(default_factory=list)
    there: set[int] = field(default_factory=set)
    # How many of them were tried for an organisation (its BIN), and the sizes of those that are its own.
    tried: dict[str, int] = field(default_factory=dict)
    own: dict[str, dict[int, int]] = field(default_factory=dict)
    at: float | None = None
    lock: Lock = field(default_factory=Lock)


_of_applications: WeakKeyDictionary[Flask, _Known] = WeakKeyDictionary()


def check(organisation: Organisation, size: int) -> None:
    """Raise QuotaUsedUp or DiskNearlyFull where the organisation may not keep so many bytes more."""
    settings: Settings = current_app.config["QYZMET"]
    most = settings.upload_quota_mb * MB
    kept = _kept(organisation, _KNOWN_FOR)
    if kept + size > most:
        kept = _kept(organisation, _KNOWN_FOR_AT_THE_END)
        if organisation.kind is OrganisationKind.SUPPLIER:
            kept -= _held(organisation)
    if kept + size > most:
        raise QuotaUsedUp(
            _(
                "Your organisation keeps %(kept)s MB in files that no registered procedure holds, and may keep "
                "%(most)s MB. Nothing of this one was kept. Submit what these files are for, or send smaller ones; "
                "files of a supplier that no bid names go by themselves after %(days)s days. Where more is needed, ask "
                "the administrator.",
                kept=kept // MB,
                most=settings.upload_quota_mb,
                days=settings.loose_document_days,
            ),
            retry_seconds=_RETRY_SECONDS,
        )
    _keep_reserve(settings, kept, size)


def _keep_reserve(settings: Settings, kept: int, size: int) -> None:
    reserve = settings.disk_reserve_mb * MB
    if not reserve:
        return
    free = _free(settings.documents) - size
    keeps_little = kept + size <= settings.upload_quota_mb * MB // _LITTLE
    if free < reserve // _LAST or (free < reserve and not keeps_little):
        raise DiskNearlyFull(
            _("The server's disk is nearly full: no files are taken until there is room. Tell the administrator."),
            retry_seconds=_RETRY_SECONDS,
        )


def _free(folder: Path) -> int:
    found = folder if folder.exists() else folder.parent
    return shutil.disk_usage(found).free


def count(document: OwnDocument) -> None:
    """Remember a sealed file that this process took just now."""
    known = _known()
    with known.lock:
        known.own.setdefault(document.bin, {})[document.number] = document.size


def forget() -> None:
    """Find all out anew."""
    _of_applications.clear()


def _known() -> _Known:
    application = current_app._get_current_object()  # type: ignore[attr-defined]
    return _of_applications.setdefault(application, _Known())


def _kept(organisation: Organisation, for_seconds: float) -> int:
    """How many bytes it keeps: what lies sealed, and what no registered procedure names of the last days."""
    # It begins the transaction: nobody waits for a turn to write while others wait for the lock.
    ordinary = _ordinary(organisation)
    if organisation.kind is not OrganisationKind.SUPPLIER:
        return ordinary
    known = _known()
    with known.lock:
        _look(known, for_seconds)
        _try(known, organisation)
        return ordinary + sum(known.own[organisation.bin].values())


def _look(known: _Known, for_seconds: float) -> None:
    """See which files there are, where that was too long ago."""
    now = clock.elapsed()
    if known.at is not None and now - known.at < for_seconds:
        return
    known.at = now
    there = set(db.session.scalars(select(SealedDocument.number)))
    known.numbers += sorted(there - known.there)
    known.there |= there
    for own in known.own.values():
        for gone in own.keys() - there:
            del own[gone]


def _try(known: _Known, organisation: Organisation) -> None:
    """Find the organisation's own among the files that were not tried for it yet."""
    own = known.own.setdefault(organisation.bin, {})
    start = known.tried.get(organisation.bin, 0)
    for first in range(start, len(known.numbers), _ROWS_AT_ONCE):
        numbers = known.numbers[first : first + _ROWS_AT_ONCE]
        columns = select(SealedDocument.number, SealedDocument.content, SealedDocument.own)
        for row in db.session.execute(columns.where(SealedDocument.number.in_(numbers))):
            facts = sealed_files.facts_for(row.number, Envelope(row.content, row.own), organisation.bin)
            if facts is not None:
                own[row.number] = int(facts["size"])
    known.tried[organisation.bin] = len(known.numbers)


def _held(organisation: Organisation) -> int:
    """Of that, what bids name for which no more is taken."""
    ids = {each for keeper in kinds.keepers() for each in keeper.held(organisation.bin)}
    numbers = {number_of(each) for each in ids}
    return sum(size for number, size in _known().own[organisation.bin].items() if number in numbers)


def _ordinary(organisation: Organisation) -> int:
    settings: Settings = current_app.config["QYZMET"]
    since = clock.now() - dt.timedelta(days=settings.loose_document_days)
    registered = exists().where(
        DocumentUse.document_id == Document.id,
        DocumentUse.procedure_id == Procedure.id,
        Procedure.number.is_not(None),
    )
    query = select(func.sum(Document.size)).where(
        Document.organisation_id == organisation.id, Document.uploaded_at >= since, ~registered
    )
    return int(db.session.scalar(query) or 0)
