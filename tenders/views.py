"""The addresses of the room's pages."""

from flask import Blueprint, Flask

from qyzmet.procedure.pages import routes

from . import api, barred_views, bid_pages, pages

blueprint = Blueprint("tenders", __name__, url_prefix="/tenders")

routes.add(blueprint)


def register(app: Flask) -> None:
    """Register the pages, and the kinds with the API and with the pages."""
    app.register_blueprint(blueprint)
    api.register()
    for shown in (pages, bid_pages):
        shown.register()
    barred_views.register(app)
