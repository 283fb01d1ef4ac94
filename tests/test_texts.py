"""What counts as a text, and what is kept of it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qyzmet import texts

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "text",
    [
        "\u200b",
        "\xad",
        "⠀",
        "ㅤ",
        "ᅟᅠ",
        "ﾠ",
        "\u200e\u202e\u2066",
        "\u2028\n",
        " \xa0\t",
        "́",
        "️",
        "\ufeff",
        "￼",
        "\U000e0041",
        "\u200d",
        "",
    ],
)
def test_what_leaves_no_ink_is_no_text(text: str):
    """Blank-looking letters and symbols, format characters and marks alone say nothing, whatever their category."""
    assert not texts.leaves_ink(text)
    assert texts.kept(text, lines=True) == ""


@pytest.mark.parametrize("text", ["a", "Қ", "5", "-", "₸", "🙂", "\u200bя", "漢", "ـ", "\U00018cd6"])
def test_one_character_that_can_be_seen_is_a_text(text: str):
    """A letter, digit, sign or symbol of any script, also one that is newer than Python's tables."""
    assert texts.leaves_ink(text)
    assert texts.kept(text, lines=False)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Выдача \u202eваксар", "Выдача ваксар"),
        ("гербов\u00adников", "гербовников"),
        ("и\u0306\u200b", "й"),
        ("\u3164Әлия\u2800 ", "Әлия"),
        ("a\u2028b\u2029c", "a b c"),
        ("го\u0301род", "го\u0301род"),
        ("👩\u200d💻 🏳\ufe0f\u200d🌈", "👩\u200d💻 🏳\ufe0f\u200d🌈"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("а\u200dб", "аб"),
    ],
)
def test_what_does_nothing_is_taken_out_and_the_rest_stays(typed: str, kept: str):
    """Marks of direction, zero-width spaces and soft hyphens go; stress, joined pictures, joiners of scripts stay."""
    assert texts.kept(typed, lines=False) == kept


def test_separators_of_lines_are_line_ends():
    """Where a text has lines U+2028 and U+2029 are ends of lines; else they are spaces, and line ends are refused."""
    assert texts.kept("a\u2028b\u2029c\r\nd\re", lines=True) == "a\nb\nc\nd\ne"
    for bad in ("a\nb", "a\rb", "a\x00b", "a\x1bb"):
        with pytest.raises(texts.ControlCharacters):
            texts.kept(bad, lines=False)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_what_is_kept_is_kept_again_as_it_is(text: str):
    """Keeping a second time changes nothing, no mark of direction is left, and what says nothing is empty."""
    kept = texts.kept(text, lines=False)
    assert texts.kept(kept, lines=False) == kept
    assert not any(unicodedata.bidirectional(each) in ("LRE", "RLE", "PDF", "LRO", "RLO", "LRI") for each in kept)
    assert bool(kept) == texts.leaves_ink(kept) == texts.leaves_ink(text)


def test_digits_are_read_through_what_stands_around_them():
    """Marks of direction, blanks of every kind and byte order marks are no part of a number."""
    assert texts.digits("\u202a1\u00a0500\u202f000\u202c") == "1500000"
    assert texts.digits("\u200e010340 004512\ufeff") == "010340004512"
