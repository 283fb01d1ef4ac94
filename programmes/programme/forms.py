"""What a programme holds: one form for pages and the API, with the field names of the contract.

A programme is entered as it is printed. Little must be answered: what is not printed stays open, and nothing is
counted with it.
"""

from qyzmet.documents.fields import DocumentRefs
from qyzmet.forms.choices import Choice, Select, YesNo
from qyzmet.forms.dates import Date
from qyzmet.forms.fields import Text, TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.forms.lists import Maybe, Rows, Texts
from qyzmet.forms.numbers import Integer
from qyzmet.translating import lazy_gettext as _l

from ...requests.request.choices import PROGRAMME_KINDS, ProgrammeKind
from ..rules.periods import Every
from .by_year import ByYear, ByYearAndSource, SaidByYear
from .choices import EVERY
from .fields import (
    Besides,
    BesidesArea,
    Code,
    DayOrYear,
    Figure,
    Said,
    SaidArea,
    TextsBesides,
    Years,
)

KEY = 40
_BY_YEAR = _l("Each year on a line of its own, for example 2014: 3442.2")


class BasisForm(Form):
    """An act: who adopted it, its number and date, which a draft has not yet."""

    body = SaidArea(_l("Who adopted it"), most=2000)
    title = BesidesArea(_l("Name of the act"), most=2000)
    number = Said(_l("Number of the act"), most=100)
    date = Date(_l("Date of the act"))


class AmendmentForm(Form):
    """An act that amended the programme."""

    date = Date(_l("Date of the act"))
    number = Said(_l("Number of the act"), most=100)
    part = SaidArea(_l("Which part it changed"), most=2000)


class MeasureForm(Form):
    """A measure: what is done, by whom, when, for how much, with what result."""

    key = Said(_l("Number of the measure"), most=KEY)
    text = TextArea(_l("Measure"), [needed()], most=10_000)
    by = SaidArea(_l("Who carries it out"), most=2000)
    years = Years(_l("Years"), description=_l("For example 2014, 2016-2018"))
    money = ByYearAndSource(
        _l("Money by source and year"),
        description=_l("The key of a source, a year and a figure on a line, for example city 2014: 100.5"),
    )
    result = SaidArea(_l("Expected result"))


class TaskForm(Form):
    """A task, with the items that it is divided into and its measures."""

    key = Said(_l("Number of the task"), most=KEY)
    text = TextArea(_l("Task"), [needed()], most=10_000)
    items = TextsBesides(_l("Items of the task"), one=_l("Item"), each=2000, lines=True)
    measures = Rows(MeasureForm, _l("Measures"), one=_l("Measure"))


class GoalForm(Form):
    """A goal with its tasks."""

    key = Said(_l("Number of the goal"), most=KEY)
    text = TextArea(_l("Goal"), [needed()], most=10_000)
    tasks = Rows(TaskForm, _l("Tasks of the programme"), one=_l("Task"))


class PointForm(Form):
    """A point that requests cite."""

    point = Text(_l("Point"), [needed()], most=KEY, description=_l("For example 5.1.2"))
    text = SaidArea(_l("Text of the point"))


class IndicatorForm(Form):
    """An indicator: what is measured, in what, from which value, to which in each year."""

    key = Said(_l("Key of the indicator"), most=KEY)
    name = TextArea(_l("Indicator"), [needed()], most=2000)
    unit = Said(_l("Unit of measurement"), most=100)
    base = Said(_l("Base value"), most=100)
    values = SaidByYear(_l("Values by year"), description=_l("Each year on a line of its own, for example 2014: 95"))
    source = SaidArea(_l("Where the values come from"), most=2000)
    formula = SaidArea(_l("How it is calculated"), most=2000)


class SourceForm(Form):
    """A source of money."""

    key = Said(_l("Key of the source"), most=KEY, description=_l("A short word by which measures name it"))
    name = Text(_l("Source of money"), [needed()])
    total = Figure(_l("Total of the source"))
    years = ByYear(_l("Its money by year"), description=_BY_YEAR)


class FinancingForm(Form):
    """The money: in all, by source, by year."""

    total = Figure(_l("Total of the money"))
    years = ByYear(_l("Money by year"), description=_BY_YEAR)
    sources = Rows(SourceForm, _l("Sources of money"), one=_l("Source"))


class TextFinancingForm(FinancingForm):
    """The money as the section on resources names it."""

    sources = Rows(SourceForm, _l("Sources as the section names them"), one=_l("Source of the section"))


class TextTaskForm(Form):
    """A task as the text has it, where it names the tasks once more."""

    key = Said(_l("Number of the task"), most=KEY)
    text = TextArea(_l("Task"), [needed()], most=10_000)
    items = TextsBesides(_l("Items of the task"), one=_l("Item"), each=2000, lines=True)


