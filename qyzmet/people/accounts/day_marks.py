"""On which day suppliers' people were here: to the day, and written for many at one stroke when an hour is over.

A mark that were written with the request it marks, or that said the hour, would tell who bids: beside it a sealed row
is written. So it waits in this process, beside those of all others; those of an hour in which the process ends are
lost, and nothing hangs on them: whether a session was left unused its cookie knows.
"""

import datetime as dt
import threading
from collections import defaultdict

from sqlalchemy import Executable, update

from qyzmet import clock, own_transaction
from qyzmet.people.accounts.credentials import ApiToken, FeedKey, UserSession

Seen = UserSession | ApiToken | FeedKey

_lock = threading.Lock()
_waiting: dict[tuple[type[Seen], dt.datetime], set[int]] = defaultdict(set)
_since: dt.datetime | None = None


def note(seen: Seen) -> None:
    """Remember that the session, token or feed is in use today."""
    global _since
    now = clock.wall()
    day = clock.to_the_day(now)
    if (seen.last_seen_at if isinstance(seen, UserSession) else seen.last_used_at) == day:
        return
    with _lock:
        _waiting[type(seen), day].add(seen.id)
        _since = _since or now


def are_due() -> bool:
    """Whether marks wait from an hour that is over."""
    now = clock.wall()
    return _since is not None and _since.replace(minute=0, second=0, microsecond=0) != now.replace(
        minute=0, second=0, microsecond=0
    )


def write() -> None:
    """Write all that wait, in one transaction. The request under way must not have written anything yet."""
    global _since
    with _lock:
        found = dict(_waiting)
        _waiting.clear()
        _since = None
    own_transaction.note(*(_mark(kind, day, ids) for (kind, day), ids in found.items()))


def _mark(kind: type[Seen], day: dt.datetime, ids: set[int]) -> Executable:
    values = {"last_seen_at": day, "by_day": True} if kind is UserSession else {"last_used_at": day}
    return update(kind).where(kind.id.in_(sorted(ids))).values(values)
