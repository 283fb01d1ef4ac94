"""How often one token, and one organisation by all of its tokens, may call: so many times a minute in each process,
counted in its memory.

It keeps a program that has gone wrong from taking the machine; guessing of secrets is limited elsewhere. With several
processes a token gets as many times the limit, which is meant.
"""

from threading import Lock

from qyzmet import clock

CALLS_A_MINUTE = 3_000
# Of one organisation, beside what one token may: as many as ten systems of its own may call, each without a pause.
TIMES_AS_MANY = 10
_WINDOW = 60.0
_MOST_TOKENS = 10_000

_calls: dict[int | str, tuple[float, int]] = {}
_lock = Lock()


def wait_for(token_id: int, limit: int = CALLS_A_MINUTE, organisation: str | None = None) -> int:
    """Count a call of a token, and of the organisation (its BIN) that it acts for. 0 where it may go on, else the
    seconds until it may.
    """
    now = clock.elapsed()
    with _lock:
        if len(_calls) > _MOST_TOKENS:
            _calls.clear()
        seconds = _counted(token_id, limit, now)
        # A token that calls too often does not use up what its colleagues' have.
        if not organisation or seconds:
            return seconds
        return _counted(organisation, limit * TIMES_AS_MANY, now)


def _counted(caller: int | str, limit: int, now: float) -> int:
    since, calls = _calls.get(caller, (now, 0))
    if now - since >= _WINDOW:
        since, calls = now, 0
    _calls[caller] = (since, calls + 1)
    return 0 if calls < limit else max(1, round(_WINDOW - (now - since)))


def forget() -> None:
    """Start counting anew."""
    with _lock:
        _calls.clear()
