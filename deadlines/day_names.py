"""The calendar's English names in the reader's language.

Calendar rows keep the name that their file gave. The names and patterns known here are shown translated,
with dates as the language writes them; any other name is shown as it stands.
"""

import datetime as dt
import re

from flask_babel import gettext

from qyzmet.web import formats

from .calendar_csv import N_, LineError
from .explanation import WEEKDAYS, StripDay, StripKind, without_note
from .working_days import DayKind

# Marked here for the extractor; the translation is looked up by the row's own text.
KNOWN_NAMES = frozenset(
    {
        N_("New Year"),
        N_("Orthodox Christmas (rest day)"),
        N_("International Women's Day"),
        N_("Nauryz"),
        N_("Unity of the People of Kazakhstan Day"),
        N_("Defender of the Fatherland Day"),
        N_("Victory Day"),
        N_("Capital (Astana) Day"),
        N_("Constitution Day"),
        N_("Constitution Day (new Constitution)"),
        N_("Republic Day"),
        N_("First President Day"),
        N_("Independence Day"),
        N_("Kurban Ait, first day (rest day)"),
    }
)
KIND_NAMES = {
    DayKind.HOLIDAY: N_("Holiday"),
    DayKind.MOVED_REST: N_("Moved day of rest"),
    DayKind.MOVED_WORK: N_("Worked day of rest"),
}

_SHORT = "|".join(name[:3] for name in WEEKDAYS)
_DATE = r"(?P<date>\d{4}-\d{2}-\d{2})"
_IN_LIEU = re.compile(rf"(?P<name>.+) \(for {_DATE} (?:{_SHORT})\)")
_MOVED_FROM = re.compile(rf"Day off moved from {_DATE} (?:{_SHORT})")
# A semicolon inside a keepers' note in brackets parts nothing.
_BETWEEN_NAMES = re.compile(r"; (?![^\[]*\])")
_WORKED = re.compile(rf"Worked (?:{_SHORT}): day off moved to {_DATE}")


def name_text(name: str) -> str:
    """A calendar row's name in the reader's language; several in one, parted by semicolons, one by one."""
    return "; ".join(map(_one_name_text, _BETWEEN_NAMES.split(name)))


def weekday_text(day: dt.date) -> str:
    """The day's weekday in the reader's language."""
    return formats.WEEKDAYS[formats.language()][day.weekday()]


def kind_text(kind: DayKind) -> str:
    """A kind of calendar row in the reader's language."""
    return gettext(KIND_NAMES[kind])


def reason_text(day: StripDay) -> str:
    """Why a day was passed over, or counted though it is a day of rest, in the reader's language."""
    if day.kind is None:
        return ""
    if day.kind is StripKind.WEEKEND:
        return weekday_text(day.on)
    return name_text(day.name)


def line_error_text(error: LineError) -> str:
    """What is wrong with a line of a calendar file, in the reader's language."""
    return gettext("Line %(line)s: %(fault)s", line=error.line, fault=gettext(error.message, **dict(error.values)))


def _one_name_text(name: str) -> str:
    plain, estimated = without_note(name)
    text = _named(plain)
    return gettext("%(name)s (estimated)", name=text) if estimated else text


def _named(name: str) -> str:
    if name in KNOWN_NAMES:
        return gettext(name)
    for pattern, message in (
        (_IN_LIEU, N_("%(name)s (instead of %(date)s)")),
        (_MOVED_FROM, N_("Day off moved from %(date)s")),
        (_WORKED, N_("Working day: the day off was moved to %(date)s")),
    ):
        found = pattern.fullmatch(name)
        if found is None:
            continue
        try:
            date = dt.date.fromisoformat(found["date"])
        except ValueError:
            break
        values = {"date": formats.date(date, formats.language())}
        if "name" in found.groupdict():
            values["name"] = _named(found["name"])
        return gettext(message, **values)
    return name
