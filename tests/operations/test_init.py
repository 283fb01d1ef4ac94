"""`qyzmet init` in a real terminal: asks for the first administrator, again where an answer is wrong."""

import os
import pty
import selectors
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from qyzmet.people.accounts import passwords
from tests import factories
from tests.operations.places import empty_database
from tests.own_database import SERVER
from tests.test_configuration import ROOT, qyzmet

KIND = "postgresql" if SERVER else "sqlite"
PASSWORD = "жеті қабат көк аспан"


class Terminal:
    """A command in a terminal of its own; waits for what it asks, then types."""

    def __init__(self, folder: Path, url: str, *arguments: str) -> None:
        self._end, other = pty.openpty()
        environ = {key: value for key, value in os.environ.items() if not key.startswith("QYZMET_")}
        environ |= {"QYZMET_INSTANCE": str(folder / "instance"), "QYZMET_DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", "from qyzmet.cli import main; main()", *arguments]
        self.process = subprocess.Popen(
            command, stdin=other, stdout=other, stderr=other, cwd=folder, env=environ, start_new_session=True
        )
        os.close(other)
        self.text = ""
        self._seen = 0

    def wait_for(self, said: str) -> None:
        """Read until it says that, after what was waited for before."""
        while said not in self.text[self._seen :]:
            # Not select(), which takes no more than 1,024 open files: a test process may have more.
            with selectors.DefaultSelector() as waiting:
                waiting.register(self._end, selectors.EVENT_READ)
                assert waiting.select(60), f"{said!r} did not come: {self.text}"
            try:
                piece = os.read(self._end, 4096)
            except OSError:
                piece = b""
            assert piece, f"It ended before {said!r}: {self.text}"
            self.text += piece.decode(errors="replace")
        self._seen = self.text.index(said, self._seen) + len(said)

    def answer(self, question: str, *answers: str) -> None:
        """Answer a question each time that it is asked."""
        for each in answers:
            self.wait_for(question)
            os.write(self._end, f"{each}\n".encode())

    def end(self) -> int:
        """Wait until it ends; its exit code."""
        code = self.process.wait(60)
        os.close(self._end)
        return code


@pytest.mark.once
@pytest.mark.slow
def test_the_first_administrator_is_asked_for(tmp_path: Path) -> None:
    """Each wrong answer is explained and asked again; then the person can sign in, and init asks no more."""
    bin_, iin = factories.a_bin(), factories.an_iin()
    with empty_database(KIND, tmp_path) as url:
        terminal = Terminal(tmp_path, url, "init")
        terminal.answer("Kind", "ministry", "authorised_body")
        terminal.answer("BIN", "123")
        terminal.wait_for("A BIN has 12 digits")
        terminal.answer("BIN", f"{bin_[:6]} {bin_[6:]}")
        terminal.answer("Name in Kazakh", "Уәкілетті орган")
        terminal.answer("Name in Russian", " ", "Уполномоченный орган")
        terminal.answer("Name in English", "Authorised body")
        terminal.answer("IIN", bin_)
        terminal.wait_for("IIN")
        terminal.answer("IIN", iin)
        terminal.answer("Surname", "Қасымова")
        terminal.answer("Given name", "Әлия")
        terminal.answer("Patronymic", "")
        terminal.answer("Post", "")
        terminal.answer("E-mail", "nobody", "Aliya@Example.kz")
        terminal.answer("Language", "")
        terminal.answer("Password", "short")
        terminal.wait_for("5.")
        terminal.answer("Password", PASSWORD)
        terminal.answer("again", "something else entirely")
        terminal.answer("Password", PASSWORD)
        terminal.answer("again", PASSWORD)
        terminal.wait_for("Қасымова Әлия can sign in as aliya@example.kz.")
        assert terminal.end() == 0
        assert PASSWORD not in terminal.text

        engine = create_engine(url)
        with engine.connect() as connection:
            kept = connection.execute(text('SELECT password_hash FROM "user"')).scalar_one()
            role = connection.execute(text("SELECT role FROM membership")).scalar_one()
            actors = set(connection.execute(text("SELECT DISTINCT actor FROM audit_record")).scalars())
        engine.dispose()
        assert passwords.fits(kept, PASSWORD)
        assert role == "administrator"
        assert actors == {"command line"}

        again = Terminal(tmp_path, url, "init")
        again.wait_for("The database is ready.")
        assert again.end() == 0
        assert "Kind" not in again.text


@pytest.mark.once
@pytest.mark.slow
def test_without_a_terminal_init_says_how(tmp_path: Path) -> None:
    """In a script it prepares the database, says in one line how to add the administrator, and is done."""
    with empty_database(KIND, tmp_path) as url:
        for _time in range(2):
            answer = qyzmet(tmp_path, "init", DATABASE_URL=url)
            assert (answer.returncode, answer.stderr) == (0, "")
            assert answer.stdout == (
                "The database is ready. There is no administrator yet. "
                "To add the first one, run in a terminal: qyzmet init\n"
            )
    assert "Create or migrate the database" in qyzmet(tmp_path, "init", "--help").stdout
