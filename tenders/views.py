"""The addresses of the room's pages."""

import datetime as dt

from flask import Blueprint, Flask

from qyzmet.notifications import texts
from qyzmet.procedure.pages import routes

from . import api, pages
from .announcement import amendment_notices
from .announcement import views as announcement_views
from .barred import views as barred_views
from .bids import pages as bid_pages
from .bids import views as bid_views
from .commission import ranking_api, step_aside
from .envelopes import views as envelope_views
from .register import feeds, following_notices, following_views
from .register import views as register_views

blueprint = Blueprint("tenders", __name__, url_prefix="/tenders")

_READ = ("GET",)
_BOTH = ("GET", "POST")
for _rule, _endpoint, _view, _methods in (
    ("/", "index", register_views.index, _READ),
    ("/list.csv", "list_file", register_views.export, _READ),
    ("/feed.atom", "feed", feeds.feed, _READ),
    ("/dates.ics", "dates", feeds.dates, _READ),
    ("/following", "following", following_views.following_page, _BOTH),
    ("/new", "new", announcement_views.new, _BOTH),
    ("/<number>/edit", "edit", announcement_views.edit, _BOTH),
    ("/<number>/dates.ics", "dates_ics", announcement_views.dates_ics, _READ),
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
    following_notices.register(app)
    texts.add_headlines(amendment_notices.HEADLINES)
    app.jinja_env.filters["from_iso"] = dt.datetime.fromisoformat
    api.register()
    ranking_api.register()
    texts.add_writers({**amendment_notices.WRITERS, **step_aside.WRITERS})
    for shown in (pages, bid_pages):
        shown.register()
    barred_views.register(app)
