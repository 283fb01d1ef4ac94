"""Dates, numbers and money as each language writes them.

Pure functions take the language (`kk`, `ru` or `en`); the filters at the end take the current one.
Babel's own short dates come out wrong for these languages, so the few patterns needed are written here.
"""

import datetime as dt
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from flask import Flask
from jinja2 import pass_context
from jinja2.runtime import Context

from qyzmet import clock, translating
from qyzmet.translating import gettext, ngettext

NBSP = "\u00a0"


def _words(text: str) -> list[str]:
    return text.split()


MONTHS = {
    "kk": _words("қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан"),
    "ru": _words("январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь"),
    "en": _words("January February March April May June July August September October November December"),
}
# Russian puts the month of a date into the genitive; Kazakh and English leave it as it is.
MONTHS_OF = MONTHS | {
    "ru": _words("января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
}
WEEKDAYS = {
    "kk": _words("дүйсенбі сейсенбі сәрсенбі бейсенбі жұма сенбі жексенбі"),
    "ru": _words("понедельник вторник среда четверг пятница суббота воскресенье"),
    "en": _words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
}
WEEKDAYS_SHORT = {
    "kk": _words("дс сс ср бс жм сб жс"),
    "ru": _words("пн вт ср чт пт сб вс"),
    "en": _words("Mon Tue Wed Thu Fri Sat Sun"),
}
SIZES = {
    "kk": ("байт", "КБ", "МБ", "ГБ"),
    "ru": ("байт", "КБ", "МБ", "ГБ"),
    "en": ("bytes", "KB", "MB", "GB"),
}

_RULE = re.compile(
    r"(?:¶|(?P<law>Law)) (?P<number>\d+(?:-\d+)?)(?:\.(?P<sub>\d+)|\((?P<bracket>\d+)\)(?:\((?P<inner>\d+)\))?)?"
)
_HOUSE_RULE = re.compile(r"H\d+(?:\.\d+)?")
_CITED = {
    "kk": {
        "rules": "{0}-тармақ",
        "rules_point": "{0}-тармақтың {1}) тармақшасы",
        "law": "Заңның {0}-бабы",
        "law_point": "Заңның {0}-бабының {1}) тармақшасы",
        "law_inner": "Заңның {0}-бабы {1}-тармағының {2}) тармақшасы",
    },
    "ru": {
        "rules": "п. {0}",
        "rules_point": "пп. {1}) п. {0}",
        "law": "ст. {0} Закона",
        "law_point": "пп. {1}) ст. {0} Закона",
        "law_inner": "пп. {2}) п. {1} ст. {0} Закона",
    },
}


def date(day: dt.date, language: str) -> str:
    """A date in words: `2026 жылғы 5 наурыз`, `5 марта 2026 г.`, `5 March 2026`."""
    month = MONTHS_OF[language][day.month - 1]
    if language == "kk":
        return f"{day.year}{NBSP}жылғы {day.day}{NBSP}{month}"
    if language == "ru":
        return f"{day.day}{NBSP}{month} {day.year}{NBSP}г."
    return f"{day.day}{NBSP}{month} {day.year}"


def date_long(day: dt.date, language: str) -> str:
    """A date with its weekday: `2026 жылғы 5 наурыз, бейсенбі`, `четверг, 5 марта 2026 г.`."""
    weekday = WEEKDAYS[language][day.weekday()]
    return f"{date(day, language)}, {weekday}" if language == "kk" else f"{weekday}, {date(day, language)}"


def date_short(day: dt.date, language: str) -> str:
    """A date in digits, as it is typed into a form: `05.03.2026`, in English `05/03/2026`."""
    mark = "/" if language == "en" else "."
    return f"{day.day:02}{mark}{day.month:02}{mark}{day.year:04}"


def instant(moment: dt.datetime, language: str) -> str:
    """A date and the time in Kazakhstan, to the minute; `moment` is aware."""
    local = clock.almaty(moment)
    return f"{date(local.date(), language)}, {local:%H:%M}"


def end(moment: dt.datetime, language: str) -> str:
    """The instant at which a time ends: midnight is 24:00 of the day before, not 00:00 of the next."""
    day = clock.day_ending_at(moment)
    return f"{date(day, language)}, 24:00" if moment == clock.end_of(day) else instant(moment, language)


def time(moment: dt.datetime) -> str:
    """The time in Kazakhstan, to the minute."""
    return f"{clock.almaty(moment):%H:%M}"


def closing_time(due_on: dt.date, due_at: dt.datetime | None) -> str:
    """When a term ends on its last day: `24:00`, or the hour at which the office closes."""
    if due_at is None or due_at >= clock.end_of(due_on):
        return "24:00"
    return time(due_at)


def date_range(first: dt.date, last: dt.date, language: str) -> str:
    """From one day to another, saying the year and the month once where they are the same."""
    if first == last:
        return date(first, language)
    if first.year != last.year:
        return f"{date(first, language)} – {date(last, language)}"
    names = MONTHS_OF[language]
    start = str(first.day) if first.month == last.month else f"{first.day}{NBSP}{names[first.month - 1]}"
    dash = "–" if first.month == last.month else " – "
    if language == "kk":
        return f"{first.year}{NBSP}жылғы {start}{dash}{last.day}{NBSP}{names[last.month - 1]}"
    return f"{start}{dash}{date(last, language)}"


def number(value: int | Decimal, language: str, decimals: int | None = None) -> str:
    """A number with its thousands apart; `decimals` places, or as many as the value has."""
    exact = Decimal(value)
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    plain = f"{exact:,f}"
    if language == "en":
        return plain
    return plain.replace(",", NBSP).replace(".", ",")


def money(amount: Decimal | int, language: str, exact: bool = False) -> str:
    """Tenge: `1 500 000 ₸`, in English `₸1,500,000`; the tiyn are shown when there are any or when `exact`."""
    value = Decimal(amount)
    whole = not exact and value == value.to_integral_value()
    text = number(value, language, 0 if whole else 2)
    if language == "en":
        return f"-₸{text[1:]}" if text.startswith("-") else f"₸{text}"
    return f"{text}{NBSP}₸"


def filesize(size: int, language: str) -> str:
    """A size in bytes as people read it, in steps of 1024: `51 KB`, `2.4 MB`."""
    units = SIZES[language]
    value, unit = Decimal(size), 0
    while value >= 1024 and unit < len(units) - 1:
        value, unit = value / 1024, unit + 1
    decimals = 1 if unit >= 2 and value < 10 else 0
    return f"{number(value, language, decimals)}{NBSP}{units[unit]}"


def rule(text: str, language: str) -> str:
    """A paragraph of the Rules or an article of the Law as lawyers cite it; anything else as it stands.

    `¶ 8.1` becomes `8-тармақтың 1) тармақшасы`, `пп. 1) п. 8`; `Law 45-1` `Заңның 45-1-бабы`, `ст. 45-1 Закона`.
    """
    found = _RULE.fullmatch(text)
    if found is None or language not in _CITED:
        return text
    kind = "law" if found["law"] else "rules"
    point = found["sub"] or found["bracket"]
    if point is None:
        return _CITED[language][kind].format(found["number"])
    if found["inner"] is not None and kind == "law":
        return _CITED[language][f"{kind}_inner"].format(found["number"], point, found["inner"])
    return _CITED[language][f"{kind}_point"].format(found["number"], point)


def is_house_rule(text: str) -> bool:
    """Whether it is a rule of the house, not of the law: `H38`, `H22.2`."""
    return _HOUSE_RULE.fullmatch(text) is not None


def cited(text: str) -> str:
    """A paragraph or an article as the current language cites it, and a house rule with the word that it is one."""
    if is_house_rule(text):
        return str(gettext("%(rule)s, house rule", rule=text))
    return rule(text, language())


def language() -> str:
    """The current language: `kk` when none was chosen or there is no request."""
    code = translating.language()
    return code if code in MONTHS else "kk"


def days_left(count: int) -> str:
    """What is left of a term, in words: `due today`, `2 working days left`."""
    if count <= 0:
        return str(gettext("due today"))
    return str(ngettext("%(num)s working day left", "%(num)s working days left", count))


def months_left(count: int) -> str:
    """How much is left of a term in calendar months: its working days are counted by nobody."""
    return str(ngettext("%(num)s month left", "%(num)s months left", count))


def overdue_by(count: int) -> str:
    """How long a term has been over; `count` is `days_left`, negative or 0 when no working day has passed."""
    if count >= 0:
        return str(gettext("overdue"))
    return str(ngettext("overdue by %(num)s working day", "overdue by %(num)s working days", -count))


def until(due_on: dt.date, due_at: dt.datetime | None = None) -> str:
    """Until when: the weekday, the date and the hour."""
    return str(gettext("until %(day)s, %(time)s", day=date_long(due_on, language()), time=closing_time(due_on, due_at)))


def working_days(count: int) -> str:
    """A length of time: `15 working days`."""
    return str(ngettext("%(num)s working day", "%(num)s working days", count))


def calendar_days(count: int) -> str:
    """A length of time in days of every kind: `30 calendar days` (Law 45-2)."""
    return str(ngettext("%(num)s calendar day", "%(num)s calendar days", count))


def months(count: int) -> str:
    """A length of time in calendar months: `6 months` (H26)."""
    return str(ngettext("%(num)s month", "%(num)s months", count))


def _day(value: dt.date | dt.datetime) -> dt.date:
    """The day in Kazakhstan of a date or of an instant."""
    return clock.almaty(value).date() if isinstance(value, dt.datetime) else value


def _shown(write: Callable[[dt.date, str], str]) -> Callable[[dt.date | dt.datetime | None], str]:
    """A filter that writes a day in the current language and nothing for None."""

    def show(value: dt.date | dt.datetime | None) -> str:
        return "" if value is None else write(_day(value), language())

    return show


def each_time(write: Callable[..., Any]) -> Callable[..., Any]:
    """The filter worked out for each reader: Jinja would do it once for all, for a constant, when it compiles."""

    @pass_context
    def written(context: Context, *given: Any, **named: Any) -> Any:
        return write(*given, **named)

    return written


def register(app: Flask) -> None:
    """Give the templates their filters."""
    filters: dict[str, Callable[..., Any]] = {
        "date": _shown(date),
        "date_long": _shown(date_long),
        "date_short": _shown(date_short),
        "date_range": lambda first, last: date_range(_day(first), _day(last), language()),
        "instant": lambda moment: "" if moment is None else instant(moment, language()),
        "end_of_time": lambda moment: "" if moment is None else end(moment, language()),
        "time": lambda moment: "" if moment is None else time(moment),
        "iso": lambda value: "" if value is None else value.isoformat(),
        "until": until,
        "rule": cited,
        "calendar_days": calendar_days,
        "months": months,
        # For texts that are data: those that nobody marked stand as they are, a percent sign in them too.
        "translated": lambda text: gettext(text) if text else "",
        "number": lambda value, decimals=None: number(value, language(), decimals),
        "money": lambda value, exact=False: "" if value is None else money(value, language(), exact),
        "filesize": lambda size: filesize(size, language()),
        "days_left": days_left,
        "months_left": months_left,
        "overdue_by": overdue_by,
        "working_days": working_days,
        "month_name": lambda month: MONTHS[language()][month - 1],
        "weekday_name": lambda weekday: WEEKDAYS[language()][weekday],
        "weekday_name_short": lambda weekday: WEEKDAYS_SHORT[language()][weekday],
        "weekday_short": lambda day: WEEKDAYS_SHORT[language()][day.weekday()],
    }
    app.jinja_env.filters.update({name: each_time(write) for name, write in filters.items()})
