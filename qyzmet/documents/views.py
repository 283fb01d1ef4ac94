"""Documents for people who are signed in: downloaded by right, as attachments, and noted in the audit trail."""

import io

import structlog
from flask import Blueprint, Flask, Response, abort, request, send_file
from flask.typing import ResponseReturnValue

from qyzmet import context, own_transaction
from qyzmet.documents import service
from qyzmet.documents.fields import DocumentRef, holds_documents
from qyzmet.documents.sealed_models import AnyDocument, OwnDocument
from qyzmet.people.accounts import caller
from qyzmet.procedure.refusals import NotInThisState
from qyzmet.sealing.faults import SealBroken
from qyzmet.translating import gettext as _

log = structlog.get_logger("qyzmet.documents")
blueprint = Blueprint("documents", __name__)


@blueprint.get("/documents/<public_id>")
def download(public_id: str) -> ResponseReturnValue:
    """The content of a document that the caller may read; for others there is none, and the unknown are asked in."""
    if not context.actor().known and service.readable(public_id) is None:
        return caller.ask_to_sign_in()
    return content(public_id)


def content(public_id: str) -> Response:
    """The answer with a document's content, for pages and the API alike. 404 where the caller may not read it."""
    document = service.readable(public_id)
    if document is None:
        abort(404)
    answer = _answer(document)
    if request.method == "GET":
        _note(document)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _answer(document: AnyDocument) -> Response:
    try:
        unsealed = service.unsealed(document)
    except SealBroken as broken:
        raise _unreadable(document) from broken
    path = service.path_of(document)
    if unsealed is None and not path.is_file():
        raise _unreadable(document)
    answer = send_file(
        path if unsealed is None else io.BytesIO(),
        mimetype=document.media_type,
        as_attachment=True,
        download_name=document.name,
        conditional=False,
        etag=False,
    )
    if unsealed is not None:
        # A piece that does not open ends the connection before the size that was promised is there.
        answer.response = unsealed
        answer.content_length = document.size
    return answer


def _unreadable(document: AnyDocument) -> NotInThisState:
    log.error("document_unreadable", document=document.public_id)
    return NotInThisState(
        _("The content of this document is missing in the storage or was damaged there. Tell the administrator.")
    )


def _note(document: AnyDocument) -> None:
    if isinstance(document, OwnDocument):
        return
    # Opening is an act of its own: the reading transaction ends, and a writing one carries the audit record.
    with own_transaction.amid_reading():
        service.note_opening(document)


def register(app: Flask) -> None:
    """Register the page, and what templates ask about a field."""
    app.register_blueprint(blueprint)
    app.jinja_env.tests.update(
        {"document_field": lambda field: isinstance(field, DocumentRef), "holding_documents": holds_documents}
    )
