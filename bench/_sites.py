"""Servers as processes of their own, each bound to one core, and where PostgreSQL runs: for bench/pages.py."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from bench._driving import HOST
from qyzmet import clock

ROOT = Path(__file__).resolve().parents[1]
_START_SECONDS = 120.0


class Server:
    """A server that runs until it is stopped; `seconds` is how long it took until it answered."""

    def __init__(self, module: str, arguments: list[str], environ: Mapping[str, str], cores: set[int]) -> None:
        self.port = _free_port()
        command = [sys.executable, "-m", module, *(each.format(port=self.port) for each in arguments)]
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed when the server is stopped.
        start = clock.elapsed()
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | {"QYZMET_BASE_URL": f"http://{HOST}:{self.port}", **environ},
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )
        _bind(self._process.pid, cores)
        while not self._answers():
            if self._process.poll() is not None or clock.elapsed() - start > _START_SECONDS:
                said = self.said()
                self.stop()
                raise RuntimeError(f"{module} did not start: {said}")
            clock.sleep(0.02)
        self.seconds = clock.elapsed() - start

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{self.port}/healthz", timeout=5):
                return True
        except OSError:
            return False

    def said(self) -> str:
        """The end of what it has written."""
        self._log.seek(0)
        return self._log.read().decode(errors="replace")[-2000:]

    def memory(self) -> float:
        """Megabytes that its largest process holds."""
        return max(_resident(pid) for pid in [self._process.pid, *_descendants(self._process.pid)])

    def stop(self) -> None:
        """End it, and whatever it has started."""
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._log.close()


@contextmanager
def running(module: str, arguments: list[str], environ: Mapping[str, str], cores: set[int]) -> Iterator[Server]:
    """A server within the block."""
    server = Server(module, arguments, environ, cores)
    try:
        yield server
    finally:
        server.stop()


def ours(environ: Mapping[str, str], cores: set[int]) -> AbstractContextManager[Server]:
    """`qyzmet web` in one process; it ends with this one, however that ends."""
    return running("qyzmet", ["web", "--port", "{port}", "--processes", "1", "--supervised"], environ, cores)


def bare(environ: Mapping[str, str], cores: set[int]) -> AbstractContextManager[Server]:
    """The bare page, served in the same way."""
    return running("bench._bare", ["{port}"], environ, cores)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _bind(pid: int, cores: set[int]) -> bool:
    """Let a process run on these cores alone; what it starts afterwards does so too. False where that may not be."""
    if not hasattr(os, "sched_setaffinity"):
        return False
    try:
        os.sched_setaffinity(pid, cores)
    except OSError:
        return False
    return True


def cores() -> tuple[set[int], set[int]]:
    """One core for the servers and another for all others; the same where there is only one."""
    if not hasattr(os, "sched_getaffinity"):
        return {0}, {0}
    every = sorted(os.sched_getaffinity(0))
    return {every[0]}, {every[-1]}


@contextmanager
def bound(where: set[int]) -> Iterator[None]:
    """Bind this process, and so wrk, within the block."""
    before = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else where
    _bind(0, where)
    try:
        yield
    finally:
        _bind(0, before)


def bind_postgresql(url: str, where: set[int]) -> bool:
    """Bind the PostgreSQL server and its present processes, where it runs on this machine and we may."""
    engine = create_engine(make_url(url))
    with engine.connect() as connection:
        backend = int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())
        bound = False
        with suppress(OSError, ValueError):
            if "postgres" in Path(f"/proc/{backend}/comm").read_text():
                server = _parent(backend)
                bound = _bind(server, where)
                # One that has ended meanwhile does not matter.
                for pid in _descendants(server):
                    _bind(pid, where)
    engine.dispose()
    return bound


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def _descendants(pid: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for each in Path("/proc").iterdir():
        if each.name.isdigit():
            with suppress(OSError, ValueError):
                parents.setdefault(_parent(int(each.name)), []).append(int(each.name))
    found, open_ = [], [pid]
    while open_:
        children = parents.get(open_.pop(), [])
        found += children
        open_ += children
    return found


def _resident(pid: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return 0.0