class TextForm(Form):
    """What the text says once more of what the passport has said: both are compared."""

    tasks = Rows(TextTaskForm, _l("Tasks as the text names them"), one=_l("Task"))
    financing = Maybe(TextFinancingForm, _l("Money as the section on resources names it"))


class ReportLineForm(Form):
    """A report: who makes it to whom, how often, by which day."""

    by = SaidArea(_l("Who reports"), most=2000)
    to = SaidArea(_l("To whom"), most=2000)
    every = Select(_l("How often"), kind=Every, titles=EVERY)
    day = Integer(_l("Day of the month"), least=1, most=31)
    months_after = Integer(
        _l("How many months after the period"), least=0, most=12, description=_l("1 is the month that follows it")
    )
    inclusive = YesNo(_l("Is that day itself in time?"))
    agreement = SaidArea(_l("With whom it is agreed"), most=2000)


class AnnexForm(Form):
    """An annex that the text names."""

    number = Besides(_l("Number of the annex"), most=20)
    name = TextArea(_l("Name of the annex"), [needed()], most=2000)
    held = YesNo(_l("Is it held?"))


class _Whole(Form):
    """What a programme and its sub-programmes have alike."""

    kind = Choice(_l("Kind of programme"), kind=ProgrammeKind, titles=PROGRAMME_KINDS)
    title = TextArea(_l("Name of the programme"), [needed()], most=2000)
    language = Code(
        _l("Language of the text"),
        pattern="[a-z]{2,3}",
        wrong=_l("Write the code of a language in small letters, for example kk"),
        description=_l("Its code: kk, ru, uk"),
    )
    act = Maybe(BasisForm, _l("Approving act"))
    initiating_act = Maybe(BasisForm, _l("Act that it is based on"))
    basis = TextsBesides(_l("Legal basis"), one=_l("Act of the legal basis"), each=2000, lines=True)
    amendments = Rows(AmendmentForm, _l("Amendments"), one=_l("Amendment"))
    developer = SaidArea(_l("Developer"), most=2000)
    co_developers = Texts(_l("Co-developers"), one=_l("Co-developer"), each=2000, lines=True)
    executor = SaidArea(_l("Responsible executor"), most=2000)
    co_executors = Texts(_l("Co-executors"), one=_l("Co-executor"), each=2000, lines=True)
    participants = Texts(_l("Participants"), one=_l("Participant"), each=2000, lines=True)
    budgets = Texts(_l("Budgets that take part"), one=_l("Budget"), each=2000)
    control = SaidArea(_l("Who controls it"), most=10_000)
    from_ = DayOrYear(_l("First day of the term, or its year"), name="from")
    to = DayOrYear(_l("Last day of the term, or its year"))
    stages = Texts(_l("Stages"), one=_l("Stage"), each=2000, lines=True)
    currency = Code(
        _l("Currency"),
        pattern="[A-Z]{3}",
        wrong=_l("Write the code of a currency in capital letters, for example KZT"),
        description=_l("Its code: KZT, RUB, UAH"),
    )
    unit = Integer(_l("Unit of the figures"), least=1, most=10**9, description=_l("1000 where they stand in thousands"))
    directions = TextsBesides(_l("Priority directions"), one=_l("Direction"), each=2000, lines=True)
    goals = Rows(GoalForm, _l("Goals"), one=_l("Goal"))
    points = Rows(PointForm, _l("Points"), one=_l("Point"), most=500)
    indicators = Rows(IndicatorForm, _l("Indicators"), one=_l("Indicator"))
    financing = Maybe(FinancingForm, _l("Money of the programme"))
    text = Maybe(TextForm, _l("What the text says once more"))
    reports = Rows(ReportLineForm, _l("Reports"), one=_l("Report"), most=20)
    annexes = Rows(AnnexForm, _l("Annexes"), one=_l("Annex"))
    documents = DocumentRefs(_l("Documents"), one=_l("Document"))
    remarks = Texts(_l("Remarks of who entered it"), one=_l("Remark"), each=2000, lines=True)


class InnerSubProgrammeForm(_Whole):
    """A sub-programme of a sub-programme."""


class SubProgrammeForm(_Whole):
    """A sub-programme with a passport of its own."""

    sub_programmes = Rows(InnerSubProgrammeForm, _l("Sub-programmes"), one=_l("Sub-programme"), most=20)


class ProgrammeForm(_Whole):
    """A programme. Its kind and its language are known, whatever else is not printed."""

    kind = Choice(_l("Kind of programme"), [needed()], kind=ProgrammeKind, titles=PROGRAMME_KINDS)
    language = Code(
        _l("Language of the text"),
        [needed()],
        pattern="[a-z]{2,3}",
        wrong=_l("Write the code of a language in small letters, for example kk"),
        description=_l("Its code: kk, ru, uk"),
    )

    sub_programmes = Rows(SubProgrammeForm, _l("Sub-programmes"), one=_l("Sub-programme"), most=50)
