"""The pages on which a move is taken: the opinion's draft, and the moves that bind, asked once more; annulments."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from qyzmet import context
from qyzmet.database import db
from qyzmet.forms import Form, add_error, bind_json, bind_post, json_of
from qyzmet.procedure import annulment, engine
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours, Stale
from qyzmet.procedure.wording import name_of, state_word
from qyzmet.web import conflicts
from qyzmet.web.widgets import change_rows

from . import drafting, review, rows, service, shown
from .choices import CRITERIA, CRITERIA_MEANINGS, LEVELS_OF, Criterion
from .loading import load
from .models import AutomationRequest
from .procedure import REQUESTS
from .review_forms import GroundsForm, OpinionForm, WithdrawForm

# The moves that bind, with what each carries.
CARRIES: dict[str, type[Form]] = {
    "submit": Form,
    "withdraw": WithdrawForm,
    "give_opinion": Form,
    "agree": GroundsForm,
    "refuse": GroundsForm,
}


def _expected() -> int | None:
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _check_guards(found: AutomationRequest, action: str) -> None:
    """Say on the first page already what stands against the move."""
    guard = service.KIND.guards.get(action)
    reasons = guard(found, {}, context.actor()) if guard else []
    if reasons:
        raise NotInThisState(" ".join(reason.text for reason in reasons), rule=REQUESTS.moves_of(action)[0].rule)


def act(number: str, action: str) -> ResponseReturnValue:
    """A move that binds: what it carries, then once more what it does, then it is taken."""
    found = load(number)
    kind = CARRIES.get(action)
    if kind is None:
        raise NotFound
    engine.permit(found, action, context.actor())
    if action == "submit":
        if request.method == "GET" and any(section.reasons for section in rows.sections(found)):
            return redirect(url_for("requests.check", number=number))
    else:
        _check_guards(found, action)
    form = bind_post(kind, request.form) if request.method == "POST" else kind()
    if request.method == "POST" and "again" not in request.form:
        if not form.validate():
            return _ask(found, action, form, 422)
        if "confirmed" not in request.form and len(form._fields):
            return _confirm(found, action, form)
        try:
            engine.take(found, action, json_of(form), expected_version=_expected())
        except Stale as refused:
            db.session.rollback()
            return _confirm(load(number), action, form, refused.detail, 409)
        except Invalid as refused:
            db.session.rollback()
            if action == "submit":
                return drafting.check_page(load(number), refused)
            for path, messages in refused.errors.items():
                for message in messages:
                    add_error(form, path.split("."), message)
            return _ask(load(number), action, form, 422)
        db.session.commit()
        _say(found, action)
        return redirect(url_for("requests.show", number=found.public_number))
    return _ask(found, action, form) if len(form._fields) else _confirm(found, action, form)


def _say(found: AutomationRequest, action: str) -> None:
    """What happened, who was told and what comes next."""
    told = "; ".join(shown.told(found, REQUESTS.moves_of(action)[0]))
    flash(
        _(
            "%(title)s: recorded. Told: %(told)s. %(next)s",
            title=shown.act_title(found, action),
            told=told or _("nobody else is concerned"),
            next=shown.now(found, context.actor()).text,
        ),
        "success",
    )


def _ask(found: AutomationRequest, action: str, form: Form, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "requests/ask.html",
        request_=found,
        action=action,
        title=shown.act_title(found, action),
        rule=REQUESTS.moves_of(action)[0].rule,
        form=form,
        opinion=review.visible_opinion(found),
    )
    return page, status


def _confirm(
    found: AutomationRequest, action: str, form: Form, problem: str | None = None, status: int = 200
) -> ResponseReturnValue:
    move = REQUESTS.moves_of(action)[0]
    state = found.state if move.to is None else move.to
    page = render_template(
        "requests/confirm.html",
        request_=found,
        action=action,
        title=shown.act_title(found, action),
        rule=move.rule,
        form=form,
        organisation=name_of(found.party(move.by)),
        state=state_word(REQUESTS, state),
        person=context.actor().user,
        starts=shown.starting(found, move),
        closes=shown.closing(found, move),
        told=shown.told(found, move),
        problem=problem,
    )
    return page, status


def opinion(number: str) -> ResponseReturnValue:
    """¶ 11: the draft of the opinion on the three criteria; a later draft replaces the earlier one."""
    found = load(number)
    engine.permit(found, "draft_opinion", context.actor())
    if request.method == "GET":
        return _opinion_page(found, _kept_opinion(found))
    if {"add", "remove", "again"} & set(request.form):
        form = bind_post(OpinionForm, change_rows(request.form) or request.form, files=request.files)
        if request.form.get("add") == "findings":
            form.findings.append_entry()
        db.session.commit()
        return _opinion_page(found, form)
    form = bind_post(OpinionForm, request.form, files=request.files)
    db.session.commit()  # Files that came along are kept, whatever becomes of the rest.
    if not form.validate():
        return _opinion_page(found, form, 422)
    try:
        engine.take(found, "draft_opinion", json_of(form), expected_version=_expected())
    except Stale:
        db.session.rollback()
        found = load(number)
        theirs = dict(rows.texts(_kept_opinion(found)))
        return conflicts.page(
            [conflicts.Row(label, text, theirs.get(label, "")) for label, text in rows.texts(form)],
            version=found.version,
            theirs_href=url_for("requests.show", number=number),
        )
    except Invalid as refused:
        db.session.rollback()
        for path, messages in refused.errors.items():
            for message in messages:
                add_error(form, path.split("."), message)
        return _opinion_page(load(number), form, 422)
    db.session.commit()
    flash(_("The draft of the opinion is saved. The integrator's head gives it; who drafted it may not."), "success")
    return redirect(url_for("requests.show", number=found.public_number))


def _kept_opinion(found: AutomationRequest) -> OpinionForm:
    kept = found.opinion
    if kept is None:
        blank: list[dict[str, Any]] = [{"key": key.value, "documents": []} for key in Criterion]
        return bind_json(OpinionForm, {"criteria": blank}, draft=True)
    order = [key.value for key in Criterion]
    return bind_json(
        OpinionForm,
        {
            "favourable": kept.favourable,
            "text": kept.text,
            "criteria": sorted(kept.criteria, key=lambda each: order.index(each["key"])),
            "findings": kept.findings,
        },
    )


def _opinion_page(found: AutomationRequest, form: OpinionForm, status: int = 200) -> ResponseReturnValue:
    for entry in form.criteria.entries:
        if not entry.form.documents.entries:
            entry.form.documents.append_entry()
        for paper in entry.form.documents.entries:
            paper.label.text = _("Document")
    page = render_template(
        "requests/opinion.html",
        request_=found,
        form=form,
        criteria=CRITERIA,
        meanings=CRITERIA_MEANINGS,
        levels=LEVELS_OF,
    )
    return page, status


def annul(number: str, act_id: int) -> ResponseReturnValue:
    """A mistaken act: what falls with it, on what grounds; then it is annulled, and stays in the history."""
    found = load(number)
    mistaken = db.session.get(Act, act_id)
    if mistaken is None or mistaken.procedure_id != found.id:
        raise NotFound
    if mistaken not in annulment.annullable(found, context.actor()):
        raise NotYours(
            _(
                "An act is annulled by the head whose act it was until another party has acted on it, "
                "afterwards by the authorised body."
            )
        )
    form = bind_post(GroundsForm, request.form) if request.method == "POST" else GroundsForm()
    status = 200
    if request.method == "POST":
        if form.validate():
            try:
                annulment.annul(found, f"A-{act_id}", json_of(form)["grounds"], expected_version=_expected())
            except Stale as refused:
                db.session.rollback()
                found, mistaken, status = load(number), db.session.get_one(Act, act_id), 409
                add_error(form, ["grounds"], refused.detail)
            else:
                db.session.commit()
                flash(_("The act is annulled. All parties were told; the history keeps both."), "success")
                return redirect(url_for("requests.show", number=found.public_number))
        else:
            status = 422
    fallen = [each for each in annulment.standing_acts(found) if each.id >= act_id]
    page = render_template(
        "requests/annul.html",
        request_=found,
        act=mistaken,
        title=shown.act_title(found, mistaken.action),
        fallen=[shown.act_title(found, each.action) for each in fallen],
        state=state_word(REQUESTS, mistaken.from_state),
        told=[name_of(row.organisation) for row in found.party_rows],
        form=form,
    )
    return page, status
