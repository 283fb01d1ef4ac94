"""The addresses of the room's pages."""

from flask import Blueprint, Flask

from qyzmet.procedure.pages import routes

from . import api, bid_pages, feeds, following_texts, following_views, listing, pages

blueprint = Blueprint("tenders", __name__, url_prefix="/tenders")

_READ = ("GET",)
for _rule, _endpoint, _view, _methods in (
    ("/", "index", listing.index, _READ),
    ("/list.csv", "list_file", listing.export, _READ),
    ("/feed.atom", "feed", feeds.feed, _READ),
    ("/dates.ics", "dates", feeds.dates, _READ),
    ("/following", "following", following_views.following_page, ("GET", "POST")),
):
    blueprint.add_url_rule(_rule, _endpoint, _view, methods=_methods)
routes.add(blueprint)


def register(app: Flask) -> None:
    """Register the pages, and the kinds with the API and with the pages."""
    app.register_blueprint(blueprint)
    following_texts.register(app)
    api.register()
    for shown in (pages, bid_pages):
        shown.register()
