"""The pages on which an action is taken: what it carries is asked; what binds is asked once more; then it is taken."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from qyzmet import context, rights
from qyzmet.database import db
from qyzmet.forms.binding import bind_json, bind_post, json_of
from qyzmet.forms.form import Form
from qyzmet.forms.lists import lists_of
from qyzmet.procedure import cases, engine, manifests
from qyzmet.procedure.kinds import kind_of, table_of
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.pages import draft_pages, effects, form_contents, kinds, page_parts, sections, stale
from qyzmet.procedure.pages.loading import load
from qyzmet.procedure.refusals import Invalid, NotInThisState, Refused, Stale
from qyzmet.procedure.shown_version import shown_version
from qyzmet.procedure.table import Move
from qyzmet.procedure.wording import name_of, state_word
from qyzmet.signatures import attempts
from qyzmet.signatures import page as sign_page
from qyzmet.translating import gettext as _
from qyzmet.web.conflicts import version_sent


def act(number: str, action: str) -> ResponseReturnValue:
    """An action: asked, confirmed where it binds, taken."""
    found = load(number)
    kind = kinds.of(found)
    if action not in kind.api.actions():
        raise NotFound
    form_kind = kind.api.form_of(action)
    try:
        move, _role = engine.permit(found, action, context.actor())
    except NotInThisState as late:
        typed = _typed(form_kind) if request.method == "POST" else None
        if _has_done(found, action, typed):
            # The second click, or the way back with the browser: it was done, and the page of the procedure says so.
            return redirect(found.path, 303)
        # Somebody was quicker: what was typed meanwhile is shown once more, beside what is so now.
        if typed is None or version_sent() in (None, shown_version(found)):
            raise
        return _stale(found, action, typed, late)
    if own := kind.page_of(action).own:
        return redirect(f"{found.path}/{own}", 303)
    _check_guard(found, action)
    if request.method == "POST":
        return _posted(found, move, form_kind)
    if action == kind.filing and kind.form is not None and sections.against_filing(found):
        return redirect(url_for(".check", number=number))
    form = _begun(found, action, form_kind)
    return _confirm(found, move, form) if move.binds and not form._fields else _ask(found, move, form)


def _has_done(found: Any, action: str, typed: Any) -> bool:
    """Whether the newest act is this one, and this person's, with nothing else in it than what was typed."""
    user = context.actor().user
    newest = found.acts[-1] if found.acts else None
    if newest is None or user is None or (newest.action, newest.user_id) != (action, user.id):
        return False
    # The act itself adds to its body: a number, a receipt.
    return typed is None or all(newest.body.get(key) == value for key, value in json_of(typed).items())


def _begun(found: Any, action: str, form_kind: type[Form]) -> Any:
    """The form before anything is typed: blank, or with what is known already."""
    page = kinds.of(found).page_of(action)
    known = page.begun(found) if page.begun is not None else None
    if page.begun_with is not None:
        name, begun_with = page.begun_with
        known = begun_with(found, request.args.get(name, ""))
    return form_kind() if known is None else bind_json(form_kind, known, draft=True)


def _typed(form_kind: type[Form]) -> Any:
    """The form as it was posted. Files that came along are kept at once, whatever becomes of the rest."""
    form = bind_post(form_kind, request.form, files=request.files)
    if request.files:
        db.session.commit()
    return form


def _posted(found: Any, move: Move, form_kind: type[Form]) -> ResponseReturnValue:
    if form_contents.wants_change(request.form):
        form = form_contents.changed(form_kind, request.form, request.files)
        db.session.commit()  # Files that came along are kept, and the page names them.
        return _ask(found, move, form)
    form = _typed(form_kind)
    if version_sent() not in (None, shown_version(found)):
        return _stale(found, move.action, form)
    if not form.validate():
        return _ask(found, move, form, 422)
    if move.binds and form._fields and "confirmed" not in request.form:
        try:
            refused = _refusal(found, move.action, json_of(form))
        except Stale as late:
            return _stale(found, move.action, form, late)
        if refused is not None:
            form_contents.mark(form, refused)
            return _ask(found, move, form, 422)
        return _confirm(found, move, form)
    return _sign(found, move, form) if sign_page.is_asked() else _take(found, move, form)


def _sign(found: Any, move: Move, form: Any, refused: str = "") -> ResponseReturnValue:
    """The page on which the act is signed; `refused` is why the signature before was not taken."""
    number = found.draft_number
    try:
        pending = manifests.make(found, move.action, json_of(form), expected_version=version_sent())
    except Stale:
        db.session.rollback()
        return _stale(load(number), move.action, form)
    except Invalid as against:
        db.session.rollback()
        return _not_taken(load(number), move, form, against)
    db.session.commit()
    return sign_page.shown(
        found,
        move,
        pending,
        f"{found.path}/act/{move.action}",
        pairs=form_contents.pairs_of(form),
        carries=form_contents.texts(form),
        refused=refused,
    )


def _take(found: Any, move: Move, form: Any) -> ResponseReturnValue:
    number = found.draft_number
    try:
        signature = sign_page.came()
        engine.take(found, move.action, json_of(form), expected_version=version_sent(), signature=signature)
    except Stale:
        db.session.rollback()
        return _stale(load(number), move.action, form)
    except sign_page.NothingCame as nothing:
        return _sign(found, move, form, str(nothing))
    except Invalid as refused:
        db.session.rollback()
        attempts.note(refused)
        if sign_page.FIELD in refused.errors:
            return _sign(load(number), move, form, refused.detail)
        return _not_taken(load(number), move, form, refused)
    db.session.commit()
    _say(found, move, signed=signature is not None)
    # Who stepped aside from a Commission may know of the procedure no more.
    return redirect(found.path if rights.may_know(context.actor(), found) else "/")


