"""The term of a programme: from and to are a day, or a year alone. Pure."""

import datetime as dt
from collections.abc import Mapping
from typing import Any


def first_day(text: Any) -> dt.date | None:
    """The first day that a day or a year means; None where nothing is printed."""
    if not text:
        return None
    said = str(text)
    return dt.date(int(said), 1, 1) if len(said) == 4 else dt.date.fromisoformat(said)


def last_day(text: Any) -> dt.date | None:
    """The last day that a day or a year means."""
    if not text:
        return None
    said = str(text)
    return dt.date(int(said), 12, 31) if len(said) == 4 else dt.date.fromisoformat(said)


def years(data: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """The first and the last year of the term, where they are printed."""
    first, last = first_day(data.get("from")), last_day(data.get("to"))
    return first.year if first else None, last.year if last else None
