"""How much, how long and how slowly a client may send or read before the server lets go of it."""

from dataclasses import dataclass

from qyzmet import clock


@dataclass(frozen=True)
class Limits:
    """What one process allows; seconds and bytes."""

    threads: int = 8
    # So many of them never take what writes: reading goes on while writers wait for the database.
    kept_for_reading: int = 2
    # Connections at once; a new one beyond them takes the place of one that sends nothing.
    connections: int = 1000
    # A request that only reads and would be behind so many others is told to come later.
    waiting: int = 200
    head_seconds: float = 30
    head_bytes: int = 32 * 1024
    body_bytes: int = 1 << 30
    # Of bodies that came in and answers that are still to be sent, all connections together.
    held_bytes: int = 4 << 30
    # A body that comes, and an answer that is taken, may rest so long, and has this speed on average.
    rest_seconds: float = 30
    bytes_a_second: int = 8 * 1024
    # A connection between two requests.
    idle_seconds: float = 15
    # What is refused is read and forgotten so long, that whoever sends it hears the refusal.
    farewell_seconds: float = 5


class Pace:
    """Whether bytes move fast enough: each one that moves puts the end off, but never beyond the longest rest."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._until = clock.elapsed() + limits.rest_seconds

    def moved(self, count: int) -> None:
        """So many bytes came or went."""
        put_off = self._until + count / self._limits.bytes_a_second
        self._until = min(put_off, clock.elapsed() + self._limits.rest_seconds)

    @property
    def is_over(self) -> bool:
        return clock.elapsed() > self._until
