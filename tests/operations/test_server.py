"""The pages' server: what comes is received whole, in bounds, before a thread is taken for it.

Over real sockets, by a clock that is set: time passes only when a test says so, and a test goes on when the server has
got so far. However busy the machine is, nobody is late.
"""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.message import Message
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, request

from qyzmet import clock
from qyzmet.config import settings_from
from qyzmet.operations.server import refusals, senders
from qyzmet.operations.server.limits import Limits
from qyzmet.operations.server.server import Server
from qyzmet.web.time_of_receipt import COMPLETE_AT

pytestmark = [pytest.mark.once, pytest.mark.slow]
LIMITS = Limits(threads=2, kept_for_reading=1, bytes_a_second=1000, body_bytes=300_000)
HEAD = b"POST /work HTTP/1.1\r\nHost: a\r\n"
# Longer than anything takes on the slowest machine: only what never comes is waited for so long.
PATIENCE_SECONDS = 60


class Words(refusals.Words):
    """The texts by their statuses alone."""

    def __init__(self, _app: Flask) -> None:
        pass

    def of(self, status: int, _accepted: str) -> str:
        return f"refused {status}"


class Elapsed:
    """The seconds that have passed for the server: as many as the test says."""

    def __init__(self) -> None:
        self._seconds = 1000.0

    def __call__(self) -> float:
        return self._seconds

    def forward(self, seconds: float) -> None:
        """Let so many pass."""
        self._seconds += seconds


