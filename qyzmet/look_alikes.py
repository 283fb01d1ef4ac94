"""One form for texts that look the same: what is searched, compared or looked up is folded here, on both sides. Pure.

What people typed stays as it is; the folded text is kept beside it, or made when it is asked for. Which letters look
alike is Unicode's table of confusables, as the library `confusable-homoglyphs` carries it, read for the letters of
Kazakh and Russian against the Latin ones, capitals and small letters by themselves.
"""

import re
import unicodedata
from functools import cache, lru_cache

from qyzmet import texts

_ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_CYRILLIC = frozenset(_ALPHABET + _ALPHABET.upper())
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZəƏɵƟ")
# What the table lacks: I is there the same as l, the capital Һ and the small к are not there.
_ALSO = (("І", "I"), ("Һ", "H"), ("к", "k"))
# Of two Cyrillic letters that look like one Latin letter this is meant: a straight Y is Kazakh.
_MEANT = {"Y": "Ү", "y": "у", "H": "Н"}
_STRESS = str.maketrans("", "", "\u0300\u0301")
# Marks that only choose how the letter before them is drawn, or say nothing.
_DRAWING = re.compile("[\u034f\u180b-\u180d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# A sign that stands before numbers and is none of their letters; and what looks like a space.
_APART = str.maketrans(dict.fromkeys(["№", *texts.BLANK_LOOKING], " "))
_WORD = re.compile(r"[^\W_]+")
_CYRILLIC_WORD = re.compile(f"[{_ALPHABET}{_ALPHABET.upper()}0-9]+")
# Without the word around it a letter cannot be told: then all that look alike, capitals or small, are one.
_SMALL = dict(zip("abcehikmopxytəɵһүáéíóúýѓќѐѝё", "авсенікморхутәөнуаеіоуугкеие", strict=True))
_NOTHING = "\u0300\u0301\u00ad\u061c\u2060\ufeff" + "".join(
    map(chr, [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
)


@cache
def _twins() -> tuple[dict[str, str], dict[str, str]]:
    """Of each Latin letter the Cyrillic one that looks the same, and of each other letter the Latin one."""
    from confusable_homoglyphs.confusables import confusables_data  # A megabyte of JSON, read where it is asked for.

    latin: dict[str, str] = {}
    for name, others in confusables_data.items():
        alike = [name, *(each["c"] for each in others)]
        # Most are listed beside the Latin letter itself; ө and ɵ beside a third one.
        for letter in (each for each in alike if each in _LATIN):
            for other in alike:
                fits = other in _CYRILLIC and other.islower() == letter.islower()
                if len(other) == 1 and other not in _LATIN and other.isalpha() and (fits or other not in _CYRILLIC):
                    latin.setdefault(other, letter)
    latin |= dict(_ALSO)
    # The table has it for small letters alone, and a word's alphabet is the same in capitals.
    del latin["г"]
    cyrillic = {letter: other for other, letter in latin.items() if other in _CYRILLIC}
    return cyrillic | _MEANT, latin


def fold(text: str) -> str:
    """A text as it is compared: NFKC, small letters, ё as е, one alphabet a word, and nothing that cannot be seen.

    Stress marks are no part of a word either.
    """
    parts = unicodedata.normalize("NFKD", text.translate(_APART)).translate(_STRESS)
    whole = unicodedata.normalize("NFKC", _DRAWING.sub("", _without_format(parts)))
    small = _WORD.sub(lambda word: of_one_alphabet(word[0]), whole).casefold()
    return unicodedata.normalize("NFC", small).replace("ё", "е")


def _without_format(text: str) -> str:
    return text if text.isascii() else "".join(each for each in text if unicodedata.category(each) != "Cf")


@lru_cache(maxsize=20_000)
def of_one_alphabet(word: str) -> str:
    """A word with letters of look-alike alphabets exchanged, as its other letters decide.

    A letter that could be either belongs with the nearest one before it that could not, else with the nearest behind
    it. Where no letter decides, it is the Kazakh alphabet, for a word in Latin letters too: «T» and «Т», «TOP» and
    «ТОР» are the same.
    """
    if _CYRILLIC_WORD.fullmatch(word):
        return word
    cyrillic, latin = _twins()
    # ß is two letters when it is folded.
    word = "".join(each if len(each.casefold()) == 1 else each.casefold() for each in word)
    if not _CYRILLIC.isdisjoint(word) or not _LATIN.isdisjoint(word):
        word = "".join(each if each in _CYRILLIC | _LATIN else latin.get(each, each) for each in word)
    if not _CYRILLIC.isdisjoint(word):
        word = _as_others_decide(word, cyrillic, latin)
    # Small letters like capitals: a word is the same in both.
    capitals = {each.upper() for each in word if each.isalpha()}
    return "".join(cyrillic.get(each, each) for each in word.upper()) if capitals <= cyrillic.keys() else word


def _as_others_decide(word: str, cyrillic: dict[str, str], latin: dict[str, str]) -> str:
    decided = [_decides(each, cyrillic if each in _LATIN else latin) for each in word]
    alphabet, found = next((each for each in decided if each), _CYRILLIC), ""
    for letter, own in zip(word, decided, strict=True):
        alphabet = own or alphabet
        found += letter if letter in alphabet else (cyrillic if alphabet is _CYRILLIC else latin).get(letter, letter)
    return found


def _decides(letter: str, twins: dict[str, str]) -> frozenset[str] | None:
    """The alphabet that a letter belongs to by its look; None for one that could be either, or is of neither."""
    if letter in twins:
        return None
    return next((alphabet for alphabet in (_CYRILLIC, _LATIN) if letter in alphabet), None)


def begun_in_latin(beginning: str) -> str | None:
    """A folded beginning of a word in Latin letters, where what follows may yet decide for them; else None."""
    back = {other.lower(): letter.lower() for letter, other in _twins()[0].items() if letter.isupper()}
    letters = "".join(back.get(each, each) for each in beginning)
    return letters if letters != beginning and letters.isascii() and letters.isalpha() else None


def quoted(number: str) -> str:
    """A number as people quote it, T-2026-000002, in the Latin capitals and signs in which it is kept."""
    return number if number.isascii() else "".join(_twins()[1].get(each, each) for each in texts.without_marks(number))


def alike(text: str) -> str:
    """A text in which letters that could look alike are one, whatever word they stand in: `web.sorting` asks.

    It finds rather more than `fold`; both databases can make it of a column.
    """
    return unicodedata.normalize("NFKC", text).casefold().translate(alike_table())


@cache
def alike_table() -> dict[int, str | None]:
    """What `alike` exchanges or leaves out, of small letters in NFKC."""
    return str.maketrans(_SMALL | dict.fromkeys(_NOTHING))


def alike_in_sql() -> tuple[str, str]:
    """The same as the two texts that SQL's `translate` takes: letters behind the end of the second one are left out."""
    return "".join(_SMALL) + _NOTHING, "".join(_SMALL.values())
