"""`qyzmet token create`: a token for a system that calls the API."""

import datetime as dt

import click

from qyzmet import clock, texts
from qyzmet.commands.application import application
from qyzmet.database import db
from qyzmet.people.accounts import sessions, tokens, users


@click.group()
def token() -> None:
    """Tokens with which other systems call the API."""


@token.command()
@click.option("--user", "email", required=True, metavar="EMAIL", help="Whose token it is; it has this user's roles.")
@click.option("--name", required=True, help="What it is for, as the user's list of tokens says it.")
@click.option(
    "--expires", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The last day on which it is good: 2027-03-26."
)
def create(email: str, name: str, expires: dt.datetime | None) -> None:
    """Make a token and print it alone on stdout. It is not to be had again."""
    day = expires.date() if expires is not None else None
    if day is not None and day < clock.almaty(clock.wall()).date():
        raise click.ClickException(f"{day} is over: --expires must be today or later.")
    if day is not None and day > tokens.last_day():
        raise click.ClickException(f"{day} is too far off: --expires must be {tokens.last_day()} or earlier.")
    if not texts.leaves_ink(name):
        raise click.ClickException("--name must say what the token is for.")
    with application():
        owner = users.by_email(email)
        if owner is None:
            raise click.ClickException(f"There is no user with the e-mail {email}.")
        if sessions.has_left(owner):
            raise click.ClickException(f"{owner.full_name} has left; a token would open nothing.")
        _made, secret = tokens.create(owner, texts.without_marks(name).strip(), day)
        db.session.commit()
    click.echo(secret)
