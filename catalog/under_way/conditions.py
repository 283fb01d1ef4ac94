"""What the public register of running procedures may be asked for, as conditions of qyzmet/search/conditions.py."""

import datetime as dt

from qyzmet.search import conditions, words
from qyzmet.search.conditions import Condition, Index


def searched(text: str) -> list[Condition]:
    """All of these words stand in the number or the name. A search for signs alone finds nothing."""
    found = words.query_words(text)
    return [conditions.word(each, place, "need_word") for place, each in enumerate(found)] or [Condition("1 = 0")]


def agreed_in(year: int) -> Condition:
    """The authorised body agreed to it in that year."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    within, values = conditions.between("{t}.agreed_at", "agreed", first, last)
    return conditions.of_row(Index("need_under_way", within, by_id=True), values)
