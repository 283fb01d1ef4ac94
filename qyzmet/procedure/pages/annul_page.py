"""The page on which a mistaken act is annulled: what falls with it, who is told, on what grounds."""

from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from qyzmet import context, rights
from qyzmet.database import db
from qyzmet.forms.binding import bind_post, json_of
from qyzmet.forms.fields import TextArea, needed
from qyzmet.forms.form import Form, add_error
from qyzmet.procedure import annulment
from qyzmet.procedure.kinds import table_of
from qyzmet.procedure.models import Act
from qyzmet.procedure.pages import form_contents, kinds, page_parts
from qyzmet.procedure.pages.loading import load
from qyzmet.procedure.refusals import NotYours, Refused
from qyzmet.procedure.wording import name_of, state_word
from qyzmet.signatures import attempts, checking
from qyzmet.signatures import page as sign_page
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.web.conflicts import version_sent


class AnnulForm(Form):
    """On what grounds."""

    grounds = TextArea(_l("Grounds"), [needed()], most=4000)


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
    form = bind_post(AnnulForm, request.form) if request.method == "POST" else AnnulForm()
    if request.method == "GET":
        return _page(found, mistaken, form)
    if not form.validate():
        return _page(found, mistaken, form, 422)
    if sign_page.is_asked():
        return _sign(found, mistaken, form)
    try:
        signature = sign_page.came()
        annulment.annul(
            found,
            f"A-{act_id}",
            json_of(form)["grounds"],
            expected_version=version_sent(),
            signature=signature,
        )
    except sign_page.NothingCame as nothing:
        return _sign(found, mistaken, form, str(nothing))
    except Refused as refused:
        # Changed meanwhile, or what followed from the act has gone too far: the words typed stay there.
        db.session.rollback()
        attempts.note(refused)
        found, mistaken = load(number), db.session.get_one(Act, act_id)
        if sign_page.FIELD in refused.errors:
            return _sign(found, mistaken, form, refused.detail)
        add_error(form, ["grounds"], refused.detail)
        return _page(found, mistaken, form, 409)
    db.session.commit()
    flash(_("The act is annulled. All parties were told; the history keeps both."), "success")
    return redirect(found.path)


def _sign(found: Any, mistaken: Act, form: AnnulForm, refused: str = "") -> ResponseReturnValue:
    """The page on which the annulment is signed."""
    number, act_id = found.draft_number, mistaken.id
    try:
        pending = annulment.manifest_of(found, f"A-{act_id}", json_of(form)["grounds"], expected_version=version_sent())
    except Refused as against:
        db.session.rollback()
        add_error(form, ["grounds"], against.detail)
        return _page(load(number), db.session.get_one(Act, act_id), form, 409)
    db.session.commit()
    return sign_page.shown(
        found,
        annulment.MOVE,
        pending,
        f"{found.path}/annul/{act_id}",
        role=next(iter(rights.annuls_as(context.actor(), found)), None),
        pairs=form_contents.pairs_of(form),
        carries=form_contents.texts(form),
        refused=refused,
    )


def _page(found: Any, mistaken: Act, form: AnnulForm, status: int = 200) -> ResponseReturnValue:
    act_id = mistaken.id
    fallen = [each for each in annulment.standing_acts(found) if each.id >= act_id]
    page = render_template(
        "procedure/annul.html",
        procedure=found,
        name=kinds.of(found).name_of(found),
        act=mistaken,
        title=page_parts.title_of(found, mistaken.action),
        fallen=[page_parts.title_of(found, each.action) for each in fallen],
        state=state_word(table_of(found), mistaken.from_state),
        told=[name_of(row.organisation) for row in found.party_rows],
        form=form,
        must_sign=(demanded := annulment.must_be_signed(found, context.actor())),
        may_sign=demanded or checking.is_offered(),
    )
    return page, status
