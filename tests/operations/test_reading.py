"""What one wants most when a disk has failed: the commands that look at what is there write nothing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from qyzmet.audit import service as audit
from qyzmet.database import db
from tests.operations.places import place
from tests.own_database import SERVER

KIND = "postgresql" if SERVER else "sqlite"
# Root writes whatever the mode of a file, unless it gives its privileges up.
POWERLESS = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.getuid() == 0 else []


# One process carries them out one after another: reading the modules takes longer than all three.
COMMANDS = """
import sys
from qyzmet.cli import group
for arguments in (["audit", "verify"], ["seal-key", "check"], ["backup", sys.argv[1]]):
    group.main(arguments, standalone_mode=False)
"""


def close(folder: Path, *, folders: int, files: int) -> None:
    """Give everything there these modes."""
    for parent, _names, found in os.walk(folder):
        Path(parent).chmod(folders)
        for name in found:
            (Path(parent) / name).chmod(files)


@pytest.mark.skipif(bool(POWERLESS) and not shutil.which("setpriv"), reason="root gives its privileges up by setpriv")
@pytest.mark.slow
@pytest.mark.parametrize("journal", ["emptied", "left by a crash"])
def test_what_looks_needs_no_disk_to_write_to(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, journal: str):
    """`audit verify`, `backup` and `seal-key check` answer over folders and a database that cannot be written to."""
    if KIND == "postgresql" and journal != "emptied":
        pytest.skip("SQLite's journal")
    with place(KIND, tmp_path) as app:
        settings = app.config["QYZMET"]
        audit.record("act", chain="a", subject="a")
        db.session.commit()
        if KIND == "sqlite" and journal == "emptied":
            db.session.execute(text("SELECT 1"))
            db.session.rollback()
            db.session.remove()
            db.engine.dispose()
        copied = tmp_path_factory.mktemp("closed")
        subprocess.run(["cp", "-a", f"{tmp_path}/.", str(copied)], check=True)
        instance = copied / settings.instance.relative_to(tmp_path)
        url = settings.database_url.replace(str(tmp_path), str(copied)).replace("+psycopg", "")
        environ = {key: value for key, value in os.environ.items() if not key.startswith("QYZMET_")}
        environ |= {"QYZMET_INSTANCE": str(instance), "QYZMET_DATABASE_URL": url, "PYTHONDONTWRITEBYTECODE": "1"}
        target = tmp_path_factory.mktemp("written")
        close(copied, folders=0o500, files=0o400)
        try:
            command = [*POWERLESS, sys.executable, "-c", COMMANDS, str(target / "backup.tar.gz")]
            answer = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
            assert (answer.returncode, "unbroken" in answer.stdout) == (0, True), answer.stderr
            assert (target / "backup.tar.gz").stat().st_size > 1_000
        finally:
            close(copied, folders=0o700, files=0o600)
