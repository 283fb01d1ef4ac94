"""How periods of reports are called."""

from collections.abc import Mapping
from typing import Any

from qyzmet.translating import gettext as _

from ..rules.periods import Every, Period, schedule


def period_word(period: Period) -> str:
    """The period in words: “quarter 3 of 2017”."""
    if period.every is Every.YEAR:
        return _("the year %(year)s", year=period.year)
    if period.every is Every.QUARTER:
        return _("quarter %(number)s of %(year)s", number=period.number, year=period.year)
    if period.every is Every.HALF_YEAR:
        return _("half-year %(number)s of %(year)s", number=period.number, year=period.year)
    return _("month %(number)s of %(year)s", number=period.number, year=period.year)


def called(data: Mapping[str, Any], key: str) -> str:
    """The period of that key in words; the key itself where the programme names it no more."""
    return next((period_word(each) for each in schedule(data) if each.key == key), key)
