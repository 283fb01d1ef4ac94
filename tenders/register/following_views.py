"""The page on which somebody chooses which tenders they are told of by e-mail."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from qyzmet import context
from qyzmet.database import db
from qyzmet.forms.binding import bind_post
from qyzmet.forms.choices import Select
from qyzmet.forms.fields import Text
from qyzmet.forms.form import Form, add_error
from qyzmet.people.models import Organisation, User
from qyzmet.procedure.refusals import Invalid
from qyzmet.procedure.wording import name_of
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.translating import ngettext
from qyzmet.web.paging import whole_number

from ...requests.assignment.choices import OBJECT_KINDS, ObjectKind
from ..models import Following
from . import following
from .filters import MECHANISMS_TENDERED, OBJECTS, Tendered
from .following_notices import PATH


class FollowForm(Form):
    """A category: what is left open asks for nothing."""

    object = Select(_l("What is created"), kind=ObjectKind, titles=OBJECT_KINDS, description=_l("Empty: anything"))
    mechanism = Select(
        _l("Mechanism of creation"),
        kind=Tendered,
        titles={kind: MECHANISMS_TENDERED[kind.value] for kind in Tendered},
        description=_l("Empty: any"),
    )
    customer = Text(_l("Customer: name or BIN"), description=_l("A state body. Empty: all"))


@dataclass(frozen=True)
class Followed:
    """A category in words."""

    row: Following
    text: str


def following_page() -> ResponseReturnValue:
    """What I follow, and the form that follows one more; the list's filters lead here with theirs filled in."""
    user = context.actor().user
    assert user is not None  # noqa: S101 - the route is for people who are signed in.
    if request.method == "GET":
        return _page(user, bind_post(FollowForm, request.args, draft=True))
    if "end" in request.form:
        return _end(user, request.form["end"])
    if "end_all" in request.form:
        count = following.unfollow_all(user)
        db.session.commit()
        ended = ngettext("%(num)s category is followed no more.", "%(num)s categories are followed no more.", count)
        flash(ended, "success")
        return redirect(PATH, 303)
    return _follow(user)


def _follow(user: User) -> ResponseReturnValue:
    form = bind_post(FollowForm, request.form)
    if not form.validate():
        return _page(user, form, 422)
    try:
        following.follow(
            user,
            what=form.object.data or "",
            mechanism=form.mechanism.data or "",
            customer=(form.customer.data or "").strip(),
        )
    except Invalid as refused:
        for path, messages in (refused.errors or {"object": [refused.detail]}).items():
            for message in messages:
                add_error(form, [path], message)
        return _page(user, form, 422)
    db.session.commit()
    flash(_("You will be told by e-mail when such a tender is published, amended or ends."), "success")
    return redirect(PATH, 303)


def _end(user: User, key: str) -> ResponseReturnValue:
    """Ending what has ended already does no harm, so the answer is the same."""
    if (number := whole_number(key)) is not None:
        following.unfollow(user, number)
        db.session.commit()
    flash(_("It is followed no more."), "success")
    return redirect(PATH, 303)


def _page(user: User, form: FollowForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "tenders/register/following.html", form=form, followed=_in_words(following.of(user)), user=user
    )
    return page, status


def _in_words(found: list[Following]) -> list[Followed]:
    wanted = {each.customer_bin for each in found} - {""}
    query = select(Organisation).where(Organisation.bin.in_(sorted(wanted)))
    names = {each.bin: name_of(each) for each in db.session.scalars(query)} if wanted else {}
    return [Followed(each, _text(each, names)) for each in found]


def _text(row: Following, names: dict[str, str]) -> str:
    parts = [str(OBJECTS[row.object])] if row.object in OBJECTS else []
    parts += [str(MECHANISMS_TENDERED[row.mechanism])] if row.mechanism in MECHANISMS_TENDERED else []
    parts += [names.get(row.customer_bin, row.customer_bin)] if row.customer_bin else []
    return " · ".join(parts) or _("All tenders")
