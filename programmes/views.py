"""The addresses of the room's pages."""

from flask import Blueprint, Flask

from qyzmet.procedure.pages import routes

from . import api, pages
from .files import start
from .files import views as files
from .register import views as register_views

blueprint = Blueprint("programmes", __name__, url_prefix="/programmes")

for _rule, _endpoint, _view, _methods in (
    ("/", "index", register_views.index, ("GET",)),
    ("/list.<any(csv, xlsx):form>", "list_file", register_views.export, ("GET",)),
    ("/new", "new", start.new, ("GET", "POST")),
    ("/<number>/money.csv", "money_file", files.money, ("GET",)),
    ("/<number>/contents.<any(csv, xlsx):form>", "contents_file", files.contents, ("GET",)),
    ("/<number>/import", "import_file", files.import_file, ("GET", "POST")),
):
    blueprint.add_url_rule(_rule, _endpoint, _view, methods=_methods)
routes.add(blueprint)


def register(app: Flask) -> None:
    """Register the pages, and the kind with the API and with the pages."""
    app.register_blueprint(blueprint)
    api.register()
    pages.register()
