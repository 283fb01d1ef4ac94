"""The addresses of the room's pages."""

import datetime as dt
from decimal import Decimal

from flask import Blueprint, Flask

from qyzmet import clock
from qyzmet.procedure.pages import routes

from . import api, pages, start
from .assignment.comparison import compare_page
from .filing import receipt_page
from .lists import views as list_views
from .lists import workload
from .ppp import views as ppp_views
from .request import choices
from .review import opinion_page, similar_api

blueprint = Blueprint("requests", __name__, url_prefix="/requests")

_READ = ("GET",)
_BOTH = ("GET", "POST")
for _rule, _endpoint, _view, _methods in (
    ("/", "index", list_views.index, _READ),
    ("/new", "new", start.new, _BOTH),
    ("/new/<what>", "new", start.new, _BOTH),
    ("/list.<any(csv, xlsx):form>", "list_file", list_views.export, _READ),
    ("/load", "load", workload.load, _READ),
    ("/ppp", "ppp", ppp_views.projects, _READ),
    ("/<number>/receipt", "receipt", receipt_page.receipt, _READ),
    ("/<number>/compare", "compare", compare_page.compare, _READ),
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
    pages.register()
