"""What the calculator asks for and what administrators write about a day of the calendar."""

from collections.abc import Iterator
from enum import StrEnum

from wtforms import FileField

from qyzmet.forms.choices import Choice, Select
from qyzmet.forms.dates import Date
from qyzmet.forms.fields import Text, needed
from qyzmet.forms.form import Form
from qyzmet.forms.numbers import Integer
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l

from .calendar.day_names import KIND_NAMES
from .working_days import FIRST_DAY, FIRST_YEAR, LAST_DAY, LAST_YEAR, DayKind

# More working days than there are from 1990 to 2100.
MOST_DAYS = 30_000


class Find(StrEnum):
    """What the calculator looks for."""

    DUE = "due"
    BETWEEN = "between"


class Direction(StrEnum):
    """Which way a term is counted."""

    FORWARD = "forward"
    BACK = "back"


def _outside() -> str:
    return _("Dates are counted from %(first)s to %(last)s", first=str(FIRST_YEAR), last=str(LAST_YEAR))


class _Dated(Form):
    from_: Date

    def check(self) -> Iterator[tuple[str, str]]:
        """Dates lie within the years that are counted."""
        for field in self:
            if isinstance(field, Date) and field.data is not None and not FIRST_DAY <= field.data <= LAST_DAY:
                yield field.short_name, _outside()


class DueForm(_Dated):
    """A day and a number of working days: when does the term end?"""

    from_ = Date(_l("Day of the event"), [needed()], name="from", id="due-from", any_year=True)
    working_days = Integer(_l("Number of working days"), [needed()], least=0, most=MOST_DAYS)
    direction = Choice(
        _l("Count"),
        kind=Direction,
        titles={Direction.FORWARD: _l("forward from that day"), Direction.BACK: _l("back from that day")},
    )


class BetweenForm(_Dated):
    """Two days: how many working days lie between them?"""

    from_ = Date(_l("After this day"), [needed()], name="from", id="between-from", any_year=True)
    to = Date(_l("Up to and including this day"), [needed()], any_year=True)


class DayForm(_Dated):
    """A day of the calendar as an administrator writes it."""

    on = Date(_l("Day"), [needed()], any_year=True)
    kind = Select(_l("Kind"), [needed()], kind=DayKind, titles={kind: _l(text) for kind, text in KIND_NAMES.items()})
    name = Text(
        _l("Name of the day"),
        [needed()],
        most=300,
        description=_l(
            "Write “Nauryz”, or for moved days “Day off moved from 2026-03-07 Sat” and so on: names "
            "that the site knows are shown in three languages, any other as it stands."
        ),
    )
    source = Text(
        _l("Law or decree"),
        most=500,
        description=_l("With its number and date. End it with [PROJECTION] as long as the day is not decreed."),
    )


class ImportForm(Form):
    """A calendar file."""

    file = FileField(_l("File (CSV)"))
