"""The pages of an announcement besides those that every procedure has: begin it, write it, take its dates as a file."""

from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound

from qyzmet import clock, context, rights
from qyzmet.database import db
from qyzmet.forms.binding import bind_json, bind_post, json_of
from qyzmet.procedure import engine, find_by_number
from qyzmet.procedure.pages import form_contents, stale
from qyzmet.procedure.pages.loading import load
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours, Reason, Stale
from qyzmet.procedure.shown_version import shown_version
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import PARTY_TITLES, Party
from qyzmet.web import conflicts
from qyzmet.web.conflicts import version_sent

from ...requests.assignment import kind
from ...requests.models import DesignAssignment
from ..models import Tender
from . import ask_consent, begin, dates_shown, design_assignment, draft
from .draft import AnnouncementForm

_MOST = 40


def new() -> ResponseReturnValue:
    """¶ 42: begin an announcement for an approved design assignment; `?assignment=` names it.

    What will be recorded, what starts and who is told stands on a page of its own before it is.
    """
    actor = context.actor()
    if rights.may_start_tender(actor) is None:
        raise NotYours(
            _("An announcement is drafted by a specialist or the head of the service integrator."),
            rule="¶ 42",
            who_may=[_(PARTY_TITLES[Party.INTEGRATOR])],
        )
    if request.method == "GET":
        number = request.args.get("assignment", "")[:_MOST]
        return _new_page(AnnouncementForm(data={"assignment": number}))
    form = bind_post(AnnouncementForm, request.form)
    if not form.validate():
        return _new_page(form, 422)
    if conflicts.again():
        return _new_page(form)
    try:
        if "confirmed" not in request.form:
            return _begin_page(form)
        made = draft.draft(json_of(form))
    except Invalid as refused:
        db.session.rollback()
        form_contents.mark(form, refused, "data.")
        return _new_page(form, 422)
    db.session.commit()
    asked = ask_consent.was_asked(made)
    flash(
        _("The announcement is begun. The customer is asked for its consent (¶ 42).")
        if asked
        else _("The announcement is begun. The customer is asked for its consent once it is complete (¶ 42)."),
        "success",
    )
    return redirect(made.path)


def _begin_page(form: Any) -> ResponseReturnValue:
    """What beginning it will do, before it is done. Raises Invalid where it cannot be begun."""
    beginning = begin.beginning(json_of(form))
    return render_template(
        "tenders/announcement/begin.html",
        form=form,
        pairs=form_contents.pairs_of(form),
        beginning=beginning,
        person=context.actor().user,
    )


def _new_page(form: Any, status: int = 200) -> ResponseReturnValue:
    named = str(form.assignment.data or "")
    found = find_by_number.find(named, [kind.KIND], context.actor()) if named else None
    reasons: list[Reason] = []
    if isinstance(found, DesignAssignment) and request.method == "GET":
        reasons = [*design_assignment.against_tendering(found), *design_assignment.against_another(found)]
    page = render_template(
        "tenders/announcement/new.html",
        form=form,
        assignment=found,
        reasons=reasons,
        usual_address=draft.usual_address(),
    )
    return page, status


def edit(number: str) -> ResponseReturnValue:
    """Write the draft: its title and whom to ask. Saved while the customer has not consented."""
    found = _tender(number)
    try:
        engine.permit(found, "save", context.actor())
    except NotInThisState as late:
        if request.method == "GET":
            raise
        form = bind_post(AnnouncementForm, request.form)
        return stale.page(found, title=_("Write the announcement"), form=form, action=request.path, refused=late)
    if request.method == "GET" or conflicts.again():
        kept = bind_post(AnnouncementForm, request.form) if conflicts.again() else _kept(found)
        return _edit_page(found, kept)
    form = bind_post(AnnouncementForm, request.form)
    if not form.validate():
        return _edit_page(found, form, 422)
    try:
        engine.save(found, json_of(form), expected_version=version_sent())
    except Stale:
        db.session.rollback()
        return _both(_tender(number), form)
    except Invalid as refused:
        db.session.rollback()
        form_contents.mark(form, refused, "data.")
        return _edit_page(_tender(number), form, 422)
    db.session.commit()
    flash(_("The announcement is saved."), "success")
    return redirect(found.path)


def _kept(found: Tender) -> Any:
    return bind_json(AnnouncementForm, found.data, draft=True)


def _edit_page(found: Tender, form: Any, status: int = 200) -> ResponseReturnValue:
    return render_template("tenders/announcement/edit.html", procedure=found, form=form), status


def _both(found: Tender, form: Any) -> ResponseReturnValue:
    theirs = dict(form_contents.texts(_kept(found)))
    return conflicts.page(
        [conflicts.Row(label, text, theirs.get(label, "")) for label, text in form_contents.texts(form)],
        version=shown_version(found),
        theirs_href=found.path,
        form=MultiDict(form_contents.pairs_of(form)),
    )


def _tender(number: str) -> Tender:
    found = load(number)
    if not isinstance(found, Tender):
        raise NotFound
    return found


def dates_ics(number: str) -> Response:
    """The dates of a published tender for calendar programs; everybody may read them."""
    found = _tender(number)
    if found.published_at is None:
        raise NotFound
    base_url = str(current_app.config["QYZMET"].base_url).rstrip("/")
    answer = Response(dates_shown.as_ics(found, base_url, clock.now()), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.public_number}.ics"'
    return answer
