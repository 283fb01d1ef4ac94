"""Settings come from the environment alone; what is wrong with them is one clear line and exit 1."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from qyzmet import config, schema
from qyzmet.config import ConfigurationError, settings_from
from qyzmet.database import db
from tests import program
from tests.operations.places import empty_database, place
from tests.own_database import SERVER

ROOT = Path(__file__).resolve().parent.parent
KIND = "postgresql" if SERVER else "sqlite"
SECRET = "a secret of forty characters, for the tests"
PRODUCTION = {"ENVIRONMENT": "production", "SECRET_KEY": SECRET, "INSTANCE": "/var/lib/qyzmet"}


def qyzmet(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the real command line with these settings and no others."""
    return program.run(arguments, _environ(folder, settings), folder)


def _environ(folder: Path, settings: dict[str, str]) -> dict[str, str]:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("QYZMET_")}
    return environ | {
        f"QYZMET_{key}": value for key, value in {"INSTANCE": str(folder / "instance"), **settings}.items()
    }


def one_line(answer: subprocess.CompletedProcess[str], said: str) -> None:
    """The command failed with exit 1 and one line on stderr, which says that."""
    assert answer.returncode == 1, answer.stderr
    assert answer.stdout == ""
    (line,) = answer.stderr.splitlines()
    assert re.search(said, line), line


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"ENVIRONMENT": "staging"}, "QYZMET_ENVIRONMENT must be one of production, development"),
        ({"BASE_URL": "qyzmet.example.kz"}, "QYZMET_BASE_URL must be an address that starts with http"),
        ({"BASE_URL": "http://example.kz:port"}, "QYZMET_BASE_URL must be"),
        ({"SMTP_URL": "http://mail"}, "QYZMET_SMTP_URL must be an address that starts with smtp"),
        ({"MAIL_FROM": "nobody"}, "QYZMET_MAIL_FROM must be an e-mail address"),
        ({"CONTACT_EMAIL": "nobody"}, "QYZMET_CONTACT_EMAIL must be an e-mail address"),
        ({"MAIL_FROM": "a@b\r\nBcc: c@d"}, "QYZMET_MAIL_FROM must be"),
        ({"MAIL_FROM": "қызмет@example.kz"}, "QYZMET_MAIL_FROM must be an e-mail address"),
        ({"MAIL_FROM": "Qyzmet <a@b> <c@d>"}, "QYZMET_MAIL_FROM must be"),
        ({"MAIL_FROM": "Qyzmet <a@b@c>"}, "QYZMET_MAIL_FROM must be"),
        ({"LOG_FORMAT": "xml"}, "QYZMET_LOG_FORMAT must be one of json, text"),
        ({"LOG_LEVEL": "loud"}, "QYZMET_LOG_LEVEL must be one of"),
        ({"UPLOAD_LIMIT_MB": "0"}, "QYZMET_UPLOAD_LIMIT_MB must be a whole number from 1 to 500"),
        ({"UPLOAD_LIMIT_MB": "٥"}, "QYZMET_UPLOAD_LIMIT_MB must be a whole number"),
        ({"UPLOAD_LIMIT_MB": "9" * 5000}, "QYZMET_UPLOAD_LIMIT_MB must be a whole number"),
        ({"TRUSTED_PROXIES": "-1"}, "QYZMET_TRUSTED_PROXIES must be a whole number"),
        ({"SESSION_HOURS": "1.5"}, "QYZMET_SESSION_HOURS must be a whole number from 1 to 72"),
        ({"WORKER_TICK_SECONDS": "soon"}, "QYZMET_WORKER_TICK_SECONDS must be a whole number"),
        ({"DATABASE_URL": "mysql://server/db"}, "QYZMET_DATABASE_URL must start with postgresql:// or sqlite:///"),
        ({"DATABASE_URL": "sqlite:///:memory:"}, "QYZMET_DATABASE_URL must"),
        ({"DATABASE_URL": "sqlite://"}, "QYZMET_DATABASE_URL must"),
        ({"DATABASE_URL": "sqlite:///"}, "QYZMET_DATABASE_URL must"),
        ({"DATABASE_URL": "postgresql://server:port/db"}, "QYZMET_DATABASE_URL must"),
        ({"DATABASE_URL": "postgresql://"}, "QYZMET_DATABASE_URL must"),
        ({"ENVIRONMENT": "production"}, "QYZMET_SECRET_KEY must be set to a secret of your own"),
        ({"ENVIRONMENT": "production", "SECRET_KEY": "short"}, "of at least 32 characters"),
        ({"ENVIRONMENT": "production", "SECRET_KEY": config.DEFAULT_SECRET_KEY}, "QYZMET_SECRET_KEY"),
        ({"ENVIRONMENT": "production", "SECRET_KEY": "a" * 40}, "QYZMET_SECRET_KEY"),
        ({**PRODUCTION, "SEAL_KEY_FILE": "/var/lib/qyzmet/seal-key"}, "QYZMET_SEAL_KEY_FILE must not lie inside"),
        ({**PRODUCTION, "SEAL_KEY_FILE": "/var/lib/qyzmet/documents/k"}, "QYZMET_SEAL_KEY_FILE must not lie inside"),
        ({**PRODUCTION, "SEAL_KEY_FILE": "/etc/../var/lib/qyzmet/k"}, "QYZMET_SEAL_KEY_FILE must not lie inside"),
        ({"DATABSE_URL": "x"}, "QYZMET_DATABSE_URL is not a setting of Qyzmet"),
    ],
)
def test_a_wrong_setting_is_named(settings: dict[str, str], said: str) -> None:
    """The one line names the setting and what it takes; a secret value is never shown."""
    with pytest.raises(ConfigurationError, match=re.escape(said)) as caught:
        settings_from({f"QYZMET_{key}": value for key, value in settings.items()})
    line = str(caught.value)
    assert "\n" not in line
    assert len(line) < 300
    assert settings.get("SECRET_KEY", "no secret") not in line


