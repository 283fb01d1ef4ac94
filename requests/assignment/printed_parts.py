"""The fourteen parts of a design assignment printed (¶ 19): what each holds, as texts, lists and tables."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from qyzmet.printing.frame import in_figures, listed, money, text, word, yes_or_no
from qyzmet.printing.paper import OFFICIAL, Block, Column, Facts, Heading, Item, Items, Paragraph, Table
from qyzmet.translating import gettext as _
from qyzmet.web.formats import language

from .choices import CRITERION_KINDS, MECHANISMS, OBJECT_KINDS, PARTICIPANTS, SHARE_LETTERS, SHARES
from .parts import PARTS
from .state_property import is_product

Data = Mapping[str, Any]


def blocks(data: Data) -> Iterator[Block]:
    """All parts in the order's order: the heading, the printed Kazakh one below it, and what was filled in."""
    for part in PARTS:
        yield Heading(
            f"{part.number}. {part.official if language() == OFFICIAL else _(part.title)}",
            official="" if language() == OFFICIAL else part.official,
        )
        yield from _CONTENTS[part.number](data)


def _general(data: Data) -> Iterator[Block]:
    general = data.get("general") or {}
    yield Facts(
        tuple(
            (label, value or "–")
            for label, value in (
                (_("Purpose"), str(general.get("purpose") or "")),
                (_("Number of state bodies"), in_figures(general.get("state_bodies"))),
                (_("Number of users"), in_figures(general.get("users"))),
                (_("Class of the electronic information resource"), str(general.get("resource_class") or "")),
                (_("Class of the software"), str(general.get("software_class") or "")),
                (_("Mechanism of creation"), word(MECHANISMS, general.get("mechanism"))),
                (_("What is created"), word(OBJECT_KINDS, general.get("object"))),
            )
        )
    )
    if general.get("stages"):
        yield Paragraph(_("Stages of creation"), strong=True)
        yield from listed(general["stages"])


def _ceiling_lease(data: Data) -> Iterator[Block]:
    yield text(money(data.get("ceiling_lease")))


def _ceiling_service(data: Data) -> Iterator[Block]:
    yield text(money(data.get("ceiling_service")))


def _processes(data: Data) -> Iterator[Block]:
    rows = tuple(_tree(data.get("processes") or []))
    if not rows:
        yield text(None)
        return
    yield Table(
        columns=(
            Column("№", 1),
            Column(_("Process, sub-process, function"), 5),
            Column(_("Roles that carry it out"), 3),
            Column(_("Number a year"), 2, numeric=True),
        ),
        rows=rows,
    )


def _tree(processes: Sequence[Data]) -> Iterator[tuple[str, ...]]:
    """The tree in the order of reading, with nested numbers: 1, 1.1, 1.1.1. However deep: it keeps its own stack."""
    open_ = [("", iter(enumerate(processes, 1)))]
    while open_:
        above, siblings = open_[-1]
        number, process = next(siblings, (0, None))
        if process is None:
            open_.pop()
            continue
        place = f"{above}{number}"
        yield (
            place,
            str(process.get("name") or ""),
            ", ".join(map(str, process.get("roles") or [])),
            in_figures(process.get("number_per_year")),
        )
        open_.append((f"{place}.", iter(enumerate(process.get("children") or [], 1))))


def _platform(data: Data) -> Iterator[Block]:
    yield text(data.get("platform"))


def _integrations(data: Data) -> Iterator[Block]:
    items = [
        Item(
            f"{each.get('name') or ''} ({each['register']})" if each.get("register") else str(each.get("name") or ""),
            str(each.get("description") or ""),
        )
        for each in data.get("integrations") or []
    ]
    yield Items(tuple(items), numbered=True) if items else Paragraph(_("None"), quiet=True)


def _performance(data: Data) -> Iterator[Block]:
    demands = data.get("performance") or []
    if not demands:
        yield text(None)
        return
    yield Table(
        columns=(
            Column(_("What is measured"), 4),
            Column(_("Value"), 2, numeric=True),
            Column(_("Unit"), 2),
            Column(_("Under which load"), 4),
        ),
        rows=tuple(
            (
                str(each.get("name") or ""),
                in_figures(each.get("value")),
                str(each.get("unit") or ""),
                str(each.get("load") or ""),
            )
            for each in demands
        ),
    )


