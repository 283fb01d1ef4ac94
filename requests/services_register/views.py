"""The pages of the register of services: the list with a search, a service, and the form of the integrator's people."""

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from qyzmet import context, rights
from qyzmet.database import db
from qyzmet.forms.binding import bind_json, bind_post, json_of
from qyzmet.procedure.pages import form_contents
from qyzmet.procedure.refusals import Stale
from qyzmet.search.filters import Filters
from qyzmet.translating import gettext as _
from qyzmet.web import conflicts
from qyzmet.web.paging import page_of

from . import api
from . import register as services
from .choices import SERVICE_STATES, TONES, ServiceState
from .forms import IntegrationServiceForm
from .models import IntegrationService

blueprint = Blueprint("register", __name__, url_prefix="/requests/register")


@blueprint.get("/")
def index() -> str:
    """The services by number, searched by name, owner and address; a page at a time."""
    filters = Filters.of(request.args, "q", "state")
    return render_template(
        "requests/services_register/index.html",
        page=page_of(services.found(filters.typed["q"], filters.chosen("state", ServiceState))),
        filters=filters,
        states=SERVICE_STATES,
        tones=TONES,
        may_keep=rights.may_keep_register(context.actor()) is not None,
    )


def _found(number: str) -> IntegrationService:
    return services.by_number(number) or abort(404)


@blueprint.get("/<number>")
def show(number: str) -> str:
    """One service."""
    return render_template(
        "requests/services_register/show.html",
        service=_found(number),
        states=SERVICE_STATES,
        tones=TONES,
        may_keep=rights.may_keep_register(context.actor()) is not None,
    )


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """A service that the register does not have yet."""
    services.permit()
    form = bind_post(IntegrationServiceForm, request.form) if request.method == "POST" else IntegrationServiceForm()
    if request.method == "GET" or not form.validate():
        return _page(form, None, 422 if request.method == "POST" else 200)
    made = services.add(json_of(form))
    db.session.commit()
    flash(_("The service %(number)s stands in the register.", number=made.number), "success")
    return redirect(url_for("register.show", number=made.number), 303)


@blueprint.route("/<number>/edit", methods=["GET", "POST"])
def edit(number: str) -> ResponseReturnValue:
    """Change a service."""
    service = _found(number)
    services.permit()
    if request.method == "GET":
        return _page(bind_json(IntegrationServiceForm, services.data_of(service)), service)
    form = bind_post(IntegrationServiceForm, request.form)
    if conflicts.again():
        return _page(form, service, seen=conflicts.version_sent())
    if not form.validate():
        return _page(form, service, 422, seen=conflicts.version_sent())
    try:
        services.change(service, json_of(form), expected_version=conflicts.version_sent())
    except Stale:
        db.session.rollback()
        return _both(_found(number), form)
    db.session.commit()
    flash(_("The change is saved."), "success")
    return redirect(url_for("register.show", number=number), 303)


def _both(service: IntegrationService, form: IntegrationServiceForm) -> ResponseReturnValue:
    theirs = dict(form_contents.texts(bind_json(IntegrationServiceForm, services.data_of(service))))
    return conflicts.page(
        [conflicts.Row(label, text, theirs.get(label, "")) for label, text in form_contents.texts(form)],
        version=service.version,
        theirs_href=service.path,
    )


def _page(
    form: IntegrationServiceForm, service: IntegrationService | None, status: int = 200, *, seen: int | None = None
) -> ResponseReturnValue:
    version = seen if seen is not None or service is None else service.version
    return render_template("requests/services_register/edit.html", form=form, service=service, version=version), status


def register(app: Flask) -> None:
    """Register the pages, and the register with the API."""
    app.register_blueprint(blueprint)
    api.register_api()
