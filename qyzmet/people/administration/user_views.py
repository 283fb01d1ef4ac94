"""Administration of people: their pages, roles, invitations, sessions; leaving; the demand of a second factor."""

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.wrappers import Response

from qyzmet import clock, own_transaction
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.forms.binding import bind_post
from qyzmet.forms.choices import SelectChoice
from qyzmet.people.accounts import sessions, throttling, users
from qyzmet.people.accounts.credentials import SecondFactorDemand
from qyzmet.people.administration.forms import (
    EndRoleForm,
    InvitationForm,
    LeaveForm,
    PersonForm,
    RoleForm,
    organisation_choices,
    refusals_at,
    user_choices,
)
from qyzmet.people.administration.pages import Answer, shown, version_sent, words
from qyzmet.people.models import Membership, Organisation, User
from qyzmet.people.organisations import handover, invitations, memberships, organisations
from qyzmet.procedure.refusals import Stale
from qyzmet.procedure.wording import name_of
from qyzmet.search.filters import Filters
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import ROLE_TITLES, Role
from qyzmet.web import conflicts
from qyzmet.web.languages import NAMES
from qyzmet.web.paging import page_by_name, whole_number
from qyzmet.web.sorting import contains, kazakh_key


def list_users() -> str:
    """People by surname, searched by name and e-mail."""
    filters = Filters.of(request.args, "q")
    query = select(User.id, User.surname, User.given_name, User.patronymic)
    if text := filters.typed["q"]:
        whole = User.surname + " " + User.given_name + " " + User.patronymic
        query = query.where(contains(text, whole, User.email, User.given_name + " " + User.surname))
    page = page_by_name(User, query, selectinload(User.memberships).joinedload(Membership.organisation))
    return render_template("admin/users.html", page=page, filters=filters, today=clock.today(), **words())


def _user(user_id: int) -> User:
    # A number that no database column holds is nobody's.
    user = db.session.get(User, user_id) if user_id < 2**63 else None
    return user or abort(404)


def _choices_of_organisations() -> list[SelectChoice]:
    rows = db.session.scalars(
        select(Organisation).where(Organisation.closed_on.is_(None), Organisation.refused_reason.is_(None))
    )
    return organisation_choices(sorted(rows, key=lambda one: kazakh_key(name_of(one))))


def invite() -> Answer:
    """Invite a person by e-mail."""
    form = bind_post(InvitationForm, request.form) if request.method == "POST" else InvitationForm(request.args)
    form.organisation.choices = _choices_of_organisations()
    if request.method == "POST" and form.validate():
        organisation = organisations.by_bin(form.organisation.data)
        if organisation is None:
            form.organisation.errors = [_("Choose an organisation.")]
        else:
            with refusals_at(form):
                user = invitations.invite(organisation, form.person, [Role(role) for role in form.roles.data or ()])
                db.session.commit()
                flash(_("The invitation to %(email)s is on its way.", email=user.email), "success")
                return redirect(url_for("admin.show_user", user_id=user.id), 303)
    return shown("admin/user_invite.html", form)


def show_user(user_id: int) -> str:
    """A person with roles, sessions and lock-out. That the IIN is shown whole is written into the trail."""
    user = _user(user_id)
    # The page only reads; the record is a writing transaction of its own, done before the page is shown.
    with own_transaction.amid_reading():
        users.record_view_of_iin(user)
    link = invitations.newest(user)
    return render_template(
        "admin/user.html",
        user=user,
        sessions=len(sessions.open_sessions(user)),
        locked_until=throttling.wait_until(*_counted(user)),
        link=link,
        link_is_good=link is not None and link.used_at is None and link.expires_at > clock.wall(),
        members=sorted(user.memberships, key=lambda m: (m.since, m.id)),
        today=clock.today(),
        language_names=NAMES,
        **words(),
    )


def _counted(user: User) -> tuple[throttling.Subject, ...]:
    return throttling.account(user.email), throttling.codes_of(user.id), throttling.mail_to(user.email)


def edit_user(user_id: int) -> Answer:
    """Change what is kept of a person."""
    user = _user(user_id)
    if request.method == "GET":
        form, version = PersonForm(obj=user), user.version
        with own_transaction.amid_reading():
            users.record_view_of_iin(user)
    else:
        form, version = bind_post(PersonForm, request.form), version_sent()
        if not conflicts.again() and form.validate():
            try:
                with refusals_at(form):
                    users.change(user, form.person, expected_version=version)
                    db.session.commit()
                    flash(_("The person was saved."), "success")
                    return redirect(url_for("admin.show_user", user_id=user_id), 303)
            except Stale:
                db.session.rollback()
                return _conflict(form, _user(user_id))
    return shown("admin/user_edit.html", form, user=user, version=version)


def _conflict(form: PersonForm, theirs: User) -> tuple[str, int]:
    rows = []
    for field in form:
        mine, saved = str(field.data or ""), str(getattr(theirs, field.short_name))
        if field.short_name == "language":
            mine, saved = NAMES.get(mine, mine), NAMES[saved]
        rows.append(conflicts.Row(str(field.label.text), mine, saved))
    return conflicts.page(rows, version=theirs.version, theirs_href=url_for("admin.show_user", user_id=theirs.id))


