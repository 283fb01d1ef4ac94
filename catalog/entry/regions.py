"""The regions by which the Catalogue is listed: the regions and the cities of republican significance, each under the
first two digits of its code in the classifier of administrative and territorial units (KATO).

A request names its territory in words (Annex 1, row 4), each author in its own; `key_of` says which region is meant.
Pure.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# How a region, and how a city, is called beside its name; beginnings of words.
_REGION, _CITY = ("обл", "region", "oblast"), ("город", "г", "гор", "кала", "city")
# Written without the letters that only Kazakh has, as many type it.
_PLAIN = str.maketrans("әғқңөұүһіё", "агкноуухие")
_WORD = re.compile(r"[^\W_]+")
# A shorter beginning is only that word: «г», «обл», «ВКО».
_SHORTEST_BEGINNING = 4


@dataclass(frozen=True)
class Region:
    """A region, by its key; `said` are beginnings of the words by which texts name it, plainly written."""

    key: str
    kk: str
    ru: str
    en: str
    said: tuple[str, ...]
    is_city: bool = False
    # Means the region only beside the word «region»: alone, the city, or a district somewhere else.
    beside: tuple[str, ...] = ()

    def name(self, language: str) -> str:
        """Its name in Kazakh, Russian or English."""
        return {"kk": self.kk, "ru": self.ru, "en": self.en}[language]


_WEST = ("западн казахстан", "батыс казакстан", "west kazakhstan", "зко", "бко")
_NORTH = ("север казахстан", "солтустик казакстан", "north kazakhstan", "ско")
_EAST = ("восточн казахстан", "шыгыс казакстан", "east kazakhstan", "вко", "шко")
# Until 2018 it was called South Kazakhstan.
_TURKISTAN = ("туркестан", "туркистан", "turkistan", "turkestan", "южно казахстан", "онтустик казакстан", "юко", "око")
_ABAY = ("абай", "abai", "abay")
REGIONS: tuple[Region, ...] = (
    Region("10", "Абай облысы", "Область Абай", "Abai Region", (), beside=_ABAY),
    Region("11", "Ақмола облысы", "Акмолинская область", "Akmola Region", ("акмол", "akmola", "aqmola")),
    Region("15", "Ақтөбе облысы", "Актюбинская область", "Aktobe Region", ("актюб", "актоб", "aktobe", "aqtobe")),
    Region("19", "Алматы облысы", "Алматинская область", "Almaty Region", ("алматинск",), beside=("алматы", "almaty")),
    Region("23", "Атырау облысы", "Атырауская область", "Atyrau Region", ("атырау", "atyrau")),
    Region("27", "Батыс Қазақстан облысы", "Западно-Казахстанская область", "West Kazakhstan Region", _WEST),
    Region("31", "Жамбыл облысы", "Жамбылская область", "Zhambyl Region", ("жамбылск",), beside=("жамбыл", "zhambyl")),
    Region("33", "Жетісу облысы", "Область Жетісу", "Zhetysu Region", ("жетису", "zhetysu", "zhetisu", "jetisu")),
    Region("35", "Қарағанды облысы", "Карагандинская область", "Karaganda Region", ("караганд", "karagand")),
    Region("39", "Қостанай облысы", "Костанайская область", "Kostanay Region", ("костана", "kostana", "qostana")),
    Region("43", "Қызылорда облысы", "Кызылординская область", "Kyzylorda Region", ("кызылорд", "kyzylorda")),
    Region(
        "47", "Маңғыстау облысы", "Мангистауская область", "Mangystau Region", ("мангистау", "мангыстау", "mangystau")
    ),
    Region("55", "Павлодар облысы", "Павлодарская область", "Pavlodar Region", ("павлодар", "pavlodar")),
    Region("59", "Солтүстік Қазақстан облысы", "Северо-Казахстанская область", "North Kazakhstan Region", _NORTH),
    Region("61", "Түркістан облысы", "Туркестанская область", "Turkistan Region", _TURKISTAN),
    Region("62", "Ұлытау облысы", "Область Ұлытау", "Ulytau Region", ("улытау", "ulytau")),
    Region("63", "Шығыс Қазақстан облысы", "Восточно-Казахстанская область", "East Kazakhstan Region", _EAST),
    # From 2019 to 2022 it was called Nur-Sultan.
    Region(
        "71", "Астана қаласы", "Город Астана", "Astana", ("астан", "astana", "нур султан", "nur sultan"), is_city=True
    ),
    Region("75", "Алматы қаласы", "Город Алматы", "Almaty", ("алматы", "алма ата", "almaty"), is_city=True),
    Region("79", "Шымкент қаласы", "Город Шымкент", "Shymkent", ("шымкент", "чимкент", "shymkent"), is_city=True),
)
BY_KEY: Mapping[str, Region] = {region.key: region for region in REGIONS}


def key_of(text: str) -> str:
    """The key of the region that a text names, or has named by its key; "" where it names none, or several.

    What is called a region or a city beside its name goes before a name alone: «Алматы облысы» is no city.
    """
    if text.strip() in BY_KEY:
        return text.strip()
    words = _WORD.findall(text.casefold().translate(_PLAIN))
    called = [region.key for region in REGIONS if _is_called(words, region)]
    named = called or [region.key for region in REGIONS if any(_places(words, each) for each in region.said)]
    return named[0] if len(named) == 1 else ""


def name_of(key: str, language: str) -> str:
    """What the region is called; "" for the key of none."""
    return BY_KEY[key].name(language) if key in BY_KEY else ""


def _is_called(words: Sequence[str], region: Region) -> bool:
    """Whether its name stands there beside «region», or beside «city»."""
    marks = _CITY if region.is_city else _REGION
    return any(
        any(
            _begins(word, mark)
            for mark in marks
            for word in (*words[max(first - 1, 0) : first], *words[last : last + 1])
        )
        for phrase in (*region.said, *region.beside)
        for first, last in _places(words, phrase)
    )


def _places(words: Sequence[str], phrase: str) -> list[tuple[int, int]]:
    """Where the words of the phrase begin words one after another: from the first, up to the one behind the last."""
    parts = phrase.split()
    return [
        (first, first + len(parts))
        for first in range(len(words) - len(parts) + 1)
        if all(_begins(word, part) for word, part in zip(words[first:], parts, strict=False))
    ]


def _begins(word: str, part: str) -> bool:
    return word.startswith(part) if len(part) >= _SHORTEST_BEGINNING or part == "обл" else word == part
