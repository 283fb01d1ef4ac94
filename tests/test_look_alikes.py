"""Texts that look the same are the same where they are searched, compared or looked up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qyzmet.look_alikes import alike, begun_in_latin, fold, quoted

pytestmark = pytest.mark.once

LETTERS = "aAbBeEhHiIkKmMoOpPtTrRlLsSxXyYаАеЕгГжЖқҚтТнНһҺүҮіІьЬөƟɵəßẞ1ı"
KAZAKH_AND_RUSSIAN = "аәбвгғдежзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Кәсiби бiлiм беру мекемелерiн тiркеу", "Кәсіби білім беру мекемелерін тіркеу"),
        ("101/HҚ", "101/НҚ"),
        ("гербов\u00adников", "гербовников"),
        ("го\u0301рода", "города"),
        ("гóрода", "города"),
        ("Кɵкшетау əкімдігі", "Көкшетау әкімдігі"),
        ("қаhарман", "қаһарман"),
        ("Yкiмет", "Үкімет"),
        ("kaзақ", "қазақ".replace("қ", "к", 1)),
        ("Т-2026-000002", "T-2026-000002"),
        ("В-2026-000001", "B-2026-000001"),
        ("АR-2026-000001", "AR-2026-000001"),
        ("Microsоft", "Microsoft"),
        ("ΤОР", "TOP"),
        ("Ｔｏｐ", "top"),
        ("учёт", "УЧЕТ"),
        ("\u202eСреда\u200b", "среда"),
        ("№ 5", "5"),
    ],
)
def test_what_looks_the_same_is_the_same(typed: str, meant: str):
    """Letters of another alphabet, stress, soft hyphens and other forms of a letter hide nothing."""
    assert fold(typed).strip() == fold(meant).strip()


def test_the_letters_of_a_word_decide_and_kazakh_comes_first():
    """A word stays in its alphabet; letters that could be either go with those beside them, else with the Kazakh."""
    assert fold("Microsоft eGov") == "microsoft egov"
    assert fold("Kазақстан") == "казақстан"
    assert fold("egovқа SMSтің") == "egovқа smsтің"
    assert fold("TOP") == fold("top") == "тор"
    assert fold("үн") != fold("ун")
    assert fold("Ελλάδα") == "ελλαδα"


@given(st.text(LETTERS, max_size=6) | st.text(max_size=8))
def test_folding_again_changes_nothing(text: str):
    """So it does not matter how often a text was folded on its way to the index or to the question."""
    assert fold(fold(text)) == fold(text)


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=6) | st.text(KAZAKH_AND_RUSSIAN, max_size=6))
def test_capitals_are_small_letters(text: str):
    """A word of one alphabet is folded alike in capitals and small letters."""
    assert fold(text) == fold(text.upper())


def test_a_beginning_may_yet_become_latin():
    """«mic» could begin a Kazakh word or «Microsoft»: both are looked for. A Kazakh letter has decided."""
    assert begun_in_latin(fold("mic")) == "mic"
    assert begun_in_latin(fold("бi")) is None
    assert begun_in_latin(fold("micr")) is None


def test_a_number_is_quoted_in_any_letters():
    """What stands in an address or a field as a number is read as the number that is kept."""
    assert quoted("Т-2026-000002") == quoted("\u200eT-2026-000002") == "T-2026-000002"
    assert quoted("В-draft-7K2М") == "B-draft-7K2M"


@given(st.text("кқазыiіaHНyүуoo\u00ad\u0301", max_size=8))
def test_whatever_word_it_stands_in_a_text_is_found(text: str):
    """What folds alike is alike without its word too: names are found by parts that databases compare."""
    assert alike(fold(text)) == alike(text)