def _not_taken(found: Any, move: Move, form: Any, refused: Invalid) -> ResponseReturnValue:
    kind = kinds.of(found)
    if move.action == kind.filing and kind.form is not None:
        return draft_pages.check_page(found, refused)
    form_contents.mark(form, refused)
    return _ask(found, move, form, 422)


def _say(found: Procedure, move: Move, *, signed: bool) -> None:
    """What happened, whether it bears a signature, who was told and what comes next."""
    kind = kinds.of(found)
    mark = " " + _("It bears your electronic digital signature.") if signed else ""
    if said := kind.page_of(move.action).said:
        flash(_(said) + mark, "success")
        return
    # What the votes have carried says more than the last of the votes.
    move = _carried(found) or move
    told = "; ".join(effects.told(found, move))
    flash(
        _(
            "%(title)s: recorded. Told: %(told)s. %(next)s",
            title=_(move.title),
            told=told or _("nobody else is concerned"),
            next=kind.now_text(found),
        )
        + mark,
        "success",
    )


def _carried(found: Procedure) -> Move | None:
    """The move that the votes have carried with this act; None where none was."""
    newest = found.acts[-1] if found.acts else None
    if newest is None or newest.user_id is not None:
        return None
    moves = (move for move in table_of(found).moves_of(newest.action) if move.by_vote)
    return next((move for move in moves if move.case == newest.case), None)


def _check_guard(found: Procedure, action: str) -> None:
    """Say on the first page already what stands against the action, whatever it may carry."""
    reasons = kind_of(found).action(action).hopeless(found, context.actor())
    if reasons:
        rule = next((reason.rule for reason in reasons if reason.rule), None)
        raise NotInThisState(" ".join(reason.text for reason in reasons), rule=rule)


def _refusal(found: Procedure, action: str, body: dict[str, Any]) -> Invalid | None:
    """What the guard says against what was typed, before it is asked once more."""
    errors: dict[str, list[str]] = {}
    for reason in kind_of(found).action(action).reasons(found, body, context.actor()):
        errors.setdefault(reason.field or "", []).append(reason.text)
    return Invalid("", errors=errors) if errors else None


def _ask(found: Procedure, move: Move, form: Any, status: int = 200) -> ResponseReturnValue:
    form_contents.invite(form)
    kind = kinds.of(found)
    asked = kind.page_of(move.action)
    page = render_template(
        asked.template or "procedure/ask.html",
        procedure=found,
        kind=kind,
        move=move,
        name=kind.name_of(found),
        title=_(move.title),
        form=form,
        has_lists=any(True for _list in lists_of(form)),
        above=_above(found, move),
        note=asked.note,
        # What binds is signed where it is asked once more.
        may_sign=not move.binds and sign_page.may_be_signed(move),
        **_facts(found, move, form),
    )
    return page, status


def _confirm(found: Procedure, move: Move, form: Any) -> ResponseReturnValue:
    kind, actor = kinds.of(found), context.actor()
    _facts(found, move, form)
    move = cases.of_case(found, move, json_of(form), actor)
    role = rights.capacity(actor, found, move)
    return render_template(
        "procedure/confirm.html",
        procedure=found,
        kind=kind,
        move=move,
        name=kind.name_of(found),
        title=_(move.title),
        form=form,
        pairs=form_contents.pairs_of(form),
        organisation=name_of(role.organisation if role else None),
        state=_state_afterwards(found, move),
        person=actor.user,
        starts=effects.starting(found, move, json_of(form)),
        stops=effects.stopping(found, move),
        closes=effects.closing(found, move),
        told=effects.told(found, move),
        above=_above(found, move),
        note=kind.page_of(move.action).note,
        follows=_(kind.page_of(move.action).follows) if kind.page_of(move.action).follows else "",
        **sign_page.offered(move, role, found.edition_key),
    )


def _above(found: Procedure, move: Move) -> str:
    above = kinds.of(found).page_of(move.action).above
    return above(found) if above is not None else ""


def _facts(found: Procedure, move: Move, form: Any) -> Mapping[str, Any]:
    facts = kinds.of(found).page_of(move.action).facts
    return facts(found, form) if facts is not None else {}


def _state_afterwards(found: Any, move: Move) -> str:
    """The state that the move leads to; each that it may lead to, where only the doing shows which."""
    afterwards = kinds.of(found).page_of(move.action).afterwards
    if afterwards is not None:
        return afterwards(found)
    table = table_of(found)
    found_by_doing = kind_of(found).action(move.action).found_by_doing
    moves = table.alternatives(move, found.state) if found_by_doing else (move,)
    return " / ".join(dict.fromkeys(state_word(table, each.to or found.state) for each in moves))


def _stale(found: Procedure, action: str, form: Any, refused: Refused | None = None) -> ResponseReturnValue:
    """Both: what was typed, and what is so now. It can be gone on with, if it is still the time for it."""
    if refused is None:
        try:
            engine.permit(found, action, context.actor())
        except NotInThisState as late:
            refused = late
    title = page_parts.title_of(found, action)
    return stale.page(found, title=title, form=form, action=f"{found.path}/act/{action}", refused=refused)
