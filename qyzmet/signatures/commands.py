"""`qyzmet signatures`: lists of revoked certificates, and checking signatures again."""

import dataclasses
import datetime as dt
import json
from pathlib import Path
from typing import Any

import click

from qyzmet import clock

_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def signatures() -> None:
    """Electronic signatures: whom this site trusts, what was revoked, and whether kept signatures still hold."""


@signatures.command("authorities")
@_json
def show_authorities(as_json: bool) -> None:
    """List the authorities that this site trusts; exit 1 where there is none."""
    from qyzmet.commands.application import application
    from qyzmet.signatures.trust import authorities

    with application(reading=True):
        found = [
            {
                "kind": "root" if each.is_self_issued else "authority",
                "name": each.name,
                "algorithm": each.key.name,
                "number": each.number,
                "until": _written(each.not_after),
            }
            for each in authorities.trusted()
        ]
        if as_json:
            _print(found)
        else:
            for each in found:
                click.echo("{kind}: {name}, {algorithm}, {number}, until {until}".format_map(each))
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
@_json
def show_lists(as_json: bool) -> None:
    """Show the lists of revoked certificates; exit 1 where one is missing or stale."""
    from qyzmet.commands.application import application
    from qyzmet.signatures.trust import lists

    with application(reading=True):
        states = lists.states(clock.wall())
        if as_json:
            _print([dataclasses.asdict(each) | {"issued_at": _written(each.issued_at)} for each in states])
        else:
            for each in states:
                issued = "never loaded" if each.issued_at is None else f"issued {_written(each.issued_at)}"
                error = f", {each.error}" if each.error else ""
                click.echo(f"{each.source}: {issued}{', STALE' if each.stale else ''}{error}")
        if not states or any(each.stale for each in states):
            raise click.ClickException("A list of revoked certificates is missing or stale.")


def _written(instant: dt.datetime | None) -> str | None:
    return None if instant is None else instant.astimezone(dt.UTC).isoformat(timespec="minutes")


def _print(found: Any) -> None:
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))


@signatures.command("verify")
@_json
def verify(as_json: bool) -> None:
    """Check all kept signatures again; exit 1 and a line for each that does not hold."""
    from qyzmet.commands.application import application
    from qyzmet.database import db
    from qyzmet.signatures import verifying

    checked, wrong, news = 0, [], []
    # It takes long: meanwhile people act, and on SQLite nobody else could write.
    with application(reading=True):
        for each in verifying.all_again():
            checked += 1
            if each.is_news:
                news.append(each)
            if not each.fault:
                continue
            wrong.append({"number": each.number, "action": each.action, "act": each.act_id, "fault": each.fault})
            if not as_json:
                click.echo("{number}, {action} (act {act}): {fault}".format_map(wrong[-1]))
    if as_json:
        _print({"checked": checked, "wrong": wrong})
    else:
        click.echo(f"{checked} signatures checked, {len(wrong)} of them do not hold.")
    if news:
        with application():
            verifying.note(news)
            db.session.commit()
    if wrong:
        raise click.ClickException("Some signatures do not hold.")
