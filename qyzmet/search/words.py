"""The one normaliser of search, at write and at query, the same for every database: texts become stems.

A word is folded (`look_alikes.fold`). A word without Kazakh letters goes through the Russian Snowball stemmer;
from one with Kazakh letters the endings of number, possession and case are taken, and what then has no Kazakh letter
left is treated like a Russian word, so that «Алматының» and «Алматы» meet. At last a final б, г, ғ is written п, к, қ,
as Kazakh voices it before a vowel: «құқық», «құқығы». A word in Latin letters goes through the English stemmer.

Many type Kazakh without its own letters, «кызмет» for «қызмет». `plain_stems` are what an index keeps for that besides,
`typed_plainly` what such a word may stand for. Nothing here asks a database.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

import snowballstemmer

from qyzmet.look_alikes import begun_in_latin, fold

LONGEST_WORD = 40
MOST_WORDS = 8
# A shorter beginning of a word is only that word.
SHORTEST_BEGINNING = 2

_WORD = re.compile(r"[^\W_]+")
# A number that is quoted whole, or begun, is one word.
_NUMBER = re.compile(r"\b([^\W\d_]{1,8})-(?:([0-9]{4})-([0-9]+)|(draft)-([^\W_]+))")
_KAZAKH = re.compile("[әғқңөұүһі]")
_DEVOICED = str.maketrans("бгғ", "пкқ")
# What is typed instead on a keyboard without these letters.
_PLAIN = str.maketrans("әғқңөұүһі", "агкноуухи")
_SHORTEST_STEM = 3
_MOST_ENDINGS = 4
# «у» stands for a vowel with a consonant behind it, and endings treat it as a consonant.
_VOWELS = "аәеиоөұүыіэюя"
# Of a plural, a possession of the third person or a case, by what stands before it; the longest is taken first.
_ENDINGS = {
    "after a vowel": "ны ні на не нда нде ндағы ндегі нан нен",
    # «қаласы» is «қала» and its ending, «жұмысы» is «жұмыс» and its ending.
    "after a vowel but ы, і": "сы сі",
    "after a consonant": "ы і ды ді дың дің дар дер",
    "after a voiceless consonant": "ты ті тың тің та те тан тен тағы тегі тар тер",
    "after any letter": "лар лер ның нің ға ге қа ке да де дан ден дағы дегі мен бен пен",
    # The accusative of a possession: «қызметін».
    "after ы or і": "н",
}


def is_kazakh(text: str) -> bool:
    """Whether a text holds letters that Kazakh has and Russian does not: hardly a Kazakh sentence is without them."""
    return _KAZAKH.search(text.lower()) is not None


def _taken() -> list[tuple[str, str]]:
    before = {
        "after a vowel": f"(?<=[{_VOWELS}])",
        "after a vowel but ы, і": "(?<=[аәеиоөұүэюя])",
        "after a consonant": f"(?<=[^{_VOWELS}])",
        "after a voiceless consonant": "(?<=[кқпстфхцчшщбвгд])",
        "after any letter": "",
        "after ы or і": "(?<=[ыі])",
    }
    pairs = [(ending, before[after]) for after, endings in _ENDINGS.items() for ending in endings.split()]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


_ENDING = re.compile("(?:" + "|".join(f"{before}{ending}" for ending, before in _taken()) + ")$")
_PLAIN_ENDING = re.compile(_ENDING.pattern.translate(_PLAIN))
_russian = snowballstemmer.stemmer("russian")
_english = snowballstemmer.stemmer("english")


def tokens(text: str) -> list[str]:
    """The folded words of a text in their order: runs of letters and digits."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(fold(text))]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of a folded word."""
    if _KAZAKH.search(word):
        word = _without_endings(word)
    if word.isascii():
        return _english.stemWord(word) if word.isalpha() else word
    if not _KAZAKH.search(word):
        word = _russian.stemWord(word)
    return _devoiced(word)


def _devoiced(word: str) -> str:
    return word[:-1] + word[-1:].translate(_DEVOICED)


def _without_endings(word: str) -> str:
    for _turn in range(_MOST_ENDINGS):
        shorter = _ENDING.sub("", word)
        if len(shorter) < _SHORTEST_STEM or shorter == word or not _KAZAKH.search(word):
            break
        word = shorter
    return word


def plain_stems(found: Iterable[str]) -> set[str]:
    """The stems with Kazakh letters as they are typed without these."""
    return {_devoiced(each.translate(_PLAIN)) for each in found if _KAZAKH.search(each)}


def typed_plainly(word: str) -> set[str]:
    """The plain stems that a folded word without Kazakh letters may stand for, if it is a Kazakh one."""
    if _KAZAKH.search(word) or not word.isalpha() or word.isascii():
        return set()
    shorter = word
    for _turn in range(_MOST_ENDINGS):
        cut = _PLAIN_ENDING.sub("", shorter)
        if len(cut) < _SHORTEST_STEM or cut == shorter:
            break
        shorter = cut
    return {_devoiced(each) for each in (word, shorter, _russian.stemWord(shorter))}


def stems(texts: Iterable[str]) -> set[str]:
    """The stems of texts, each once: what an index keeps of them."""
    return {stem(token) for text in texts for token in tokens(text)}


def of_number(number: str) -> str:
    """A registered number as a text of what it is looked for by: whole, and its parts, with and without zeros."""
    parts = tokens(number)
    short = [part.lstrip("0") if part.isdigit() else part for part in parts]
    return " ".join([*parts, *short, "".join(parts), "".join(short)])


@dataclass(frozen=True)
class Word:
    """A word of a search: its stem, and, for one that is only begun, the beginning that other stems may have.

    The letters of a beginning may not tell yet whether they are Kazakh or Latin; `latin` is the same in Latin letters.
    `others` are stems that will do as well; `nearly` says that some of them are only spelled nearly so.
    """

    stem: str
    beginning: str | None = None
    latin: str | None = None
    others: tuple[str, ...] = ()
    nearly: bool = False


def query_words(text: str, *, plainly: bool = False) -> list[Word]:
    """What a search asks for: every word, the last of which may be only begun. Words behind the eighth are left out.

    With `plainly` Kazakh words may be typed without their own letters.
    """
    return list(_kept_words(text, plainly) if len(text) <= _KEPT_LENGTH else _words_of(text, plainly))


def _words_of(text: str, plainly: bool) -> tuple[Word, ...]:
    whole = _NUMBER.sub(lambda number: "".join(part or "" for part in number.groups()), fold(text))
    found = list(dict.fromkeys(tokens(whole)))[:MOST_WORDS]
    wanted = [Word(stem(token), others=_others(token) if plainly else ()) for token in found]
    if found and text[-1:].isalnum() and len(found[-1]) >= SHORTEST_BEGINNING:
        wanted[-1] = replace(wanted[-1], beginning=found[-1], latin=begun_in_latin(found[-1]))
    return tuple(dict.fromkeys(wanted))


# The same searches come again and again, as a page after a page of one list; long texts would only fill the memory.
_KEPT_LENGTH = 200
_kept_words = lru_cache(maxsize=1_000)(_words_of)


def _others(token: str) -> tuple[str, ...]:
    return tuple(sorted(typed_plainly(token) - {stem(token)}))
