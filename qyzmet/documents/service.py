"""Uploading documents, finding them, tying them to procedures, noting who opened them. Nothing here commits."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.orm import selectinload

from qyzmet import clock, context, database, rights
from qyzmet.audit import service as audit
from qyzmet.config import Settings
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.documents import arrival, quota, sealed_documents, sealed_files, storage, upload_limit
from qyzmet.documents.models import Document, DocumentUse
from qyzmet.documents.names import cleaned
from qyzmet.documents.numbering import by_number
from qyzmet.documents.numbering import number_of as number_of
from qyzmet.documents.sealed_models import AnyDocument, OwnDocument
from qyzmet.documents.types import NotAccepted
from qyzmet.people.models import Organisation, User
from qyzmet.procedure.engine import chain_of
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.refusals import Invalid, NotYours
from qyzmet.reading.read_once import answered, is_known, read_once, remember
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import OrganisationKind, Role


def _settings() -> Settings:
    settings: Settings = current_app.config["QYZMET"]
    return settings


def limit() -> int:
    """The most bytes that one document may have."""
    return _settings().upload_limit_mb * 1024 * 1024


@dataclass(frozen=True)
class Received:
    """A file that lies on the disk whole, sealed where it is a supplier's, and that no row names yet."""

    sealed: sealed_files.Kept | None = None
    plain: dict[str, Any] = field(default_factory=dict)
    replaces: str | None = None


def upload(stream: IO[bytes], name: str, replaces: str = "") -> AnyDocument:
    """Keep a file as the current actor. `replaces` is the id of the document it is a new version of, or "".

    `stream` can be sought in. A supplier's file is sealed as it comes. Raises NotYours for people who may not upload,
    Invalid for a file that is not taken, UploadRefused, KeyFileError where a file cannot be sealed for want of the
    seal key.
    """
    return add(receive(stream, name, replaces))


def receive(stream: IO[bytes], name: str, replaces: str = "") -> Received:
    """The first half of `upload`, which takes long and only reads from the database. Raises as `upload`.

    On SQLite nobody else writes while somebody writes: whoever can, seals and writes the file before it is their turn.
    """
    actor = context.actor()
    organisation = rights.uploads_for(actor)
    if organisation is None or actor.user is None:
        raise NotYours(_("Only people who work in the procedures upload documents."))
    upload_limit.count(organisation.id)
    earlier = _replaced(replaces)
    name = cleaned(name)
    try:
        size = stream.seek(0, os.SEEK_END)
        if size > limit():
            raise storage.TooLarge
        quota.check(organisation, size)
        kind = arrival.media_type(stream, name)
        stream.seek(0)
        if organisation.kind is OrganisationKind.SUPPLIER:
            return Received(sealed=_sealed(stream, name, kind, earlier, organisation, actor.label))
        return _received_plain(stream, name, kind, earlier, organisation, actor.user)
    except storage.TooLarge:
        raise _not_taken(
            _(
                "“%(name)s” is larger than %(limit)s MB. Make the file smaller or divide it into parts.",
                name=name,
                limit=_settings().upload_limit_mb,
            )
        ) from None
    except NotAccepted as refused:
        raise _not_taken(refused.detail) from None


def add(received: Received) -> AnyDocument:
    """The second half of `upload`: the row, and the audit record of what was not sealed."""
    if received.sealed is None:
        return _add_plain(received)
    document = sealed_files.add(received.sealed)
    quota.count(document)
    return document


def _sealed(
    stream: IO[bytes], name: str, kind: str, earlier: AnyDocument | None, organisation: Organisation, by: str
) -> sealed_files.Kept:
    # Without a copy of ours: what came stands in memory, or in a file without a name.
    facts = {
        "name": name,
        "media_type": kind,
        "uploaded_by": by,
        "replaces": earlier.public_id if earlier else None,
    }
    return sealed_files.seal(_settings().documents, stream, limit(), facts, organisation)


