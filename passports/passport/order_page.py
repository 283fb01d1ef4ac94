"""The order of the steps: each can be moved up or down, without scripts."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from qyzmet import context
from qyzmet.database import db
from qyzmet.procedure import engine
from qyzmet.procedure.pages.loading import load
from qyzmet.web.paging import whole_number

from ..models import FunctionPassport
from ..rules.steps import entries


def order(number: str) -> ResponseReturnValue:
    """The entries one below the other; a button moves one of them, and that is saved."""
    found = load(number)
    engine.permit(found, "save", context.actor())
    if request.method == "GET":
        return render_template("passports/order.html", procedure=found, entries=entries(found.data))
    _move(found)
    db.session.commit()
    return redirect(url_for(".order", number=found.public_number))


def _move(found: FunctionPassport) -> None:
    place, by = whole_number(request.form.get("place", ""), 4), {"up": -1, "down": 1}.get(request.form.get("to", ""), 0)
    steps = list(found.data.get("steps") or ())
    if place is None or not 0 <= place < len(steps) or not 0 <= place + by < len(steps):
        return
    steps.insert(place + by, steps.pop(place))
    engine.save(found, {"steps": steps})
