"""Reading one request from its connection: bounded, and stamped with the instant when its last byte had come."""

from http import HTTPStatus
from typing import Any

from waitress.parser import HTTPRequestParser

from qyzmet import clock
from qyzmet.files import disk
from qyzmet.operations.server import refusals

# What frames a chunked body, beside its bytes.
_MOST_FRAME = 8 * 1024
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Request(HTTPRequestParser):  # type: ignore[misc]
    """A request as it comes in; `complete_at` is by `clock.elapsed`."""

    complete_at = 0.0

    def received(self, data: bytes) -> int:
        """Take more of it; returns how many bytes were its own."""
        try:
            taken = int(super().received(data))
        except OSError as error:
            self.error = refusals.disk_full() if disk.is_full(error) else refusals.full()
            self.completed, taken = True, len(data)
        if self.chunked and not self.completed and self._frame() > _MOST_FRAME:
            self.error = refusals.Refusal(HTTPStatus.BAD_REQUEST)
            self.completed = True
        if self.completed:
            self.complete_at = clock.elapsed()
        return taken

    def _frame(self) -> int:
        body: Any = self.body_rcv
        return len(body.control_line) + len(body.trailer)

    @property
    def writes(self) -> bool:
        """Whether its method may change something."""
        return getattr(self, "command", "GET") not in SAFE_METHODS

    @property
    def credential(self) -> str:
        """What it shows of who sends it, unproven; empty where nothing."""
        return str(self.headers.get("AUTHORIZATION") or self.headers.get("COOKIE") or "")
