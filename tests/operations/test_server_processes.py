"""`qyzmet web` with several processes on one socket: one that is killed is replaced, and nobody is turned away."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import program
from tests.ports import free_port
from tests.test_configuration import ROOT

pytestmark = [pytest.mark.once, pytest.mark.slow]


def children(parent: int) -> set[int]:
    """The processes that a process has started and that live."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,stat="], capture_output=True, text=True, check=True).stdout
    return {
        int(pid)
        for pid, ppid, state in (line.split() for line in listed.splitlines())
        if ppid == str(parent) and "Z" not in state
    }


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Two processes of pages over SQLite, and their port."""
    environ = {key: value for key, value in os.environ.items() if not key.startswith("QYZMET_")}
    environ |= {"QYZMET_INSTANCE": str(tmp_path), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "qyzmet"]
    program.run(("init",), environ, ROOT).check_returncode()
    port = free_port()
    arguments = ["web", "--port", str(port), "--processes", "2"]
    process = subprocess.Popen([*command, *arguments], env=environ, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 60
        while len(children(process.pid)) < 2 or not answers(port):
            assert time.monotonic() < end, "the pages did not come up"
            time.sleep(0.1)
        yield process, port
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def answers(port: int, path: str = "/healthz") -> bool:
    """Whether a request over a new connection is answered."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def test_a_killed_process_turns_nobody_away(pages: tuple[subprocess.Popen[bytes], int]):
    """The socket listens on while a process is replaced: connections wait, none is refused; SIGTERM ends with 0."""
    process, port = pages
    first = children(process.pid)
    for each in first:
        os.kill(each, signal.SIGKILL)
        for _connection in range(20):
            socket.create_connection(("127.0.0.1", port), timeout=20).close()
    end = time.monotonic() + 60
    while len(children(process.pid) - first) < 2:
        assert time.monotonic() < end, "no other processes took their place"
        time.sleep(0.05)
    assert answers(port)
    assert answers(port, "/metrics")
    process.terminate()
    assert process.wait(60) == 0
    assert not children(process.pid)
