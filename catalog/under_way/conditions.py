"""What the public register of running procedures may be asked for, as conditions of qyzmet/search/conditions.py."""

import datetime as dt
from collections.abc import Iterable

from qyzmet.search import conditions, words
from qyzmet.search.conditions import Condition, Index

from .stages import Stage


def searched(text: str) -> list[Condition]:
    """All of these words stand in the number or the name. A search for signs alone finds nothing."""
    found = words.query_words(text)
    return [conditions.word(each, place, "need_word") for place, each in enumerate(found)] or [Condition("1 = 0")]


def at_stages(asked: Iterable[Stage]) -> Condition:
    """It stands at one of these."""
    values = {f"stage_{stage.name.lower()}": stage.value for stage in asked}
    listed = ", ".join(f":{name}" for name in values)
    index = Index("need_under_way", f"{{t}}.stage IN ({listed})", by_id=True)
    return Condition(conditions.exists(index), (index,), values)


def agreed_in(year: int) -> Condition:
    """The authorised body agreed to it in that year."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    within, values = conditions.between("{t}.agreed_at", "agreed", first, last)
    index = Index("need_under_way", within, few=True, by_id=True)
    return Condition(conditions.exists(index), (index,), values)
