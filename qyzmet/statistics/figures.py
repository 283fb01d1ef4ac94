"""The numbers as figures: each a picture of bars, the table beside it and the file under it, all from the same rows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from qyzmet.catalog.entry import classifiers
from qyzmet.catalog.models import ClassifierName
from qyzmet.catalog.under_way.stages import TITLES as STAGES
from qyzmet.people.models import Organisation
from qyzmet.procedure.kinds import kinds
from qyzmet.procedure.table import Procedure as Table
from qyzmet.procedure.table import Term
from qyzmet.procedure.wording import name_of, state_word
from qyzmet.search.table_file import Digits
from qyzmet.statistics.chart import Bar
from qyzmet.statistics.numbers import Numbers
from qyzmet.statistics.steps import Steps, together
from qyzmet.statistics.tenders import Prices
from qyzmet.translating import gettext as _
from qyzmet.translating import ngettext
from qyzmet.vocabulary import PARTY_TITLES, Party
from qyzmet.web import formats
from qyzmet.web.sorting import kazakh_key

# Beyond these, bars and rows are in the file alone.
MOST = 20
# So many bids and more are one bar.
_MANY = 3


class Rule(str):
    """A paragraph or a house rule, which pages explain."""

    __slots__ = ()


Cell = str | Decimal | None


@dataclass(frozen=True)
class Figure:
    """A picture with its table. `key` is its word in addresses; `lead` says how to read it."""

    key: str
    section: str
    title: str
    lead: str
    bars: tuple[Bar, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def shown_head(self) -> tuple[str, ...]:
        """The words above the table of a page: a rule stands there with the name of its row."""
        return tuple(
            word for place, word in enumerate(self.head) if not (self.rows and isinstance(self.rows[0][place], Rule))
        )

    @property
    def more(self) -> int:
        """So many rows are not shown on a page."""
        return max(len(self.rows) - MOST, 0)


@dataclass(frozen=True)
class Asked:
    """What the numbers are narrowed to, and what the organisations are called."""

    year: int | None
    organisation: int | None
    organisations: dict[int, Organisation]

    def meets(self, each: Steps, *, any_year: bool = False) -> bool:
        """Whether the steps are among those asked for."""
        of_year = any_year or self.year in (None, each.year)
        return of_year and self.organisation in (None, each.organisation)


def of(numbers: Numbers, asked: Asked) -> list[Figure]:
    """All figures in which there is something, in the order of the page."""
    steps = [each for each in numbers.steps if _table(each.kind, each.term) is not None]
    done = [each for each in steps if asked.meets(each)]
    found = [
        *_steps(done),
        _organisations(done, asked),
        _years([each for each in steps if asked.meets(each, any_year=True)]),
        *_states(numbers),
        _needs(numbers),
        _bids(numbers),
        _prices(numbers.bidding.prices),
        _services(numbers),
    ]
    return [each for each in found if each.rows]


def everything(numbers: Numbers, asked: Asked) -> Figure:
    """Each step by organisation and year, for spreadsheets alone."""
    rows = []
    for each in sorted(numbers.steps, key=lambda each: (each.kind, each.term, each.year, each.organisation or 0)):
        if asked.meets(each) and _table(each.kind, each.term) is not None:
            organisation = asked.organisations.get(each.organisation or 0)
            whose = (_who(each, asked), Digits(organisation.bin) if organisation is not None else "")
            rows.append((kind_title(each.kind), _term_words(each), *whose, Decimal(each.year), *_measured(each)))
    head = (_("Procedure"), _("Step"), _("Organisation"), _("BIN"), _("Year"), *_measured_head())
    return Figure("all", "", _("Each step by organisation and year"), "", (), head, tuple(rows))


def kind_title(kind: str) -> str:
    """What procedures of the kind are called."""
    return _(next(iter(kinds()[kind].tables.values())).title)


def _steps(done: Sequence[Steps]) -> Iterable[Figure]:
    by_term = together(done, "kind", "term")
    for kind in kinds():
        those = sorted((each for each in by_term if each.kind == kind), key=_place)
        most = max((max(each.average, each.term_average) for each in those), default=Decimal(1))
        bars = tuple(
            Bar(_term_words(each), each.average / most, _days_of(each), mark=each.term_average / most) for each in those
        )
        rows = tuple((_term_words(each), Rule(_term(each).rule), _owner(each), *_measured(each)) for each in those)
        yield Figure(
            f"steps-{kind}",
            "steps",
            kind_title(kind),
            _("Working days that a step took on average; the line across a bar is the term that it had."),
            bars,
            (_("Step"), _("Rule"), _("Who acts"), *_measured_head()),
            rows,
        )


def _organisations(done: Sequence[Steps], asked: Asked) -> Figure:
    if asked.organisation is not None:
        return Figure("organisations", "who", "", "", (), (), ())
    found = sorted(together(done, "organisation"), key=lambda each: (-each.done, kazakh_key(_who(each, asked))))
    rows = tuple((_who(each, asked), _bin(each, asked), *_measured(each)) for each in found)
    return Figure(
        "organisations",
        "who",
        _("Share on time by organisation"),
        _("Of the steps that an organisation had to do, those that it did within the term."),
        _shares(found, lambda each: _who(each, asked)),
        (_("Organisation"), _("BIN"), *_measured_head()),
        rows,
    )


def _years(steps: Sequence[Steps]) -> Figure:
    found = sorted(together(steps, "year"), key=lambda each: each.year)
    return Figure(
        "years",
        "who",
        _("Share on time by year"),
        _("By the year in which a step was done."),
        _shares(found, lambda each: str(each.year)),
        (_("Year"), *_measured_head()),
        tuple((str(each.year), *_measured(each)) for each in found),
    )


def _states(numbers: Numbers) -> Iterable[Figure]:
    for kind in kinds():
        table = next(iter(kinds()[kind].tables.values()))
        found = {each.state: each.count for each in numbers.standing.states if each.kind == kind}
        counts = [(state_word(table, state), found[state]) for state in table.states if state in found]
        yield Figure(
            f"states-{kind}",
            "states",
            kind_title(kind),
            _("How many stand in which state now; of a year those that were begun in it."),
            counted_bars(counts),
            (_("State"), _("Procedures"), _("Share, %")),
            counted_rows(counts),
        )


def _needs(numbers: Numbers) -> Figure:
    found = {each.stage: each.count for each in numbers.standing.needs}
    counts = [(_(title), found[stage]) for stage, title in STAGES.items() if stage in found]
    return Figure(
        "needs",
        "states",
        _("Needs in the public register"),
        _("Agreed requests and proposals by where the whole of each stands; of a year those agreed then."),
        counted_bars(counts),
        (_("Where it stands"), _("Needs"), _("Share, %")),
        counted_rows(counts),
    )


def _bids(numbers: Numbers) -> Figure:
    counts = [0] * (_MANY + 1)
    for each in numbers.bidding.opened:
        counts[min(each.bids, _MANY)] += each.count
    words = [_("Without bids"), _("One bid"), *(_bids_words(number) for number in range(2, _MANY))]
    named = list(zip([*words, _("%(num)s bids and more", num=_MANY)], counts, strict=True)) if any(counts) else []
    return Figure(
        "bids",
        "tenders",
        _("Bids for a tender"),
        _("Opened tenders by how many bids they had. Of a tender that is not opened yet nothing is told."),
        counted_bars(named),
        (_("Number of bids"), _("Tenders"), _("Share, %")),
        counted_rows(named),
    )


def _bids_words(number: int) -> str:
    return ngettext("%(num)s bid", "%(num)s bids", number)


def _prices(prices: Prices) -> Figure:
    pairs = (
        (_("Lease"), prices.lease, prices.lease_ceiling),
        (_("IC service"), prices.service, prices.service_ceiling),
    )
    known = [(name, price, ceiling) for name, price, ceiling in pairs if price is not None and ceiling]
    most = max((max(price, ceiling) for _name, price, ceiling in known), default=Decimal(1))
    bars = (
        Bar(name, price / most, f"{_percent(price, ceiling)} %", mark=ceiling / most) for name, price, ceiling in known
    )
    rows = (
        (name, Decimal(prices.count), price, ceiling, _decimal(Decimal(100) * price / ceiling))
        for name, price, ceiling in known
    )
    return Figure(
        "prices",
        "tenders",
        _("Prices beside their ceilings"),
        _("Prices of the chosen bids together; the line across a bar is the ceiling of the design assignments."),
        tuple(bars),
        (_("Price"), _("Chosen bids"), _("Prices, ₸"), _("Ceilings, ₸"), _("Of the ceiling, %")),
        tuple(rows),
    )


def _services(numbers: Numbers) -> Figure:
    names = {row.key: classifiers.name_of(row) for row in classifiers.kept(ClassifierName.KIND, closed=True)}
    places = {key: place for place, key in enumerate(names)}
    found = sorted(numbers.standing.services, key=lambda each: places.get(each.kind, len(places)))
    counts = [(names.get(each.kind) or each.kind or _("Without a kind"), each.count) for each in found]
    return Figure(
        "services",
        "services",
        _("Services in the Catalogue by kind"),
        _("Those that were retired are not counted; of a year those that were entered in it."),
        counted_bars(counts),
        (_("Kind of service"), _("Services"), _("Share, %")),
        counted_rows(counts),
    )


def counted_bars(counts: Sequence[tuple[str, int]]) -> tuple[Bar, ...]:
    """A bar for each count, the longest for the greatest."""
    most = max((count for _name, count in counts), default=0) or 1
    return tuple(Bar(name, Decimal(count) / most, _number(Decimal(count))) for name, count in counts[:MOST])


def counted_rows(counts: Sequence[tuple[str, int]]) -> tuple[tuple[Cell, ...], ...]:
    """Each count with its share of all."""
    every = sum(count for _name, count in counts) or 1
    return tuple((name, Decimal(count), _decimal(Decimal(100 * count) / every)) for name, count in counts)


def _shares(found: Sequence[Steps], name: Callable[[Steps], str]) -> tuple[Bar, ...]:
    texts = {id(each): f"{_number(_decimal(each.share))} % · {_number(Decimal(each.done))}" for each in found}
    return tuple(Bar(name(each), each.share / 100, texts[id(each)]) for each in found[:MOST])


def _measured_head() -> tuple[str, ...]:
    return (_("Done"), _("Days on average"), _("Term, days"), _("On time, %"))


def _measured(each: Steps) -> tuple[Cell, ...]:
    return (Decimal(each.done), _decimal(each.average), _decimal(each.term_average), _decimal(each.share))


def _days_of(each: Steps) -> str:
    days, term = _number(_decimal(each.average)), _number(_decimal(each.term_average))
    return _("%(days)s of %(term)s days", days=days, term=term)


def _table(kind: str, term: str) -> Table | None:
    """The table of the kind that has the term; None for one that no edition has any more: it has no name."""
    tables = kinds()[kind].tables.values()
    return next((each for each in tables if any(one.key == term for one in each.terms)), None)


def _term(each: Steps) -> Term:
    table = _table(each.kind, each.term)
    if table is None:
        raise LookupError(f"{each.kind} have no term {each.term}")
    return table.term(each.term)


def _term_words(each: Steps) -> str:
    """What the step is called, with who acts where others have one of the same name."""
    table, term = _table(each.kind, each.term), _term(each)
    alone = table is None or sum(one.title == term.title for one in table.terms) == 1
    return _(term.title) if alone else f"{_(term.title)} ({_owner(each)})"


def _place(each: Steps) -> int:
    table = _table(each.kind, each.term)
    return table.terms.index(_term(each)) if table is not None else 0


def _owner(each: Steps) -> str:
    return _(PARTY_TITLES[_term(each).owner])


def _who(each: Steps, asked: Asked) -> str:
    organisation = asked.organisations.get(each.organisation or 0)
    return name_of(organisation) if organisation is not None else _(PARTY_TITLES[Party.COMMISSION])


def _bin(each: Steps, asked: Asked) -> str:
    organisation = asked.organisations.get(each.organisation or 0)
    return Digits(organisation.bin) if organisation is not None else ""


def _decimal(value: Decimal) -> Decimal:
    """With one place, and without one where that says nothing."""
    rounded = value.quantize(Decimal("0.1"))
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded


def _percent(part: Decimal, whole: Decimal) -> str:
    return _number(_decimal(Decimal(100) * part / whole))


def _number(value: Decimal) -> str:
    return formats.number(value, formats.language())
