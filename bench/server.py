"""What clients that mean no good do to everybody else: `python -m bench.server`.

One server, in one run: pages are asked for in peace, then under each attack (`bench/_attacks.py`), and in peace again.
Marks: pages keep at least half their speed, and `/healthz` answers within 100 ms (19 of 20 times; the longest is told).
"""

import argparse
import contextlib
import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench._attacks import ATTACKS, HOST
from qyzmet import clock

LEAST_SPEED, MOST_MS = 0.5, 100.0
CLIENTS, SECONDS, SETTLING = 4, 6.0, 2.0
PAGE, ALIVE = "/tenders/", "/healthz"
ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Served:
    """What clients that mean well got meanwhile."""

    pages: int = 0
    failed: int = 0
    seconds: float = 0.0
    alive_ms: list[float] = field(default_factory=list)

    @property
    def speed(self) -> float:
        """Pages a second."""
        return self.pages / self.seconds

    @property
    def late_ms(self) -> float:
        """What 19 of 20 signs of life keep within."""
        return statistics.quantiles(self.alive_ms, n=20)[-1] if len(self.alive_ms) > 1 else float("inf")

    def __str__(self) -> str:
        worst = max(self.alive_ms, default=float("inf"))
        return f"{self.speed:6.1f} pages/s, {self.failed} failed; /healthz {self.late_ms:6.1f} ms, at most {worst:6.1f}"


def _get(connection: http.client.HTTPConnection, path: str) -> bool:
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        connection.close()
        return False
    return answer.status == 200


def served(port: int, page: str = PAGE, seconds: float = SECONDS) -> Served:
    """Ask for pages as fast as they come, over a few connections, and every so often for a sign of life."""
    found, ending, lock = Served(), threading.Event(), threading.Lock()

    def read_pages() -> None:
        connection = http.client.HTTPConnection(HOST, port, timeout=5)
        while not ending.is_set():
            good = _get(connection, page)
            with lock:
                found.pages += good
                found.failed += not good
        connection.close()

    def look_whether_it_lives() -> None:
        while not ending.wait(0.05):
            connection, start = http.client.HTTPConnection(HOST, port, timeout=5), clock.elapsed()
            good = _get(connection, ALIVE)
            found.alive_ms.append(1000 * (clock.elapsed() - start) if good else float("inf"))
            connection.close()

    threads = [threading.Thread(target=read_pages) for _each in range(CLIENTS)]
    threads.append(threading.Thread(target=look_whether_it_lives))
    start = clock.elapsed()
    for each in threads:
        each.start()
    ending.wait(seconds)
    found.seconds = clock.elapsed() - start
    ending.set()
    for each in threads:
        each.join()
    return found


@contextlib.contextmanager
def attacked(name: str, port: int, seconds: float = SECONDS) -> Iterator[None]:
    """Meanwhile the server is attacked."""
    lasting = str(seconds + SETTLING + 10)
    attack = subprocess.Popen([sys.executable, "-m", "bench._attacks", name, str(port), lasting], cwd=ROOT)
    try:
        clock.sleep(SETTLING)
        yield
    finally:
        attack.terminate()
        attack.wait()


@contextlib.contextmanager
def our_server(processes: int | None) -> Iterator[int]:
    """The pages of a demonstration that nobody uses, in processes of their own; their port."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {key: value for key, value in os.environ.items() if not key.startswith("QYZMET_")}
        environ |= {"QYZMET_INSTANCE": folder, "QYZMET_ENVIRONMENT": "development", "QYZMET_LOG_LEVEL": "warning"}
        subprocess.run([sys.executable, "-m", "qyzmet", "init"], cwd=ROOT, env=environ, check=True, capture_output=True)
        with socket.socket() as free:
            free.bind((HOST, 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "qyzmet", "web", "--port", str(port)]
        command += ["--processes", str(processes)] if processes else []
        process = subprocess.Popen(command, cwd=ROOT, env=environ)
        try:
            while not _get(http.client.HTTPConnection(HOST, port, timeout=5), ALIVE):
                clock.sleep(0.2)
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


def measure(port: int) -> bool:
    """Print how the server does in peace and under each attack; whether all marks are kept."""
    _warm = served(port, seconds=2)
    kept = True
    for name in ATTACKS:
        before = served(port, seconds=SECONDS / 2)
        with attacked(name, port):
            during = served(port)
        after = served(port, seconds=SECONDS / 2)
        ratio = during.speed / statistics.mean([before.speed, after.speed])
        good = ratio >= LEAST_SPEED and during.late_ms <= MOST_MS
        kept = kept and good
        print(f"{name:13} {ratio:5.2f} of peace: {during}{'' if good else '  MISSED'}")
        print(f"{'':13}    in peace: {before}")
    return kept


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.server")
    parser.add_argument("--processes", type=int, help="processes for the pages; one by default, as on SQLite")
    with our_server(parser.parse_args().processes) as served_on:
        sys.exit(0 if measure(served_on) else 1)
