"""The pages where administrators keep the classifiers of the Catalogue (Law 46)."""

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from qyzmet.database import db
from qyzmet.forms.binding import bind_post, json_of
from qyzmet.procedure.pages import form_contents
from qyzmet.procedure.refusals import Invalid
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l

from ..entry import classifiers
from ..models import Classifier, ClassifierName
from . import api, keeping
from .keeping import AddedForm, RenamedForm

blueprint = Blueprint("classifiers", __name__, url_prefix="/admin/classifiers")
TITLES = {ClassifierName.KIND: _l("Kinds of services"), ClassifierName.RECIPIENT: _l("Who receives services")}


@blueprint.get("/")
def index() -> str:
    """Both classifiers, with what is no longer offered."""
    kept = [(each, TITLES[each], classifiers.kept(each, closed=True)) for each in ClassifierName]
    return render_template("catalog/classifiers/index.html", kept=kept)


@blueprint.route("/<any(kind, recipient):name>/new", methods=["GET", "POST"])
def add(name: str) -> ResponseReturnValue:
    """Add a row."""
    classifier = ClassifierName(name)
    form = bind_post(AddedForm, request.form) if request.method == "POST" else AddedForm()
    if request.method == "GET" or not form.validate():
        return _page(form, classifier, None)
    try:
        keeping.add(classifier, json_of(form))
    except Invalid as refused:
        db.session.rollback()
        form_contents.mark(form, refused)
        return _page(form, classifier, None)
    db.session.commit()
    flash(_("It stands in the classifier and is offered for new entries."), "success")
    return redirect(url_for("classifiers.index"), 303)


def _page(form: RenamedForm, classifier: ClassifierName, row: Classifier | None) -> ResponseReturnValue:
    page = render_template("catalog/classifiers/form.html", form=form, title=TITLES[classifier], row=row)
    return page, 422 if form.errors else 200


@blueprint.route("/<int:number>", methods=["GET", "POST"])
def change(number: int) -> ResponseReturnValue:
    """Rename a row."""
    row = _found(number)
    form = bind_post(RenamedForm, request.form) if request.method == "POST" else RenamedForm(obj=row)
    if request.method == "GET" or not form.validate():
        return _page(form, row.classifier, row)
    keeping.rename(row, json_of(form))
    db.session.commit()
    flash(_("The change is saved."), "success")
    return redirect(url_for("classifiers.index"), 303)


@blueprint.post("/<int:number>/close")
def close(number: int) -> ResponseReturnValue:
    """Offer it no longer."""
    keeping.close(_found(number))
    db.session.commit()
    flash(_("It is no longer offered for new entries. The entries that have it keep it."), "success")
    return redirect(url_for("classifiers.index"), 303)


@blueprint.post("/<int:number>/reopen")
def reopen(number: int) -> ResponseReturnValue:
    """Offer it again."""
    keeping.reopen(_found(number))
    db.session.commit()
    flash(_("It is offered for new entries again."), "success")
    return redirect(url_for("classifiers.index"), 303)


def _found(number: int) -> Classifier:
    return keeping.by_id(number) or abort(404)


def register(app: Flask) -> None:
    """Register the pages, and the classifiers with the API."""
    app.register_blueprint(blueprint)
    api.register()
