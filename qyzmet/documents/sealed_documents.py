"""When suppliers' sealed files are opened: tied to a procedure that hides nothing, or by the opening of a bid.

Until then a bid addresses them to its opening, so that the released key opens what was uploaded long before. Nothing
here commits.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from qyzmet import rights
from qyzmet.audit import service as audit
from qyzmet.audit.service import Told
from qyzmet.config import Settings
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.documents import sealed_files
from qyzmet.documents.models import Document
from qyzmet.documents.numbering import by_number, number_of
from qyzmet.documents.sealed_models import SealedAddress, SealedDocument, facts_context, file_context, user_of
from qyzmet.people.accounts import users
from qyzmet.people.organisations import organisations
from qyzmet.sealing import blinding, envelopes
from qyzmet.sealing.contents import Ticket
from qyzmet.sealing.faults import SealBroken
from qyzmet.sealing.key_pairs import Released

# What the audit trail holds of a document from the day on which it is sealed no more.
_RECORDED = ("name", "media_type", "size", "sha256", "replaces", "organisation", "uploaded_by", "uploaded_at")


def make_ordinary(ids: Iterable[str], actor: Actor) -> None:
    """Make ordinary documents of those sealed ones that the actor may read.

    For what is named in a procedure that hides nothing: from now on name, organisation and hash stand in the open, and
    the upload in the audit trail. Safe to repeat, and at once.
    """
    if not actor.suppliers:
        return
    for row in _rows(ids).values():
        found = sealed_files.opened(row, actor)
        if found is None or not rights.may_read(actor, found):
            continue
        ticket = envelopes.own_ticket(row.file_own, found.bin, file_context(row.number))
        made = _make(row, found.facts, found.organisation_id, ticket)
        db.session.flush()
        _record([(made, found.facts)], "upload_document")


def address(ids: Iterable[str], bin_: str, public: bytes, pair_name: str) -> None:
    """Let an opening read the organisation's sealed documents: for the bid that names them, when it is submitted.

    `public` and `pair_name` are those of the opening's pair. Ids of ordinary documents, and of none, are left out.
    Safe to repeat. Raises SealBroken for a document of another organisation, and for a key that is not the pair's.
    """
    made = [
        {
            "mark": _mark(row.number, pair_name),
            "facts": envelopes.address(row.own, bin_, public, pair_name, facts_context(row.number)),
            "file": envelopes.address(row.file_own, bin_, public, pair_name, file_context(row.number)),
        }
        for row in _rows(ids).values()
    ]
    if not made:
        return
    dialect: Any = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    new = dialect.insert(SealedAddress).values(made)
    anew = {"facts": new.excluded.facts, "file": new.excluded.file}
    db.session.execute(new.on_conflict_do_update(index_elements=["mark"], set_=anew))


def withdraw_address(ids: Iterable[str], bin_: str, pair_name: str) -> None:
    """Take from an opening what `address` gave it: when the bid is withdrawn, or names these documents no more.

    What other openings may read of the same documents stays. Raises SealBroken for a document of another organisation.
    """
    wanted = list(ids)
    for row in _rows(wanted).values():
        envelopes.own_ticket(row.own, bin_, facts_context(row.number))
    _forget_addresses({number for each in wanted if (number := number_of(each)) is not None}, pair_name)


def open_released(ids: Iterable[str], released: Released, pair_name: str) -> tuple[list[Document], list[str]]:
    """At the opening: ordinary documents of those that bids name, and the ids of those that do not open.

    One that does not open stops nothing, and stays as it is. One whose file alone cannot be read in the storage now is
    named too; its document is made all the same, so that it opens once the storage is repaired. What is an ordinary
    document already is given as it is.
    """
    wanted = list(dict.fromkeys(ids))
    sealed = _rows(wanted)
    addresses = _addresses(sealed, pair_name)
    opened = {
        number: found
        for number, row in sealed.items()
        if number in addresses and (found := _opened(row, addresses[number], released, pair_name)) is not None
    }
    owners = organisations.by_bins(facts["organisation"] for facts, _ticket in opened.values())
    people = users.by_public_ids(facts["uploaded_by"] for facts, _ticket in opened.values())
    made: list[tuple[Document, Mapping[str, Any]]] = []
    for number, (facts, ticket) in opened.items():
        # What is nobody's stays as it is.
        if facts["organisation"] in owners and facts["uploaded_by"] in people:
            made.append((_make(sealed[number], facts, owners[facts["organisation"]].id, ticket), facts))
    db.session.flush()
    _record(made, "open_document")
    by_id = {document.public_id: document for document, _facts in made}
    by_id |= _ordinary([each for each in wanted if each not in by_id])
    _forget_addresses([each.number for each in by_id.values() if each.number is not None], pair_name)
    folder = _folder()
    readable = {number for number, document in by_id.items() if sealed_files.is_readable(folder, document)}
    documents = [by_id[each] for each in wanted if each in readable]
    return documents, [each for each in wanted if each not in readable]


def addressed(numbers: Iterable[int], pair_names: Iterable[str]) -> set[int]:
    """Those of these numbers that one of these openings is to read."""
    rows = list(numbers)
    names = list(pair_names)
    marks = set(db.session.scalars(select(SealedAddress.mark)))
    if not marks:
        return set()
    return {number for number in rows if any(_mark(number, name) in marks for name in names)}


def _addresses(rows: Iterable[int], pair_name: str) -> dict[int, SealedAddress]:
    marks = {_mark(number, pair_name): number for number in rows}
    found = db.session.scalars(select(SealedAddress).where(SealedAddress.mark.in_(marks)))
    return {marks[each.mark]: each for each in found}


def _opened(
    row: SealedDocument, address_: SealedAddress, released: Released, pair_name: str
) -> tuple[Mapping[str, Any], Ticket] | None:
    """The facts and the file's ticket; None where it does not open."""
    try:
        facts = envelopes.open_released(row.content, address_.facts, released, pair_name, facts_context(row.number))
        ticket = envelopes.released_ticket(address_.file, released, pair_name, file_context(row.number))
    except SealBroken:
        return None
    return facts, ticket


