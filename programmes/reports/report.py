"""Filing the report on a programme for one period: what was planned, done and spent, and each indicator (H49).

A report that is filed again for the same period is a correction: it says why, and takes the place of the one before,
which everybody still reads. Nothing here commits.
"""

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

import wtforms
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # missing in the stubs

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.documents.fields import DocumentRefs
from qyzmet.forms.fields import NotTaken, Own, Schema, Text, TextArea, TextOrNull, needed, optional
from qyzmet.forms.form import Form
from qyzmet.forms.lists import Rows
from qyzmet.forms.numbers import Number
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_
from qyzmet.web import formats

from ..models import Programme, ProgrammeReport
from ..procedure.house_rules import RULE
from ..procedure.programme import REPORT
from ..rules import periods
from ..rules.checks import measures
from . import keeping
from .wording import period_word

_KEY = 40


class PeriodKey(Own, wtforms.SelectField):
    """Of which period the report is; a page offers those that are over."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, choices=[SelectChoice("", "")], validate_choice=False, **kwargs)

    def offer(self, found: list[tuple[str, str]]) -> None:
        """Let a page choose among these keys and names."""
        self.choices = [SelectChoice(key, name) for key, name in (("", ""), *found)]

    def from_json(self, value: Any) -> str:
        """A text."""
        if not isinstance(value, str):
            raise NotTaken(_l("A text is expected"))
        return value

    def process_data(self, value: Any) -> None:
        """Keep a key."""
        self.data = value[:_KEY] if isinstance(value, str) else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the choice."""
        self.process_data(str(valuelist[0]).strip() if valuelist else "")

    def describe(self, draft: bool) -> Schema:
        """A string such as 1-2026-Q1."""
        return {"type": "string", "maxLength": _KEY, "minLength": 1}


class MeasureReportForm(Form):
    """What became of a measure in the period."""

    measure = Text(_l("Number of the measure"), [needed()], most=_KEY)
    planned = TextArea(_l("What was planned"), most=4000)
    done = TextArea(_l("What was done"), most=4000)
    spent = Number(_l("Money spent, in the programme's currency and unit"), digits=18, places=6)


class IndicatorReportForm(Form):
    """The value of an indicator at the end of the period."""

    indicator = Text(_l("Key of the indicator"), [needed()], most=_KEY)
    value = Text(_l("Its value"), most=100)


class ReportForm(Form):
    """The report on one period."""

    report = PeriodKey(_l("Report and period"), [needed()])
    measures = Rows(MeasureReportForm, _l("By measure"), one=_l("Measure"), most=500)
    indicators = Rows(IndicatorReportForm, _l("By indicator"), one=_l("Indicator"), most=500)
    text = TextArea(_l("In words"), most=20_000)
    documents = DocumentRefs(_l("Documents"), one=_l("Document"))
    reason = TextOrNull(
        _l("Why it is corrected"),
        [optional()],
        most=2000,
        description=_l("Only where a report on this period was filed already; both are read by everybody"),
    )


def against_reporting(programme: Programme, body: Body, actor: Actor) -> list[Reason]:
    """The programme names such a report, its period is over, and what it speaks of stands in the programme."""
    schedule = {each.key: each for each in periods.schedule(programme.data)}
    if not schedule:
        text = _("The programme names no days of reports, so that there is none to file here.")
        return [Reason(text, rule=RULE)]
    if not body:
        return []
    return list(_against(programme, body, schedule))


def _against(programme: Programme, body: Body, schedule: Mapping[str, periods.Period]) -> Iterator[Reason]:
    period = schedule.get(str(body.get("report") or ""))
    if period is None:
        yield Reason(
            _("The programme names no such report. Its reports: %(keys)s.", keys=_first(list(schedule))),
            rule=RULE,
            field="report",
        )
    elif period.ends_on >= clock.today():
        day = formats.date(period.ends_on, formats.language())
        yield Reason(_("This period is not over yet: it ends on %(day)s.", day=day), rule=RULE, field="report")
    elif not body.get("reason") and (before := _filed(programme, period.key)) is not None:
        day = formats.date(before.at, formats.language())
        yield Reason(
            _("A report on this period was filed on %(day)s. To correct it, say why; both stay to be read.", day=day),
            rule=RULE,
            field="reason",
        )
    known = {str(each.get("key")) for _place, each in measures(programme.data)} | set(_tasks(programme))
    for place, row in enumerate(body.get("measures") or ()):
        if row.get("measure") not in known:
            yield Reason(
                _("The programme has no such measure: %(key)s.", key=row.get("measure")),
                rule=RULE,
                field=f"measures.{place}.measure",
            )
    indicators = {str(each.get("key")) for each in programme.data.get("indicators") or ()}
    for place, row in enumerate(body.get("indicators") or ()):
        if row.get("indicator") not in indicators:
            yield Reason(
                _("The programme has no such indicator: %(key)s.", key=row.get("indicator")),
                rule=RULE,
                field=f"indicators.{place}.indicator",
            )


