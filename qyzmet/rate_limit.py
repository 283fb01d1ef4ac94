"""So much of something within a time, by whoever it is that does it: counted in the memory of each process.

With several processes one may do as many times as much, which is meant: it keeps one from taking the machine, and
guessing of secrets is limited elsewhere (qyzmet/people/accounts/throttling.py).
"""

from threading import Lock

from qyzmet import clock

# More than are at work within one time; beyond it counting begins anew, so that memory does not grow.
_MOST_KNOWN = 10_000


class RateLimit:
    """What each did within `seconds`, from the first time on."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        # Since when, and how much since.
        self._done: dict[int | str, tuple[float, int]] = {}
        self._lock = Lock()

    def wait_for(self, who: int | str, most: int, amount: int = 1) -> int:
        """Count so much more where it stays within the most: 0. Else nothing is counted: the seconds to wait."""
        now = clock.elapsed()
        with self._lock:
            if len(self._done) > _MOST_KNOWN:
                self._done.clear()
            since, done = self._done.get(who, (now, 0))
            if now - since >= self._seconds:
                since, done = now, 0
            if done + amount <= most:
                self._done[who] = (since, done + amount)
                return 0
        return max(1, round(self._seconds - (now - since)))

    def forget(self) -> None:
        """Start counting anew."""
        with self._lock:
            self._done.clear()
