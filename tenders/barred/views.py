"""The pages of the register of the barred (Law 45-3): the public list, and the forms of an administrator."""

from typing import Any

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from qyzmet import clock, context, rights
from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.forms.binding import bind_post, json_of
from qyzmet.procedure.pages import form_contents
from qyzmet.procedure.refusals import Invalid
from qyzmet.procedure.wording import name_of
from qyzmet.search.filters import Filters
from qyzmet.translating import gettext as _
from qyzmet.web import formats
from qyzmet.web.paging import page_of

from ..models import Barred
from . import api, entries
from .entries import BarredForm, StrikeForm

blueprint = Blueprint("barred", __name__, url_prefix="/tenders/barred")


@blueprint.get("")
def index() -> str:
    """Who is barred, from when until when, by which decision; a page at a time, the newest finding first."""
    filters = Filters.of(request.args, "q")
    found = entries.found(filters.typed["q"]).order_by(None)
    page = page_of(found.order_by(Barred.finding_on.desc(), Barred.id.desc()).options(joinedload(Barred.organisation)))
    documents.read_ahead(row.document for row in page.items)
    return render_template(
        "tenders/barred/register.html",
        page=page,
        entries=[_shown(row) for row in page.items],
        filters=filters,
        may_keep=rights.may_keep_barred(context.actor()),
    )


def _shown(row: Barred) -> dict[str, Any]:
    paper = documents.find(row.document)
    return {
        "row": row,
        "name": name_of(row.organisation),
        "until": entries.entry_of(row).until,
        "blocks": entries.blocks(row, clock.today()),
        "paper": paper,
        # A court's decision may hold personal data: everybody sees its name and its hash, its readers the file.
        "may_read": paper is not None and rights.may_read(context.actor(), paper),
    }


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Enter a supplier with the court's finding."""
    entries.permit()
    if request.method == "GET":
        return _new_page(BarredForm())
    form = bind_post(BarredForm, request.form, files=request.files)
    db.session.commit()  # A file that came along is kept, whatever becomes of the rest.
    if not form.validate():
        return _new_page(form, 422)
    try:
        made = entries.add(json_of(form))
    except Invalid as refused:
        db.session.rollback()
        form_contents.mark(form, refused)
        return _new_page(form, 422)
    db.session.commit()
    flash(
        _(
            "%(name)s stands in the register of the barred until %(day)s.",
            name=name_of(made.organisation),
            day=formats.date(entries.entry_of(made).until, formats.language()),
        ),
        "success",
    )
    return redirect(url_for("barred.index"), 303)


def _new_page(form: BarredForm, status: int = 200) -> ResponseReturnValue:
    return render_template("tenders/barred/new.html", form=form), status


@blueprint.route("/<int:number>/strike", methods=["GET", "POST"])
def strike(number: int) -> ResponseReturnValue:
    """Strike out an entry that was made by mistake."""
    row = entries.by_id(number) or abort(404)
    entries.permit()
    entries.against_striking(row)
    form = bind_post(StrikeForm, request.form) if request.method == "POST" else StrikeForm()
    if request.method == "GET" or not form.validate():
        page = render_template("tenders/barred/strike.html", form=form, **_shown(row))
        return page, 422 if request.method == "POST" else 200
    entries.strike(row, json_of(form)["grounds"])
    db.session.commit()
    flash(_("The entry is struck out. It stays to be seen and blocks nobody."), "success")
    return redirect(url_for("barred.index"), 303)


def register(app: Flask) -> None:
    """Register the pages, and the register with the API."""
    app.register_blueprint(blueprint)
    api.register_api()
