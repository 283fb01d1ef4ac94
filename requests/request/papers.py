"""The papers of a request: Annex 1 with title and columns as the order has them; receipt, opinion, decision."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from qyzmet.documents.sealed_models import AnyDocument
from qyzmet.printing.frame import day, documents_of, file, in_figures, listed, text, word, yes_or_no
from qyzmet.printing.paper import OFFICIAL, Block, Column, FormRow, FormTable, Item, Items, Paper, Paragraph, Table
from qyzmet.printing.printable import Sheet, papers
from qyzmet.procedure.kinds import table_of
from qyzmet.procedure.models import Procedure
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_
from qyzmet.web.formats import language

from ..filing.papers import filed_paper
from ..models import Filed
from ..review.papers import REVIEWED
from . import annex1, choices

Data = Mapping[str, Any]
Documents = Mapping[str, AnyDocument | None]
# The corner of the form, line by line as the order prints it.
CORNER = ("Ақпараттандырудың сервистік", "моделін іске асыру қағидаларына", "1-қосымша", "Нысан")


def form(procedure: Procedure) -> FormTable:
    """The ten rows: their headings, on Russian and English papers with the printed Kazakh ones below, and contents."""
    data = procedure.data
    named = data.get("technical_documents") or []
    files = documents_of(procedure, [each["document"] for each in named if each.get("document")])
    return FormTable(
        columns=annex1.COLUMNS if language() == OFFICIAL else (_("Name of the section"), _("Details")),
        rows=tuple(
            FormRow(
                heading=f"{row.number}. {row.official if language() == OFFICIAL else _(row.title)}",
                official="" if language() == OFFICIAL else row.official,
                blocks=tuple(_CONTENTS[row.number](data, files)),
            )
            for row in annex1.ROWS
        ),
    )


def _function(data: Data, files: Documents) -> Iterator[Block]:
    yield text(data.get("function"))
    if data.get("passport"):
        yield Paragraph(f"{_('Function passport')}: {data['passport']}", quiet=True)


def _acts(data: Data, files: Documents) -> Iterator[Block]:
    acts = [_act(each) for each in data.get("acts") or []]
    yield Items(tuple(acts), numbered=True) if acts else text(None)
    programmes = [
        Item(f"{word(choices.PROGRAMME_KINDS, each.get('kind'))}: {each['title']}", _points(each.get("points")))
        for each in data.get("programmes") or []
    ]
    if programmes:
        yield Paragraph(_("Programmes"), strong=True)
        yield Items(tuple(programmes))
    else:
        yield Paragraph(_("No programme is named."), quiet=True)


def _act(each: Data) -> Item:
    named = str(each["title"])
    if each.get("number"):
        named += f" №\N{NO-BREAK SPACE}{each['number']}"
    if each.get("date"):
        named += f", {day(each['date'])}"
    return Item(named, "\n".join(filter(None, (_points(each.get("points")), str(each.get("url") or "")))))


def _points(points: object) -> str:
    return f"{_('points')}: {points}" if points else ""


def _purpose(data: Data, files: Documents) -> Iterator[Block]:
    yield text(data.get("purpose"))
    yield from listed(data.get("tasks") or [])


def _scope(data: Data, files: Documents) -> Iterator[Block]:
    scope = data.get("scope") or {}
    yield text(scope.get("need"))
    if scope.get("level"):
        where = word(choices.LEVELS, scope["level"]).lower()
        territory = f" ({scope['territory']})" if scope.get("territory") else ""
        yield Paragraph(f"{_('Where it is to work')}: {where}{territory}")
    if scope.get("user_groups"):
        yield Table(
            caption=_("Groups of users"),
            columns=(
                Column(_("Who they are"), 4),
                Column(_("Number of users"), 3, numeric=True),
                Column(_("Functions they perform"), 4),
            ),
            rows=tuple(
                (
                    f"{each.get('name') or ''}\n{word(choices.USER_KINDS, each.get('kind')).lower()}",
                    in_figures(each.get("number")),
                    str(each.get("does") or ""),
                )
                for each in scope["user_groups"]
            ),
        )
    if scope.get("frequency"):
        yield Paragraph(f"{_('How often it will be used')}: {scope['frequency']}")
    if scope.get("documents"):
        yield Table(
            caption=_("Electronic documents expected"),
            columns=(
                Column(_("Kind of document"), 4),
                Column(_("Number a year"), 3, numeric=True),
                Column(_("Volume of one document, MB"), 3, numeric=True),
            ),
            rows=tuple(
                (
                    str(each.get("kind") or ""),
                    in_figures(each.get("number_per_year")),
                    in_figures(each.get("volume_mb")),
                )
                for each in scope["documents"]
            ),
        )


def _problems(data: Data, files: Documents) -> Iterator[Block]:
    yield text(data.get("current_way"))
    if data.get("problems"):
        yield Paragraph(_("Problems"), strong=True)
        yield from listed(each.get("text") for each in data["problems"])
    if data.get("partial_systems_faults"):
        yield Paragraph(_("Faults of the systems that automate it in part"), strong=True)
        yield Paragraph(str(data["partial_systems_faults"]))


def _results(data: Data, files: Documents) -> Iterator[Block]:
    problems = {each.get("key"): each.get("text") for each in data.get("problems") or []}
    results = [
        Item(
            str(each.get("text") or ""),
            _("Solves: %(problem)s", problem=problems[each.get("problem")]) if each.get("problem") in problems else "",
        )
        for each in data.get("results") or []
    ]
    yield Items(tuple(results), numbered=True) if results else text(None)


def _restricted(data: Data, files: Documents) -> Iterator[Block]:
    yield text(word(choices.RESTRICTED, data.get("restricted")))
    bank = data.get("national_bank") or {}
    holds = data.get("object_holds_state_secrets")
    answers = [(_("Will the object to be created hold, process or transmit state secrets?"), holds)]
    if bank.get("own_system"):
        answers += [
            (_("Is the object the National Bank's own?"), True),
            (_("Will it be integrated with objects of the “electronic government”?"), bool(bank.get("integrated"))),
        ]
    for question, answer in answers:
        if isinstance(answer, bool):
            yield Paragraph(f"{question} {yes_or_no(answer)}")


def _technical_documents(data: Data, files: Documents) -> Iterator[Block]:
    named = [
        file(each["document"], files[each["document"]], str(each.get("name") or ""))
        if each.get("document")
        else Item(str(each.get("name") or ""))
        for each in data.get("technical_documents") or []
    ]
    yield Items(tuple(named)) if named else Paragraph(_("None"), quiet=True)


def _systems(data: Data, files: Documents) -> Iterator[Block]:
    systems = [
        Item(
            str(each.get("name") or ""),
            "; ".join(
                filter(
                    None,
                    (
                        word(choices.SYSTEM_KINDS, each.get("kind")).lower(),
                        word(choices.COVERS, each.get("covers")).lower(),
                        str(each.get("service") or ""),
                    ),
                )
            ),
        )
        for each in data.get("existing_systems") or []
    ]
    yield Items(tuple(systems)) if systems else Paragraph(_("None"), quiet=True)


def contacts(data: Data) -> Block:
    """Row 10, and the same section of a proposal: the responsible persons."""
    people = [
        Item(
            " ".join(filter(None, (each.get("surname"), each.get("given_name"), each.get("patronymic")))),
            "\n".join(
                filter(
                    None,
                    (
                        ", ".join(filter(None, (each.get("unit"), each.get("post")))),
                        ", ".join(filter(None, (each.get("phone"), each.get("mobile")))),
                        each.get("email"),
                    ),
                )
            ),
        )
        for each in data.get("contacts") or []
    ]
    return Items(tuple(people)) if people else text(None)


def _contacts(data: Data, files: Documents) -> Iterator[Block]:
    yield contacts(data)


_CONTENTS: Mapping[int, Callable[[Data, Documents], Iterator[Block]]] = {
    1: _function,
    2: _acts,
    3: _purpose,
    4: _scope,
    5: _problems,
    6: _results,
    7: _restricted,
    8: _technical_documents,
    9: _systems,
    10: _contacts,
}


def request(filed: Filed) -> Paper:
    """¶ 8.1: the request in the form of Annex 1."""
    return filed_paper(
        filed,
        [form(filed)],
        title=annex1.FORM_TITLE if language() == OFFICIAL else _(table_of(filed).title),
        official="" if language() == OFFICIAL else annex1.FORM_TITLE,
        corner=CORNER,
    )


PAPERS = papers({"request": Sheet(N_("Request"), request), **REVIEWED})