def _filed(programme: Programme, key: str) -> ProgrammeReport | None:
    return next((each for each in keeping.filed_on(programme) if each.key == key), None)


def _first(keys: list[str]) -> str:
    shown = keys[:12]
    return ", ".join(shown) + (" …" if len(keys) > len(shown) else "")


def _tasks(programme: Programme) -> Iterator[str]:
    for goal in programme.data.get("goals") or ():
        for task in goal.get("tasks") or ():
            yield str(task.get("key"))


def file_report(programme: Programme, body: Body, act: Act) -> None:
    """The report is kept beside the programme."""
    content = {key: value for key, value in body.items() if key != "report"}
    if _filed(programme, str(body["report"])) is None:
        # Nothing was corrected.
        content.pop("reason", None)
    db.session.add(
        ProgrammeReport(
            programme_id=programme.id,
            root_id=programme.root_id,
            key=str(body["report"]),
            data=content,
            at=act.at,
            act_id=act.id,
        )
    )
    documents.adopt(programme, [str(each) for each in body.get("documents") or ()])
    db.session.flush()


def take_back(programme: Programme, body: Body, act: Act) -> None:
    """It does not count any more; the row stays."""
    for row in programme_reports(programme):
        if row.act_id == act.id:
            row.annulled_at = clock.now()


def programme_reports(programme: Programme) -> list[ProgrammeReport]:
    """Every report on any version of the programme that stands, corrected ones too."""
    return list(keeping.all_filed(programme))


def is_awaited(programme: Programme, actor: Actor) -> bool:
    """Whether a report can be filed of which a term runs."""
    today = clock.today()
    filed = {each.key for each in keeping.filed_on(programme)}
    return any(each.ends_on < today and each.key not in filed for each in keeping.due(programme))


def begun(programme: Programme, named: str) -> Mapping[str, Any] | None:
    """A report with a row for each measure, or task where no measures are held, and each indicator.

    To be corrected, it begins with what was filed.
    """
    chosen = named or _next_key(programme)
    before = _filed(programme, chosen)
    if before is not None:
        return {**before.data, "report": chosen, "reason": None}
    rows = [(str(each.get("key")), str(each.get("text") or "")) for _place, each in measures(programme.data)]
    return {
        "report": chosen,
        "measures": [
            {"measure": key, "planned": text, "done": "", "spent": None}
            for key, text in rows or _task_rows(programme)
            if key and key != "None"
        ],
        "indicators": [
            {"indicator": str(each["key"]), "value": ""}
            for each in programme.data.get("indicators") or ()
            if each.get("key")
        ],
        "text": "",
        "documents": [],
        "reason": None,
    }


def _task_rows(programme: Programme) -> list[tuple[str, str]]:
    return [
        (str(task.get("key")), str(task.get("text") or ""))
        for goal in programme.data.get("goals") or ()
        for task in goal.get("tasks") or ()
    ]


def _next_key(programme: Programme) -> str:
    """The first report that is due and was not filed; else the last one whose period is over."""
    found = [each for each in keeping.standing(programme) if each.can_be_filed and each.report is None]
    due = [each for each in found if not each.before_entry]
    return next((each.period.key for each in [*due, *reversed(found)]), "")


def _facts(programme: Programme, form: Any) -> Mapping[str, Any]:
    rows = [each.period for each in keeping.standing(programme) if each.can_be_filed]
    lines = programme.data.get("reports") or []
    form.report.offer([(each.key, _named(each, lines)) for each in rows])
    return {}


def _named(period: periods.Period, lines: list[Mapping[str, Any]]) -> str:
    to = textwrap.shorten(str(lines[period.line - 1].get("to") or ""), 80, placeholder=" …")
    return f"{period_word(period)} → {to}" if to else period_word(period)


FILE_REPORT = Action(
    REPORT,
    form=ReportForm,
    against=against_reporting,
    carry_out=file_report,
    undo=take_back,
    awaited=is_awaited,
    page=ActionPage(
        note=N_(
            "Everybody reads the report beside the programme. Filed once more for the same period, it corrects that "
            "one and says why; both stay to be read."
        ),
        begun_with=("report", begun),
        facts=_facts,
    ),
)