def test_defaults_are_settings_that_work() -> None:
    """Nothing needs to be set to try the application; production needs its secret alone."""
    settings = settings_from({})
    assert (settings.environment, settings.log_format, settings.is_sqlite) == ("development", "text", True)
    production = settings_from({"QYZMET_ENVIRONMENT": "production", "QYZMET_SECRET_KEY": SECRET})
    assert (production.log_format, production.seal_key_file) == ("json", None)
    assert settings_from({"QYZMET_DATABASE_URL": "postgres://u:p@h/d"}).database_url == "postgresql+psycopg://u:p@h/d"


@pytest.mark.once
def test_the_locked_time_zones_decide_and_not_the_system_s(tmp_path: Path) -> None:
    """A system that still has Almaty at +06 moves no term: days end at 24:00 of +05, in words and in numbers alike."""
    (tmp_path / "Asia").mkdir()
    old = resources.files("tzdata").joinpath("zoneinfo", "Asia", "Omsk").read_bytes()
    (tmp_path / "Asia" / "Almaty").write_bytes(old)
    asked = (
        "import datetime as dt, zoneinfo; print(dt.datetime(2026, 3, 2, tzinfo=zoneinfo.ZoneInfo('Asia/Almaty')));"
        "from qyzmet import clock; from babel.dates import get_timezone as zone;"
        "print(clock.end_of(dt.date(2026, 3, 2)), clock.end_of(dt.date(2026, 3, 2)).astimezone(zone('Asia/Almaty')))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", asked],
        env=os.environ | {"PYTHONTZPATH": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    systems, ours = answer.stdout.splitlines()
    assert systems.endswith("+06:00")
    assert ours == "2026-03-02 19:00:00+00:00 2026-03-03 00:00:00+05:00"


@pytest.mark.once
@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"ENVIRONMENT": "production"}, "^qyzmet: QYZMET_SECRET_KEY must be set"),
        ({"DATABSE_URL": "x"}, "^qyzmet: QYZMET_DATABSE_URL is not a setting"),
        ({"INSTANCE": "/proc/nowhere"}, "^qyzmet: The folder /proc/nowhere cannot be written to"),
        ({"DATABASE_URL": "postgresql://u:password@127.0.0.1:1/d"}, "database does not answer"),
        ({"DATABASE_URL": "sqlite:////proc/nowhere/q.sqlite3"}, "database does not answer"),
    ],
)
def test_the_command_line_says_it_in_one_line(settings: dict[str, str], said: str, tmp_path: Path) -> None:
    """Through the real program: exit 1, one line on stderr without a password, nothing on stdout."""
    # Verifying writes nothing, and so needs no folder that can be written to.
    command = ("init",) if "INSTANCE" in settings else ("audit", "verify")
    answer = qyzmet(tmp_path, *command, **settings)
    one_line(answer, said)
    assert "password" not in answer.stderr


@pytest.mark.once
@pytest.mark.slow
def test_it_says_so_when_it_begins_from_nothing(tmp_path: Path) -> None:
    """As people start it: the other tests run copies of a process that has read the modules already."""
    command = [sys.executable, "-c", "from qyzmet.cli import main; main()", "audit", "verify"]
    environ = _environ(tmp_path, {"DATABSE_URL": "x"}) | {"PYTHONPATH": str(ROOT)}
    answer = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
    one_line(answer, "^qyzmet: QYZMET_DATABSE_URL is not a setting")


