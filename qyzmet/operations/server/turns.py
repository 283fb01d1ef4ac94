"""Which request the next free thread takes: what reads in its order, what writes by sender in turn.

Some threads never take what writes, so pages are read while writers wait for the database; and whoever sends much waits
behind those who send little, not before them, and never has more than half of the threads that write.
"""

from collections import Counter, deque
from typing import TYPE_CHECKING

from waitress.task import ThreadedTaskDispatcher

if TYPE_CHECKING:
    from qyzmet.operations.server.channel import Channel


class Line:
    """Those who wait. Not safe by itself: the dispatcher holds its lock."""

    def __init__(self, most_writing: int) -> None:
        self._most_writing = most_writing
        # Of one sender; so there is a thread for the next one at once, however much the first sends.
        self._most_of_one = max(most_writing // 2, 1)
        self._reading: deque[Channel] = deque()
        self._writing: dict[str, deque[Channel]] = {}
        self._under_way: Counter[str] = Counter()

    @property
    def readers(self) -> int:
        """How many wait that only read."""
        return len(self._reading)

    def append(self, channel: "Channel") -> None:
        """Stand in line with the first request of the connection."""
        if channel.next_request.writes:
            self._writing.setdefault(channel.sender, deque()).append(channel)
        else:
            self._reading.append(channel)

    def popleft(self) -> "Channel":
        """Who is next; only while the line is true."""
        if self._may_write() and (not self._reading or not self._reading[0].stood_before(self._next_writer())):
            writer = self._next_writer()
            waiting = self._writing[writer.sender]
            waiting.popleft()
            # Behind the others, where more of this sender wait.
            del self._writing[writer.sender]
            if waiting:
                self._writing[writer.sender] = waiting
            self._under_way[writer.sender] += 1
            writer.takes_turn_of = writer.sender
            return writer
        reader = self._reading.popleft()
        reader.takes_turn_of = None
        return reader

    def finished(self, sender: str) -> None:
        """A writer's request was answered."""
        self._under_way[sender] -= 1
        if not self._under_way[sender]:
            del self._under_way[sender]

    def _may_write(self) -> bool:
        if self._under_way.total() >= self._most_writing:
            return False
        return any(self._under_way[each] < self._most_of_one for each in self._writing)

    def _next_writer(self) -> "Channel":
        # Of whom the fewest are under way; among those who came first.
        return self._writing[min(self._writing, key=lambda each: self._under_way[each])][0]

    def __len__(self) -> int:
        return len(self._reading) + sum(len(each) for each in self._writing.values())

    def __bool__(self) -> bool:
        return bool(self._reading) or self._may_write()


class Turns(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Threads that take requests from a `Line`."""

    def __init__(self, threads: int, kept_for_reading: int) -> None:
        super().__init__()
        self.queue: Line = Line(max(threads - kept_for_reading, 1))
        self.set_thread_count(threads)

    def finished(self, sender: str) -> None:
        """A writer's request was answered: the thread that did it looks for the next one."""
        with self.lock:
            self.queue.finished(sender)


def beside() -> ThreadedTaskDispatcher:
    """A thread of its own, for what is answered however busy all others are."""
    made = ThreadedTaskDispatcher()
    made.set_thread_count(1)
    return made
