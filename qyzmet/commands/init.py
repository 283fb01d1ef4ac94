"""`qyzmet init`: create or migrate the database and ask for the first administrator."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from qyzmet import texts
from qyzmet.commands.application import application

if TYPE_CHECKING:
    from qyzmet.config import Settings
    from qyzmet.people.models import User
    from qyzmet.people.organisations.organisations import Names

_LATER = "There is no administrator yet. To add the first one, run in a terminal: qyzmet init"


@click.command()
def init() -> None:
    """Create or migrate the database, and ask for the first administrator if there is none.

    Without a terminal nothing is asked. Safe to repeat.
    """
    with application(checked=False) as app:
        prepare()
        _seal_key(app.config["QYZMET"])
        if there_is_an_administrator():
            click.echo("The database is ready.")
        elif not (sys.stdin.isatty() and sys.stdout.isatty()):
            click.echo(f"The database is ready. {_LATER}")
        else:
            click.echo("The database is ready. Now the first administrator; Ctrl-C stops, and nothing of it is kept.")
            added = ask_for_administrator()
            click.echo(f"{added.full_name} can sign in as {added.email}.")


def prepare() -> None:
    """Bring the database to this release's schema and give it what a new one starts with. Commits."""
    from qyzmet import schema, seeding
    from qyzmet.database import db

    schema.upgrade()
    seeding.seed()
    db.session.commit()


def _seal_key(settings: "Settings") -> None:
    from qyzmet.sealing.key import start_check

    path = settings.seal_key_file
    if not start_check.make_where_free(settings) and path is not None and not path.exists():
        click.echo(f"There is no seal key {path} yet. To make one: qyzmet seal-key make")


def there_is_an_administrator() -> bool:
    """Whether anybody has ever been given the role: then init has nothing to ask."""
    from sqlalchemy import select

    from qyzmet.database import db
    from qyzmet.people.models import Membership
    from qyzmet.vocabulary import Role

    found = db.session.scalar(select(Membership.id).where(Membership.role == Role.ADMINISTRATOR).limit(1))
    db.session.rollback()  # Nobody else is kept waiting while a person types.
    return found is not None


def ask_for_administrator() -> "User":
    """Ask for the organisation, the person and the password until each answer is good; add them. Commits."""
    from qyzmet import clock
    from qyzmet.database import db
    from qyzmet.people.accounts import passwords, users
    from qyzmet.people.iin_bin import bin_fault, iin_fault
    from qyzmet.people.organisations import memberships, organisations
    from qyzmet.procedure.refusals import Invalid
    from qyzmet.vocabulary import KIND_TITLES, OrganisationKind, Role

    click.echo("\nThe organisation that the administrator works for")
    for kind, title in KIND_TITLES.items():
        click.echo(f"  {kind.value:<17} {title}")
    kind = OrganisationKind(click.prompt("Kind", type=click.Choice([each.value for each in OrganisationKind])))
    number = _ask("BIN", bin_fault, texts.digits)
    names = _ask_names()
    click.echo("\nThe administrator")
    person = users.Person(
        iin=_ask("IIN", iin_fault, texts.digits),
        surname=_ask("Surname", _name_fault),
        given_name=_ask("Given name", _name_fault),
        patronymic=_kept(click.prompt("Patronymic, if any", default="", show_default=False))[:_LONGEST_NAME],
        post=_kept(click.prompt("Post, if any", default="", show_default=False))[:_LONGEST_NAME],
        email=_ask("E-mail", _email_fault, users.normal_email),
        language=click.prompt("Language of the pages", type=click.Choice(["kk", "ru", "en"]), default="kk"),
    )
    kept = passwords.hash_of(_ask_password(person.email))
    try:
        user = users.add(person)
        organisation = organisations.by_bin(number) or organisations.add(kind, number, names)
        memberships.give(user, organisation, Role.ADMINISTRATOR, since=clock.today(), tell=False)
        passwords.change(user, kept)
        db.session.commit()
    except Invalid as refused:
        db.session.rollback()
        raise click.ClickException(refused.detail) from refused
    return user


_LONGEST_NAME = 200


def _kept(text: str) -> str:
    try:
        return texts.kept(text, lines=False)
    except texts.ControlCharacters:
        return text  # What is wrong with it, `_length_fault` says.


def _ask(label: str, fault: Callable[[str], str | None], clean: Callable[[str], str] = _kept) -> str:
    """Ask until the answer has no fault; say each time what is wrong with it."""
    while True:
        answer = clean(click.prompt(label))
        wrong = fault(answer)
        if wrong is None:
            return answer
        click.echo(wrong, err=True)


def _ask_names() -> "Names":
    from qyzmet.people.organisations.organisations import Names

    return Names(
        kk=_ask("Name in Kazakh", _organisation_fault),
        ru=_ask("Name in Russian", _organisation_fault),
        en=_ask("Name in English", _organisation_fault),
    )


def _ask_password(email: str) -> str:
    from qyzmet.people.accounts import passwords

    while True:
        password: str = click.prompt("Password, at least 12 characters", hide_input=True)
        problems = passwords.problems(password, email)
        if problems:
            click.echo(" ".join(problems), err=True)
        elif click.prompt("The same password again", hide_input=True) != password:
            click.echo("The two are not the same. Enter it again.", err=True)
        else:
            return password


def _length_fault(text: str, most: int) -> str | None:
    if not texts.leaves_ink(text):
        return "This is needed."
    if len(text) > most:
        return f"Use at most {most} characters."
    return None if text.isprintable() else "Use letters, digits and signs only."


def _name_fault(text: str) -> str | None:
    return _length_fault(text, _LONGEST_NAME)


def _organisation_fault(text: str) -> str | None:
    return _length_fault(text, 500)


def _email_fault(text: str) -> str | None:
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return "Enter an e-mail address such as name@example.kz, in Latin letters before the @ sign."
    return None
