"""A programme on paper: passport, goals, money, indicators, reports, and what does not agree in it. Local form."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from qyzmet.printing.frame import day, fingerprint, paper, word
from qyzmet.printing.paper import Block, Column, Facts, Heading, Item, Items, Paper, Paragraph, Table
from qyzmet.printing.printable import Sheet, papers
from qyzmet.procedure.kinds import table_of
from qyzmet.procedure.wording import name_of, state_word
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_, Party
from qyzmet.web import formats

from ...requests.request.choices import PROGRAMME_KINDS
from ..models import Programme, ProgrammeReport
from ..reports import keeping
from ..reports.wording import period_word
from ..rules.checks import checks_of
from . import check_words, money
from .choices import EVERY

TITLE = N_("Programme of the register")
Data = Mapping[str, Any]


def whole(programme: Programme) -> Paper:
    """All that is printed of the programme, and what does not agree."""
    data = programme.data
    draft = programme.submitted_at is None
    return paper(
        programme,
        _(TITLE),
        list(_blocks(programme)),
        at=programme.acts[-1].at if programme.acts else programme.created_at,
        author=name_of(programme.party(Party.STATE_BODY)),
        facts=[
            (_("What it is called"), str(data.get("title") or "")),
            (_("State"), state_word(table_of(programme), programme.state)),
            (_("State body"), name_of(programme.party(Party.STATE_BODY))),
            *_passport(data),
        ],
        marks=[_("Local form"), *([_("Draft")] if draft else [])],
        fingerprint=None
        if draft
        else fingerprint({"number": programme.number, "state": programme.state, "data": programme.data}),
    )


def _passport(data: Data) -> Iterator[tuple[str, str]]:
    yield _("Kind of programme"), word(PROGRAMME_KINDS, data.get("kind"))
    yield _("Approving act"), _act(data.get("act"))
    yield _("Act that it is based on"), _act(data.get("initiating_act"))
    yield _("Legal basis"), "\n".join(data.get("basis") or ())
    yield _("Amendments"), "\n".join(_amendment(each) for each in data.get("amendments") or ())
    for key, title in (
        ("developer", _("Developer")),
        ("co_developers", _("Co-developers")),
        ("executor", _("Responsible executor")),
        ("co_executors", _("Co-executors")),
        ("participants", _("Participants")),
        ("budgets", _("Budgets that take part")),
        ("control", _("Who controls it")),
        ("stages", _("Stages")),
    ):
        value = data.get(key)
        yield title, "\n".join(str(each) for each in value) if isinstance(value, list) else str(value or "")
    yield _("Term"), _term(data)
    yield _("Currency and unit"), _unit(data)


def _act(act: Data | None) -> str:
    if not act:
        return ""
    number = f"№ {act['number']}" if act.get("number") else ""
    said = (str(act.get("title") or act.get("body") or ""), number, day(act.get("date")))
    return " ".join(filter(None, said))


def _amendment(each: Data) -> str:
    number = f"№ {each['number']}" if each.get("number") else ""
    return " ".join(filter(None, (day(each.get("date")), number, str(each.get("part") or ""))))


def _term(data: Data) -> str:
    first, last = (_day(data.get(key)) for key in ("from", "to"))
    return f"{first} - {last}" if first or last else ""


def _day(text: Any) -> str:
    return day(text) if text and len(str(text)) == 10 else str(text or "")


def _unit(data: Data) -> str:
    unit = data.get("unit")
    return " × ".join(filter(None, (str(data.get("currency") or ""), _figure(Decimal(unit)) if unit else "")))


def _figure(value: Decimal | None) -> str:
    return "–" if value is None else formats.number(value, formats.language())


def _blocks(programme: Programme) -> Iterator[Block]:
    data = programme.data
    found = [check_words.said(each, data) for each in checks_of(data)]
    if found:
        yield Heading(_("What does not agree"))
        yield Paragraph(_("It warns and stops nothing: a programme is entered as it is printed."), quiet=True)
        heads = (_("What"), _("Where"), _("Printed"), _("As counted"), _("Difference"))
        columns = tuple(Column(title, share=3 if place < 2 else 2) for place, title in enumerate(heads))
        figures = [each for each in found if each.difference]
        if figures:
            yield Table(columns, tuple((e.title, e.place, e.printed, e.counted, e.difference) for e in figures))
        for title in dict.fromkeys(each.title for each in found if not each.difference):
            yield Paragraph(title, strong=True)
            yield Items(tuple(Item(e.in_words) for e in found if e.title == title and not e.difference))
    yield from _of(data, 1)
    for sub in data.get("sub_programmes") or ():
        yield Heading(_("Sub-programme"))
        yield Paragraph(str(sub.get("title") or ""), strong=True)
        facts = tuple((title, text) for title, text in _passport(sub) if text)
        if facts:
            yield Facts(facts)
        yield from _of(sub, 2)
    yield from _reports(programme)
    yield from _annexes(data)


def _of(data: Data, level: int) -> Iterator[Block]:
    """Directions, goals, money, indicators and points."""
    if data.get("directions"):
        yield Heading(_("Priority directions"), level)
        yield Items(tuple(Item(str(each)) for each in data["directions"]))
    if data.get("goals"):
        yield Heading(_("Goals, tasks and measures"), level)
        for goal in data["goals"]:
            yield Paragraph(_numbered(goal), strong=True)
            tasks = tuple(Item(_numbered(task), _within(task)) for task in goal.get("tasks") or ())
            if tasks:
                yield Items(tasks)
    table = money.table_of(data)
    if not table.is_empty:
        yield Heading(_("Money by year and source"), level)
        heads = (_("Year"), *table.sources, _("Total"))
        rows = [(year, *map(_figure, given), _figure(total)) for year, given, total in table.rows]
        rows.append((_("Printed in all"), *map(_figure, table.totals), _figure(table.total)))
        yield Table(tuple(Column(title, numeric=place > 0) for place, title in enumerate(heads)), tuple(rows))
    if data.get("indicators"):
        yield Heading(_("Indicators"), level)
        heads = (_("Indicator"), _("Unit of measurement"), _("Base value"), _("Values by year"))
        columns = tuple(Column(title, share=3 if place == 0 else 1) for place, title in enumerate(heads))
        yield Table(columns, tuple(_indicator(each) for each in data["indicators"]))
    if data.get("points"):
        yield Heading(_("Points that requests cite"), level)
        rows = [(str(each.get("point") or ""), str(each.get("text") or "")) for each in data["points"]]
        yield Table((Column(_("Point")), Column(_("Text of the point"), share=6)), tuple(rows))


def _numbered(each: Data) -> str:
    key = str(each.get("key") or "")
    return f"{key}. {each.get('text') or ''}" if key else str(each.get("text") or "")


def _within(task: Data) -> str:
    """A task's items and measures, a line each."""
    items = [f"– {each}" for each in task.get("items") or ()]
    return "\n".join([*items, *(_numbered(each) for each in task.get("measures") or ())])


