"""The addresses of the room's pages."""

from flask import Blueprint, Flask

from qyzmet.procedure.pages import routes

from . import api, pages
from .comparison import views as comparison
from .exchange import start
from .exchange import views as exchange
from .register import views as register_views

blueprint = Blueprint("passports", __name__, url_prefix="/passports")
_READ, _BOTH = ("GET",), ("GET", "POST")

for _rule, _endpoint, _view, _methods in (
    ("/", "index", register_views.index, _READ),
    ("/new", "new", start.new, _BOTH),
    ("/<number>/import", "take_in", exchange.take_in, _BOTH),
    ("/<number>/diagram.svg", "diagram", exchange.diagram, _READ),
    ("/<number>/bpmn", "bpmn", exchange.bpmn, _READ),
    ("/<number>/data.json", "data", exchange.data, _READ),
    ("/<number>/compare", "compare", comparison.compare, _READ),
):
    blueprint.add_url_rule(_rule, _endpoint, _view, methods=_methods)
routes.add(blueprint)


def register(app: Flask) -> None:
    """Register the pages, and the kind with the API and with the pages."""
    app.register_blueprint(blueprint)
    api.register()
    pages.register()
