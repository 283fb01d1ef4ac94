"""The addresses of the room's pages."""

import datetime as dt
from decimal import Decimal

from flask import Blueprint, Flask

from qyzmet import clock
from qyzmet.procedure.pages import routes

from . import (
    api,
    assignment_pages,
    choices,
    comparing,
    listing,
    load,
    opinion_page,
    pages,
    ppp_views,
    proposal_pages,
    receipts,
    similar_api,
    starting,
)

blueprint = Blueprint("requests", __name__, url_prefix="/requests")

_READ = ("GET",)
_BOTH = ("GET", "POST")
for _rule, _endpoint, _view, _methods in (
    ("/", "index", listing.index, _READ),
    ("/new", "new", starting.new, _BOTH),
    ("/new/<what>", "new", starting.new, _BOTH),
    ("/list.csv", "list_file", listing.export, _READ),
    ("/load", "load", load.load, _READ),
    ("/ppp", "ppp", ppp_views.projects, _READ),
    ("/<number>/receipt", "receipt", receipts.receipt, _READ),
    ("/<number>/compare", "compare", comparing.compare, _READ),
    ("/<number>/opinion", "opinion", opinion_page.opinion, _BOTH),
):
    blueprint.add_url_rule(_rule, _endpoint, _view, methods=_methods)
routes.add(blueprint)


def register(app: Flask) -> None:
    """Register the pages, and the kinds with the API and with the pages."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["words"] = choices
    app.jinja_env.filters["iso_date"] = dt.date.fromisoformat
    app.jinja_env.filters["local_date"] = lambda instant: clock.almaty(instant).date()
    app.jinja_env.filters["decimal"] = Decimal
    api.register()
    similar_api.register()
    for shown in (pages, proposal_pages, assignment_pages):
        shown.register()