def give_role(user_id: int) -> Answer:
    """Give a role, also as an acting head."""
    user = _user(user_id)
    posted = request.method == "POST"
    form = bind_post(RoleForm, request.form) if posted else RoleForm(request.args, since=clock.today())
    form.organisation.choices = _choices_of_organisations()
    query = select(Membership).where(Membership.role == Role.HEAD).options(joinedload(Membership.user))
    heads = db.session.scalars(query).all()
    today = clock.today()
    possible = {
        m.user_id: m.user for m in heads if m.holds_on(today) and m.acting_for_id is None and m.user_id != user_id
    }
    form.acting_for.choices = user_choices(sorted(possible.values(), key=lambda one: kazakh_key(one.full_name)))
    if posted and form.validate():
        organisation = organisations.by_bin(form.organisation.data)
        acting_for = possible.get(_number(form.acting_for.data))
        if organisation is None:
            form.organisation.errors = [_("Choose an organisation.")]
        else:
            with refusals_at(form):
                memberships.give(
                    user,
                    organisation,
                    Role(form.role.data),
                    since=form.since.data,
                    until=form.until.data,
                    acting_for=acting_for,
                )
                db.session.commit()
                flash(_("The role was given, and the person was told."), "success")
                return redirect(url_for("admin.show_user", user_id=user_id), 303)
    return shown("admin/role_give.html", form, user=_user(user_id))


def _number(public_id: str | None) -> int:
    return whole_number((public_id or "").removeprefix("U-")) or 0


def end_role(user_id: int, membership_id: int) -> Answer:
    """End a role with a day; yesterday ends it at once."""
    user = _user(user_id)
    membership = next((m for m in user.memberships if m.id == membership_id), None) or abort(404)
    form = bind_post(EndRoleForm, request.form) if request.method == "POST" else EndRoleForm(last_day=clock.today())
    if request.method == "POST" and form.validate():
        with refusals_at(form):
            memberships.end(membership, form.last_day.data)
            db.session.commit()
            flash(_("The role ends, and the person was told."), "success")
            return redirect(url_for("admin.show_user", user_id=user_id), 303)
    return shown("admin/role_end.html", form, user=user, membership=membership, **words())


def leave(user_id: int) -> Answer:
    """Record that a person left, and who takes over."""
    user = _user(user_id)
    form = bind_post(LeaveForm, request.form) if request.method == "POST" else LeaveForm(left_on=clock.today())
    possible = {one.id: one for one in handover.possible_colleagues(user)}
    form.colleague.choices = user_choices(sorted(possible.values(), key=lambda one: kazakh_key(one.full_name)))
    if request.method == "POST" and form.validate():
        with refusals_at(form):
            colleague = possible.get(_number(form.colleague.data))
            moved = handover.leave(user, colleague, left_on=form.left_on.data, expected_version=version_sent())
            db.session.commit()
            if moved:
                flash(_("The person has left. Handed over: %(numbers)s.", numbers=", ".join(moved)), "success")
            else:
                flash(_("The person has left. Nothing waited for them."), "success")
            return redirect(url_for("admin.show_user", user_id=user_id), 303)
    return shown("admin/user_leave.html", form, user=_user(user_id), alone=not possible)


def unlock(user_id: int) -> Response:
    """Let a person try to sign in again at once."""
    user = _user(user_id)
    throttling.forget(*_counted(user))
    audit.record("unlock", chain=sessions.chain_of(user), subject=user.public_id)
    db.session.commit()
    flash(_("The person can try to sign in again."), "success")
    return redirect(url_for("admin.show_user", user_id=user_id), 303)


def send_invitation(user_id: int) -> Response:
    """Send a new invitation; the former link is dead."""
    user = _user(user_id)
    invitations.send(user)
    db.session.commit()
    flash(
        _("A new invitation to %(email)s is on its way. The former link no longer works.", email=user.email), "success"
    )
    return redirect(url_for("admin.show_user", user_id=user_id), 303)


def end_sessions(user_id: int) -> Response:
    """Sign a person out everywhere."""
    sessions.end_all(_user(user_id))
    db.session.commit()
    flash(_("The person is signed out everywhere."), "success")
    return redirect(url_for("admin.show_user", user_id=user_id), 303)


def demand_second_factor() -> str | Response:
    """Choose the roles whose holders must sign in with a second factor."""
    demanded = {row.role: row for row in db.session.scalars(select(SecondFactorDemand))}
    if request.method == "GET":
        return render_template("admin/second_factor.html", demanded=demanded, role_titles=ROLE_TITLES)
    wanted = {role for role in Role if role.value in request.form.getlist("roles")}
    for role in wanted - demanded.keys():
        db.session.add(SecondFactorDemand(role=role, since=clock.wall()))
    for role in demanded.keys() - wanted:
        db.session.delete(demanded[role])
    if wanted != demanded.keys():
        audit.record(
            "demand_second_factor",
            chain="settings",
            subject="second factor",
            before=sorted(role.value for role in demanded),
            after=sorted(role.value for role in wanted),
        )
    db.session.commit()
    flash(_("Saved. Those concerned set up their second factor with their next page."), "success")
    return redirect(url_for("admin.demand_second_factor"), 303)
