"""`qyzmet demo`: the whole application with real sample data, in one command and one folder."""

import fcntl
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from qyzmet.commands.numbers import WholeNumber
from qyzmet.config import ConfigurationError, Settings, settings_from
from qyzmet.files import paths

FOLDER = "demo"
# Written last: a demonstration without it was not made to its end.
MADE_BY = "made-by"
_MADE = ("documents", "mail")
_TICK_SECONDS = "2"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=WholeNumber(1, 65535), default=8000, show_default=True, help="Port to listen on.")
@click.option("--fresh", is_flag=True, help="Begin anew; what was done in the demonstration before is thrown away.")
@click.pass_context
def demo(ctx: click.Context, host: str, port: int, fresh: bool) -> None:
    """Run the application with real sample data, people to play and a clock to move.

    Everything is kept in the folder demo/ of the instance; nothing outside of it is touched. What was done stays for
    the next time, unless --fresh is given or the release has another database.
    """
    from qyzmet.commands.serving import check_port, serve
    from qyzmet.demo import keys

    check_port(host, port)
    settings = _prepare(host, port)
    keys.make(settings)
    with _in_use(settings, fresh):
        ctx.invoke(serve, host=host, port=port, processes=1)


def _prepare(host: str, port: int) -> Settings:
    """The demonstration's settings, set for the processes that are started as well."""
    try:
        folder = settings_from().instance / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        key = _secret_key(folder / "secret-key")
    except (ConfigurationError, OSError) as error:
        raise click.ClickException(str(error)) from error
    chosen = {
        "ENVIRONMENT": "demo",
        "INSTANCE": str(folder),
        "DATABASE_URL": "",
        "SMTP_URL": "",
        "SEAL_KEY_FILE": "",
        "SECRET_KEY": key,
        "BASE_URL": f"http://{'[' + host + ']' if ':' in host else host}:{port}",
        "WORKER_TICK_SECONDS": _TICK_SECONDS,
    }
    os.environ.update({f"QYZMET_{name}": value for name, value in chosen.items()})
    return settings_from()


def _secret_key(file: Path) -> str:
    """This demonstration's own secret, from which its tokens are derived: made once."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(32), encoding="ascii")
    return file.read_text(encoding="ascii").strip()


@contextmanager
def _in_use(settings: Settings, fresh: bool) -> Iterator[None]:
    """Make the data where there is none that fits, and keep others from throwing it away while it is served."""
    with (settings.instance / "in-use.lock").open("w") as lock:
        why = _why_anew(settings.instance, fresh)
        if why is None:
            _lock(lock, fcntl.LOCK_SH)
            _refresh_tokens()
        else:
            _lock(lock, fcntl.LOCK_EX)
            click.echo(why)
            _throw_away(settings.instance)
            _make(settings)
            _lock(lock, fcntl.LOCK_SH)
        yield


def _lock(file: IO[str], how: int) -> None:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except OSError as error:
        raise click.ClickException(
            "Another demonstration runs from this folder. Stop it first, or set QYZMET_INSTANCE to another folder."
        ) from error


def _why_anew(folder: Path, fresh: bool) -> str | None:
    """A line that says why the data is made, None where what is there can be used."""
    if not (folder / MADE_BY).exists():
        return "Making the demonstration's data."
    if fresh:
        return "Beginning anew, as asked."
    if (folder / MADE_BY).read_text(encoding="ascii") != _release():
        return "The demonstration was made by another release with another database: beginning anew."
    return None


def _release() -> str:
    """What tells databases apart: the migrations that made them."""
    digest = hashlib.sha256()
    for file in sorted((paths.MIGRATIONS / "versions").glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _throw_away(folder: Path) -> None:
    """Remove what a demonstration has made, and nothing else that may lie in the folder."""
    (folder / MADE_BY).unlink(missing_ok=True)
    for file in folder.glob("qyzmet.sqlite3*"):
        file.unlink()
    for name in _MADE:
        shutil.rmtree(folder / name, ignore_errors=True)


def _make(settings: Settings) -> None:
    from qyzmet import schema
    from qyzmet.commands.application import application
    from qyzmet.database import db
    from qyzmet.demo import keys, sample
    from qyzmet.sealing.key import start_check

    with application(checked=False):
        schema.upgrade()
        start_check.make_where_free(settings)
        sample.make()
        keys.load_lists(settings.instance)
        db.session.commit()
    (settings.instance / MADE_BY).write_text(_release(), encoding="ascii")


def _refresh_tokens() -> None:
    """See that the people's tokens are good, also those revoked the last time."""
    from qyzmet.commands.application import application
    from qyzmet.database import db
    from qyzmet.demo import people

    with application():
        people.ensure_tokens()
        db.session.commit()
