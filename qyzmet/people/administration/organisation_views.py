"""Administration of organisations: added, changed, reorganised; registrations checked."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from qyzmet import own_transaction
from qyzmet.database import db
from qyzmet.forms.binding import bind_post
from qyzmet.people.administration.forms import (
    ChangeOrganisationForm,
    OrganisationForm,
    RefusalForm,
    SuccessorForm,
    refusals_at,
)
from qyzmet.people.administration.pages import Answer, shown, version_sent, words
from qyzmet.people.models import Organisation
from qyzmet.people.organisations import organisations, registration, succession
from qyzmet.procedure.refusals import Stale
from qyzmet.procedure.wording import language, name_of
from qyzmet.search.filters import Filters
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import KIND_TITLES, OrganisationKind
from qyzmet.web import conflicts
from qyzmet.web.paging import page_by_name
from qyzmet.web.sorting import contains, kazakh_key


def list_organisations() -> str:
    """Organisations by name, searched by name and BIN."""
    filters = Filters.of(request.args, "q", "kind")
    name = {"kk": Organisation.name_kk, "ru": Organisation.name_ru, "en": Organisation.name_en}[language()]
    query = select(Organisation.id, name)
    if text := filters.typed["q"]:
        columns = (Organisation.name_kk, Organisation.name_ru, Organisation.name_en, Organisation.bin)
        query = query.where(contains(text, *columns))
    if kind := filters.chosen("kind", OrganisationKind):
        query = query.where(Organisation.kind == OrganisationKind(kind))
    return render_template(
        "admin/organisations.html",
        page=page_by_name(Organisation, query),
        filters=filters,
        kinds={kind: _(title) for kind, title in KIND_TITLES.items()},
    )


def _organisation(number: str) -> Organisation:
    return organisations.by_bin(number) or abort(404)


def add_organisation() -> Answer:
    """Add an organisation."""
    form = bind_post(OrganisationForm, request.form) if request.method == "POST" else OrganisationForm()
    if request.method == "POST" and form.validate():
        with refusals_at(form):
            made = organisations.add(
                OrganisationKind(form.kind.data),
                form.bin.data,
                form.names,
                national_bank=form.national_bank.data == "yes",
            )
            db.session.commit()
            flash(_("The organisation was added. Invite its people now."), "success")
            return redirect(url_for("admin.show_organisation", number=made.bin), 303)
    return shown("admin/organisation_new.html", form)


def show_organisation(number: str) -> str:
    """An organisation with its people."""
    organisation = _organisation(number)
    predecessors = db.session.scalars(select(Organisation).where(Organisation.successor_id == organisation.id)).all()
    members = sorted(organisation.memberships, key=lambda m: (kazakh_key(m.user.full_name), m.since, m.id))
    return render_template(
        "admin/organisation.html",
        organisation=organisation,
        members=members,
        predecessors=predecessors,
        owners=[organisations.shown_owner(each) for each in organisation.owners],
        confirmed=registration.is_confirmed(organisation),
        **words(),
    )


def edit_organisation(number: str) -> Answer:
    """Change names, the flag of ¶ 3 and who owns a share of it."""
    organisation = _organisation(number)
    if request.method == "GET":
        form, version = ChangeOrganisationForm(obj=organisation), organisation.version
        if organisation.owners:
            with own_transaction.amid_reading():
                organisations.record_view_of_owners(organisation)
    else:
        form, version = bind_post(ChangeOrganisationForm, request.form), version_sent()
        if not conflicts.again() and form.validate():
            try:
                organisations.change(
                    organisation,
                    form.names,
                    national_bank=form.national_bank.data == "yes",
                    must_sign=form.must_sign.data == "yes",
                    expected_version=version,
                    owners=form.owner_numbers,
                )
                db.session.commit()
                flash(_("The organisation was saved."), "success")
                return redirect(url_for("admin.show_organisation", number=number), 303)
            except Stale:
                db.session.rollback()
                return _conflict(form, _organisation(number))
    return shown("admin/organisation_edit.html", form, organisation=organisation, version=version)


def _conflict(form: ChangeOrganisationForm, theirs: Organisation) -> tuple[str, int]:
    rows = [
        conflicts.Row(str(field.label.text), field.data, getattr(theirs, field.short_name))
        for field in (form.name_kk, form.name_ru, form.name_en)
    ]
    yes_no: Callable[[bool], str] = lambda flag: _("Yes") if flag else _("No")  # noqa: E731 - used twice below.
    mine = yes_no(form.national_bank.data == "yes")
    rows.append(conflicts.Row(str(form.national_bank.label.text), mine, yes_no(theirs.national_bank)))
    demanded = yes_no(form.must_sign.data == "yes")
    rows.append(conflicts.Row(str(form.must_sign.label.text), demanded, yes_no(theirs.must_sign)))
    rows.append(conflicts.Row(str(form.owners.label.text), "\n".join(form.owner_numbers), "\n".join(theirs.owners)))
    return conflicts.page(
        rows, version=theirs.version, theirs_href=url_for("admin.show_organisation", number=theirs.bin)
    )


def add_successor(number: str) -> Answer:
    """Close a reorganised organisation and open its successor."""
    old = _organisation(number)
    form = bind_post(SuccessorForm, request.form) if request.method == "POST" else SuccessorForm(obj=_names_of(old))
    if request.method == "POST" and form.validate():
        with refusals_at(form):
            new = succession.succeed(
                old,
                form.bin.data,
                form.names,
                with_people=form.with_people.data == "yes",
                expected_version=version_sent(),
            )
            db.session.commit()
            flash(_("%(old)s is closed. Its successor is open and has its procedures.", old=name_of(old)), "success")
            return redirect(url_for("admin.show_organisation", number=new.bin), 303)
    return shown("admin/organisation_successor.html", form, organisation=_organisation(number))


class _names_of:  # noqa: N801 - a view of an organisation for a form that asks for more than names.
    """The names of an organisation, to begin its successor's with; not its BIN."""

    def __init__(self, organisation: Organisation) -> None:
        self.name_kk = organisation.name_kk
        self.name_ru = organisation.name_ru
        self.name_en = organisation.name_en


def check_registration(number: str) -> Response:
    """Let a registered supplier take part."""
    organisation = _organisation(number)
    registration.check(organisation, expected_version=version_sent())
    db.session.commit()
    flash(_("The registration was checked. Its people were told and can act now."), "success")
    return redirect(url_for("admin.show_organisation", number=number), 303)


def refuse_registration(number: str) -> Answer:
    """Refuse a registration with a reason."""
    organisation = _organisation(number)
    form = bind_post(RefusalForm, request.form) if request.method == "POST" else RefusalForm()
    if request.method == "POST" and form.validate():
        registration.refuse(organisation, form.reason.data, expected_version=version_sent())
        db.session.commit()
        flash(_("The registration was refused and its people were told why."), "success")
        return redirect(url_for("admin.show_organisation", number=number), 303)
    return shown("admin/registration_refuse.html", form, organisation=organisation)