def _received_plain(
    stream: IO[bytes], name: str, kind: str, earlier: AnyDocument | None, organisation: Organisation, user: User
) -> Received:
    folder = _settings().documents
    incoming = storage.receive(folder, stream, limit())
    try:
        storage.keep(folder, incoming)
    finally:
        incoming.discard()
    row = {
        "name": name,
        "media_type": kind,
        "size": incoming.size,
        "sha256": incoming.sha256,
        "uploaded_by_id": user.id,
        "organisation_id": organisation.id,
        "replaces_id": earlier.id if isinstance(earlier, Document) else None,
    }
    return Received(plain=row, replaces=earlier.public_id if isinstance(earlier, Document) else None)


def _add_plain(received: Received) -> Document:
    document = Document(**received.plain, uploaded_at=clock.now())
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
            "replaces": received.replaces,
        },
    )
    return document


def _not_taken(text: str) -> Invalid:
    return Invalid(text, errors={"file": [text]})


def _replaced(public_id: str) -> AnyDocument | None:
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


def find(public_id: str) -> AnyDocument | None:
    """The document with this id, whoever asks; None where there is none.

    A sealed one is there for people of its own organisation alone.
    """
    number = number_of(public_id)
    if number is None:
        return None
    actor = context.actor()
    found: AnyDocument | None = answered(sealed_files.find, number, actor)
    if found is not None:
        return found
    if actor.suppliers and not database.is_reading():
        # What a supplier's people name when they write, they have mostly uploaded for it: it lies sealed yet.
        return sealed_files.find(number, actor) or _ordinary(number)
    return _ordinary(number) or sealed_files.find(number, actor)


def keep(procedure: Procedure, found: list[Document]) -> None:
    """Remember the documents of a procedure, read with other things: its list, and each by its id."""
    remember(of_procedure, found, procedure)
    for each in found:
        remember(_ordinary, each, each.number or each.id)


def read_ahead(public_ids: Iterable[str]) -> None:
    """Read the documents of these ids at once, for a page that goes on to look for each of them."""
    numbers = {number for each in public_ids if (number := number_of(each)) is not None}
    if not database.is_reading():
        return
    numbers = {number for number in numbers if not is_known(_ordinary, number)}
    if not numbers:
        return
    uses = selectinload(Document.uses).joinedload(DocumentUse.procedure).lazyload("*")
    rows = db.session.scalars(select(Document).where(by_number(numbers)).options(uses))
    found = {row.number or row.id: row for row in rows}
    for number in numbers:
        remember(_ordinary, found.get(number), number)
    sealed_files.read_ahead(numbers - found.keys(), context.actor())


@read_once
def _ordinary(number: int) -> Document | None:
    return db.session.scalars(select(Document).where(by_number([number]))).one_or_none()


def readable(public_id: str) -> AnyDocument | None:
    """The document, if the current actor may read it; for others there is none."""
    document = find(public_id)
    return document if document is not None and rights.may_read(context.actor(), document) else None


def readable_of(procedure: Procedure, public_id: str) -> AnyDocument | None:
    """The same of a document that the procedure refers to: a page that shows several has read them together."""
    found = next((each for each in of_procedure(procedure) if each.public_id == public_id), None)
    if found is None:
        return readable(public_id)
    return found if rights.may_read(context.actor(), found) else None


def path_of(document: AnyDocument) -> Path:
    """Where its content lies; as it was sealed, if it was."""
    name = document.file if isinstance(document, OwnDocument) else document.sealed_file or document.sha256
    return storage.path_of(_settings().documents, name)


def unsealed(document: AnyDocument) -> Iterator[bytes] | None:
    """The content of a document whose file lies sealed, in pieces; None for one that lies open, at `path_of`.

    Raises SealBroken for what is not there or was changed: at once, or while it is read.
    """
    return sealed_files.begun(_settings().documents, document) if sealed_files.is_sealed(document) else None


def adopt(
    procedure: Procedure, ids: Iterable[str], *, parties_only: bool = False, reader: Organisation | None = None
) -> None:
    """Tie documents to a procedure that refers to them: who may know of it may read them. Safe to repeat.

    Sealed ones of the current actor's organisation become ordinary documents by it. `parties_only` keeps them to the
    people of its parties, also where everybody knows of the procedure; `reader` to that one of them until
    `open_to_parties`. Ids that name no document are left out: forms
    have refused them before.
    """
    adopt_all([(procedure, ids)], parties_only=parties_only, reader=reader)


