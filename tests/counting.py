"""Counting what a page asks the database, and saying what it asked again and again."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event

# Of every page, whatever it shows; and of one object of the API.
MOST, MOST_OF_AN_OBJECT = 12, 6
# What begins and ends a transaction asks nothing.
_NOTHING = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")

# When somebody was last here is noted once in five minutes, whatever they ask for.
_USED = re.compile(r"\s*UPDATE (api_token|user_session|session) SET last_used_at=")


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement that is carried out within the block."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.lstrip().startswith(_NOTHING) and not _USED.match(statement):
            found.append(re.sub(r"\s+", " ", statement))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def too_many(address: str, statements: list[str]) -> str:
    """What is wrong with an address that asked these; "" where it is within its limit. Repeated statements go first."""
    most = MOST_OF_AN_OBJECT if re.match(r"/api/v1/[a-z]+/[A-Z]+-[^/]+$", address) else MOST
    if len(statements) <= most:
        return ""
    said = [f"{many} × {_short(each)}" for each, many in Counter(statements).most_common()]
    return "\n  ".join([f"{address} asks {len(statements)} times, {most} at most:", *said])


def hold(wrong: Iterable[str]) -> None:
    """Fail with what is wrong, if anything is."""
    said = "\n".join(filter(None, wrong))
    if said:
        pytest.fail(said, pytrace=False)


def _short(statement: str) -> str:
    """From which tables under which conditions: the columns say nothing."""
    found = re.search(r" FROM (.*)", statement)
    return (f"FROM {found[1]}" if statement.startswith("SELECT") and found else statement)[:160]
