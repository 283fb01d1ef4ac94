"""On which day suppliers' people were here: to the day, and written for many at one stroke when an hour is over.

A mark that were written with the request it marks, or that said the hour, would tell who bids: beside it a sealed row
is written. So it waits in this process, beside those of all others; those of an hour in which the process ends are
lost, and nothing hangs on them: whether a session was left unused its cookie knows.
"""

import datetime as dt
import threading
from collections import defaultdict
from dataclasses import dataclass, field

from flask import current_app
from sqlalchemy import Executable, update

from qyzmet import clock, own_transaction
from qyzmet.people.accounts.credentials import ApiToken, FeedKey, UserSession

Seen = UserSession | ApiToken | FeedKey


@dataclass
class Waiting:
    """The marks that wait in this process, by what they mark and the day; since when."""

    marks: dict[tuple[type[Seen], dt.datetime], set[int]] = field(default_factory=lambda: defaultdict(set))
    since: dt.datetime | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


def _waiting() -> Waiting:
    found: Waiting = current_app.extensions.setdefault("day_marks", Waiting())
    return found


def note(seen: Seen) -> None:
    """Remember that the session, token or feed is in use today."""
    now, waiting = clock.wall(), _waiting()
    day = clock.to_the_day(now)
    if (seen.last_seen_at if isinstance(seen, UserSession) else seen.last_used_at) == day:
        return
    with waiting.lock:
        waiting.marks[type(seen), day].add(seen.id)
        waiting.since = waiting.since or now


def are_due() -> bool:
    """Whether marks wait from an hour that is over."""
    since = _waiting().since
    return since is not None and _hour(since) != _hour(clock.wall())


def _hour(instant: dt.datetime) -> dt.datetime:
    return instant.replace(minute=0, second=0, microsecond=0)


def write() -> None:
    """Write all that wait, in one transaction. The request under way must not have written anything yet."""
    waiting = _waiting()
    with waiting.lock:
        found = dict(waiting.marks)
        waiting.marks.clear()
        waiting.since = None
    own_transaction.note(*(_mark(kind, day, ids) for (kind, day), ids in found.items()))


def _mark(kind: type[Seen], day: dt.datetime, ids: set[int]) -> Executable:
    values = {"last_seen_at": day, "by_day": True} if kind is UserSession else {"last_used_at": day}
    return update(kind).where(kind.id.in_(sorted(ids))).values(values)
