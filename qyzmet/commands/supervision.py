"""Keeping child processes running, and ending together with whoever started us."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress

from qyzmet import clock

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
# A child that lived so long starts again with the shortest pause.
SETTLED_SECONDS = 60.0
PATIENCE_SECONDS = 20.0
_PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """On Linux: get SIGTERM when the process that started this one dies, however it dies."""
    if sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            # It died before the call.
            os.kill(os.getpid(), signal.SIGTERM)


class Child:
    """One child process, started again with growing pauses when it dies."""

    def __init__(self, name: str, arguments: list[str], died: Callable[[int, int], None]) -> None:
        self.name = name
        self._arguments = arguments
        self._died = died
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._pause = FIRST_PAUSE
        self._next_start = 0.0

    def watch(self) -> None:
        """Start the child if it does not run and its pause is over; called over and over."""
        now = clock.elapsed()
        if self._process is not None:
            code = self._process.poll()
            if code is None:
                return
            pid, self._process = self._process.pid, None
            self._pause = FIRST_PAUSE if now - self._started > SETTLED_SECONDS else self._pause
            self._next_start = now + self._pause
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
            self._died(pid, code)
        if now >= self._next_start:
            self._started = now
            self._process = subprocess.Popen([sys.executable, "-m", "qyzmet", *self._arguments])  # noqa: S603 - our own.

    def end(self) -> None:
        """Ask the child to end."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.terminate()

    def wait(self) -> None:
        """Wait until it has ended; one that does not is killed."""
        if self._process is None:
            return
        try:
            self._process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
