"""How often one token, and one organisation by all of its tokens, may call: so many times a minute in each process.

It keeps a program that has gone wrong from taking the machine.
"""

from qyzmet.rate_limit import RateLimit

CALLS_A_MINUTE = 3_000
# Of one organisation, beside what one token may: as many as ten systems of its own may call, each without a pause.
TIMES_AS_MANY = 10

_calls = RateLimit(60.0)


def wait_for(token_id: int, limit: int = CALLS_A_MINUTE, organisation: str | None = None) -> int:
    """Count a call of a token, and of the organisation (its BIN) that it acts for. 0 where it may go on, else the
    seconds until it may.
    """
    seconds = _calls.wait_for(token_id, limit)
    # A token that calls too often does not use up what its colleagues' have.
    if not organisation or seconds:
        return seconds
    return _calls.wait_for(organisation, limit * TIMES_AS_MANY)


def forget() -> None:
    """Start counting anew."""
    _calls.forget()
