"""The kind of process that gunicorn keeps: it starts, watches and replaces them, each runs a `Server`.

The socket that listens stays gunicorn's own, so that a process that ends, or is killed, refuses no connection.
"""

import ctypes
import gc
import os
import resource
import sys
import tempfile
from contextlib import suppress
from types import FrameType

from gunicorn.workers.base import Worker

from qyzmet import clock
from qyzmet.operations.server.server import Server, limits_of

_SWITCH_SECONDS = 0.001
_FILES_OPEN = 16_384
# The numbers by which the C library of Linux knows its settings (M_ARENA_MAX, M_MMAP_THRESHOLD, M_TRIM_THRESHOLD).
_MOST_ARENAS, _LARGE, _KEPT_FREE = -8, -3, -1
_LARGE_BYTES = 256 * 1024
_FIFTIETH = 50
# So much earlier than gunicorn would kill the process it ends by itself.
_SPARE_SECONDS = 1.0


class ReceivingWorker(Worker):  # type: ignore[misc]
    """A process of pages in which whole requests are received before a thread is taken."""

    server: Server | None = None

    def run(self) -> None:
        """Serve until it is told to end, or whoever started it has gone."""
        _let_open_files()
        _share_memory()
        # What was loaded before stays as long as the process: the collector need not go through it each time, and so
        # comes sooner to what pages leave behind. Pages of memory that nobody writes stay those of all processes.
        gc.freeze()
        # The loop waits for the interpreter behind every busy thread: a shorter turn of each keeps it awake.
        sys.setswitchinterval(_SWITCH_SECONDS)
        settings = self.wsgi.config["QYZMET"]
        # What comes in lies in nameless files there, which go with the process however it ends.
        tempfile.tempdir = str(settings.receiving)
        self.server = Server(self.wsgi, self.sockets[0].sock, limits_of(settings, self.cfg.workers))
        memory = _Memory()
        while self.alive and os.getppid() == self.ppid:
            self.notify()
            self.server.turn()
            memory.give_back()
        self.server.finish(self.cfg.graceful_timeout - _SPARE_SECONDS)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End after what is under way."""
        super().handle_exit(sig, frame)
        if self.server is not None:
            self.server.pull_trigger()


class _Memory:
    """What the C library keeps free between what is in use: the answer of the database to a page with much on it takes
    30 MB for a moment, which would stay with the process.
    """

    def __init__(self) -> None:
        self._next = 0.0
        try:
            self._trim = ctypes.CDLL(None).malloc_trim
        except (OSError, AttributeError):
            # Other systems' libraries have no such thing.
            self._next = float("inf")

    def give_back(self) -> None:
        """Give it back to the system, once a second and for a fiftieth of the time at most."""
        begun = clock.elapsed()
        if begun >= self._next:
            self._trim(0)
            self._next = begun + max(1.0, _FIFTIETH * (clock.elapsed() - begun))


def _let_open_files() -> None:
    """Each connection is an open file, and a body may be another."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES_OPEN if hard == resource.RLIM_INFINITY else min(_FILES_OPEN, hard)
    if soft < wanted:
        # Some systems have a lower limit that they do not tell.
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _share_memory() -> None:
    """Let the threads take their memory from the same two places: with one for each, none gives back what it has.
    What is large lies apart and is given back at once: the library would raise that bound by the largest it has seen.
    """
    # Other systems' libraries have no such thing to say.
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        library.mallopt(_MOST_ARENAS, 2)
        library.mallopt(_LARGE, _LARGE_BYTES)
        library.mallopt(_KEPT_FREE, _LARGE_BYTES)
