"""The addresses of the room's pages."""

import datetime as dt

from flask import Blueprint, Flask

from qyzmet.notifications import texts
from qyzmet.procedure.pages import routes

from . import api, barred_views, bid_pages, pages, ranking_api, stepping_aside

blueprint = Blueprint("tenders", __name__, url_prefix="/tenders")

routes.add(blueprint)


def register(app: Flask) -> None:
    """Register the pages, and the kinds with the API and with the pages."""
    app.register_blueprint(blueprint)
    app.jinja_env.filters["from_iso"] = dt.datetime.fromisoformat
    api.register()
    ranking_api.register()
    texts.add_writers(stepping_aside.WRITERS)
    for shown in (pages, bid_pages):
        shown.register()
    barred_views.register(app)
