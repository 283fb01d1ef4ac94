"""IIN and BIN: the numbers of persons and organisations, with their check digit (rules.md § 9). Pure."""

import datetime as dt

_FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_CENTURY_OF_IIN = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}
_BIN_KINDS = "456"
_BIN_UNITS = "0123"


def check_digit(eleven: str) -> int | None:
    """The twelfth digit for eleven given ones, or None where such a number is never issued."""
    digits = [int(character) for character in eleven]
    for weights in (_FIRST_WEIGHTS, _SECOND_WEIGHTS):
        control = sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11
        if control != 10:
            return control
    return None


def _well_formed(number: str) -> bool:
    return len(number) == 12 and number.isascii() and number.isdigit()


def _passes_check(number: str) -> bool:
    return check_digit(number[:11]) == int(number[11])


def is_bin(number: str) -> bool:
    """Whether this is a possible BIN: month of registration, kind, unit and check digit."""
    return (
        _well_formed(number)
        and 1 <= int(number[2:4]) <= 12
        and number[4] in _BIN_KINDS
        and number[5] in _BIN_UNITS
        and _passes_check(number)
    )


def is_iin(number: str) -> bool:
    """Whether this is a possible IIN: a real date of birth, sex and century, and check digit."""
    if not _well_formed(number) or number[6] not in _CENTURY_OF_IIN:
        return False
    year = _CENTURY_OF_IIN[number[6]] + int(number[:2])
    try:
        dt.date(year, int(number[2:4]), int(number[4:6]))
    except ValueError:
        return False
    return _passes_check(number)


def masked(number: str) -> str:
    """An IIN as those see it whose work does not need it whole."""
    return number[:4] + "•" * 6 + number[10:]
