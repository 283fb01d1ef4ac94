"""The routes of the API: the same few for every kind, checked in the contract's order: 401, 404, 403, 412, 409, 422."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import cast

from flask import Blueprint, Flask, Response, abort, current_app, g, request, url_for
from werkzeug.exceptions import TooManyRequests, UnsupportedMediaType
from werkzeug.wrappers import Response as AnyResponse

from qyzmet import context, database, look_alikes, rights
from qyzmet.api import lists, objects, problems, procedure_list, room_routes, signatures, throttling
from qyzmet.api.answering import as_json, once
from qyzmet.api.bodies import Body, expected_version
from qyzmet.api.forms import Annulment
from qyzmet.api.kinds import ApiKind, all_kinds, of_path
from qyzmet.api.openapi import document as openapi_document
from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.documents.views import content
from qyzmet.printing.answer import CONVERTER, answer
from qyzmet.procedure import annulment, engine, find_by_number, manifests
from qyzmet.procedure.actions import Nothing
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.refusals import Invalid, NotYours
from qyzmet.procedure.shown_version import shown_version
from qyzmet.procedure.wording import who_may
from qyzmet.reading.read_once import nothing_is_written
from qyzmet.signatures.pending import Pending
from qyzmet.translating import gettext as _
from qyzmet.web.kept import kept_for_readers
from qyzmet.web.security import csrf

PREFIX = "/api/v1"
_NUMBER = re.compile(r"[A-Z]{1,8}-(?:[0-9]{4}-[0-9]{1,12}|draft-[0-9A-Z]{4,20}|[0-9A-Z]{4,20})", re.ASCII)


def _throttle() -> None:
    token = g.get("api_token")
    if token is not None:
        most = current_app.config.get("API_CALLS_A_MINUTE", throttling.CALLS_A_MINUTE)
        # What is answered before the application begins counts its calls likewise (`qyzmet.web.kept.seen_readers`).
        g.count_call = partial(throttling.wait_for, token.id, most, context.actor().organisation_bin)
        seconds = g.count_call()
        if seconds:
            raise TooManyRequests(retry_after=seconds)


def _kind(path: str) -> ApiKind:
    try:
        kind = of_path(path)
    except KeyError:
        abort(404)
    if not kind.kind.public and not context.actor().known:
        abort(401)
    return kind


def _found(kind: ApiKind, number: str) -> Procedure:
    """The procedure with that number, registered or draft, if the caller may know of it; else 404."""
    if not _NUMBER.fullmatch(look_alikes.quoted(number)):
        abort(404)
    procedure = find_by_number.find(number, [kind.kind], context.actor())
    if procedure is None:
        abort(404)
    return cast(Procedure, procedure)


def _answer(kind: ApiKind, procedure: Procedure, action: str | None = None, status: int = 200) -> Response:
    # Of what was just done as well: what the answer asks it asks once.
    with nothing_is_written():
        shown = objects.shown(kind, procedure, action)
    answer = as_json(shown, status)
    answer.headers["ETag"] = f'"{shown_version(procedure)}"'
    return answer


def list_of_kind(kind: str) -> Response:
    """One page of the procedures of a kind."""
    served = _kind(kind)
    page = (served.page or procedure_list.page)(served, lists.read(served.states(), request.args, served.filters))
    return as_json({"items": objects.shown_in_list(served, page.procedures), "next": page.next})


def show(kind: str, number: str) -> Response:
    """One procedure."""
    served = _kind(kind)
    return _answer(served, _found(served, number))


def paper(kind: str, number: str, paper: str, form: str) -> Response:
    """One of its papers, printed."""
    served = _kind(kind)
    procedure = _found(served, number)
    made = served.papers.paper(procedure, paper)
    if made is None:
        abort(404)
    return answer(made, form)


def create(kind: str) -> AnyResponse:
    """A new draft."""
    return once(lambda: _create(_kind(kind)))


def _create(kind: ApiKind) -> Response:
    actor = context.actor()
    if kind.create is None or kind.may_start is None or kind.may_start(actor) is None:
        table = next(iter(kind.kind.tables.values()))
        first = next(iter(table.moves_of("save")), None)
        raise NotYours(
            _("This is not yours to do: %(title)s.", title=_(table.title)),
            rule=first.rule if first else None,
            who_may=[who_may(first)] if first else [],
        )
    body = Body(kind.start_form or Nothing, kind.data_form)
    body.check()
    procedure = kind.create(actor, body.values)
    db.session.flush()
    answer = _answer(kind, procedure, status=201)
    answer.headers["Location"] = url_for("api.show", kind=kind.path, number=procedure.public_number)
    return answer


def take(kind: str, number: str, action: str) -> AnyResponse:
    """An action on a procedure."""
    return once(lambda: _take(_kind(kind), number, action))


def _take(kind: ApiKind, number: str, action: str) -> Response:
    procedure = _found(kind, number)
    if action == annulment.ANNUL:
        _annul(procedure)
    elif action == "save":
        _save(kind, procedure)
    elif action in kind.actions():
        body = _body_of(kind, action, may_be_signed=kind.may_be_signed(action))
        version = expected_version(lambda: shown_version(procedure))
        engine.take(
            procedure,
            action,
            body.values,
            expected_version=version,
            validate=body.check,
            signature=body.signature,
        )
    else:
        abort(404)
    db.session.flush()
    return _answer(kind, procedure, action)


def _body_of(kind: ApiKind, action: str, *, may_be_signed: bool = False) -> Body:
    return Body(kind.form_of(action), half=kind.kind.action(action).half, may_be_signed=may_be_signed)


def manifest(kind: str, number: str, action: str) -> AnyResponse:
    """What is signed, so that the action can be taken signed."""
    return once(lambda: _manifest(_kind(kind), number, action))


def _manifest(kind: ApiKind, number: str, action: str) -> Response:
    procedure = _found(kind, number)
    if action == annulment.ANNUL:
        return as_json(signatures.manifest_shown(_manifest_of_annulment(procedure)))
    if action not in kind.actions() or not kind.may_be_signed(action):
        abort(404)
    body = _body_of(kind, action)
    version = expected_version(lambda: shown_version(procedure))
    made = manifests.make(procedure, action, body.values, expected_version=version, validate=body.check)
    return as_json(signatures.manifest_shown(made))


def _manifest_of_annulment(procedure: Procedure) -> Pending:
    body = Body(Annulment)
    with _checked_late(body):
        act, grounds = _annulled(procedure, body)
        version = expected_version(lambda: shown_version(procedure))
        return annulment.manifest_of(procedure, act, grounds, expected_version=version)


def _save(kind: ApiKind, procedure: Procedure) -> None:
    body = Body(Nothing, kind.data_form, data_required=True)
    version = expected_version(lambda: shown_version(procedure))
    engine.save(procedure, body.values.get("data", {}), expected_version=version, validate=body.check)


def _annul(procedure: Procedure) -> None:
    body = Body(Annulment, may_be_signed=True)
    with _checked_late(body):
        act, grounds = _annulled(procedure, body)
        version = expected_version(lambda: shown_version(procedure))
        annulment.annul(procedure, act, grounds, expected_version=version, signature=body.signature)


def _annulled(procedure: Procedure, body: Body) -> tuple[str, str]:
    """The act and the grounds that a body names.

    Right, version and state come first: an annulment without grounds goes through them and no further.
    """
    if body.values:
        return body.values["act"], body.values["grounds"]
    newest = next(iter(annulment.annullable(procedure, context.actor())), None)
    return newest.action if newest is not None else "", ""


@contextmanager
def _checked_late(body: Body) -> Iterator[None]:
    """What is wrong with the body is told after what is wrong with the annulment itself."""
    try:
        yield
    except Invalid:
        body.check()
        raise


def upload() -> AnyResponse:
    """A new document. On SQLite it waits for its turn to write when the file lies on the disk already."""
    db.session.rollback()
    with database.writing():
        return once(_upload)


def _upload() -> Response:
    with database.reading():
        organisation = rights.uploads_for(context.actor())
    if organisation is None:
        raise NotYours(_("Only people who work in the procedures upload documents."))
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaType
    errors = {name: [_("There is no such field")] for name in request.form if name != "replaces"}
    errors |= {name: [_("There is no such field")] for name in request.files if name != "file"}
    sent = request.files.getlist("file")
    if len(sent) != 1:
        errors["file"] = [_("Send one file")]
    if errors:
        raise Invalid(_("Something is missing or not right. Correct what is marked and send it again."), errors=errors)
    with database.reading():
        received = documents.receive(sent[0].stream, sent[0].filename or "", request.form.get("replaces", ""))
    db.session.rollback()
    document = documents.add(received)
    answer = as_json(objects.document_shown(document), 201)
    answer.headers["Location"] = url_for("api.document", public_id=document.public_id)
    return answer


def document(public_id: str) -> Response:
    """What is known of a document."""
    found = documents.readable(public_id)
    if found is None:
        abort(404)
    return as_json(objects.document_shown(found))


def document_content(public_id: str) -> Response:
    """The content of a document."""
    return content(public_id)


def openapi() -> Response:
    """The description of all of this."""
    return as_json(openapi_document())


def register(app: Flask) -> None:
    """Register the routes of the kinds that rooms have registered by now, and those of documents."""
    blueprint = Blueprint("api", __name__, url_prefix=PREFIX)
    # Nothing here takes a cookie, so nothing can be sent in somebody's name by another site.
    csrf.exempt(blueprint)
    problems.answer_with_problems(blueprint)
    blueprint.before_request(_throttle)
    kept_for_readers.keep_answers_of(blueprint)
    blueprint.add_url_rule("/openapi.json", view_func=openapi)
    blueprint.add_url_rule("/documents", view_func=upload, methods=["POST"])
    blueprint.add_url_rule("/documents/<public_id>", view_func=document)
    blueprint.add_url_rule("/documents/<public_id>/content", view_func=document_content)
    for each in room_routes.everything():
        for rule, endpoint, view, methods in each.routes:
            blueprint.add_url_rule(rule, endpoint, view, methods=methods)
    names = ",".join(kind.path for kind in all_kinds())
    if names:
        kind = f"/<any({names}):kind>"
        blueprint.add_url_rule(kind, view_func=list_of_kind)
        begun = ",".join(kind.path for kind in all_kinds() if kind.create is not None)
        blueprint.add_url_rule(f"/<any({begun}):kind>", view_func=create, methods=["POST"])
        blueprint.add_url_rule(f"{kind}/<number>", view_func=show)
        blueprint.add_url_rule(f"{kind}/<number>/<action>", view_func=take, methods=["POST"])
        blueprint.add_url_rule(f"{kind}/<number>/<action>/manifest", view_func=manifest, methods=["POST"])
        blueprint.add_url_rule(f"{kind}/<number>/papers/<paper>.<{CONVERTER}:form>", view_func=paper)
    app.register_blueprint(blueprint)
