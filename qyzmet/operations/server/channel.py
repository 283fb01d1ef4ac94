"""One connection: what comes over it is received whole, in bounds of time and size, before any thread is taken."""

from contextlib import suppress
from typing import Any, Protocol

from waitress.channel import ClientDisconnected, HTTPChannel
from waitress.task import WSGITask

from qyzmet import clock
from qyzmet.operations.server import refusals, senders
from qyzmet.operations.server.limits import Limits, Pace
from qyzmet.operations.server.receiving import Request
from qyzmet.web.time_of_receipt import COMPLETE_AT


class _Server(Protocol):
    """What a connection asks of its server."""

    limits: Limits
    proxies: int

    def keep_within_room(self) -> None:
        """See that all connections together hold no more than there is room for."""

    def look_at(self, channel: "Channel") -> None:
        """Look in the next turn what the connection waits for."""

    def forget(self, channel: "Channel") -> None:
        """The connection closes."""


class _Task(WSGITask):  # type: ignore[misc]
    def get_environment(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environment()
        environ[COMPLETE_AT] = self.request.complete_at
        return environ

    def build_response_header(self) -> bytes:
        if self.channel.server.ending:
            self.set_close_on_finish()
        return bytes(super().build_response_header())


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection with its bounds. The loop's thread calls everything but `service`."""

    parser_class = Request
    task_class = _Task
    error_task_class = refusals.RefusalTask
    # Whose turn the request under way took; None where it only reads.
    takes_turn_of: str | None = None
    will_close: bool
    # What has come of a request that is not complete yet.
    request: Request | None
    # What the loop asks the system of it.
    watched = 0

    def __init__(self, server: _Server, *given: Any, **named: Any) -> None:
        self.limits = server.limits
        self.sender = ""
        # Since when nothing is under way; and since when the head comes that has begun.
        self.quiet_since = self._head_since = clock.elapsed()
        self._body: Pace | None = None
        self._answer: Pace | None = None
        self._farewell_until: float | None = None
        super().__init__(server, *given, **named)
        self.sender = senders.sender("", str(self.addr[0]))
        server.look_at(self)

    @property
    def number(self) -> int:
        """The number of its file."""
        return int(self._fileno)

    @property
    def is_open(self) -> bool:
        """Whether it has not been closed on our side."""
        return self._fileno is not None

    def del_channel(self, map: Any = None) -> None:
        """It closes."""
        self.server.forget(self)
        super().del_channel(map)

    @property
    def next_request(self) -> Request:
        """What a thread takes next of this connection."""
        return self.requests[0]  # type: ignore[no-any-return]

    def stood_before(self, other: "Channel") -> bool:
        """Whether its request was complete before the other's."""
        return self.next_request.complete_at <= other.next_request.complete_at

    # --- receiving

    def readable(self) -> bool:
        """Whether more is read from it now."""
        return self._farewell_until is not None or bool(super().readable())

    def received(self, data: bytes) -> bool:
        """Take what came: more of a request, one or several whole ones, or what follows after a refusal."""
        if self._farewell_until is not None:
            return False
        if self.request is None:
            self._head_since, self._body = clock.elapsed(), None
        going_on = bool(super().received(data))
        self._keep_in_bounds(len(data))
        return going_on

    def _keep_in_bounds(self, came: int) -> None:
        request = self.request
        if request is None or not request.headers_finished:
            return
        if self._body is None:
            self._body = Pace(self.limits)
            self.tell_sender(request)
        else:
            self._body.moved(came)
        if not self.is_receiving:
            return
        if max(request.content_length, request.body_bytes_received) > self.limits.body_bytes:
            self.refuse(refusals.too_large())
        elif request.body_bytes_received > self.adj.inbuf_overflow:
            self.server.keep_within_room()

    def tell_sender(self, request: Request) -> None:
        """Say whose it is, once its head is there."""
        address = senders.address_of(request.headers, str(self.addr[0]), self.server.proxies)
        self.sender = senders.sender(request.credential, address)

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Send so much as the client takes; returns how many bytes that were."""
        sent = int(super().send(data, do_close=do_close))
        if self._answer is not None:
            self._answer.moved(sent)
        return sent

    # --- bounds

    @property
    def is_receiving(self) -> bool:
        """Whether a client's next bytes are awaited, and nothing of it runs or is to be sent."""
        return not (self.requests or self.total_outbufs_len or self.will_close or self._farewell_until)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing of a request has come yet."""
        return self.is_receiving and self.request is None

    @property
    def held_bytes(self) -> int:
        """What lies of it in memory or on the disk."""
        coming = self.request
        held = sum(each.body_bytes_received for each in tuple(self.requests))
        return int(held + self.total_outbufs_len + (coming.body_bytes_received if coming is not None else 0))

    def look_after(self) -> None:
        """Let go of it where it is over its time; called about once a second."""
        now = clock.elapsed()
        if self.total_outbufs_len:
            self._answer = self._answer or Pace(self.limits)
            if self._answer.is_over:
                # At once: the system never tells that somebody who does not read can be written to.
                self.handle_close()
            return
        self._answer = None
        if self._farewell_until is not None:
            self.will_close = self.will_close or now > self._farewell_until
        elif self.requests:
            # What has come of the next one meanwhile does not wait by the client's fault.
            self.quiet_since = self._head_since = now
            self._body = None
        elif self.request is None:
            self.will_close = self.will_close or now - self.quiet_since > self.limits.idle_seconds
        elif not self.request.headers_finished:
            if now - self._head_since > self.limits.head_seconds:
                self.refuse(refusals.slow())
        else:
            self._body = self._body or Pace(self.limits)
            if self._body.is_over:
                self.refuse(refusals.slow())

    def refuse(self, refusal: refusals.Refusal) -> None:
        """Answer at once, from the loop, and forget what came and what still comes. Only while it is receiving."""
        with self.requests_lock:
            request, self.request = self.request or Request(self.adj), None
            request.error = refusal
            self._farewell_until = clock.elapsed() + self.limits.farewell_seconds
        with suppress(ClientDisconnected):
            refusals.RefusalTask(self, request).service()
        request.close()
        self.server.look_at(self)

    # --- answering

    def service(self) -> None:
        """Answer the next request, in a thread."""
        turn_of = self.takes_turn_of
        try:
            super().service()
        finally:
            self.quiet_since = clock.elapsed()
            if turn_of is not None:
                self.server.task_dispatcher.finished(turn_of)
