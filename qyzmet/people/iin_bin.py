"""What is wrong with an IIN or a BIN, in words that help to mend it."""

from qyzmet.identity import is_bin, is_iin
from qyzmet.translating import gettext as _


def bin_fault(number: str) -> str | None:
    """What is wrong with a BIN, or None for a possible one (rules.md § 9)."""
    if is_bin(number):
        return None
    if not (len(number) == 12 and number.isascii() and number.isdigit()):
        return _("A BIN has 12 digits. Check that none is missing or added.")
    if not 1 <= int(number[2:4]) <= 12:
        return _("The third and fourth digits of a BIN are the month of registration, 01 to 12. Check them.")
    if number[4] not in "456":
        return _("The fifth digit of a BIN is 4, 5 or 6. With another one it may be a person's IIN.")
    if number[5] not in "0123":
        return _("The sixth digit of a BIN is 0, 1, 2 or 3. Check it.")
    return _("There is no such BIN: its last digit does not fit the others. One of the digits is mistyped.")


def iin_fault(number: str) -> str | None:
    """What is wrong with an IIN, or None for a possible one."""
    if is_iin(number):
        return None
    if not (len(number) == 12 and number.isascii() and number.isdigit()):
        return _("An IIN has 12 digits. Check that none is missing or added.")
    if number[6] not in "123456":
        return _("The seventh digit of an IIN is 1 to 6. With another one it may be an organisation's BIN.")
    if not _is_birth(number[:7]):
        return _("The first six digits of an IIN are a date of birth: year, month, day. There is no such date.")
    return _("There is no such IIN: its last digit does not fit the others. One of the digits is mistyped.")


def _is_birth(seven: str) -> bool:
    """Whether seven digits are a date of birth with its century: then numbers can begin with them."""
    # Not every serial number has a check digit, but of three that follow one another at least one has.
    return any(is_iin(f"{seven}{serial:04d}{digit}") for serial in (1, 2, 3) for digit in range(10))
