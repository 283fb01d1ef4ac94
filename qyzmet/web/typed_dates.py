"""Dates as people type and paste them: in digits, in ISO form, and as our own pages write them in three languages."""

import datetime as dt
import re

from qyzmet import texts
from qyzmet.translating import lazy_gettext as _l
from qyzmet.web import formats

MOST_CHARACTERS = 64
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DIGITS = re.compile(r"([0-9]{1,2})[./ -]+([0-9]{1,2})[./ -]+([0-9]{4})")
_MONTHS = {
    name: number
    for names in (*formats.MONTHS.values(), *formats.MONTHS_OF.values())
    for number, name in ((number, name.casefold()) for number, name in enumerate(names, 1))
}
_MONTH = "|".join(map(re.escape, sorted(_MONTHS, key=len, reverse=True)))
# 24 марта 2026 г.; 24 March 2026
_WORDS = re.compile(rf"([0-9]{{1,2}}) ({_MONTH}) ([0-9]{{4}})(?: ?г\.?)?")
# 2026 жылғы 24 наурыз
_KAZAKH = re.compile(rf"([0-9]{{4}}) (?:жылғы|ж\.?) ([0-9]{{1,2}}) ({_MONTH})")
_WEEKDAY = "|".join(re.escape(name.casefold()) for names in formats.WEEKDAYS.values() for name in names)
# четверг, 5 марта 2026 г.; 2026 жылғы 5 наурыз, бейсенбі
_WITH_WEEKDAY = re.compile(rf"(?:(?:{_WEEKDAY}),? )?(.+?)(?:,? (?:{_WEEKDAY}))?")
_TIME = re.compile(r"(?P<day>.+?)[, ]+(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})")


class NotUnderstood(ValueError):
    """A text that is no date or no amount; the message is translated."""


def read_date(text: str) -> dt.date:
    """A date: `26.03.2027`, `26/03/2027`, `26 3 2027`, `2027-03-26`, `26 марта 2027 г.`, `2027 жылғы 26 наурыз, жұма`.

    Raises NotUnderstood for anything else, an impossible day (31 February) included.
    """
    typed = " ".join(texts.without_marks(text[:MOST_CHARACTERS]).split()).casefold()
    found = _WITH_WEEKDAY.fullmatch(typed)
    year, month, day = _parts(found[1] if found else typed)
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise NotUnderstood(_l("There is no such date. Check the day and the month")) from None


def _parts(typed: str) -> tuple[int, int, int]:
    if found := _ISO.fullmatch(typed):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _DIGITS.fullmatch(typed):
        return int(found[3]), int(found[2]), int(found[1])
    if found := _WORDS.fullmatch(typed):
        return int(found[3]), _MONTHS[found[2]], int(found[1])
    if found := _KAZAKH.fullmatch(typed):
        return int(found[1]), _MONTHS[found[3]], int(found[2])
    raise NotUnderstood(_l("Write the date as day, month, year: for example 26.03.2027"))


def read_day_and_time(text: str) -> tuple[dt.date, int, int]:
    """A date and the time after it, with a comma or without: `24.03.2026, 18:00`, `24 марта 2026 г., 24:00`.

    Raises NotUnderstood. Whether there is such an hour is not checked.
    """
    typed = " ".join(texts.without_marks(text[: MOST_CHARACTERS + 10]).split())
    found = _TIME.fullmatch(typed)
    if found is None:
        raise NotUnderstood(_l("Write the date and the time: for example 26.03.2027 18:00"))
    return read_date(found["day"]), int(found["hour"]), int(found["minute"])
