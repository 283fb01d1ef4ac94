"""How often one token may call: so many times a minute in each process, counted in its memory.

It keeps a program that has gone wrong from taking the machine; guessing of secrets is limited elsewhere. With several
processes a token gets as many times the limit, which is meant.
"""

from threading import Lock

from qyzmet import clock

CALLS_A_MINUTE = 3_000
_WINDOW = 60.0
_MOST_TOKENS = 10_000

_calls: dict[int, tuple[float, int]] = {}
_lock = Lock()


def wait_for(token_id: int, limit: int = CALLS_A_MINUTE) -> int:
    """Count a call of a token. 0 where it may go on, else the seconds until it may."""
    now = clock.elapsed()
    with _lock:
        if len(_calls) > _MOST_TOKENS:
            _calls.clear()
        since, calls = _calls.get(token_id, (now, 0))
        if now - since >= _WINDOW:
            since, calls = now, 0
        _calls[token_id] = (since, calls + 1)
        return 0 if calls < limit else max(1, round(_WINDOW - (now - since)))


def forget() -> None:
    """Start counting anew."""
    with _lock:
        _calls.clear()