def _security(data: Data) -> Iterator[Block]:
    security = data.get("security") or {}
    yield Paragraph(f"{_('Class of the informatization object')}: {security.get('class') or '–'}")
    yield text(security.get("text"))


def _commissioning(data: Data) -> Iterator[Block]:
    commissioning = data.get("commissioning") or {}
    yield text(commissioning.get("text"))
    if commissioning.get("technical_documents"):
        yield Paragraph(_("Technical documents"), strong=True)
        yield from listed(commissioning["technical_documents"])
    yield Paragraph(_("Order and terms of handing over the source code"), strong=True)
    yield text(commissioning.get("source_code"))
    property_ = commissioning.get("property_after_3_years")
    if isinstance(property_, bool) and is_product(data):
        question = _("Does the software product become the state body's property three years into the lease (¶ 103-1)?")
        yield Paragraph(f"{question} {yes_or_no(property_)}")


def _code_reuse(data: Data) -> Iterator[Block]:
    yield text(data.get("code_reuse"))


def _training(data: Data) -> Iterator[Block]:
    yield text(data.get("training"))


def criteria(data: Data) -> Iterator[Block]:
    """Part 12: the criteria for selecting the supplier, with how each judges and its weight."""
    rows = data.get("criteria") or []
    if not rows:
        yield Paragraph(_("None"), quiet=True)
        return
    weights = [Decimal(str(each["weight"])) for each in rows if each.get("weight") not in (None, "")]
    figures = ("weight", "scale_max", "pass_mark")
    yield Table(
        columns=(
            Column(_("Criterion"), 5),
            Column(_("How it judges"), 3),
            Column(_("Weight"), 2, numeric=True),
            Column(_("Highest score"), 2, numeric=True),
            Column(_("Pass mark"), 2, numeric=True),
        ),
        rows=(
            *(
                (
                    str(each.get("name") or ""),
                    word(CRITERION_KINDS, each.get("kind")),
                    *(in_figures(each.get(figure)) for figure in figures),
                )
                for each in rows
            ),
            (_("All weights together"), "", in_figures(sum(weights, Decimal(0))), "", ""),
        ),
    )


def _schedule(data: Data) -> Iterator[Block]:
    steps = data.get("schedule") or []
    if not steps:
        yield text(None)
        return
    yield Table(
        columns=(
            Column("№", 1),
            Column(_("Step"), 5),
            Column(_("Working days"), 2, numeric=True),
            *(Column(letter, 3) for letter in SHARE_LETTERS.values()),
        ),
        rows=tuple(
            (
                str(number),
                str(each.get("step") or ""),
                in_figures(each.get("working_days")),
                *(_people(each.get(share)) for share in SHARE_LETTERS),
            )
            for number, each in enumerate(steps, 1)
        ),
    )
    yield Items(tuple(Item(f"{letter} – {SHARES[share]}") for share, letter in SHARE_LETTERS.items()))


def _people(value: object) -> str:
    people = value if isinstance(value, list) else [value]
    return ", ".join(filter(None, (word(PARTICIPANTS, each) for each in people)))


def _terms(data: Data) -> Iterator[Block]:
    terms = data.get("contract_terms") or {}
    yield text(terms.get("text"))
    if terms.get("lease_months"):
        yield Paragraph(f"{_('How long the lease lasts, months')}: {in_figures(terms['lease_months'])}")
    if terms.get("state_support"):
        yield Paragraph(_("Expected kinds and volumes of state support (PPP)"), strong=True)
        yield from listed(terms["state_support"])


_CONTENTS: Mapping[int, Callable[[Data], Iterator[Block]]] = dict(
    enumerate(
        (
            _general,
            _ceiling_lease,
            _ceiling_service,
            _processes,
            _platform,
            _integrations,
            _performance,
            _security,
            _commissioning,
            _code_reuse,
            _training,
            criteria,
            _schedule,
            _terms,
        ),
        1,
    )
)
