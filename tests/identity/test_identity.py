"""IIN and BIN (rules.md § 9): the check digit against an oracle written another way, and what a mistyped digit does."""

import datetime as dt

import pytest
from flask import Flask
from hypothesis import assume, example, given
from hypothesis import strategies as st

from qyzmet.identity import check_digit, is_bin, is_iin, masked
from qyzmet.people.iin_bin import bin_fault, iin_fault

ELEVEN = st.text("0123456789", min_size=11, max_size=11)


def oracle(eleven: str) -> str:
    """The twelfth digit by the letter of the rule, one place after another; empty where none is ever issued."""
    total = 0
    for place in range(1, 12):
        total += place * (ord(eleven[place - 1]) - ord("0"))
    if total - 11 * (total // 11) != 10:
        return str(total - 11 * (total // 11))
    total = sum(int(eleven[place - 1]) * (place + 2 if place <= 9 else place - 9) for place in range(1, 12))
    return "" if total % 11 == 10 else str(total % 11)


bins = (
    st.builds(
        "{:02d}{:02d}{}{}{:05d}".format,
        st.integers(0, 99),
        st.integers(1, 12),
        st.sampled_from("456"),
        st.sampled_from("0123"),
        st.integers(0, 99999),
    )
    .filter(oracle)
    .map(lambda eleven: eleven + oracle(eleven))
)


def _iin(day: dt.date, sex: bool, serial: int) -> str:
    seventh = (day.year // 100 - 18) * 2 + (2 if sex else 1)
    return f"{day:%y%m%d}{seventh}{serial:04d}"


iins = (
    st.builds(_iin, st.dates(dt.date(1800, 1, 1), dt.date(2099, 12, 31)), st.booleans(), st.integers(0, 9999))
    .filter(oracle)
    .map(lambda eleven: eleven + oracle(eleven))
)


@pytest.mark.once
@given(ELEVEN)
def test_the_check_digit_is_that_of_the_rule(eleven: str):
    """Any eleven digits have the check digit that the rule gives, or none."""
    assert ("" if check_digit(eleven) is None else str(check_digit(eleven))) == oracle(eleven)


@pytest.mark.once
@given(st.integers(0, 99), st.integers(0, 99), st.sampled_from("456"), st.sampled_from("0123"), st.integers(0, 99999))
@example(26, 0, "4", "0", 1)
@example(26, 1, "4", "0", 1)
@example(26, 12, "4", "0", 1)
@example(26, 13, "4", "0", 1)
def test_a_bin_holds_one_of_twelve_months(year: int, month: int, kind: str, unit: str, serial: int):
    """With all else right, the third and fourth digits decide: 01 to 12, and nothing outside."""
    eleven = f"{year:02d}{month:02d}{kind}{unit}{serial:05d}"
    assume(oracle(eleven))
    assert is_bin(eleven + oracle(eleven)) is (month in range(1, 13))


@pytest.mark.once
@pytest.mark.parametrize(("month", "good"), [(0, False), (1, True), (12, True), (13, False)])
def test_an_iin_holds_one_of_twelve_months(month: int, good: bool):
    """With all else right, a birth in a thirteenth month is none."""
    number = next(eleven + oracle(eleven) for n in range(9) if oracle(eleven := f"90{month:02d}15300{n:02d}"))
    assert is_iin(number) is good


@pytest.mark.once
@given(bins)
def test_every_possible_bin_is_taken(number: str):
    """Month, kind, unit and check digit right: it is a BIN and no IIN."""
    assert is_bin(number)
    assert not is_iin(number)


@pytest.mark.once
@given(iins)
def test_every_possible_iin_is_taken(number: str):
    """A real date of birth, sex, century and check digit: it is an IIN."""
    assert is_iin(number)


@pytest.mark.once
@given(st.one_of(bins, iins), st.integers(0, 11).filter(lambda place: place != 10), st.integers(1, 9))
def test_one_wrong_digit_is_found(number: str, place: int, by: int):
    """One mistyped digit makes the number impossible, wherever it stands but in the eleventh place.

    There the rule itself sees nothing: the weight is 11, which vanishes modulo 11.
    """
    mistyped = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    sums = [sum(int(d) * w for d, w in zip(n, range(1, 12), strict=False)) % 11 for n in (number, mistyped)]
    # Where one sum is 10 the second weights decide, and both rules can meet in one digit: a gap of the rule too.
    assume(10 not in sums)
    assert not is_bin(mistyped)
    assert not is_iin(mistyped)


@pytest.mark.once
@given(st.text(max_size=14))
def test_other_texts_are_neither(text: str):
    """Letters, blanks, other scripts' digits, other lengths: never a number, and never an error."""
    assume(not (len(text) == 12 and text.isascii() and text.isdigit()))
    assert not is_bin(text)
    assert not is_iin(text)


@pytest.mark.once
def test_a_real_bin_passes():
    """The BIN that rules.md gives is possible, and its neighbours are not."""
    assert is_bin("990540004034")
    assert not any(is_bin(f"99054000403{digit}") for digit in "012356789")
    assert not is_bin("٩٩٠٥٤٠٠٠٤٠٣٤")


@pytest.mark.once
@pytest.mark.parametrize("number", ["300230300010", "000000000000", "991332300015", "850312712345"])
def test_impossible_dates_and_centuries_are_no_iin(number: str):
    """30 February, day 0, month 13 and a seventh digit of 7 are no date of birth."""
    assert not any(is_iin(number[:11] + digit) for digit in "0123456789")


@pytest.mark.once
@given(iins)
def test_a_masked_iin_shows_four_and_two_digits(number: str):
    """The mask leaves the year and month of birth and the last two digits."""
    assert masked(number) == number[:4] + "••••••" + number[10:]


def test_a_fault_says_what_is_wrong(app: Flask):
    """Each way to be impossible has its own words, and a possible number has none."""
    assert bin_fault("990540004034") is None
    bin_words = {bin_fault(n) for n in ("9905", "991340004034", "990510004034", "990549004034", "990540004035")}
    assert len(bin_words) == 5
    assert None not in bin_words
    good = next(f"8503124000{a}{b}" for a in range(10) for b in range(10) if is_iin(f"8503124000{a}{b}"))
    assert iin_fault(good) is None
    wrong = good[:11] + str((int(good[11]) + 1) % 10)
    iin_words = {iin_fault(n) for n in ("85", "850312900011", "850231400011", wrong)}
    assert len(iin_words) == 4
    assert None not in iin_words


@pytest.mark.once
@pytest.mark.parametrize(
    ("year", "there_is_one"), [(1, False), (2, False), (3, False), (4, True), (8, True), (80, True)]
)
def test_29_february_is_a_day_in_leap_years_alone(year: int, there_is_one: bool):
    """An IIN whose check digit is right is none where its day of birth never was: the year is its two digits."""
    numbers = [f"{year:02d}02293{serial:04d}" for serial in range(20)]
    whole = [eleven + oracle(eleven) for eleven in numbers if oracle(eleven)]
    assert {is_iin(number) for number in whole} == {there_is_one}


@pytest.mark.once
@pytest.mark.parametrize(("seventh", "there_is_one"), [("1", False), ("3", False), ("5", True)])
def test_29_february_of_a_hundredth_year_is_a_day_in_2000_alone(seventh: str, there_is_one: bool):
    """1800 and 1900 were no leap years: century and year make the day of birth together."""
    numbers = [f"000229{seventh}{serial:04d}" for serial in range(20)]
    assert {is_iin(eleven + oracle(eleven)) for eleven in numbers if oracle(eleven)} == {there_is_one}


@pytest.mark.once
@pytest.mark.parametrize("digits", ["", "9905400040", "990540004034"])
def test_a_check_digit_is_that_of_eleven(digits: str):
    """Fewer or more digits have none: that is a mistake of the caller, and no number comes of it."""
    with pytest.raises(ValueError, match="argument"):
        check_digit(digits)
