"""The calendar's English names and sources in the reader's language.

Calendar rows keep the name and the source that their file gave. The names, sources and patterns known here are shown
translated, with dates as the language writes them; anything else is shown as it stands.
"""

import datetime as dt
import re

from qyzmet.translating import gettext
from qyzmet.web import formats

from ..calculator.explanation import WEEKDAYS, StripDay, StripKind, without_note
from ..working_days import DayKind
from .csv_file import N_, LineError

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

# A source as the file gives it: the law without its address, which follows in brackets.
_ON_HOLIDAYS = "Law RK 'On holidays' No 267-II of 13.12.2001 art.3"
_REST_DAY = "Labour Code RK (K1500000414) art.84(5): rest day, never shifted"
_IN_LIEU_LAW = "Law 'On holidays' art.5 + Labour Code art.85: weekend holiday -> next working day"
KNOWN_SOURCES = {
    f"{_ON_HOLIDAYS} (adilet Z010000267_)": N_("Law “On holidays in the Republic of Kazakhstan” No. 267-II, article 3"),
    f"{_ON_HOLIDAYS} (adilet Z010000267_) (until 2021; repealed 2022, Z2200000143)": N_(
        "Law “On holidays in the Republic of Kazakhstan” No. 267-II, article 3 (a holiday until 2021)"
    ),
    f"{_ON_HOLIDAYS} (adilet Z010000267_) as restored 2022 (adilet Z2200000143)": N_(
        "Law “On holidays in the Republic of Kazakhstan” No. 267-II, article 3 (a holiday again since 2022)"
    ),
    f"{_ON_HOLIDAYS} (adilet Z010000267_) as amended 2026 (Constitution adopted 15.03.2026)": N_(
        "Law “On holidays in the Republic of Kazakhstan” No. 267-II, article 3, as amended in 2026 "
        "(the Constitution adopted on 15 March 2026)"
    ),
    _REST_DAY: N_("Labour Code, article 84(5): never moved"),
    _IN_LIEU_LAW: N_("Law “On holidays in the Republic of Kazakhstan”, article 5; Labour Code, article 85"),
}

_SHORT = "|".join(name[:3] for name in WEEKDAYS)
_DATE = r"(?P<date>\d{4}-\d{2}-\d{2})"
_IN_LIEU = re.compile(rf"(?P<name>.+) \(for {_DATE} (?:{_SHORT})\)")
_MOVED_FROM = re.compile(rf"Day off moved from {_DATE} (?:{_SHORT})")
# A semicolon inside a keepers' note in brackets parts nothing.
_BETWEEN_NAMES = re.compile(r"; (?![^\[]*\])")
_ACT = re.compile(
    r"(?P<kind>Govt decree|Order of Minister of Labour) No (?P<number>\d+) of (?P<date>(?:(?:\d\d\.)?\d\d\.)?\d{4})"
    r"(?: amending No (?P<amended>\d+))?(?: \((?:adilet (?P<code>\w+)|pm\.kz)\))?"
)
_PROPOSED = re.compile(r"Proposed by the holidays package (?P<version>[\w.]+) \[PROJECTION\]")
_WORKED = re.compile(rf"Worked (?:{_SHORT}): day off moved to {_DATE}")


def name_text(name: str) -> str:
    """A calendar row's name in the reader's language; several in one, parted by semicolons, one by one."""
    return "; ".join(map(_one_name_text, _BETWEEN_NAMES.split(name)))


def source_text(source: str) -> str:
    """The law or decree of a calendar row in the reader's language."""
    if source in KNOWN_SOURCES:
        return gettext(KNOWN_SOURCES[source])
    proposed = _PROPOSED.fullmatch(source)
    if proposed is not None:
        return gettext("A proposal of the program (%(version)s), not decreed yet", version=proposed["version"])
    act = _ACT.fullmatch(source)
    if act is None:
        return source
    try:
        date = _act_date(act["date"])
    except ValueError:
        return source
    values = {"number": act["number"], "date": date}
    if act["kind"] != "Govt decree":
        text = gettext("Order of the Minister of Labour and Social Protection No. %(number)s, %(date)s", **values)
    elif act["amended"]:
        text = gettext(
            "Government decree No. %(number)s, %(date)s, amending No. %(amended)s", **values, amended=act["amended"]
        )
    else:
        text = gettext("Government decree No. %(number)s, %(date)s", **values)
    return f"{text} ({act['code']})" if act["code"] else text


def _act_date(written: str) -> str:
    """`25.04.2023`, `10.2022` or `2017` as the language writes it. Raises ValueError when there is no such day."""
    language = formats.language()
    year, *rest = (int(part) for part in reversed(written.split(".")))
    if len(rest) == 2:
        return formats.date(dt.date(year, *rest), language)
    if len(rest) == 1:
        month = formats.MONTHS[language][dt.date(year, rest[0], 1).month - 1]
        return gettext("%(month)s %(year)s", month=month, year=year)
    return gettext("in %(year)s", year=year)


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
