"""Clients that keep their connections and ask again at once: wrk where it is installed, else our own on sockets.

Both say how many answers came, how long each took, and how busy the client itself was: one that has nothing left to
give measures itself and no server.
"""

import resource
import selectors
import shutil
import socket
import statistics
import subprocess
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qyzmet import clock

HOST = "127.0.0.1"
_PIECE = 256 * 1024
# After the measured time whoever is still waiting gets so many seconds.
_PATIENCE = 60.0
_REPORT = """
function done(summary, latency, requests)
  local bad = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status
  io.write(string.format("\\nFOUND %d %d %f %f\\n", summary.requests, bad + summary.errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000))
end
"""


@dataclass(frozen=True)
class Asked:
    """A GET: its path with what stands in its head, and the status that answers it rightly."""

    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200

    def request(self, port: int) -> bytes:
        """As it is written on a connection that is kept."""
        head = {"Host": f"{HOST}:{port}", **self.headers}
        lines = [f"GET {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items())]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


@dataclass(frozen=True)
class Driven:
    """What came of it: answers a second, milliseconds of the middle and the slowest twentieth, the client's share."""

    rate: float
    median: float
    p95: float
    busy: float
    requests: int
    wrong: int


def drive(port: int, asked: Sequence[Asked], clients: int, seconds: float, usual: float | None = None) -> Driven:
    """Ask one or, in turn, several things over and over for so long. wrk is taken where an answer usually comes in so
    few milliseconds that it matters little whether the last ones count: it leaves these out."""
    is_quick = usual is not None and 20 * usual < 1000 * seconds
    if is_quick and len(asked) == 1 and asked[0].status == 200 and shutil.which("wrk"):
        return _by_wrk(port, asked[0], clients, seconds)
    return _by_ourselves(port, asked, clients, seconds)


def _by_wrk(port: int, asked: Asked, clients: int, seconds: float) -> Driven:
    headers = [part for name, value in asked.headers.items() for part in ("-H", f"{name}: {value}")]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.lua"
        report.write_text(_REPORT)
        command = ["wrk", "-t1", f"-c{clients}", f"-d{max(1, round(seconds))}s", "--timeout", "60s", *headers]
        start, before = clock.elapsed(), _used(resource.RUSAGE_CHILDREN)
        url = f"http://{HOST}:{port}{asked.path}"
        said = subprocess.run([*command, "-s", str(report), url], capture_output=True, text=True, check=True).stdout
        took, used = clock.elapsed() - start, _used(resource.RUSAGE_CHILDREN) - before
    requests, wrong, median, p95 = next(line for line in said.splitlines() if line.startswith("FOUND")).split()[1:]
    return Driven(int(requests) / took, float(median), float(p95), used / took, int(requests), int(wrong))


def _by_ourselves(port: int, asked: Sequence[Asked], clients: int, seconds: float) -> Driven:
    turns = _Turns([(each.request(port), each.status) for each in asked])
    with selectors.DefaultSelector() as waiting:
        start, before = clock.elapsed(), _used(resource.RUSAGE_SELF)
        until = start + seconds
        connections = [_Connection(port, turns, waiting) for _each in range(clients)]
        # What has begun is waited for, and counts: else a slow page would have no answers, and the server would still
        # be at it when another is measured.
        while waiting.get_map() and clock.elapsed() < until + _PATIENCE:
            turns.ending = clock.elapsed() >= until
            for key, _events in waiting.select(0.05):
                key.data.read()
        took, used = clock.elapsed() - start, _used(resource.RUSAGE_SELF) - before
        for each in connections:
            each.close()
    times = sorted(turns.times) or [1000 * took]
    p95 = times[min(len(times) - 1, int(0.95 * len(times)))]
    wrong = sum(turns.wrong.values())
    return Driven(len(turns.times) / took, statistics.median(times), p95, used / took, len(turns.times), wrong)


def _used(whose: int) -> float:
    found = resource.getrusage(whose)
    return found.ru_utime + found.ru_stime


def _connected(port: int) -> socket.socket:
    # A server that begins anew, as some do after many answers, listens again in a moment.
    until = clock.elapsed() + _PATIENCE
    while True:
        try:
            return socket.create_connection((HOST, port), timeout=_PATIENCE)
        except ConnectionRefusedError:
            if clock.elapsed() > until:
                raise
            clock.sleep(0.01)


class _Turns:
    """What the connections share: what is asked next, and what came of it."""

    def __init__(self, asked: Sequence[tuple[bytes, int]]) -> None:
        self._asked, self._next = asked, 0
        self.ending = False
        self.times: list[float] = []
        self.wrong: Counter[int] = Counter()

    def take(self) -> tuple[bytes, int]:
        """What is asked now, and the status that is right."""
        self._next += 1
        return self._asked[self._next % len(self._asked)]

    def note(self, milliseconds: float, status: int, right: int) -> None:
        """An answer came in whole."""
        self.times.append(milliseconds)
        if status != right:
            self.wrong[status] += 1


class _Connection:
    """One client: asks, reads the whole answer, asks again; connects anew where the server has closed."""

    def __init__(self, port: int, turns: _Turns, waiting: selectors.BaseSelector) -> None:
        self._port, self._turns, self._waiting = port, turns, waiting
        self._connect()

    def _connect(self) -> None:
        self._socket = _connected(self._port)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._waiting.register(self._socket, selectors.EVENT_READ, self)
        self._ask()

    def _ask(self) -> None:
        self._head, self._left, self._closes = b"", -1, False
        request, self._right = self._turns.take()
        self._since = clock.elapsed()
        try:
            self._socket.sendall(request)
        except OSError:
            self._again()

    def read(self) -> None:
        """Take what has come."""
        try:
            piece = self._socket.recv(_PIECE)
        except OSError:
            piece = b""
        if not piece:
            self._again()
            return
        if self._left < 0:
            piece = self._read_head(self._head + piece)
            if self._left < 0:
                return
        self._left -= len(piece)
        if self._left <= 0:
            self._turns.note(1000 * (clock.elapsed() - self._since), self._status, self._right)
            if self._turns.ending:
                self.close()
            elif self._closes:
                self._again()
            else:
                self._ask()

    def _read_head(self, read: bytes) -> bytes:
        """What stands behind the head, once that has come whole. Raises ValueError for an answer without a length."""
        head, end, rest = read.partition(b"\r\n\r\n")
        if not end:
            self._head = read
            return b""
        lines = head.lower().split(b"\r\n")
        self._status = int(lines[0].split()[1])
        lengths = [int(line.partition(b":")[2]) for line in lines[1:] if line.startswith(b"content-length:")]
        if not lengths and self._status != 304:
            raise ValueError(f"an answer without a length: {head!r}")
        self._closes = b"connection: close" in lines
        self._left = lengths[0] if lengths and self._status != 304 else 0
        return rest

    def _again(self) -> None:
        self.close()
        if not self._turns.ending:
            self._connect()

    def close(self) -> None:
        """Let go of the server."""
        if self._socket.fileno() >= 0:
            self._waiting.unregister(self._socket)
            self._socket.close()
