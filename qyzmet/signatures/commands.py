"""`qyzmet signatures`: lists of revoked certificates, and checking signatures again."""

import datetime as dt
from pathlib import Path

import click

from qyzmet import clock


@click.group()
def signatures() -> None:
    """Electronic signatures: whom this site trusts, what was revoked, and whether kept signatures still hold."""


@signatures.command("authorities")
def show_authorities() -> None:
    """List the authorities that this site trusts; exit 1 where there is none."""
    from qyzmet.commands.application import application
    from qyzmet.signatures.trust import authorities

    with application():
        found = authorities.trusted()
        for each in found:
            kind = "root" if each.is_self_issued else "authority"
            click.echo(f"{kind}: {each.name}, {each.key.name}, {each.number}, until {_written(each.not_after)}")
        if not authorities.roots():
            raise click.ClickException(
                "No root is trusted, so that nothing can be signed. Lay the certificates of the National Certification "
                "Authority into the folder that QYZMET_SIGNATURE_ROOTS names."
            )


@signatures.command("load-list")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load_list(file: Path) -> None:
    """Load a list of revoked certificates from a file, where the site reaches no network."""
    from qyzmet.commands.application import application
    from qyzmet.database import db
    from qyzmet.signatures.trust import lists, revocation

    with application():
        try:
            found = lists.load(file.name, file.read_bytes())
        except (OSError, revocation.NotAList) as error:
            raise click.ClickException(f"{file} was not loaded: {error}") from error
        db.session.commit()
        click.echo(f"{file.name}: number {found.number}, issued {_written(found.this_update)}.")


@signatures.command("lists")
def show_lists() -> None:
    """Show the lists of revoked certificates; exit 1 where one is missing or stale."""
    from qyzmet.commands.application import application
    from qyzmet.signatures.trust import lists

    with application():
        now = clock.wall()
        states = lists.states(now)
        for each in states:
            issued = "never loaded" if each.issued_at is None else f"issued {_written(each.issued_at)}"
            click.echo(f"{each.source}: {issued}{', STALE' if each.stale else ''}{', ' * bool(each.error)}{each.error}")
        if not states or any(each.stale for each in states):
            raise click.ClickException("A list of revoked certificates is missing or stale.")


def _written(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).isoformat(timespec="minutes")


@signatures.command("verify")
def verify() -> None:
    """Check all kept signatures again; exit 1 and a line for each that does not hold."""
    from qyzmet.commands.application import application
    from qyzmet.database import db
    from qyzmet.signatures import verifying

    with application():
        checked = wrong = 0
        for each in verifying.all_again():
            checked += 1
            if each.fault:
                wrong += 1
                click.echo(f"{each.number}, {each.action} (act {each.act_id}): {each.fault}")
        db.session.commit()
        click.echo(f"{checked} signatures checked, {wrong} of them do not hold.")
        if wrong:
            raise click.ClickException("Some signatures do not hold.")
