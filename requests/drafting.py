"""The pages on which a state body fills in a request: new, one row a page, check your answers."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from qyzmet import context, rights
from qyzmet.database import db
from qyzmet.forms import add_error, json_of
from qyzmet.procedure import engine
from qyzmet.procedure.refusals import Invalid, NotYours, Refused, Stale
from qyzmet.web import conflicts

from . import annex1, rows, service
from .annex1 import Row
from .forms import RequestForm
from .loading import load
from .models import AutomationRequest
from .reading import documents_of


def new() -> ResponseReturnValue:
    """¶ 8.1: what a request is, and the button that starts a draft."""
    role = rights.may_start_request(context.actor())
    if role is None:
        raise NotYours(
            _("A request for automation is drafted by a specialist or the head of a state body."), rule="¶ 8.1"
        )
    if request.method == "GET":
        return render_template("requests/new.html", organisation=role.organisation, rows=annex1.ROWS)
    made = service.draft({})
    db.session.commit()
    return redirect(url_for("requests.show", number=made.public_number))


def row(number: str, place: int) -> ResponseReturnValue:
    """One row of Annex 1."""
    found, part = load(number), _row(place)
    engine.permit(found, "save", context.actor())
    if request.method == "GET":
        return _page(found, part, rows.kept_form(found, part), rows.fingerprint(found, part))
    seen = str(request.form.get("version", ""))
    if {"add", "remove", "again"} & set(request.form):
        form = rows.changed_form(found, part, request.form, request.files)
        db.session.commit()  # Files that came along are kept, and the page names them.
        return _page(found, part, form, seen)
    form = rows.typed_form(found, part, request.form, request.files)
    if not form.validate():
        db.session.commit()  # Files that came along are kept, and the page names them.
        return _page(found, part, form, seen, 422)
    try:
        _save(found, part, form, seen)
    except Stale:
        db.session.rollback()
        return _both(load(number), part, form)
    except Invalid as refused:
        db.session.rollback()
        for path, messages in refused.errors.items():
            for message in messages:
                add_error(form, path.removeprefix("data.").split("."), message)
        return _page(load(number), part, form, seen, 422)
    db.session.commit()
    if "back" in request.form:
        flash(_("Row %(number)s is saved.", number=place), "success")
        return redirect(url_for("requests.show", number=number))
    if place == len(annex1.ROWS):
        return redirect(url_for("requests.check", number=number))
    return redirect(url_for("requests.row", number=number, place=place + 1))


def autosave(number: str, place: int) -> ResponseReturnValue:
    """The same while typing: what can be understood is kept, without files and without leaving the page."""
    found, part = load(number), _row(place)
    form = rows.typed_form(found, part, request.form)
    try:
        engine.permit(found, "save", context.actor())
        if not form.validate():
            return {"saved": False}, 422
        _save(found, part, form, str(request.form.get("version", "")))
    except Refused as refused:
        db.session.rollback()
        return {"saved": False, "detail": refused.detail}, 409 if isinstance(refused, Stale) else refused.status
    db.session.commit()
    return {"saved": True, "version": rows.fingerprint(found, part)}


def check(number: str) -> ResponseReturnValue:
    """Check your answers: every row with a way to change it, and what is missing."""
    found = load(number)
    engine.permit(found, "save", context.actor())
    return check_page(found)


def check_page(found: AutomationRequest, refused: Invalid | None = None) -> ResponseReturnValue:
    """The same, with the refusal of a submission on top."""
    return (
        render_template(
            "requests/check.html",
            request_=found,
            sections=rows.sections(found),
            may_submit="submit" in engine.actions(found, context.actor()),
            refused=refused,
            documents=documents_of(found),
        ),
        422 if refused else 200,
    )


def _row(place: int) -> Row:
    try:
        return annex1.row(place)
    except KeyError:
        raise NotFound from None


def _save(found: AutomationRequest, part: Row, form: RequestForm, seen: str) -> None:
    data = rows.with_keys(json_of(form))

    def nobody_else_saved() -> None:
        if seen and seen != rows.fingerprint(found, part) and rows.kept(found, part) != data:
            raise Stale(
                _("This was changed by somebody else in the meantime. Look at the newest version and try again.")
            )

    engine.save(found, data, validate=nobody_else_saved)


def _both(found: AutomationRequest, part: Row, form: RequestForm) -> ResponseReturnValue:
    theirs = dict(rows.texts(rows.kept_form(found, part)))
    return conflicts.page(
        [conflicts.Row(label, text, theirs.get(label, "")) for label, text in rows.texts(form)],
        version=rows.fingerprint(found, part),
        theirs_href=url_for("requests.row", number=found.public_number, place=part.number),
    )


def _page(
    found: AutomationRequest, part: Row, form: RequestForm, version: str, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "requests/row.html",
        request_=found,
        row=part,
        form=form,
        version=version,
        problems=found.data.get("problems") or [],
        last=part.number == len(annex1.ROWS),
    )
    return page, status
