"""Typing mistakes and Kazakh without its own letters: what a forgiving search asks for."""

import pytest
from flask import Flask

from qyzmet.search import spelling, words
from qyzmet.search.words import plain_stems, stem, typed_plainly


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [("реестр", "реестр", 0), ("реестр", "рестр", 1), ("реестр", "ерестр", 1), ("", "да", 2), ("услуга", "услуги", 1)],
)
def test_how_far_words_are_apart(one: str, other: str, far: int):
    """One letter more, less or another is one mistake, and so are two that are exchanged."""
    assert spelling.distance(one, other) == spelling.distance(other, one) == far


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("қызмет", "кызметтеринин"),
        ("әкім", "акимнин"),
        ("тізілім", "тизилимге"),
        ("мәдениет", "мадениеттин"),
        ("өтінім", "отинимдер"),
        ("алматының", "алматынын"),
    ],
)
def test_a_kazakh_word_is_found_without_its_letters(written: str, typed: str):
    """What the index keeps of the word as it is written is among what the plainly typed one may stand for."""
    kept = {stem(written)} | plain_stems([stem(written)])
    assert kept & ({stem(typed)} | typed_plainly(typed)), (kept, typed_plainly(typed))


def test_english_words_meet_in_their_forms():
    """A word in Latin letters goes by its English stem; a number stays."""
    assert stem("services") == stem("service")
    assert stem("licensing") == stem("licensed")
    assert stem("2026") == "2026"


def test_only_a_word_that_nobody_wrote_stands_for_others(app: Flask):
    """A known word is that word; a mistaken one is the nearest; of nothing like it there is nothing."""
    spelling.learn({"памятник", "паромник", "реестр"})
    assert not spelling.query_words("памятники ")[0].nearly
    near = spelling.query_words("памтяники ")[0]
    assert near.nearly
    assert (near.stem, near.others) == ("памятник", ())
    assert not spelling.query_words("паровоз ")[0].nearly
    begun = spelling.query_words("памят")
    assert (begun[0].beginning, begun[0].nearly) == ("памят", False)


def test_nothing_is_looked_for_in_vain(app: Flask):
    """Of the forms that a word may stand for, those that nobody has written are left out; one stays in any case."""
    spelling.learn({"кызмет", "реставрац"})
    assert spelling.query_words("кызметтеринин ") == [words.Word("кызмет")]
    (restored,) = spelling.query_words("реставрации ")
    assert (restored.stem, restored.others) == ("реставрац", ())
    (nothing,) = spelling.query_words("паровозами ")
    assert (nothing.stem, nothing.others, nothing.nearly) == (stem("паровозами"), (), False)
