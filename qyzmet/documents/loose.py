"""Suppliers' files that no bid names and no procedure holds do not stay for ever: the worker lets go of them at night.

A file that a proposal or another procedure names is an ordinary document by then, and stays. Of a sealed one no record
was ever made, and none is made when it goes.
"""

import datetime as dt

import structlog
from flask import current_app
from sqlalchemy import delete, select

from qyzmet import clock, database
from qyzmet.config import Settings
from qyzmet.database import db
from qyzmet.documents import sealed_documents, sealed_files, storage
from qyzmet.documents.numbering import number_of
from qyzmet.documents.sealed_models import SealedDocument, facts_context
from qyzmet.people.models import Organisation
from qyzmet.procedure import kinds
from qyzmet.sealing import for_organisation
from qyzmet.sealing.envelopes import Envelope
from qyzmet.sealing.faults import KeyFileError, SealBroken
from qyzmet.vocabulary import OrganisationKind

# Longer than a backup takes that saw the row.
_ASIDE_SECONDS = 12 * 3600.0
_AT_ONCE = 500
log = structlog.get_logger("qyzmet.documents")


def let_go() -> int:
    """Let go of those that were uploaded longer ago than they are kept; returns how many. Commits.

    Where a sealed bid does not open nobody knows what it names, and nothing goes.
    """
    settings: Settings = current_app.config["QYZMET"]
    storage.forget_aside(settings.documents, clock.wall().timestamp(), _ASIDE_SECONDS)
    try:
        # It takes long, and on SQLite nobody else writes while somebody writes.
        with database.reading():
            db.session.rollback()
            old = _older_than(clock.now() - dt.timedelta(days=settings.loose_document_days))
            db.session.rollback()
        if not old:
            return 0
        # As late as can be: what a bid has come to name meanwhile stays.
        named = {number_of(each) for keeper in kinds.keepers() for each in keeper.named()}
        # So does what an opening was to read and could not yet.
        named |= sealed_documents.addressed(old, {each for keeper in kinds.keepers() for each in keeper.openings()})
    except (SealBroken, KeyFileError) as broken:
        db.session.rollback()
        log.warning("loose_documents_stay", error=type(broken).__name__)
        return 0
    gone = {number: file for number, file in old.items() if number not in named}
    numbers = list(gone)
    for first in range(0, len(numbers), _AT_ONCE):
        piece = numbers[first : first + _AT_ONCE]
        db.session.execute(delete(SealedDocument).where(SealedDocument.number.in_(piece)))
    db.session.commit()
    for file in gone.values():
        storage.let_go(settings.documents, file)
    return len(gone)


def _older_than(instant: dt.datetime) -> dict[int, str]:
    """The numbers of the sealed files that came before, with the names of their contents."""
    bins = list(db.session.scalars(select(Organisation.bin).where(Organisation.kind == OrganisationKind.SUPPLIER)))
    found: dict[int, str] = {}
    # Each by itself: a thousand of them are little, and nobody is kept waiting for so long.
    for number in db.session.scalars(select(SealedDocument.number)).all():
        row = db.session.execute(
            select(SealedDocument.content, SealedDocument.own, SealedDocument.file).where(
                SealedDocument.number == number
            )
        ).one_or_none()
        bin_ = None if row is None else for_organisation.whose(bins, row.own, facts_context(number))
        if row is None or bin_ is None:
            continue
        facts = sealed_files.facts_for(number, Envelope(row.content, row.own), bin_)
        if facts is not None and dt.datetime.fromisoformat(facts["uploaded_at"]) < instant:
            found[number] = row.file
    return found