def _indicator(each: Data) -> tuple[str, ...]:
    values = "; ".join(f"{year}: {value or '–'}" for year, value in sorted((each.get("values") or {}).items()))
    return (str(each.get("name") or ""), str(each.get("unit") or "–"), str(each.get("base") or "–"), values or "–")


def _reports(programme: Programme) -> Iterator[Block]:
    yield Heading(_("Reports"))
    lines = programme.data.get("reports") or ()
    if not lines:
        yield Paragraph(_("The programme names no reports: no term is set."), quiet=True)
        return
    yield Items(tuple(Item(f"{each.get('by') or '–'} → {each.get('to') or '–'}", _when(each)) for each in lines))
    standing = keeping.standing(programme)
    if standing:
        rows = tuple(
            (
                f"{period_word(each.period)} ({each.period.line})",
                formats.date(each.period.due_on, formats.language()),
                formats.date(each.report.at, formats.language()) if each.report is not None else "",
            )
            for each in standing
        )
        yield Table((Column(_("Period"), share=2), Column(_("Due")), Column(_("Filed"))), rows)
    for each in standing:
        if each.report is not None:
            yield from _filed(each, each.report)


def _filed(standing: keeping.Standing, report: ProgrammeReport) -> Iterator[Block]:
    said, language = report.data, formats.language()
    yield Heading(f"{_('Report')}: {period_word(standing.period)} ({standing.period.line})", level=2)
    if said.get("reason"):
        yield Paragraph(f"{_('Corrected on %(day)s:', day=formats.date(report.at, language))} {said['reason']}")
    if said.get("measures"):
        columns = (
            Column(_("Measure")),
            Column(_("What was planned"), 3),
            Column(_("What was done"), 3),
            Column(_("Money spent"), 2, numeric=True),
        )
        yield Table(columns, tuple(_measure(row) for row in said["measures"]), _("By measure"))
    if said.get("indicators"):
        rows = tuple((str(row["indicator"]), str(row.get("value") or "")) for row in said["indicators"])
        yield Table((Column(_("Indicator"), 3), Column(_("Its value"))), rows, _("By indicator"))
    if said.get("text"):
        yield Paragraph(str(said["text"]))


def _measure(row: Data) -> tuple[str, ...]:
    spent = "" if row.get("spent") is None else formats.number(Decimal(str(row["spent"])), formats.language())
    return str(row["measure"]), str(row.get("planned") or ""), str(row.get("done") or ""), spent


def _when(line: Data) -> str:
    if not line.get("every") or line.get("day") is None:
        return _("the day is not set")
    said = f"{word(EVERY, line['every'])}, {_('by day %(day)s of the month', day=line['day'])}"
    return f"{said}; {line['agreement']}" if line.get("agreement") else said


def _annexes(data: Data) -> Iterator[Block]:
    if data.get("annexes"):
        yield Heading(_("Annexes"))
        yield Items(
            tuple(
                Item(
                    " ".join(filter(None, (str(each.get("number") or ""), str(each.get("name") or "")))),
                    _("not held") if each.get("held") is False else "",
                )
                for each in data["annexes"]
            )
        )
    if data.get("remarks"):
        yield Heading(_("Remarks of who entered it"))
        yield Items(tuple(Item(str(each)) for each in data["remarks"]))


PAPERS = papers({"programme": Sheet(TITLE, whole)})
