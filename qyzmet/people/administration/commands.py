"""`qyzmet user add` and `qyzmet organisation add`: the same forms and services as on the pages."""

import json
from typing import Any, TypeVar

import click
from werkzeug.datastructures import MultiDict

from qyzmet import texts
from qyzmet.commands.application import application
from qyzmet.forms.binding import bind_post, errors_of
from qyzmet.forms.form import Form
from qyzmet.procedure.refusals import Refused
from qyzmet.vocabulary import OrganisationKind, Role

AnyForm = TypeVar("AnyForm", bound=Form)


def _filled(kind: type[AnyForm], values: dict[str, Any]) -> AnyForm:
    """The form with these values. Raises ClickException in one line where one of them is wrong."""
    form = bind_post(kind, MultiDict(values))
    if not form.validate():
        raise click.ClickException(_in_one_line(errors_of(form)))
    return form


def _in_one_line(errors: dict[str, list[str]]) -> str:
    return " ".join(f"{name}: {' '.join(texts)}" for name, texts in errors.items())


def _refused(refusal: Refused) -> click.ClickException:
    return click.ClickException(_in_one_line(refusal.errors) or refusal.detail)


@click.group()
def organisation() -> None:
    """Organisations that take part."""


@organisation.command("add")
@click.option("--kind", type=click.Choice([kind.value for kind in OrganisationKind]), required=True)
@click.option("--bin", "number", required=True, help="12 digits.")
@click.option("--name-kk", required=True)
@click.option("--name-ru", required=True)
@click.option("--name-en", required=True)
@click.option("--national-bank", is_flag=True, help="It is the National Bank or belongs to it (¶ 3).")
@click.option("--json", "as_json", is_flag=True, help="Print the organisation as JSON.")
def add_organisation(
    kind: str, number: str, name_kk: str, name_ru: str, name_en: str, national_bank: bool, as_json: bool
) -> None:
    """Add an organisation, checked."""
    with application():
        from qyzmet.database import db
        from qyzmet.people.administration.forms import OrganisationForm
        from qyzmet.people.organisations import organisations

        form = _filled(
            OrganisationForm,
            {
                "kind": kind,
                "bin": number,
                "name_kk": name_kk,
                "name_ru": name_ru,
                "name_en": name_en,
                "national_bank": "yes" if national_bank else "no",
            },
        )
        try:
            made = organisations.add(OrganisationKind(kind), form.bin.data, form.names, national_bank=national_bank)
            db.session.commit()
        except Refused as refusal:
            raise _refused(refusal) from refusal
        click.echo(json.dumps({"bin": made.bin, "kind": kind}) if as_json else made.bin)


@click.group()
def user() -> None:
    """People who sign in."""


@user.command("add")
@click.option("--iin", required=True, help="12 digits.")
@click.option("--surname", required=True)
@click.option("--given-name", required=True)
@click.option("--patronymic", default="")
@click.option("--post", default="")
@click.option("--email", required=True)
@click.option("--language", type=click.Choice(["kk", "ru", "en"]), default="kk", show_default=True)
@click.option("--organisation", "number", required=True, help="BIN of the organisation.")
@click.option("--role", "roles", type=click.Choice([role.value for role in Role]), multiple=True, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print the user as JSON.")
def add_user(number: str, roles: tuple[str, ...], as_json: bool, **person: str) -> None:
    """Add a person with roles and mail the invitation, by which they choose a password."""
    with application():
        from qyzmet.database import db
        from qyzmet.people.administration.forms import PersonForm
        from qyzmet.people.organisations import invitations, organisations

        form = _filled(PersonForm, person)
        of = organisations.by_bin(texts.digits(number))
        if of is None:
            raise click.ClickException(f"organisation: there is none with the BIN {number}. Add it first.")
        try:
            made = invitations.invite(of, form.person, [Role(role) for role in roles])
            db.session.commit()
        except Refused as refusal:
            raise _refused(refusal) from refusal
        facts = {"user": made.public_id, "email": made.email, "organisation": of.bin, "roles": list(roles)}
        click.echo(json.dumps(facts) if as_json else made.public_id)
