"""The only place that asks for the time.

Two clocks. `now()` is the procedure's time: terms are counted by it, and in the demonstration and in tests
it can be moved forward. `wall()` is the machine's time: sessions, tokens, one-time codes, throttling,
retries and logs use it, so that moving the procedure's clock signs nobody out and sends no mail twice.
Both are aware and in UTC; people see Asia/Almaty.
"""

import datetime as dt
import time
import zoneinfo
from collections.abc import Callable
from zoneinfo import ZoneInfo

# The locked `tzdata` decides, for every library of this process too: before 2024a Almaty was at +06, and a system that
# was not updated since would move every term by an hour.
zoneinfo.reset_tzpath(to=())
ZoneInfo.clear_cache()
ALMATY = ZoneInfo("Asia/Almaty")

Source = Callable[[], dt.datetime]


def _machine() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


_wall: Source = _machine


def wall() -> dt.datetime:
    """The machine's time, in UTC."""
    return _wall().astimezone(dt.UTC)


def use_wall(source: Source) -> Source:
    """Take the machine's time from `source` from now on, in tests only; returns the source used before."""
    global _wall
    before, _wall = _wall, source
    return before


def elapsed() -> float:
    """Seconds on a clock that only measures spans, for timing an answer."""
    return time.perf_counter()


def sleep(seconds: float) -> None:
    """Wait; only for retry loops and the worker's own pauses, never in tests."""
    time.sleep(seconds)


_source: Source = wall
_stands = False


def use(source: Source, *, stands: bool = False) -> Source:
    """Take the procedure's time from `source` from now on; returns the source used before.

    It `stands` where no time passes by itself, however long somebody waits: the demonstration's.
    """
    global _source, _stands
    before, _source = _source, source
    _stands = stands
    return before


def passes(seconds: float) -> dt.timedelta:
    """How much of the procedure's time has passed in so many seconds: none where its clock stands until it is moved."""
    return dt.timedelta(0) if _stands else dt.timedelta(seconds=seconds)


def now() -> dt.datetime:
    """The procedure's time, in UTC."""
    return _source().astimezone(dt.UTC)


def today() -> dt.date:
    """The procedure's date in Kazakhstan (Asia/Almaty)."""
    return almaty(now()).date()


def almaty(instant: dt.datetime) -> dt.datetime:
    """The same instant as people in Kazakhstan read it."""
    return instant.astimezone(ALMATY)


def at(day: dt.date, hour: int = 0, minute: int = 0) -> dt.datetime:
    """The instant of an hour of a day in Kazakhstan, in UTC."""
    return dt.datetime.combine(day, dt.time(hour, minute), ALMATY).astimezone(dt.UTC)


def to_the_day(instant: dt.datetime) -> dt.datetime:
    """The instant at which its day began in Kazakhstan, in UTC: what is kept where the hour must not be known."""
    return at(almaty(instant).date())


def day_ending_at(end: dt.datetime) -> dt.date:
    """The last day of a time that ends at that instant: 00:00 in Kazakhstan is 24:00 of the day before."""
    return almaty(end - dt.timedelta(microseconds=1)).date()


def end_of(day: dt.date) -> dt.datetime:
    """24:00 of a day in Kazakhstan, in UTC: the first instant that is too late."""
    return at(day + dt.timedelta(days=1))
