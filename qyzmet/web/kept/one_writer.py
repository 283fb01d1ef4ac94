"""Who asks for what is being written for them already waits for it, and is given what is kept then.

When a minute is over or somebody has acted, every page is written anew. Without this a page that many ask for would be
written by each of them at once: each takes the same time, and up to 30 MB until it is done.
"""

import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

# Whoever has waited so long writes it too: a question may hang, and what is no page may be written for minutes.
PATIENCE_SECONDS = 2.0


@dataclass
class _Place:
    lock: threading.Lock = field(default_factory=threading.Lock)
    there: int = 0


class OneWriter:
    """By what is asked for and by whom, the one thread that writes it now."""

    def __init__(self, patience: float = PATIENCE_SECONDS) -> None:
        self._lock, self._places, self._patience = threading.Lock(), dict[Hashable, _Place](), patience

    @contextmanager
    def of(self, key: Hashable) -> Iterator[bool]:
        """The block is run by one thread a key, by others after it or after their patience; True if it waited."""
        with self._lock:
            place = self._places.setdefault(key, _Place())
            place.there += 1
            waits = place.there > 1
        mine = place.lock.acquire(timeout=self._patience)
        try:
            yield waits
        finally:
            if mine:
                place.lock.release()
            with self._lock:
                place.there -= 1
                if not place.there:
                    del self._places[key]
