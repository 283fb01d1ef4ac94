"""Words become stems, the same at write and at query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qyzmet.search import legal_acts
from qyzmet.search.words import MOST_WORDS, Word, of_number, query_words, stem, stems, tokens

pytestmark = pytest.mark.once

pytestmark = pytest.mark.once

# As people write a word and as the form has it, in Kazakh and in Russian.
PAIRS = """
қызмет қызметті, қызмет қызметтер, қызмет қызметінің, қызмет қызметін, қызмет қызметінде, мәдениет мәдениетін,
мәдениет мәдениеттің, басқарма басқармасы, басқарма басқармасының, басқарма басқармасына, куәлік куәлігі,
куәлік куәлікті, құқық құқығына, құқық құқықтың, құндылық құндылықтарды, құжат құжаттар, құжат құжатының,
автоматтандыру автоматтандыруға, автоматтандыру автоматтандырудың, алматы алматының, қала қаласында,
жұмыс жұмысы, тіл тілдің,
өтінім өтінімдердің, министрлік министрлігінің, кітапхана кітапханада, жүйе жүйесі, жүйе жүйенің, сұрау сұрауы,
ескерткіш ескерткіштерді, орталық орталығы, орган органның, департамент департаментінің, ғимарат ғимараттарының,
культура культуры, управление управления, свидетельство свидетельств, выдача выдачи, ценность ценностей,
вывоз вывоза, памятник памятниках, реставрационный реставрационных, услуга услуг, учёт учета, город города
"""


@pytest.mark.parametrize("pair", [pair.split() for pair in PAIRS.replace("\n", " ").split(",")], ids=" ".join)
def test_a_word_is_found_in_its_other_forms(pair: list[str]):
    """Number, possession and case do not hide a word, nor do capitals and ё."""
    one, other = (stem(tokens(word)[0]) for word in pair)
    assert one == other == stem(tokens(pair[0].upper())[0])


def test_different_words_stay_apart():
    """Endings are taken, words are not: these have little in common."""
    apart = ("қызмет қызба", "мәдениет мәдени", "құқық құрал", "куәлік күн", "культура курс", "вывоз вывод")
    for pair in apart:
        one, other = (stem(word) for word in pair.split())
        assert one != other, pair


@given(st.text(max_size=60))
def test_a_stem_is_never_empty_and_the_same_at_every_time(text: str):
    """Whatever is written: what the index keeps of a text is what a search for it asks for."""
    found = stems([text])
    assert all(0 < len(each) <= 40 for each in found)
    # A number is looked for whole; everything else as the index has it.
    assert "-" in text or {each.stem for each in query_words(f"{text} ")} <= found


def test_what_is_asked_for():
    """Words once each, the last one open unless a space follows; a number is one word, whole or begun."""
    assert query_words("выдача Свидетельства ") == [Word("выдач"), Word("свидетельств")]
    assert query_words("выдача свид") == [Word("выдач"), Word("свид", "свид")]
    assert query_words("ценности, ценностей!") == [Word("ценност")]
    assert query_words("AR-2026-0001") == [Word("ar20260001", "ar20260001")]
    assert query_words("Т-2026-0001") == query_words("T-2026-0001") == [Word("т20260001", "т20260001")]
    assert query_words("mic")[0].latin == "mic"
    assert query_words("%_!") == query_words("") == []
    assert len(query_words("а б в г д е ж з и к")) == MOST_WORDS
    assert stems([of_number("AR-2026-000123")]) == {"ar", "2026", "000123", "123", "ar2026000123", "ar2026123"}


def test_keys_of_acts():
    """An act is known by number and date, whatever the signs; without a number by its title's words."""
    same = [{"number": "№ 101/НҚ", "date": "2022-03-31"}, {"number": "101/нқ ", "date": "2022-03-31", "title": "Other"}]
    assert legal_acts.key_of(same[0]) == legal_acts.key_of(same[1]) == "101/нқ|2022-03-31"
    assert legal_acts.key_of({"number": "101/HҚ", "date": "2022-03-31"}) == "101/нқ|2022-03-31"
    dashes = [legal_acts.key_of({"number": f"ҚР ДСМ{dash}49", "date": "2022-03-31"}) for dash in "-–\u2011"]
    assert len(set(dashes)) == 1
    assert legal_acts.key_of({"title": "О государственных услугах"}) == legal_acts.key_of(
        {"title": "«О государственной услуге»"}
    )
    assert legal_acts.key_of({"number": "140", "title": "Закон"}) == "закон"
    assert legal_acts.key_of({}) == ""