def _make(row: SealedDocument, facts: Mapping[str, Any], organisation_id: int, ticket: Ticket) -> Document:
    """Put an ordinary document in the place of the sealed row; its file stays where and as it is."""
    document = Document(
        number=row.number,
        name=facts["name"],
        media_type=facts["media_type"],
        size=facts["size"],
        sha256=facts["sha256"],
        uploaded_by_id=user_of(facts),
        organisation_id=organisation_id,
        uploaded_at=dt.datetime.fromisoformat(facts["uploaded_at"]),
        replaces_id=_replaced(facts["replaces"]),
        sealed_file=row.file,
        ticket=ticket.packed(),
    )
    db.session.add(document)
    db.session.delete(row)
    return document


def _record(made: Iterable[tuple[Document, Mapping[str, Any]]], action: str) -> None:
    """Tell the audit trail of those made ordinary, once they have their row numbers."""
    audit.record_all(
        [
            Told(
                action,
                chain=f"document:{document.id}",
                subject=document.public_id,
                after={key: facts[key] for key in _RECORDED},
            )
            for document, facts in made
        ]
    )


def _replaced(public_id: str | None) -> int | None:
    if public_id is None:
        return None
    document = _ordinary([public_id]).get(public_id)
    return None if document is None else document.id


def _ordinary(ids: Iterable[str]) -> dict[str, Document]:
    """Those of these ids that are ordinary documents, by their id."""
    numbers = {number for each in ids if (number := number_of(each)) is not None}
    if not numbers:
        return {}
    return {each.public_id: each for each in db.session.scalars(select(Document).where(by_number(numbers)))}


def _rows(ids: Iterable[str]) -> dict[int, SealedDocument]:
    """The sealed ones among these, by number. Whoever comes second to open them waits here, and finds none."""
    numbers = {number for each in ids if (number := number_of(each)) is not None}
    rows = db.session.scalars(
        select(SealedDocument)
        .where(SealedDocument.number.in_(numbers))
        .order_by(SealedDocument.number)
        .with_for_update()
    )
    return {row.number: row for row in rows}


def _mark(number: int, pair_name: str) -> bytes:
    return blinding.blind("document address", pair_name, str(number))


def _forget_addresses(numbers: Iterable[int], pair_name: str) -> None:
    marks = [_mark(number, pair_name) for number in numbers]
    db.session.execute(delete(SealedAddress).where(SealedAddress.mark.in_(marks)))


def _folder() -> Path:
    settings: Settings = current_app.config["QYZMET"]
    return settings.documents
