"""Uploading documents, finding them, tying them to procedures, noting who opened them. Nothing here commits."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import selectinload

from qyzmet import clock, context, rights
from qyzmet.audit import service as audit
from qyzmet.config import Settings
from qyzmet.database import db
from qyzmet.documents import storage
from qyzmet.documents.models import Document, DocumentUse
from qyzmet.documents.names import cleaned
from qyzmet.documents.types import NotAccepted, media_type
from qyzmet.procedure.engine import chain_of
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.refusals import Invalid, NotYours

_ID = re.compile(r"D-([1-9][0-9]{0,17})", re.ASCII)


def _settings() -> Settings:
    settings: Settings = current_app.config["QYZMET"]
    return settings


def limit() -> int:
    """The most bytes that one document may have."""
    return _settings().upload_limit_mb * 1024 * 1024


def upload(stream: IO[bytes], name: str, replaces: str = "") -> Document:
    """Keep a file as the current actor. `replaces` is the id of the document it is a new version of, or "".

    Raises NotYours for people who may not upload, Invalid for a file that is not taken.
    """
    actor = context.actor()
    organisation = rights.uploads_for(actor)
    if organisation is None or actor.user is None:
        raise NotYours(_("Only people who work in the procedures upload documents."))
    earlier = _replaced(replaces)
    name = cleaned(name)
    folder = _settings().documents
    try:
        incoming = storage.receive(folder, stream, limit())
    except storage.TooLarge:
        raise _not_taken(
            _("The file is larger than %(limit)s MB. Make it smaller or split it.", limit=_settings().upload_limit_mb)
        ) from None
    try:
        kind = media_type(incoming.path, name)
        storage.keep(folder, incoming)
    except NotAccepted as refused:
        raise _not_taken(refused.detail) from None
    finally:
        incoming.discard()
    document = Document(
        name=name,
        media_type=kind,
        size=incoming.size,
        sha256=incoming.sha256,
        uploaded_by=actor.user,
        organisation=organisation,
        replaces_id=earlier.id if earlier else None,
        uploaded_at=clock.now(),
    )
    db.session.add(document)
    db.session.flush()
    audit.record(
        "upload_document",
        chain=f"document:{document.id}",
        subject=document.public_id,
        after={
            "name": document.name,
            "media_type": document.media_type,
            "size": document.size,
            "sha256": document.sha256,
            "replaces": replaces or None,
        },
    )
    return document


def _not_taken(text: str) -> Invalid:
    return Invalid(text, errors={"file": [text]})


def _replaced(public_id: str) -> Document | None:
    if not public_id:
        return None
    earlier = find(public_id)
    actor = context.actor()
    if earlier is None or not rights.may_replace(actor, earlier):
        text = _("There is no document %(id)s of your organisation.", id=public_id[:40])
        raise Invalid(text, errors={"replaces": [text]})
    return earlier


def replaceable(public_id: str) -> bool:
    """Whether there is such a document, of which the current actor may upload a new version."""
    document = find(public_id)
    return document is not None and rights.may_replace(context.actor(), document)


def find(public_id: str) -> Document | None:
    """The document with this id, whoever asks; None where there is none."""
    number = number_of(public_id)
    return None if number is None else db.session.get(Document, number)


def number_of(public_id: str) -> int | None:
    """The row's number in an id such as `D-81`."""
    found = _ID.fullmatch(public_id)
    return int(found[1]) if found else None


def readable(public_id: str) -> Document | None:
    """The document, if the current actor may read it; for others there is none."""
    document = find(public_id)
    return document if document is not None and rights.may_read(context.actor(), document) else None


def path_of(document: Document) -> Path:
    """Where its content lies."""
    return storage.path_of(_settings().documents, document.sha256)


def adopt(procedure: Procedure, ids: Iterable[str], *, parties_only: bool = False) -> None:
    """Tie documents to a procedure that refers to them: who may know of it may read them. Safe to repeat.

    `parties_only` keeps them to the people of its parties, also where everybody knows of the procedure. Ids that name
    no document are left out: forms have refused them before.
    """
    numbers = {number for each in ids if (number := number_of(each)) is not None}
    if not numbers:
        return
    tied = select(DocumentUse.document_id).where(
        DocumentUse.procedure_id == procedure.id, DocumentUse.document_id.in_(numbers)
    )
    wanted = select(Document.id).where(Document.id.in_(numbers), Document.id.not_in(tied)).order_by(Document.id)
    for number in db.session.scalars(wanted).all():
        db.session.add(DocumentUse(document_id=number, procedure_id=procedure.id, parties_only=parties_only))
    db.session.flush()


def let_go(procedure: Procedure, kept: Iterable[str]) -> None:
    """Untie what a draft no longer refers to: nobody but its own organisation has seen it, and nobody is to."""
    numbers = {number for each in kept if (number := number_of(each)) is not None}
    db.session.execute(
        delete(DocumentUse).where(DocumentUse.procedure_id == procedure.id, DocumentUse.document_id.not_in(numbers))
    )


def of_procedure(procedure: Procedure) -> list[Document]:
    """Every document that the procedure refers or referred to, the oldest first."""
    return list(
        db.session.scalars(
            select(Document)
            .join(DocumentUse)
            .where(DocumentUse.procedure_id == procedure.id)
            .options(selectinload(Document.organisation))
            .order_by(Document.id)
        )
    )


def note_opening(document: Document) -> None:
    """Put into the audit trail that the current actor opened the document; what is public anybody opens unnoted."""
    actor = context.actor()
    if any(use.procedure.is_public and not use.parties_only for use in document.uses):
        return
    known = next((use.procedure for use in document.uses if rights.may_know(actor, use.procedure)), None)
    audit.record(
        "opened_document",
        chain=chain_of(known) if known is not None else f"document:{document.id}",
        subject=known.public_number if known is not None else document.public_id,
        after={"document": document.public_id, "sha256": document.sha256},
    )
