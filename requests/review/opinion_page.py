"""The page on which the opinion is drafted (¶ 11); its head gives it on the page of that move."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound

from qyzmet import context
from qyzmet.database import db
from qyzmet.forms.binding import bind_json, bind_post, json_of
from qyzmet.procedure import engine
from qyzmet.procedure.pages import form_contents, kinds, page_parts, stale
from qyzmet.procedure.pages.loading import load
from qyzmet.procedure.refusals import Invalid, NotInThisState, Reason, Stale
from qyzmet.procedure.shown_version import shown_version
from qyzmet.translating import gettext as _
from qyzmet.web import conflicts
from qyzmet.web.conflicts import version_sent

from ..models import Filed
from . import similar
from .criteria import CRITERIA, CRITERIA_MEANINGS, LEVELS_OF, Criterion
from .draft_opinion import OpinionForm, against_half, body_of

ACTION = "draft_opinion"


def opinion(number: str) -> ResponseReturnValue:
    """¶ 11: the draft of the opinion on the three criteria; a later draft replaces the earlier one."""
    found = load(number)
    if ACTION not in kinds.of(found).api.actions():
        raise NotFound
    try:
        engine.permit(found, ACTION, context.actor())
    except NotInThisState as late:
        if request.method == "GET" or version_sent() in (None, shown_version(found)):
            raise
        form = bind_post(OpinionForm, request.form, draft=True, files=request.files)
        db.session.commit()
        title = page_parts.title_of(found, ACTION)
        return stale.page(found, title=title, form=form, action=request.path, refused=late)
    if request.method == "GET":
        return _page(found, _kept(found))
    if form_contents.wants_change(request.form):
        form = form_contents.changed(OpinionForm, request.form, request.files, draft=True)
        db.session.commit()  # Files that came along are kept, and the page names them.
        return _page(found, form)
    form = bind_post(OpinionForm, request.form, draft=True, files=request.files)
    db.session.commit()  # Files that came along are kept, whatever becomes of the rest.
    if not form.validate():
        return _page(found, form, 422)
    try:
        engine.take(found, ACTION, json_of(form), expected_version=version_sent())
    except Stale:
        db.session.rollback()
        return _both(load(number), form)
    except Invalid as refused:
        db.session.rollback()
        form_contents.mark(form, refused)
        return _page(load(number), form, 422)
    db.session.commit()
    if _lacks(found):
        said = _("The draft of the opinion is saved as far as it goes. Its page says what it still lacks.")
    else:
        said = _("The draft of the opinion is saved. The integrator's head gives it; who drafted it may not.")
    flash(said, "success")
    return redirect(found.path)


def _lacks(found: Filed) -> list[Reason]:
    """What the kept draft lacks for being given."""
    kept = found.opinion
    return list(against_half(kept)) if kept is not None and kept.given_at is None else []


def _both(found: Filed, form: OpinionForm) -> ResponseReturnValue:
    theirs = dict(form_contents.texts(_kept(found)))
    return conflicts.page(
        [conflicts.Row(label, text, theirs.get(label, "")) for label, text in form_contents.texts(form)],
        version=shown_version(found),
        theirs_href=url_for(".show", number=found.public_number),
        form=MultiDict(form_contents.pairs_of(form)),
    )


def _kept(found: Filed) -> OpinionForm:
    kept = found.opinion
    judged = {str(each.get("subject")) for each in kept.findings} if kept is not None else set()
    # What the search finds stands there to be judged; what was judged before stays.
    open_ = [
        {"subject": number} for each in similar.of(found) if (number := each.procedure.public_number) not in judged
    ]
    if kept is None:
        blank: list[dict[str, Any]] = [{"key": key.value, "documents": []} for key in Criterion]
        return bind_json(OpinionForm, {"criteria": blank, "findings": open_}, draft=True)
    assessed = {each.get("key"): each for each in kept.criteria}
    criteria = [assessed.get(key.value, {"key": key.value, "documents": []}) for key in Criterion]
    whole = {"criteria": criteria, "findings": [*kept.findings, *open_]}
    return bind_json(OpinionForm, body_of(kept) | whole, draft=True)


def _page(found: Filed, form: OpinionForm, status: int = 200) -> ResponseReturnValue:
    form_contents.invite(form)
    page = render_template(
        "requests/review/opinion.html",
        procedure=found,
        form=form,
        lacks=_lacks(found) if request.method == "GET" else [],
        criteria=CRITERIA,
        meanings=CRITERIA_MEANINGS,
        levels=LEVELS_OF,
        similar={each.procedure.public_number: each for each in similar.of(found)},
    )
    return page, status
