"""The loop of one process: connections are accepted, requests received whole and given to threads in turn.

Whether the process lives the loop itself answers, and how it goes a thread of its own, however busy all others are.
"""

import logging
import selectors
import socket
from collections import Counter, deque

from flask import Flask
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer

from qyzmet import clock
from qyzmet.config import Settings
from qyzmet.operations.server import refusals
from qyzmet.operations.server.channel import Channel
from qyzmet.operations.server.limits import Limits
from qyzmet.operations.server.turns import Turns, beside

ALIVE, LOOKS = "/healthz", ("/readyz", "/metrics")
_TURN_SECONDS = 1.0
# Fewer bytes are kept in memory, more in a file.
_IN_MEMORY = 256 * 1024
# So much of an answer is taken from its thread, however slowly it is read.
_ANSWER = 512 << 20


class Server(TcpWSGIServer):  # type: ignore[misc]
    """Serves an application on a socket that listens already."""

    channel_class = Channel
    ending = False

    def __init__(self, app: Flask, listening: socket.socket, limits: Limits) -> None:
        settings: Settings = app.config["QYZMET"]
        self.limits, self.words, self.proxies = limits, refusals.Words(app), settings.trusted_proxies
        self._looks = beside()
        self._answered_here: deque[Channel] = deque()
        self._poll, self._busy, self.look_after_at = selectors.DefaultSelector(), set[Channel](), 0.0
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        adjusted = Adjustments(
            threads=limits.threads,
            # Which headers of a proxy are believed the application decides.
            clear_untrusted_proxy_headers=False,
            ident="qyzmet",
            recv_bytes=64 * 1024,
            inbuf_overflow=_IN_MEMORY,
            outbuf_overflow=_IN_MEMORY,
            outbuf_high_watermark=_ANSWER,
            max_request_header_size=limits.head_bytes,
            # Ours are told in words; the library's never come to be.
            max_request_body_size=1 << 62,
            connection_limit=1 << 30,
            log_socket_errors=False,
        )
        super().__init__(
            app,
            _sock=listening,
            adj=adjusted,
            sockinfo=(listening.family, listening.type, None, None),
            dispatcher=Turns(limits.threads, limits.kept_for_reading),
            bind_socket=False,
        )
        for number in self._map:
            self._poll.register(number, selectors.EVENT_READ)

    @property
    def channels(self) -> list[Channel]:
        """The connections that are open."""
        return list(self.active_channels.values())

    def turn(self, seconds: float = _TURN_SECONDS) -> None:
        """Wait for the next thing that happens, at most so long, and do it.

        In place of the library's loop, which looks at every connection each time, also at a thousand that are idle.
        """
        for channel in tuple(self._busy):
            self._watch(channel)
        for key, happened in self._poll.select(seconds):
            found = self._map.get(key.fd)
            if found is None:
                # It was closed in this turn, for others' sake.
                continue
            if happened & selectors.EVENT_READ:
                wasyncore.read(found)
            # What was read may have closed it.
            if happened & selectors.EVENT_WRITE and self._map.get(key.fd) is found:
                wasyncore.write(found)
            if isinstance(found, Channel):
                self._watch(found)
        while self._answered_here:
            channel = self._answered_here.popleft()
            channel.service()
            self._watch(channel)
        if clock.elapsed() >= self.look_after_at:
            self.look_after_at = clock.elapsed() + _TURN_SECONDS
            for channel in self.channels:
                channel.look_after()
                self._watch(channel)

    def look_at(self, channel: Channel) -> None:
        """Something about the connection has changed: look at it in the next turn."""
        self._busy.add(channel)

    def forget(self, channel: Channel) -> None:
        """The connection closes."""
        self._busy.discard(channel)
        if channel.watched:
            self._poll.unregister(channel.number)
            channel.watched = 0

    def _watch(self, channel: Channel) -> None:
        """Ask the system for what the connection waits for; where that may change in a thread, ask again each turn."""
        if not channel.is_open:
            self.forget(channel)
            return
        wanted = (selectors.EVENT_READ if channel.readable() else 0) | (
            selectors.EVENT_WRITE if channel.writable() else 0
        )
        (self._busy.discard if wanted == selectors.EVENT_READ else self._busy.add)(channel)
        if wanted == channel.watched:
            return
        if not channel.watched:
            self._poll.register(channel.number, wanted)
        elif wanted:
            self._poll.modify(channel.number, wanted)
        else:
            # Else a client that has gone would be told over and over.
            self._poll.unregister(channel.number)
        channel.watched = wanted

    def add_task(self, channel: Channel) -> None:
        """Give the next request of a connection to the threads that it is for."""
        request = channel.next_request
        path = getattr(request, "path", "")
        if request.error or path == ALIVE:
            self._at_once(channel)
        elif path in LOOKS:
            self._looks.add_task(channel)
        elif not request.writes and self.task_dispatcher.queue.readers >= self.limits.waiting:
            request.error = refusals.full()
            self._at_once(channel)
        else:
            channel.tell_sender(request)
            self.task_dispatcher.add_task(channel)

    def _at_once(self, channel: Channel) -> None:
        self._answered_here.append(channel)
        self.pull_trigger()

    # --- bounds

    def handle_accept(self) -> None:
        """Take a new connection; where there are too many, one goes."""
        super().handle_accept()
        if len(self.active_channels) > self.limits.connections:
            self._make_room()

    def _make_room(self) -> None:
        """Of those who have the most connections the one goes that has sent the least, and longest not."""
        receiving = [each for each in self.channels if each.is_receiving]
        if not receiving:
            return
        many = Counter(each.sender for each in receiving)
        max(receiving, key=lambda each: (many[each.sender], -each.held_bytes, -each.quiet_since)).handle_close()

    def keep_within_room(self) -> None:
        """Where more is held than there is room for, the largest of whoever sends the most is refused."""
        channels = self.channels
        held: Counter[str] = Counter()
        for each in channels:
            held[each.sender] += each.held_bytes
        if held.total() <= self.limits.held_bytes:
            return
        coming = [each for each in channels if each.is_receiving and each.request is not None]
        if coming:
            max(coming, key=lambda each: (held[each.sender], each.held_bytes)).refuse(refusals.full())

    # --- the end

    def finish(self, seconds: float) -> None:
        """Answer what has come or is coming, for at most so long, and take nothing new."""
        until = clock.elapsed() + seconds
        self.ending = True
        while self._took_one():
            pass
        self._poll.unregister(self.socket)
        self.socket.close()
        # What stands in the system's buffers is read before anybody counts as quiet.
        self.turn(0)
        self.turn(0)
        while clock.elapsed() < until and self.channels:
            for each in self.channels:
                if each.is_quiet:
                    each.will_close = True
                    self.look_at(each)
            self.turn(min(0.2, seconds))
        for dispatcher in (self.task_dispatcher, self._looks):
            dispatcher.shutdown(timeout=max(until - clock.elapsed(), 0.1))
        for each in self.channels:
            each.handle_close()
        self.close()
        self._poll.close()

    def _took_one(self) -> bool:
        before = len(self.active_channels)
        super().handle_accept()
        return len(self.active_channels) > before


def limits_of(settings: Settings, processes: int) -> Limits:
    """The bounds of one of so many processes."""
    whole = Limits()
    return Limits(
        held_bytes=whole.held_bytes // processes,
        body_bytes=min(whole.body_bytes, whole.held_bytes // processes // 2),
    )
