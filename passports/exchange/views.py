"""The diagram, the steps as BPMN and the passport as JSON, as files; and taking such a file in."""

import json

from flask import Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from qyzmet import context
from qyzmet.database import canonical_json, db
from qyzmet.documents.names import cleaned
from qyzmet.procedure import engine
from qyzmet.procedure.pages.loading import load
from qyzmet.procedure.refusals import Invalid
from qyzmet.translating import gettext as _

from ..choices import PassportChannel
from ..diagram import drawing
from ..models import FunctionPassport
from . import bpmn_out, taking_in

BPMN_TYPE, SVG_TYPE = "application/xml", "image/svg+xml"


def of_diagram(found: FunctionPassport, title: str, *, name: str = "") -> Response:
    """The diagram as a file; `?channel=` asks for one channel."""
    asked = request.args.get("channel", "")
    channel = asked if asked in list(PassportChannel) else ""
    return _file(drawing.file(found.data, title, channel), SVG_TYPE, name)


def of_bpmn(found: FunctionPassport, *, name: str = "") -> Response:
    """The steps as BPMN 2.0 XML."""
    return _file(bpmn_out.write(found.data), BPMN_TYPE, name)


def _file(content: bytes | str, media_type: str, name: str = "") -> Response:
    answer = Response(content, mimetype=media_type)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    if name:
        answer.headers["Content-Disposition"] = f'attachment; filename="{cleaned(name)}"'
    return answer


def title_of(found: FunctionPassport) -> str:
    """What the diagram is called."""
    return _("Diagram of the function: %(name)s", name=found.title or found.public_number)


def diagram(number: str) -> Response:
    """The diagram as an SVG file, in the language of the page."""
    found = load(number)
    return of_diagram(found, title_of(found))


def bpmn(number: str) -> Response:
    """The steps, to be opened in another tool."""
    found = load(number)
    return of_bpmn(found, name=f"{found.public_number}.bpmn")


def data(number: str) -> Response:
    """What the passport says, as JSON; the same is taken in again."""
    found = load(number)
    return _file(
        json.dumps(json.loads(canonical_json(found.data)), ensure_ascii=False, indent=1),
        "application/json",
        f"{found.public_number}.json",
    )


def take_in(number: str) -> ResponseReturnValue:
    """A file with the steps (BPMN 2.0) or with the whole passport (JSON) is taken into the draft."""
    found = load(number)
    engine.permit(found, "save", context.actor())
    errors: list[str] = []
    if request.method == "POST":
        try:
            taken = taking_in.sent(request.files.get("file")) or taking_in.read(b"")
            engine.save(found, taking_in.with_channels(taken, found.data))
        except Invalid as refused:
            db.session.rollback()
            errors = taking_in.said(refused)
            found = load(number)
        else:
            db.session.commit()
            flash(_(taking_in.TAKEN), "success")
            return redirect(found.path)
    page = render_template("passports/import.html", procedure=found, errors=errors)
    return page, 422 if errors else 200
