"""The addresses of the room's pages."""

from flask import Blueprint, Flask

from qyzmet.procedure.pages import routes

from . import api, pages
from .classifiers import views as classifiers
from .development import views as developments
from .register import feed
from .register import views as register_views
from .under_way import views as under_way

blueprint = Blueprint("catalog", __name__, url_prefix="/catalog")

for _rule, _endpoint, _view in (
    ("/", "index", register_views.index),
    ("/list.<any(csv, xlsx):form>", "list_file", register_views.export),
    ("/feed.atom", "feed", feed.feed),
):
    blueprint.add_url_rule(_rule, _endpoint, _view, methods=("GET",))
routes.add(blueprint)


def register(app: Flask) -> None:
    """Register the pages, and the kinds with the API and with the pages."""
    developments.register(app)
    app.register_blueprint(blueprint)
    api.register()
    pages.register()
    classifiers.register(app)
    under_way.register(app)
