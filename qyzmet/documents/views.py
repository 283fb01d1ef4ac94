"""Documents for people who are signed in: downloaded by right, as attachments, and noted in the audit trail."""

from flask import Blueprint, Flask, Response, abort, request, send_file

from qyzmet import database
from qyzmet.database import db
from qyzmet.documents import service
from qyzmet.documents.fields import DocumentRef, holds_documents
from qyzmet.documents.models import Document

blueprint = Blueprint("documents", __name__)


@blueprint.get("/documents/<public_id>")
def download(public_id: str) -> Response:
    """The content of a document that the caller may read; for others there is none."""
    return content(public_id)


def content(public_id: str) -> Response:
    """The answer with a document's content, for pages and the API alike. 404 where the caller may not read it."""
    document = service.readable(public_id)
    if document is None:
        abort(404)
    path = service.path_of(document)
    if not path.is_file():
        raise FileNotFoundError(f"The content of {document.public_id} ({document.sha256}) is not in storage.")
    if request.method == "GET":
        _note(document)
    answer = send_file(
        path,
        mimetype=document.media_type,
        as_attachment=True,
        download_name=document.name,
        conditional=False,
        etag=False,
    )
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _note(document: Document) -> None:
    # Opening is an act of its own: the reading transaction ends, and a writing one carries the audit record.
    db.session.commit()
    with database.writing():
        service.note_opening(document)
        db.session.commit()


def register(app: Flask) -> None:
    """Register the page, and what templates ask about a field."""
    app.register_blueprint(blueprint)
    app.jinja_env.tests.update(
        {"document_field": lambda field: isinstance(field, DocumentRef), "holding_documents": holds_documents}
    )
