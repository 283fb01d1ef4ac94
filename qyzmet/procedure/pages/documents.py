"""The papers of a procedure: every document with its earlier versions, as far as the reader may read them."""

from dataclasses import dataclass

from qyzmet import context, rights
from qyzmet.database import db
from qyzmet.documents import service
from qyzmet.documents.models import Document
from qyzmet.procedure.models import Procedure


@dataclass(frozen=True)
class Paper:
    """A document in its newest version, and the versions before it, the newest first."""

    newest: Document
    earlier: tuple[Document, ...]


def of(procedure: Procedure) -> list[Paper]:
    """The procedure's papers, the oldest first; a version that was replaced stands with the one that replaced it."""
    actor = context.actor()
    found = [each for each in service.of_procedure(procedure) if rights.may_read_of(actor, each, procedure)]
    replaced = {each.replaces_id for each in found}
    return [Paper(each, _before(each)) for each in found if each.id not in replaced]


def _before(document: Document) -> tuple[Document, ...]:
    """What the document replaced, step by step: a version is always younger than the one it replaces."""
    versions = []
    while document.replaces_id is not None:
        document = db.session.get_one(Document, document.replaces_id)
        if rights.may_read(context.actor(), document):
            versions.append(document)
    return tuple(versions)
