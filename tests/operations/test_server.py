"""The pages' server: what comes is received whole, in bounds, before a thread is taken for it. Real sockets."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
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
# Everything that takes seconds in earnest takes tenths here.
QUICK = Limits(
    threads=2,
    kept_for_reading=1,
    head_seconds=0.6,
    rest_seconds=0.6,
    idle_seconds=0.6,
    farewell_seconds=0.3,
    bytes_a_second=1000,
    body_bytes=300_000,
)
HEAD = b"POST /work HTTP/1.1\r\nHost: a\r\n"


class Words(refusals.Words):
    """The texts by their statuses alone."""

    def __init__(self, _app: Flask) -> None:
        pass

    def of(self, status: int, _accepted: str) -> str:
        return f"refused {status}"


class Site:
    """A small application on our server, in a thread of this process."""

    def __init__(self, folder: Path, limits: Limits) -> None:
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
        self._seconds = 5.0
        self._loop = threading.Thread(target=self._run)
        self._loop.start()

    def _run(self) -> None:
        while not self._ending.is_set():
            self.server.turn(0.05)
            # Each turn looks after all, so that tenths of seconds count.
            self.server.look_after_at = 0.0
        self.server.finish(self._seconds)

    def _work(self) -> str:
        self.waited.append(clock.elapsed() - request.environ[COMPLETE_AT])
        self.done.append(request.get_data())
        return str(len(self.done[-1]))

    def _hold(self) -> str:
        self.started.release()
        assert self.held.wait(20)
        return "held"

    def end(self, seconds: float = 5.0) -> None:
        """Stop as SIGTERM does."""
        self._seconds = seconds
        self._ending.set()

    def gone(self) -> None:
        """Wait until it has stopped."""
        self._loop.join(20)
        assert not self._loop.is_alive()

    def connect(self, sent: bytes = b"") -> socket.socket:
        """A connection over which that was sent."""
        made = socket.create_connection(self.address, timeout=20)
        made.sendall(sent)
        return made

    def ask(self, sent: bytes) -> bytes:
        """All that comes back until the server closes."""
        with self.connect(sent) as connection:
            return all_of(connection)


def all_of(connection: socket.socket) -> bytes:
    """What is received until the other end closes."""
    found = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := connection.recv(65536):
            found += piece
    return found


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
    made: list[Site] = []

    def start(**bounds: Any) -> Site:
        made.append(Site(tmp_path, replace(QUICK, **bounds)))
        return made[-1]

    yield start
    for each in made:
        each.held.set()
        each.end(0.5)
        each.gone()


def drip(connection: socket.socket, seconds: float = 3.0) -> bytes:
    """Send a byte now and then until the server answers or has enough of it; what it said."""
    end = time.monotonic() + seconds
    connection.settimeout(0.1)
    while time.monotonic() < end:
        try:
            connection.send(b"a")
            return connection.recv(65536)
        except TimeoutError:
            continue
        except OSError:
            return b""
    raise AssertionError("the server let itself be kept waiting")


@pytest.mark.parametrize("beginning", [b"GET / HTTP/1.1\r\nX: ", HEAD + b"Content-Length: 9000\r\n\r\n"], ids=str)
def test_whoever_sends_slowly_is_let_go(serve: Callable[..., Site], beginning: bytes):
    """A24: a head or a body that comes a byte at a time takes no thread, and 408 says that it was too slow."""
    site = serve()
    slow = [site.connect(beginning) for _each in range(20)]
    assert site.ask(get("/read")).endswith(b"read")
    assert b" 408 " in drip(slow[0])
    for each in slow:
        each.close()


def test_a_slow_body_that_keeps_its_pace_is_taken(serve: Callable[..., Site]):
    """A24: longer than the longest rest, but never under the speed that is asked for."""
    site = serve()
    with site.connect(HEAD + b"Connection: close\r\nContent-Length: 1000\r\n\r\n") as sender:
        for _each in range(10):
            sender.sendall(b"a" * 100)
            threading.Event().wait(0.09)
        assert all_of(sender).endswith(b"1000")


def test_whoever_does_not_read_is_let_go(serve: Callable[..., Site]):
    """A24: an answer that nobody takes keeps neither thread nor connection."""
    site = serve()
    with site.connect() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        deaf.sendall(get("/much"))
        assert site.ask(get("/read")).endswith(b"read")
        end = time.monotonic() + 10
        while site.server.active_channels and time.monotonic() < end:
            threading.Event().wait(0.05)
        assert not site.server.active_channels


def test_connections_that_say_nothing_are_closed(serve: Callable[..., Site]):
    """A24: after the idle time, and at once where others need their place."""
    site = serve(connections=10, idle_seconds=1.0)
    idle = [site.connect() for _each in range(30)]
    assert site.ask(get("/read")).endswith(b"read")
    assert len(site.server.active_channels) <= 10
    assert all_of(idle[-1]) == b""
    for each in idle:
        each.close()


def test_life_is_told_while_all_threads_are_busy(serve: Callable[..., Site]):
    """A24: /healthz answers beside; a reader gets 503 with Retry-After where too many stand in line, a writer waits."""
    site = serve(waiting=1)
    held = []
    for _each in range(2):
        # One after the other: a line of one place is full while a thread has yet to take what stands in it.
        held.append(site.connect(get("/hold")))
        assert site.started.acquire(timeout=10)
    first, writer = site.connect(get("/read")), site.connect(post("/work", b"abc"))
    while not site.server.task_dispatcher.queue.readers:
        threading.Event().wait(0.01)
    assert site.ask(get("/healthz")).endswith(b"alive")
    refused = site.ask(get("/read"))
    assert b" 503 " in refused
    assert b"Retry-After: " in refused
    site.held.set()
    assert all_of(first).endswith(b"read")
    assert all_of(writer).endswith(b"3")
    for each in (*held, first, writer):
        each.close()


def test_pages_are_read_while_writers_wait(serve: Callable[..., Site]):
    """A23: what writes never takes the last threads."""
    site = serve()
    writers = [site.connect(post("/hold")) for _each in range(5)]
    assert site.started.acquire(timeout=10)
    assert site.ask(get("/read")).endswith(b"read")
    for each in writers:
        each.close()


def test_a_bid_that_had_to_wait_for_a_thread_is_judged_by_its_last_byte(serve: Callable[..., Site]):
    """¶ 47: the instant at which the request was complete is handed over; a header of that name changes nothing."""
    site = serve()
    holding = site.connect(post("/hold"))
    assert site.started.acquire(timeout=10)
    forged = ("Qyzmet.Complete-At: 1", "Qyzmet-Complete-At: 1", "HTTP_QYZMET.COMPLETE_AT: 1")
    waiting = site.connect(post("/work", b"bid", *forged))
    threading.Event().wait(0.3)
    assert not site.waited
    site.held.set()
    assert all_of(waiting).endswith(b"3")
    assert 0.2 < site.waited[0] < 10
    holding.close()
    waiting.close()


def test_nobodys_many_stand_before_others(serve: Callable[..., Site], monkeypatch: pytest.MonkeyPatch):
    """A23: one organisation's storm of uploads lets a rival's through after the one that is under way."""
    monkeypatch.setattr(senders, "_known", {senders._mark("Bearer storm"): "111", senders._mark("Bearer rival"): "222"})
    site = serve()
    holding = site.connect(post("/hold", b"", "Authorization: Bearer storm"))
    assert site.started.acquire(timeout=10)

    def work(who: str) -> None:
        site.ask(post("/work", who.encode(), f"Authorization: Bearer {who}"))

    storm = [threading.Thread(target=work, args=("storm",)) for _each in range(20)]
    for each in storm:
        each.start()
    while len(site.server.task_dispatcher.queue) < 20:
        threading.Event().wait(0.01)
    rival = threading.Thread(target=work, args=("rival",))
    rival.start()
    while len(site.server.task_dispatcher.queue) < 21:
        threading.Event().wait(0.01)
    site.held.set()
    for each in (*storm, rival):
        each.join()
    assert site.done.index(b"rival") <= 1
    holding.close()


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
    head, _, body = serve().ask(f"POST {path} HTTP/1.1\r\nHost: a\r\n".encode() + sent).partition(b"\r\n\r\n")
    assert head.split()[1] == str(status).encode()
    if path.startswith("/api/") and status != 431:
        assert json.loads(body)["status"] == status
        assert b"application/problem+json" in head
    else:
        assert f"refused {status}".encode() in body


def test_a_whole_chunked_body_is_read(serve: Callable[..., Site]):
    """B29: rightly sent it comes to the application as any other body."""
    sent = b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n3\r\nfgh\r\n0\r\n\r\n"
    assert serve().ask(HEAD + sent).endswith(b"8")


def test_bodies_have_so_much_room_together(serve: Callable[..., Site]):
    """A23: where it is full, whoever sends the most hears 503 with Retry-After, and the others go on."""
    site = serve(held_bytes=1_000_000, body_bytes=3_000_000, rest_seconds=20)
    large = site.connect(HEAD + b"Content-Length: 2000000\r\n\r\n" + b"a" * 700_000)
    small = site.connect(post("/work", b"b" * 400_000)[:-1])
    heard = all_of(large)
    assert b" 503 " in heard
    assert b"Retry-After: " in heard
    small.sendall(b"b")
    assert all_of(small).endswith(b"400000")
    large.close()
    small.close()


def test_what_is_under_way_is_answered_before_the_end(serve: Callable[..., Site]):
    """What runs, waits or is coming when SIGTERM comes is answered; nothing new is taken, and idle ones are closed."""
    site = serve(rest_seconds=20, idle_seconds=20)
    running, idle = site.connect(post("/hold")), site.connect()
    assert site.started.acquire(timeout=10)
    waiting, coming = site.connect(post("/work", b"abcd")), site.connect(post("/work", b"abcde")[:-1])
    while len(site.server.task_dispatcher.queue) < 1:
        threading.Event().wait(0.01)
    site.end()
    assert all_of(idle) == b""
    with pytest.raises(ConnectionError):
        site.connect(get("/read"))
    coming.sendall(b"e")
    site.held.set()
    answers: Iterable[bytes] = [all_of(each) for each in (running, waiting, coming)]
    assert [each[-1:] for each in answers] == [b"d", b"4", b"5"]
    site.gone()
    for each in (running, idle, waiting, coming):
        each.close()
