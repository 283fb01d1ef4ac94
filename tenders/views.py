"""The addresses of the room's pages."""

import datetime as dt

from flask import Blueprint, Flask

from qyzmet.notifications import texts
from qyzmet.procedure.pages import routes

from . import (
    amending_texts,
    announcement_pages,
    api,
    bid_pages,
    bid_views,
    envelope_views,
    feeds,
    following_texts,
    following_views,
    listing,
    pages,
    ranking_api,
    saying,
    stepping_aside,
)

blueprint = Blueprint("tenders", __name__, url_prefix="/tenders")

_READ = ("GET",)
_BOTH = ("GET", "POST")
for _rule, _endpoint, _view, _methods in (
    ("/", "index", listing.index, _READ),
    ("/list.csv", "list_file", listing.export, _READ),
    ("/feed.atom", "feed", feeds.feed, _READ),
    ("/dates.ics", "dates", feeds.dates, _READ),
    ("/following", "following", following_views.following_page, _BOTH),
    ("/new", "new", announcement_pages.new, _BOTH),
    ("/<number>/edit", "edit", announcement_pages.edit, _BOTH),
    ("/<number>/dates.ics", "dates_ics", announcement_pages.dates_ics, _READ),
    ("/receipt", "receipt", bid_views.verify, _READ),
    ("/<number>/bid", "bid", bid_views.bid, _BOTH),
    ("/<number>/receipt", "bid_receipt", bid_views.receipt, _READ),
    ("/<number>/envelopes", "envelopes", envelope_views.index, _BOTH),
    ("/<number>/envelopes/<envelope>", "envelope", envelope_views.envelope, _BOTH),
):
    blueprint.add_url_rule(_rule, _endpoint, _view, methods=_methods)
routes.add(blueprint)


def register(app: Flask) -> None:
    """Register the pages, and the kinds with the API and with the pages."""
    app.register_blueprint(blueprint)
    following_texts.register(app)
    app.jinja_env.filters["end_of_time"] = saying.until_text
    texts.add_headlines(amending_texts.HEADLINES)
    app.jinja_env.filters["from_iso"] = dt.datetime.fromisoformat
    api.register()
    ranking_api.register()
    texts.add_writers({**amending_texts.WRITERS, **stepping_aside.WRITERS})
    for shown in (pages, bid_pages):
        shown.register()