@pytest.mark.once
@pytest.mark.slow
def test_an_unwritable_folder_is_named(tmp_path: Path) -> None:
    """A file where the folder should be: the line names it and the setting."""
    (tmp_path / "instance").write_text("a file")
    one_line(qyzmet(tmp_path, "init"), "instance cannot be written to .* set QYZMET_INSTANCE")


@pytest.mark.once
@pytest.mark.slow
def test_a_setting_is_checked_also_where_dates_are_counted(tmp_path: Path) -> None:
    """`qyzmet due` reads the same settings."""
    one_line(qyzmet(tmp_path, "due", "--from", "2026-03-02", "--working-days", "3", LOG_LEVEL="loud"), "LOG_LEVEL")


@pytest.fixture
def prepared(tmp_path: Path) -> Iterator[Flask]:
    """An application on a database of this release."""
    with place(KIND, tmp_path) as app:
        yield app


def _revise(revision: str) -> None:
    db.session.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    db.session.commit()


def test_a_newer_schema_is_refused_and_left_alone(prepared: Flask) -> None:
    """A revision that this release does not know is a newer release's: nothing is upgraded over it."""
    _revise("9999")
    for ask in (schema.check, schema.upgrade):
        with pytest.raises(schema.SchemaError, match="9999 is newer than this release's"):
            ask()


def test_an_older_schema_is_refused_until_it_is_upgraded(prepared: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A revision before the newest: the line says how to bring it up to date."""
    ours = schema.newest()
    monkeypatch.setattr(schema, "revisions", lambda: ("next", ours))
    with pytest.raises(schema.SchemaError, match=r"is older than this release's next\. Run: qyzmet init"):
        schema.check()


def test_a_foreign_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    """A database with other tables in it is not ours to fill."""
    with place(KIND, tmp_path, prepared=False):
        db.session.execute(text("CREATE TABLE accounts (id INTEGER PRIMARY KEY)"))
        db.session.commit()
        for ask in (schema.check, schema.upgrade):
            with pytest.raises(schema.SchemaError, match="holds tables of something else"):
                ask()
        assert db.inspect(db.engine).get_table_names() == ["accounts"]


@pytest.mark.slow
def test_the_schema_is_checked_at_the_start_of_every_command(tmp_path: Path) -> None:
    """Through the real program: an empty, a newer and a foreign database, each in one line with exit 1."""
    with empty_database(KIND, tmp_path) as url:
        one_line(qyzmet(tmp_path, "audit", "verify", DATABASE_URL=url), "^Error: The database is empty. Run: qyz")
        assert qyzmet(tmp_path, "init", DATABASE_URL=url).returncode == 0
        assert qyzmet(tmp_path, "audit", "verify", DATABASE_URL=url).returncode == 0
        from sqlalchemy import create_engine

        engine = create_engine(settings_from({"QYZMET_DATABASE_URL": url}).database_url)
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        engine.dispose()
        for command in (("audit", "verify"), ("init",), ("web", "--port", "8107"), ("worker",)):
            one_line(qyzmet(tmp_path, *command, DATABASE_URL=url), "schema 9999 is newer")


@pytest.mark.slow
@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_what_is_written_is_its_owners_alone(tmp_path: Path, umask: int) -> None:
    """C21: database, mail with links for new passwords, and documents are 0600 and 0700, whatever the umask."""
    if KIND != "sqlite":
        pytest.skip("looks into SQLite's file")
    instance = tmp_path / "instance"
    before = os.umask(umask)
    try:
        # As an earlier release left it.
        (instance / "mail").mkdir(parents=True)
        (instance / "qyzmet.sqlite3").touch()
        made = qyzmet(tmp_path, "init")
    finally:
        os.umask(before)
    assert made.returncode == 0, made.stderr
    opened = {path: path.stat().st_mode & 0o077 for path in (instance, *instance.rglob("*"))}
    assert {path.name for path in opened} >= {"instance", "documents", "mail", "qyzmet.sqlite3"}
    assert not [path for path, mode in opened.items() if mode]


def test_what_cannot_be_closed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that is another user's to close is one line that says what to do."""
    settings = settings_from({}, INSTANCE=str(tmp_path))
    database = tmp_path / "qyzmet.sqlite3"
    database.touch()
    database.chmod(0o644)
    chmod = Path.chmod

    def another_users(path: Path, mode: int) -> None:
        if path == database:
            raise PermissionError(1, "Operation not permitted")
        chmod(path, mode)

    monkeypatch.setattr(Path, "chmod", another_users)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        config.prepare_folders(settings)
