"""`qyzmet serve`: the pages and the worker as processes, supervised and ended together."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import program
from tests.ports import free_port

pytestmark = [pytest.mark.once, pytest.mark.slow]
PATIENCE_SECONDS = 60


def until(what: Callable[[], bool], message: str) -> None:
    """Wait for something that other processes do."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not what():
        assert time.monotonic() < end, message
        time.sleep(0.1)


def children_of(parent: int) -> dict[str, int]:
    """The supervised processes of a server: `web` and `worker` by process id."""
    listed = subprocess.run(["ps", "-wweo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    found = {}
    for line in listed.splitlines():
        pid, ppid, args = line.split(maxsplit=2)
        if int(ppid) == parent and "--supervised" in args:
            found["worker" if " worker " in args else "web"] = int(pid)
    return found


def alive(pid: int) -> bool:
    """Whether a process runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or ") Z " not in stat.read_text()


class Server:
    """A server in a folder of its own."""

    def __init__(self, instance: Path, **settings: str) -> None:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("QYZMET_")}
        settings = {"INSTANCE": str(instance), "WORKER_TICK_SECONDS": "1"} | settings
        self.environment = environment | {f"QYZMET_{key}": value for key, value in settings.items()}
        self.port = free_port()
        self.command = [sys.executable, "-m", "qyzmet"]
        program.run(("init",), self.environment, Path.cwd()).check_returncode()
        self.process = subprocess.Popen(
            [*self.command, "serve", "--port", str(self.port)],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def checks(self) -> dict[str, str]:
        """What /readyz says; nothing while no page is served."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=10) as answer:
                body = answer.read()
        except urllib.error.HTTPError as error:
            with error:
                body = error.read()
        except OSError:
            return {}
        checks: dict[str, str] = json.loads(body)["checks"]
        return checks

    def worker_check(self) -> str:
        """What it says of the worker."""
        return self.checks().get("worker", "")


@contextmanager
def serving(instance: Path, **settings: str) -> Iterator[Server]:
    """A server that is up; it is gone afterwards."""
    made = Server(instance, **settings)
    try:
        until(lambda: made.worker_check() == "ok", "the server did not come up")
        yield made
    finally:
        if made.process.poll() is None:
            made.process.kill()
        made.process.wait()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server that is up."""
    with serving(tmp_path) as made:
        yield made


def test_serve_restarts_what_died_and_ends_cleanly(server: Server):
    """Killed pages and a killed worker, which /readyz tells of at once, are replaced, the other going on meanwhile;
    SIGTERM ends everything with 0; a taken port is said.
    """
    taken = program.run(("web", "--port", str(server.port)), server.environment, Path.cwd())
    assert taken.returncode == 1
    assert taken.stderr.count("\n") == 1
    first = children_of(server.process.pid)
    os.kill(first["web"], signal.SIGKILL)
    until(lambda: children_of(server.process.pid).get("web", first["web"]) != first["web"], "no new pages")
    until(lambda: server.worker_check() == "ok", "the pages did not come back")
    second = children_of(server.process.pid)
    assert second["worker"] == first["worker"]
    os.kill(first["worker"], signal.SIGKILL)
    until(lambda: server.worker_check() not in ("ok", ""), "/readyz did not tell of the dead worker")
    until(lambda: server.worker_check() == "ok", "no other worker took its place")
    third = children_of(server.process.pid)
    assert third["worker"] != first["worker"]
    assert third["web"] == second["web"]
    server.process.terminate()
    assert server.process.wait(PATIENCE_SECONDS) == 0
    assert not any(alive(pid) for pid in third.values())


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent has died")
def test_nothing_stays_behind_a_server_that_was_killed(server: Server):
    """Killed with SIGKILL, the server takes the pages and the worker with it."""
    children = children_of(server.process.pid)
    assert set(children) == {"web", "worker"}
    server.process.kill()
    server.process.wait()
    until(lambda: not any(alive(pid) for pid in children.values()), "a process was left behind")
