"""The pages beside those that every procedure has: where a request begins, and the receipt of its filing."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from qyzmet import context, rights
from qyzmet.database import db
from qyzmet.procedure.pages import shown
from qyzmet.procedure.pages.loading import load
from qyzmet.procedure.refusals import NotYours
from qyzmet.procedure.wording import name_of

from . import annex1, filing, service
from .models import Filed


def new() -> ResponseReturnValue:
    """¶ 8.1: what a request is, and the button that starts a draft."""
    role = rights.may_start_request(context.actor())
    if role is None:
        raise NotYours(
            _("A request for automation is drafted by a specialist or the head of a state body."), rule="¶ 8.1"
        )
    if request.method == "GET":
        return render_template("requests/new.html", organisation=role.organisation, rows=annex1.ROWS)
    made = service.draft({})
    db.session.commit()
    return redirect(url_for("requests.show", number=made.public_number))


def receipt(number: str) -> ResponseReturnValue:
    """What whoever filed it can prove: number, instant and hash of what was received."""
    found = load(number)
    shown_receipt = filing.receipt(found) if isinstance(found, Filed) else None
    if shown_receipt is None:
        abort(404)
    return render_template(
        "requests/receipt.html",
        procedure=found,
        receipt=shown_receipt,
        organisation=name_of(shown.starter(found)),
    )