def adopt_all(
    named: Iterable[tuple[Procedure, Iterable[str]]], *, parties_only: bool = False, reader: Organisation | None = None
) -> None:
    """The same for several procedures at once, each with the ids of its own documents."""
    wanted = {procedure.id: list(ids) for procedure, ids in named}
    all_ids = [each for ids in wanted.values() for each in ids]
    numbers = _numbers(all_ids)
    if not numbers:
        return
    reader_id = reader.id if reader is not None else None
    sealed_documents.make_ordinary(all_ids, context.actor())
    found = db.session.execute(select(Document.id, Document.number).where(by_number(numbers)))
    there = {row.id if row.number is None else row.number: row.id for row in found}
    uses = select(DocumentUse.procedure_id, DocumentUse.document_id).where(DocumentUse.procedure_id.in_(wanted))
    tied = {tuple(row) for row in db.session.execute(uses)}
    for procedure_id, ids in wanted.items():
        for document_id in sorted(there[each] for each in _numbers(ids) if each in there):
            if (procedure_id, document_id) not in tied:
                use = DocumentUse(document_id=document_id, procedure_id=procedure_id, parties_only=parties_only)
                use.reader_id = reader_id
                db.session.add(use)
    db.session.flush()


def open_to_parties(procedure: Procedure, ids: Iterable[str]) -> None:
    """What one party alone read of the procedure's documents, all of them read from now on."""
    named = select(Document.id).where(by_number(_numbers(ids)))
    for use in db.session.scalars(
        select(DocumentUse).where(DocumentUse.procedure_id == procedure.id, DocumentUse.document_id.in_(named))
    ):
        use.reader_id = None
    db.session.flush()


def open_to_all_who_know(procedure: Procedure, ids: Iterable[str]) -> None:
    """What its parties alone read of the procedure's documents, whoever knows of it reads from now on."""
    named = select(Document.id).where(by_number(_numbers(ids)))
    for use in db.session.scalars(
        select(DocumentUse).where(DocumentUse.procedure_id == procedure.id, DocumentUse.document_id.in_(named))
    ):
        use.parties_only = False
    db.session.flush()


def let_go(procedure: Procedure, kept: Iterable[str]) -> None:
    """Untie what a draft no longer refers to: nobody but its own organisation has seen it, and nobody is to."""
    named = select(Document.id).where(by_number(_numbers(kept)))
    db.session.execute(
        delete(DocumentUse).where(DocumentUse.procedure_id == procedure.id, DocumentUse.document_id.not_in(named))
    )


def _numbers(ids: Iterable[str]) -> set[int]:
    return {number for each in ids if (number := number_of(each)) is not None}


@read_once
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


def note_opening(document: AnyDocument) -> None:
    """Put into the audit trail that the current actor opened the document; not where that would show a bidder.

    What is public anybody opens unnoted. Who opens a sealed document of their own, or as a supplier the papers of a
    procedure that they are no party of, may be preparing a bid.
    """
    actor = context.actor()
    if isinstance(document, OwnDocument):
        return
    if any(use.procedure.is_public and not use.parties_only for use in document.uses):
        return
    known = next((use.procedure for use in document.uses if rights.may_know(actor, use.procedure)), None)
    if actor.sealed and not actor.has(Role.AUDITOR) and not _is_concerned(actor, document, known):
        return
    audit.record(
        "opened_document",
        chain=chain_of(known) if known is not None else f"document:{document.id}",
        subject=known.public_number if known is not None else document.public_id,
        after={"document": document.public_id, "sha256": document.sha256},
    )


def _is_concerned(actor: Actor, document: Document, procedure: Procedure | None) -> bool:
    own = {m.organisation_id for m in actor.memberships}
    parties = set() if procedure is None else {row.organisation_id for row in procedure.party_rows}
    return document.organisation_id in own or bool(own & parties)
