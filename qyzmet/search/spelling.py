"""Words typed with a mistake, for the kinds whose search is forgiving (`Kind.forgiving`): words spelled nearly so.

Trigrams choose the words that look alike; how many letters they differ by decides. Nothing here commits.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sqlalchemy import TextualSelect, column, text
from sqlalchemy.dialects import postgresql, sqlite

from qyzmet.database import db
from qyzmet.search import words
from qyzmet.search.models import SearchTrigram
from qyzmet.search.words import Word

# Shorter words are too like one another. From so many letters on there may be two mistakes.
SHORTEST, LONG = 4, 8
LOOKED_AT, TAKEN = 60, 4
_LAST = "\U0010ffff"


def trigrams(word: str) -> set[str]:
    """Each three letters that follow one another, with the beginning and the end of the word marked."""
    marked = f"^{word}$"
    return {marked[place : place + 3] for place in range(len(marked) - 2)}


def learn(found: Iterable[str]) -> None:
    """Keep the trigrams of those words that are not known yet."""
    spelled = {word for word in found if _is_spelled(word)}
    new = sorted(spelled - _known(spelled))
    rows = [{"trigram": trigram, "word": word} for word in new for trigram in sorted(trigrams(word))]
    if rows:
        dialect: Any = postgresql if db.engine.dialect.name == "postgresql" else sqlite
        db.session.execute(dialect.insert(SearchTrigram.__table__).on_conflict_do_nothing(), rows)


def query_words(typed: str) -> list[Word]:
    """What a search asks for (`words.query_words`), where a word that nobody has written stands for those like it."""
    wanted = words.query_words(typed, plainly=True)
    spelled = {each for word in wanted for each in (word.stem, *word.others) if _is_spelled(each)}
    known = _known(spelled)
    return [_written(word if _is_found(word, known) else _nearest(word, known), known) for word in wanted]


def _written(word: Word, known: set[str]) -> Word:
    """The same word without those forms that nobody has written: each would be looked for in the index in vain."""
    others = tuple(each for each in word.others if each in known or not _is_spelled(each))
    if others and word.beginning is None and _is_spelled(word.stem) and word.stem not in known:
        return replace(word, stem=others[0], others=others[1:])
    return replace(word, others=others)


def _is_spelled(word: str) -> bool:
    return len(word) >= SHORTEST and word.isalpha()


def _known(found: set[str]) -> set[str]:
    if not found:
        return set()
    words = sorted(found)
    asked = " OR ".join(f"trigram = :trigram{place} AND word = :word{place}" for place in range(len(words)))
    values = {f"word{place}": word for place, word in enumerate(words)}
    values |= {f"trigram{place}": f"^{word[:2]}" for place, word in enumerate(words)}
    return _words(f"SELECT word FROM search_trigram WHERE {asked}", values)


def _is_found(word: Word, known: set[str]) -> bool:
    if not _is_spelled(word.stem) or not known.isdisjoint({word.stem, *word.others}):
        return True
    begun = "SELECT word FROM search_trigram WHERE trigram = :trigram AND word >= :first AND word < :last LIMIT 1"
    return any(
        _words(begun, {"trigram": f"^{each[:2]}", "first": each, "last": each + _LAST})
        for each in (word.beginning, word.latin)
        if each is not None
    )


def _nearest(word: Word, known: set[str]) -> Word:
    """The same word with those spelled nearly so besides, if there are any; they are known from then on."""
    forms = [each for each in (word.stem, *word.others) if _is_spelled(each)]
    far = [
        (distance(form, other), other)
        for other in _like(forms)
        for form in forms
        if distance(form, other) <= (2 if len(form) >= LONG else 1)
    ]
    nearest = min((each[0] for each in far), default=0)
    near = sorted({other for distant, other in far if distant == nearest})[:TAKEN]
    known.update(near)
    return replace(word, others=(*word.others, *near), nearly=bool(near))


def _like(forms: list[str]) -> set[str]:
    """The words that have the most trigrams in common with one of these forms."""
    common = sorted({trigram for form in forms for trigram in trigrams(form)})
    listed = ", ".join(f":trigram{place}" for place in range(len(common)))
    sql = f"SELECT word FROM search_trigram WHERE trigram IN ({listed})"
    sql += f" GROUP BY word ORDER BY count(*) DESC, word LIMIT {LOOKED_AT}"
    return _words(sql, {f"trigram{place}": trigram for place, trigram in enumerate(common)})


def _words(sql: str, values: dict[str, str]) -> set[str]:
    """The words that a statement of this module selects."""
    return {row[0] for row in db.session.connection().execute(_prepared(sql), values)}


@lru_cache(maxsize=100)
def _prepared(sql: str) -> TextualSelect:
    # With its column named SQLAlchemy looks at each statement once, not each time.
    return text(sql).columns(column("word"))


def distance(one: str, other: str) -> int:
    """By how many letters two words differ: one more, one less, another, or two exchanged. Pure."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, start=1):
        following = [place]
        for at, counterpart in enumerate(other, start=1):
            cost = min(row[at] + 1, following[at - 1] + 1, row[at - 1] + (letter != counterpart))
            if before and at > 1 and letter == other[at - 2] and one[place - 2] == counterpart:
                cost = min(cost, before[at - 2] + 1)
            following.append(cost)
        before, row = row, following
    return row[-1]
