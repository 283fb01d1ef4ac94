"""The addresses of the requests' pages."""

import datetime as dt
from decimal import Decimal

from flask import Blueprint, Flask

from qyzmet import clock
from qyzmet.printing.answer import CONVERTER

from . import acting, api, choices, drafting, ppp_views, printing, reading

blueprint = Blueprint("requests", __name__, url_prefix="/requests")

_READ = ("GET",)
_BOTH = ("GET", "POST")
for _rule, _endpoint, _view, _methods in (
    ("/", "index", reading.index, _READ),
    ("/new", "new", drafting.new, _BOTH),
    ("/ppp", "ppp", ppp_views.projects, _READ),
    ("/<number>", "show", reading.show, _READ),
    ("/<number>/row/<int:place>", "row", drafting.row, _BOTH),
    ("/<number>/row/<int:place>/autosave", "autosave", drafting.autosave, ("POST",)),
    ("/<number>/check", "check", drafting.check, _READ),
    ("/<number>/receipt", "receipt", reading.receipt, _READ),
    (f"/<number>/print/<paper>.<{CONVERTER}:form>", "paper", printing.paper, _READ),
    ("/<number>/opinion", "opinion", acting.opinion, _BOTH),
    ("/<number>/act/<action>", "act", acting.act, _BOTH),
    ("/<number>/annul/<int:act_id>", "annul", acting.annul, _BOTH),
):
    blueprint.add_url_rule(_rule, _endpoint, _view, methods=_methods)


def register(app: Flask) -> None:
    """Register the pages, and the kind with the API."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["words"] = choices
    app.jinja_env.filters["iso_date"] = dt.date.fromisoformat
    app.jinja_env.filters["local_date"] = lambda instant: clock.almaty(instant).date()
    app.jinja_env.filters["decimal"] = Decimal
    api.register()
