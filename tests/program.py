"""The command line as a process of its own, which begins where everything is imported already.

Most of what a command takes is reading its modules, which is the same for all: one process of each test process has
read them, holds nothing else, and every command is a copy of it that runs `main` with its own arguments, settings,
folder and mask. What starts servers, and one command in tests/test_configuration.py, begin from nothing.
"""

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import CompletedProcess

from qyzmet import cli, rooms

PATIENCE_SECONDS = 60
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["qyzmet.cli", "qyzmet.factory", *rooms.names(demo=False)])


def run(
    arguments: tuple[str, ...], environ: Mapping[str, str], folder: Path, main: Callable[[], object] = cli.main
) -> CompletedProcess[str]:
    """Run `qyzmet` with these arguments and this environment alone, in that folder, with nothing to read."""
    mask = os.umask(0)
    os.umask(mask)
    with tempfile.TemporaryDirectory(prefix="qyzmet-tests-") as kept:
        written = Path(kept, "stdout"), Path(kept, "stderr")
        process = _context.Process(target=_command, args=(main, arguments, dict(environ), folder, mask, written))
        process.start()
        process.join(PATIENCE_SECONDS)
        ended = process.exitcode is not None
        process.kill()
        process.join()
        out, err = (path.read_text() for path in written)
    assert ended, (arguments, err)
    return CompletedProcess(arguments, process.exitcode, out, err)


def _command(
    main: Callable[[], object],
    arguments: tuple[str, ...],
    environ: dict[str, str],
    folder: Path,
    mask: int,
    written: tuple[Path, Path],
) -> None:
    os.umask(mask)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ)
    for descriptor, path in ((0, Path(os.devnull)), (1, written[0]), (2, written[1])):
        opened = os.open(path, os.O_RDONLY if descriptor == 0 else os.O_WRONLY | os.O_CREAT, 0o600)
        os.dup2(opened, descriptor)
        os.close(opened)
    sys.argv = ["qyzmet", *arguments]
    main()
