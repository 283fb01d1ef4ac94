"""The pages of developments besides those that every procedure has: the list, and beginning one (¶ 90)."""

from flask import Flask, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from qyzmet import context, rights
from qyzmet.database import db
from qyzmet.forms.binding import bind_post
from qyzmet.procedure.pages import form_contents
from qyzmet.procedure.pages.loading import by_number
from qyzmet.procedure.refusals import Invalid, NotYours
from qyzmet.search import rows
from qyzmet.search.filters import LONGEST
from qyzmet.search.lists import ListQuery
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import PARTY_TITLES, Party

from ..entry import against_entry, service_name
from ..procedure.development import DEVELOPMENTS
from . import draft
from .forms import StartForm

PAGE = 20
PATH = "/catalog/developments"


def index() -> ResponseReturnValue:
    """The developments in which the reader's organisations take part, a page at a time, the newest first."""
    actor = context.actor()
    before = request.args.get("before", "")
    last_seen = by_number(before[:LONGEST], "catalog") if before else None
    if before and last_seen is None:
        raise NotFound
    wanted = ListQuery(kinds=(DEVELOPMENTS.kind,))
    page = rows.page(actor, wanted, PAGE, before=last_seen.id if last_seen else None)
    return render_template(
        "catalog/development/index.html",
        rows=page.rows,
        may_start=rights.may_start_request(actor) is not None,
        first_href=PATH if before else None,
        next_href=f"{PATH}?before={page.rows[-1].number}" if page.more else None,
    )


def new() -> ResponseReturnValue:
    """¶ 90: what it is, and the button that starts a draft; `?service=` names the service."""
    if rights.may_start_request(context.actor()) is None:
        raise NotYours(draft.not_yours(), rule=draft.RULE, who_may=[_(PARTY_TITLES[Party.STATE_BODY])])
    if request.method == "GET":
        return _page(StartForm(data={"service": request.args.get("service", "")[:LONGEST]}))
    form = bind_post(StartForm, request.form)
    if not form.validate():
        return _page(form, 422)
    try:
        made = draft.draft(form.service.data or "", {})
    except Invalid as refused:
        db.session.rollback()
        form_contents.mark(form, refused, "")
        return _page(form, 422)
    db.session.commit()
    return redirect(made.path)


def _page(form: StartForm, status: int = 200) -> ResponseReturnValue:
    number = str(form.service.data or "")
    service = against_entry.by_number(number) if number.isprintable() else None
    named = service if not form.errors else None
    name = service_name.in_language(named) if named is not None else ""
    return render_template("catalog/development/start.html", form=form, service=named, name=name), status


def register(app: Flask) -> None:
    """Register the pages; they stand before the room's page of a number."""
    app.add_url_rule(PATH, "catalog.developments", index, methods=("GET",))
    app.add_url_rule(f"{PATH}/new", "catalog.new_development", new, methods=("GET", "POST"))