def until(what: Callable[[], object]) -> None:
    """Wait until the server, in its thread, has got so far."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not what():
        assert time.monotonic() < end, "the server does not get so far"
        threading.Event().wait(0.005)


class Site:
    """A small application on our server, in a thread of this process."""

    def __init__(self, folder: Path, limits: Limits, elapsed: Elapsed) -> None:
        self.elapsed = elapsed
        self.connections: list[socket.socket] = []
        self.held = threading.Event()
        self.started = threading.Semaphore(0)
        self.waited: list[float] = []
        self.done: list[bytes] = []
        self.app = Flask("small")
        self.app.config["QYZMET"] = settings_from({}, ENVIRONMENT="test", INSTANCE=str(folder))
        self.app.add_url_rule("/healthz", "alive", lambda: "alive")
        self.app.add_url_rule("/read", "read", lambda: "read")
        self.app.add_url_rule("/much", "much", lambda: Response(b"x" * 20_000_000))
        self.app.add_url_rule("/work", view_func=self._work, methods=["POST"])
        self.app.add_url_rule("/hold", view_func=self._hold, methods=["GET", "POST"])
        listening = socket.create_server(("127.0.0.1", 0))
        self.address = listening.getsockname()
        self.server = Server(self.app, listening, limits)
        self._ending = threading.Event()
        self._loop = threading.Thread(target=self._run)
        self._loop.start()

    def _run(self) -> None:
        while not self._ending.is_set():
            self.server.turn(0.01)
            # Each turn looks after all: the clock may stand still.
            self.server.look_after_at = 0.0
        self.server.finish(5.0)

    def _work(self) -> str:
        self.waited.append(clock.elapsed() - request.environ[COMPLETE_AT])
        self.done.append(request.get_data())
        return str(len(self.done[-1]))

    def _hold(self) -> str:
        self.started.release()
        assert self.held.wait(PATIENCE_SECONDS)
        return "held"

    @property
    def waiting(self) -> int:
        """How many requests stand in line for a thread."""
        return len(self.server.task_dispatcher.queue)

    @property
    def received(self) -> int:
        """How many bytes have come of requests that are not whole yet."""
        coming = [request for each in self.server.channels if (request := each.request) is not None]
        return sum(each.header_bytes_received + each.body_bytes_received for each in coming)

    def end(self) -> None:
        """Stop as SIGTERM does."""
        self._ending.set()

    def gone(self) -> None:
        """Wait until it has stopped."""
        self._loop.join(PATIENCE_SECONDS)
        assert not self._loop.is_alive()

    def connect(self, sent: bytes = b"") -> socket.socket:
        """A connection over which that was sent. It is closed after the test."""
        self.connections.append(socket.create_connection(self.address, timeout=PATIENCE_SECONDS))
        self.connections[-1].sendall(sent)
        return self.connections[-1]

    def ask(self, sent: bytes) -> bytes:
        """All that comes back until the server closes."""
        return all_of(self.connect(sent))


def all_of(connection: socket.socket) -> bytes:
    """What is received until the other end closes."""
    found = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := connection.recv(65536):
            found += piece
    return found


def refusal(connection: socket.socket) -> tuple[int, Message, bytes]:
    """Status, headers and body of what comes back while the other end goes on listening."""
    found = HTTPResponse(connection)
    found.begin()
    return found.status, found.headers, found.read()


def get(path: str, *headers: str) -> bytes:
    """A request that reads and closes."""
    lines = [f"GET {path} HTTP/1.1", "Host: a", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode()


def post(path: str, body: bytes = b"", *headers: str) -> bytes:
    """A request that writes and closes."""
    lines = [f"POST {path} HTTP/1.1", "Host: a", "Connection: close", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Site]]:
    """Start a site with some bounds of its own."""
    monkeypatch.setattr("qyzmet.operations.server.server.refusals.Words", Words)
    elapsed = Elapsed()
    monkeypatch.setattr(clock, "elapsed", elapsed)
    made: list[Site] = []

    def start(**bounds: Any) -> Site:
        made.append(Site(tmp_path, replace(LIMITS, **bounds), elapsed))
        return made[-1]

    yield start
    for each in made:
        each.held.set()
        each.end()
        for connection in each.connections:
            connection.close()
        each.gone()


@pytest.mark.parametrize("beginning", [b"GET / HTTP/1.1\r\nX: ", HEAD + b"Content-Length: 9000\r\n\r\n"], ids=str)
def test_whoever_sends_slowly_is_let_go(serve: Callable[..., Site], beginning: bytes):
    """A24: a head or a body that comes a byte at a time takes no thread, and 408 says that it was too slow."""
    site = serve()
    slow = [site.connect(beginning) for _each in range(20)]
    assert site.ask(get("/read")).endswith(b"read")
    for sent in range(4):
        until(lambda sent=sent: site.received == 20 * (len(beginning) + sent))
        site.elapsed.forward(7)
        for each in slow:
            each.sendall(b"a")
    until(lambda: site.received == 20 * (len(beginning) + 4))
    site.elapsed.forward(2.1)
    assert {refusal(each)[0] for each in slow} == {408}
    # What it still sends is read and forgotten for a while, so that it hears that.
    site.elapsed.forward(LIMITS.farewell_seconds + 1)
    assert all_of(slow[0]) == b""


def test_a_slow_body_that_keeps_its_pace_is_taken(serve: Callable[..., Site]):
    """A24: longer than the longest rest, but never under the speed that is asked for."""
    site = serve()
    head = HEAD + b"Connection: close\r\nContent-Length: 100000\r\n\r\n"

    def send(piece: int, pieces: int) -> socket.socket:
        """One each nine seconds."""
        sender = site.connect(head)
        for sent in range(1, pieces + 1):
            sender.sendall(b"a" * piece)
            until(lambda sent=sent: site.received == len(head) + sent * piece)
            site.elapsed.forward(9)
        return sender

    paced = send(10_000, 9)
    paced.sendall(b"a" * 10_000)
    assert all_of(paced).endswith(b"100000")
    assert refusal(send(5_000, 7))[0] == 408


def test_whoever_does_not_read_is_let_go(serve: Callable[..., Site]):
    """A24: an answer that nobody takes keeps neither thread nor connection."""
    site = serve()
    deaf = site.connect()
    deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    deaf.sendall(get("/much"))
    assert site.ask(get("/read")).endswith(b"read")

    def gone() -> bool:
        site.elapsed.forward(1)
        return not site.server.active_channels

    until(gone)


def test_connections_that_say_nothing_are_closed(serve: Callable[..., Site]):
    """A24: after the idle time, and at once where others need their place."""
    site = serve(connections=10)
    idle = [site.connect() for _each in range(30)]
    assert site.ask(get("/read")).endswith(b"read")
    assert len(site.server.active_channels) <= 10
    site.elapsed.forward(LIMITS.idle_seconds + 1)
    assert all_of(idle[-1]) == b""


def test_life_is_told_while_all_threads_are_busy(serve: Callable[..., Site]):
    """A24: /healthz answers beside; a reader gets 503 with Retry-After where too many stand in line, a writer waits."""
    site = serve(waiting=1)
    for _each in range(2):
        # One after the other: a line of one place is full while a thread has yet to take what stands in it.
        site.connect(get("/hold"))
        assert site.started.acquire(timeout=PATIENCE_SECONDS)
    first, writer = site.connect(get("/read")), site.connect(post("/work", b"abc"))
    until(lambda: site.waiting == 2)
    assert site.ask(get("/healthz")).endswith(b"alive")
    refused = site.ask(get("/read"))
    assert b" 503 " in refused
    assert b"Retry-After: " in refused
    site.held.set()
    assert all_of(first).endswith(b"read")
    assert all_of(writer).endswith(b"3")


def test_pages_are_read_while_writers_wait(serve: Callable[..., Site], monkeypatch: pytest.MonkeyPatch):
    """A23: what writes never takes the last threads, whoever sends it."""
    monkeypatch.setattr(senders, "_known", {senders._mark(f"Bearer {each}"): str(each) for each in range(5)})
    site = serve()
    for each in range(5):
        site.connect(post("/hold", b"", f"Authorization: Bearer {each}"))
    assert site.started.acquire(timeout=PATIENCE_SECONDS)
    until(lambda: site.waiting == 4)
    assert site.ask(get("/read")).endswith(b"read")


def test_a_bid_that_had_to_wait_for_a_thread_is_judged_by_its_last_byte(serve: Callable[..., Site]):
    """¶ 47: the instant at which the request was complete is handed over; a header of that name changes nothing."""
    site = serve()
    site.connect(post("/hold"))
    assert site.started.acquire(timeout=PATIENCE_SECONDS)
    forged = ("Qyzmet.Complete-At: 1", "Qyzmet-Complete-At: 1", "HTTP_QYZMET.COMPLETE_AT: 1")
    waiting = site.connect(post("/work", b"bid", *forged))
    until(lambda: site.waiting == 1)
    site.elapsed.forward(40)
    site.held.set()
    assert all_of(waiting).endswith(b"3")
    assert site.waited == [40]


def test_nobodys_many_stand_before_others(serve: Callable[..., Site], monkeypatch: pytest.MonkeyPatch):
    """A23: one organisation's storm of uploads lets a rival's through after the one that is under way."""
    monkeypatch.setattr(senders, "_known", {senders._mark("Bearer storm"): "111", senders._mark("Bearer rival"): "222"})
    site = serve()
    site.connect(post("/hold", b"", "Authorization: Bearer storm"))
    assert site.started.acquire(timeout=PATIENCE_SECONDS)

    def work(who: str) -> socket.socket:
        return site.connect(post("/work", who.encode(), f"Authorization: Bearer {who}"))

    storm = [work("storm") for _each in range(20)]
    until(lambda: site.waiting == 20)
    rival = work("rival")
    until(lambda: site.waiting == 21)
    site.held.set()
    for each in (*storm, rival):
        assert all_of(each).endswith(b"5")
    assert site.done.index(b"rival") <= 1


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nabc\r\n0\r\n\r\n", 400),
        (b"Transfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n", 400),
        (b"Transfer-Encoding: chunked\r\n\r\n3\r\nabcXY0\r\n\r\n", 400),
        (b"Transfer-Encoding: chunked\r\n\r\n3;" + b"a" * 20_000, 400),
        (b"Content-Length: -1\r\n\r\n", 400),
        (b"Content-Length: 300001\r\n\r\nabc", 413),
        (b"X: " + b"a" * 40_000 + b"\r\n\r\n", 431),
    ],
    ids=["no number", "less than nothing", "a wrong end", "endless frame", "no length", "too large", "long head"],
)
@pytest.mark.parametrize("path", ["/work", "/api/v1/documents"])
def test_what_is_no_request_is_told_so(serve: Callable[..., Site], path: str, sent: bytes, status: int):
    """B29: in words, to systems as a problem; never 500, and nothing of it comes to the application."""
    told, headers, body = refusal(serve().connect(f"POST {path} HTTP/1.1\r\nHost: a\r\n".encode() + sent))
    assert told == status
    if path.startswith("/api/") and status != 431:
        assert json.loads(body)["status"] == status
        assert headers["Content-Type"] == "application/problem+json"
    else:
        assert f"refused {status}".encode() in body


def test_a_whole_chunked_body_is_read(serve: Callable[..., Site]):
    """B29: rightly sent it comes to the application as any other body."""
    sent = b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n3\r\nfgh\r\n0\r\n\r\n"
    assert serve().ask(HEAD + sent).endswith(b"8")


def test_bodies_have_so_much_room_together(serve: Callable[..., Site]):
    """A23: where it is full, whoever sends the most hears 503 with Retry-After, and the others go on."""
    site = serve(held_bytes=1_000_000, body_bytes=3_000_000)
    large = site.connect(HEAD + b"Content-Length: 2000000\r\n\r\n" + b"a" * 700_000)
    small = site.connect(post("/work", b"b" * 400_000)[:-1])
    status, headers, _body = refusal(large)
    assert (status, headers["Retry-After"]) == (503, "10")
    small.sendall(b"b")
    assert all_of(small).endswith(b"400000")


def test_what_is_under_way_is_answered_before_the_end(serve: Callable[..., Site]):
    """What runs, waits or is coming when SIGTERM comes is answered; nothing new is taken, and idle ones are closed."""
    site = serve()
    running, idle = site.connect(post("/hold")), site.connect()
    assert site.started.acquire(timeout=PATIENCE_SECONDS)
    waiting, begun = site.connect(post("/work", b"abcd")), post("/work", b"abcde")[:-1]
    coming = site.connect(begun)
    until(lambda: site.waiting == 1 and site.received == len(begun))
    site.end()
    assert all_of(idle) == b""
    with pytest.raises(ConnectionError):
        site.connect(get("/read"))
    coming.sendall(b"e")
    site.held.set()
    assert [all_of(each)[-1:] for each in (running, waiting, coming)] == [b"d", b"4", b"5"]
    site.gone()
