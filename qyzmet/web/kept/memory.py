"""What a process keeps so as not to make it again: so many bytes, of which the least lately asked for go first."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")
# Longer than any page takes; whoever has waited for so long writes by oneself.
_PATIENCE_SECONDS = 5.0


class Kept(Generic[Value]):
    """Values by their keys. Safe among threads."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._size = 0
        self._values: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._writers: dict[Hashable, threading.Event] = {}
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> Value | None:
        """The value of that key; None where none is kept."""
        with self._lock:
            found = self._values.get(key)
            if found is None:
                return None
            self._values.move_to_end(key)
            return found[0]

    def keep(self, key: Hashable, value: Value, size: int) -> None:
        """Keep a value of so many bytes in place of what the key had; not at all where it is larger than the room."""
        with self._lock:
            self._drop(key)
            if size > self._most:
                return
            self._values[key] = (value, size)
            self._size += size
            while self._size > self._most:
                self._drop(next(iter(self._values)))

    def wait_for_writer(self, key: Hashable) -> bool:
        """Whether somebody else was writing that value, which is waited for; else it is ours to write.

        Who has it to write says `done_writing`, however that ends. Without this, as many would write it as ask for
        it at once, each with all that it takes.
        """
        with self._lock:
            other = self._writers.get(key)
            if other is None:
                self._writers[key] = threading.Event()
                return False
        other.wait(_PATIENCE_SECONDS)
        return True

    def done_writing(self, key: Hashable) -> None:
        """Let those look who have waited."""
        with self._lock:
            writer = self._writers.pop(key, None)
        if writer is not None:
            writer.set()

    def _drop(self, key: Hashable) -> None:
        self._size -= self._values.pop(key, (None, 0))[1]
