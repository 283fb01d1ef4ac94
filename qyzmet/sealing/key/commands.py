"""`qyzmet seal-key`: the life of the outside key that opens bids."""

import json
from pathlib import Path

import click

from qyzmet.sealing.faults import KeyFileError
from qyzmet.sealing.key import command_line

_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_copy = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
_passphrase = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file whose first line is the passphrase; without it QYZMET_SEAL_KEY_PASSPHRASE, or it is asked for.",
)


@click.group("seal-key")
def seal_key() -> None:
    """The key that opens bids. It lies outside the database; without it no bid is ever opened."""


@seal_key.command()
@_json
def make(as_json: bool) -> None:
    """Make the key, where there is none. Back it up before the first tender is published."""
    from qyzmet import clock
    from qyzmet.commands.application import application
    from qyzmet.sealing.key import file as key_file
    from qyzmet.sealing.key import generations, start_check, usage

    with application(checked=False) as app:
        path = key_file.place_of(app.config["QYZMET"])
        # Before the file: who has lost the key needs to hear of the backup.
        lacking = frozenset(usage.in_use())
        if lacking and not path.exists():
            raise KeyFileError(start_check.explanation(path, lacking))
        key = generations.new_key(clock.wall())
        key_file.create(path, key)
    answer = {"file": str(path), "generation": key.active.name}
    words = f"{path}: generation {key.active.name}. Keep a copy of it apart: qyzmet seal-key backup FILE"
    click.echo(json.dumps(answer) if as_json else words)


@seal_key.command()
@_json
def check(as_json: bool) -> None:
    """Say what the key file holds and what the database needs, and try every wrapped key. Exit 1 for what is wrong."""
    from qyzmet.commands.application import application
    from qyzmet.sealing.key import report

    with application(checked=False, reading=True) as app:
        found = report.look(app.config["QYZMET"])
    click.echo(json.dumps(found.as_json(), indent=2) if as_json else found.words())
    if found.problem:
        raise click.ClickException(found.problem)


@seal_key.command()
@click.option("--prepare", is_flag=True, help="Only add the new generation, to copy the file to all machines first.")
@_json
def rotate(prepare: bool, as_json: bool) -> None:
    """Begin a new generation and wrap every key in the database anew, while everything runs.

    Killed at any moment it is simply run again: it then finishes what it had begun.
    """
    from qyzmet.commands.application import application
    from qyzmet.sealing.key import file as key_file
    from qyzmet.sealing.key import rotation

    with application() as app:
        path = key_file.place_of(app.config["QYZMET"])
        if prepare:
            name = rotation.prepare(path)
            words = f"Generation {name} is prepared. Copy {path} to every machine, then rotate without --prepare."
            click.echo(json.dumps({"prepared": name}) if as_json else words)
            return
        done = rotation.rotate(path)
    answer = {
        "generation": done.generation,
        "finished_earlier": done.finished_earlier,
        "rewrapped": done.walk.rewrapped,
        "broken": done.walk.broken,
    }
    began = "An earlier rotation is finished" if done.finished_earlier else "A new generation is active"
    words = f"{began}: {done.generation}. {done.walk.rewrapped} keys wrapped anew. Keep a new copy of the key file."
    click.echo(json.dumps(answer) if as_json else words)
    if done.walk.broken:
        raise click.ClickException(
            f"{len(done.walk.broken)} keys cannot be opened and were left as they are, first {done.walk.broken[0]}."
        )


@seal_key.command()
@click.argument("generation")
def forget(generation: str) -> None:
    """Take an old GENERATION out of the file, once nothing in the database needs it.

    Backups of the database from before the rotation then open only with an older copy of the key.
    """
    from qyzmet.commands.application import application
    from qyzmet.sealing.key import file as key_file
    from qyzmet.sealing.key import rotation

    with application() as app:
        rotation.forget(key_file.place_of(app.config["QYZMET"]), generation)
    click.echo(f"Generation {generation} is forgotten.")


@seal_key.command("declare-lost")
@click.option("--yes", is_flag=True, help="Do not ask.")
def declare_lost(yes: bool) -> None:
    """Go on without generations that no copy is left of: what they sealed will never be opened.

    The last resort, after which those tenders are held again. It is recorded in the audit trail.
    """
    from qyzmet.commands.application import application
    from qyzmet.sealing.key import file as key_file
    from qyzmet.sealing.key import rotation, start_check, usage

    with application() as app:
        path = key_file.place_of(app.config["QYZMET"])
        used = usage.in_use()
        lost = start_check.missing_of(key_file.read(path).key, frozenset(used)) if path.exists() else frozenset(used)
        if not lost:
            raise KeyFileError("Nothing is lost: the key holds every generation that the database names.")
        count = sum(used[each] for each in lost)
        names = ", ".join(sorted(each.hex() for each in lost))
        click.echo(f"{count} keys, wrapped by {names}, will never be opened.")
        if not yes:
            click.confirm("Is every copy of the seal key lost?", abort=True)
        rotation.declare_lost(path, lost)
    click.echo(f"Declared lost: {names}.")


@seal_key.command()
@_copy
@_passphrase
def backup(file: Path, passphrase_file: Path | None) -> None:
    """Write the key to FILE, encrypted under a passphrase. Keep it apart from the backups of the database."""
    from qyzmet.sealing.key import backup as key_backup
    from qyzmet.sealing.key import file as key_file

    with command_line.one_line():
        key = key_file.read(key_file.place_of(command_line.settings())).key
        key_backup.write(file, key, command_line.passphrase(passphrase_file, new=True))
    count = len(key.generations)
    click.echo(f"{file}: {count} generation{'s' if count > 1 else ''} of the seal key. Only the passphrase opens it.")


@seal_key.command()
@_copy
@_passphrase
def restore(file: Path, passphrase_file: Path | None) -> None:
    """Put the key from FILE into its place. Refused where the key there holds generations that FILE lacks."""
    from qyzmet.sealing.key import backup as key_backup
    from qyzmet.sealing.key import file as key_file

    with command_line.one_line():
        path = key_file.place_of(command_line.settings())
        key = key_backup.read(file, command_line.passphrase(passphrase_file, new=False))
        key_backup.put_back(path, key)
    click.echo(f"{path}: {len(key.generations)} generations, {key.active.name} active. See: qyzmet seal-key check")
