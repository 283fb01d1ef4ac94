"""The terms of a programme's reports: each line has the next one running, and all that were missed (H49).

A term is started for reports that fall due after the programme was entered in the register; what was due before is
nobody's term here. Nothing here commits.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import and_, select

from qyzmet import clock
from qyzmet.database import db
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.kinds import TermRule
from qyzmet.procedure.models import Act
from qyzmet.reading.read_once import read_once, remember
from qyzmet.reading.read_together import Part

from ...deadlines import service as deadlines
from ...deadlines.calendar import in_force as calendars
from ...deadlines.models import DeadlineState
from ..models import Programme, ProgrammeReport
from ..procedure.programme import PROGRAMMES, REPORT
from ..procedure.states import IN_FORCE
from ..rules import periods
from ..rules.periods import Period
from .wording import called


@dataclass(frozen=True)
class Standing:
    """A period and how its report stands."""

    period: Period
    report: ProgrammeReport | None
    # What is said beside a day that is off; the day itself stays.
    next_working_day: dt.date | None
    # It fell due before the programme was entered in the register.
    before_entry: bool
    # What was filed before it for the same period, the oldest first: it corrects these.
    corrected: tuple[ProgrammeReport, ...] = ()

    @property
    def is_overdue(self) -> bool:
        """Whether it should have been filed, and was not."""
        return self.report is None and not self.before_entry and self.period.due_on < clock.today()

    @property
    def is_late(self) -> bool:
        """Whether it was filed after its day; a correction makes nothing late that was in time."""
        first = self.corrected[0] if self.corrected else self.report
        return first is not None and not self.before_entry and clock.almaty(first.at).date() > self.period.due_on

    @property
    def can_be_filed(self) -> bool:
        """Whether its period is over."""
        return self.period.ends_on < clock.today()


def due(programme: Programme) -> list[Period]:
    """The periods of which a report is due in the register: up to the next one of each line."""
    if programme.entered_on is None:
        return []
    found, ahead = [], set()
    for period in periods.schedule(programme.data):
        if period.due_on < programme.entered_on or period.line in ahead:
            continue
        if period.due_on >= clock.today():
            ahead.add(period.line)
        found.append(period)
    return found


def open_due(programme: Programme, act: Act) -> None:
    """Start the terms that are due and do not run yet; a report that was filed needs none."""
    rows = deadlines.all_deadlines(programme)
    known = {each.matter for each in rows if each.state is not DeadlineState.ANNULLED}
    filed = {each.key for each in filed_on(programme)}
    found = due(programme)
    term = PROGRAMMES.term(REPORT)
    for period in found:
        if period.key not in known | filed:
            ended = clock.end_of(period.ends_on) - dt.timedelta(seconds=1)
            deadlines.open_term(programme, term, 0, ended, act, on_day=period.due_on, matter=period.key)
    ahead = [each.due_on for each in found if each.due_on >= clock.today()]
    programme.next_report_on = min(ahead, default=None)


def day_begins() -> None:
    """A day has begun: programmes of which a report was due yesterday have the next one's term started."""
    query = select(Programme).where(Programme.state == IN_FORCE, Programme.next_report_on < clock.today())
    for programme in db.session.scalars(query).all():
        approval = next((act for act in reversed(standing_acts(programme)) if act.action == "approve"), None)
        if approval is not None:
            open_due(programme, approval)
    db.session.flush()


@read_once
def all_filed(programme: Programme) -> Sequence[ProgrammeReport]:
    """The reports that stand on any version of the programme, corrected ones too, the oldest first."""
    query = select(ProgrammeReport).where(
        ProgrammeReport.root_id == programme.root_id, ProgrammeReport.annulled_at.is_(None)
    )
    return db.session.scalars(query.order_by(ProgrammeReport.id)).all()


def filed_on(programme: Programme) -> list[ProgrammeReport]:
    """The same without what was corrected: the newest of each period."""
    return sorted({each.key: each for each in all_filed(programme)}.values(), key=lambda each: each.id)


@cache
def filed_part() -> Part:
    """The same, read together with the programme."""
    return Part(
        entity=ProgrammeReport,
        belongs=lambda keys: and_(ProgrammeReport.root_id.in_(keys), ProgrammeReport.annulled_at.is_(None)),
        owner=lambda row: row.root_id,
        order=(ProgrammeReport.id,),
        keep=lambda programme, rows: remember(all_filed, rows, programme),
        key=lambda programme: programme.root_id,
    )


def standing(programme: Programme) -> list[Standing]:
    """Every period that the programme names, with its report; by the day on which it is due."""
    filed: dict[str, list[ProgrammeReport]] = {}
    for report in all_filed(programme):
        filed.setdefault(report.key, []).append(report)
    calendar, entered = calendars.current(), programme.entered_on
    found = []
    for period in periods.schedule(programme.data):
        following = calendar.add(period.due_on, 0)
        reports = filed.get(period.key, [])
        found.append(
            Standing(
                period,
                reports[-1] if reports else None,
                following if following != period.due_on else None,
                entered is not None and period.due_on < entered,
                tuple(reports[:-1]),
            )
        )
    return found


REPORT_TERM = TermRule(
    REPORT,
    opens=open_due,
    closes=lambda programme, act: str(act.body["report"]),
    called=lambda programme, matter: called(programme.data, matter),
    # Its rows are counted from the programme's own days: the page of approval lists none.
    will_wait=lambda programme, action: True,
)
