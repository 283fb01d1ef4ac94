"""What the seal key's commands share: one line for what fails, the settings, the passphrase."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from qyzmet.config import PREFIX, ConfigurationError, Settings, settings_from
from qyzmet.sealing.faults import KeyFileError
from qyzmet.sealing.key import backup

VARIABLE = f"{PREFIX}SEAL_KEY_PASSPHRASE"


@contextmanager
def one_line() -> Iterator[None]:
    """End with exit 1 and the line that says what is wrong with the key."""
    try:
        yield
    except KeyFileError as fault:
        raise click.ClickException(str(fault)) from fault


def settings() -> Settings:
    """The settings; copies of the key are made and put back also while no database answers."""
    try:
        return settings_from()
    except ConfigurationError as fault:
        raise click.ClickException(str(fault)) from fault


def passphrase(file: Path | None, *, new: bool) -> str:
    """The passphrase from the file, from the environment or from the person at the terminal; a `new` one twice."""
    if file is not None:
        return _first_line(file)
    if given := os.environ.get(VARIABLE):
        return given
    if not sys.stdin.isatty():
        raise click.ClickException(
            f"Give the passphrase by --passphrase-file or {VARIABLE}, or run this in a terminal."
        )
    while True:
        typed: str = click.prompt("Passphrase of the copy", hide_input=True, err=True)
        try:
            if new:
                backup.check_passphrase(typed)
        except KeyFileError as fault:
            click.echo(str(fault), err=True)
            continue
        if not new or click.prompt("The same again", hide_input=True, err=True) == typed:
            return typed
        click.echo("The two are not the same. Enter it again.", err=True)


def _first_line(file: Path) -> str:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise click.ClickException(f"The passphrase file {file} cannot be read: {why}.") from error
    if not lines or not lines[0]:
        raise click.ClickException(f"The first line of {file} is empty.")
    return lines[0]
