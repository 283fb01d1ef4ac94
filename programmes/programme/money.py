"""A programme's money by year and source: a table, and a stacked picture of it. Pure.

What is not printed stays empty; a year that the programme itself does not print has no total.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from qyzmet.statistics.chart import Bar, Chart, chart
from qyzmet.web import formats

from ..rules import figures


@dataclass(frozen=True)
class MoneyTable:
    """The sources by name, and a row for each year: its figures by source, and the total that is printed."""

    sources: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Decimal | None, ...], Decimal | None], ...]
    # The last row: what is printed in all.
    totals: tuple[Decimal | None, ...]
    total: Decimal | None

    @property
    def is_empty(self) -> bool:
        """Whether no figure is printed at all."""
        return not self.rows and self.total is None and not any(each is not None for each in self.totals)


def table_of(data: Mapping[str, Any]) -> MoneyTable:
    """The money of a programme or sub-programme."""
    money = data.get("financing") or {}
    sources: Sequence[Mapping[str, Any]] = money.get("sources") or ()
    by_source = [figures.by_year(each.get("years")) for each in sources]
    in_all = figures.by_year(money.get("years"))
    years = sorted({*in_all, *(year for each in by_source for year in each)})
    return MoneyTable(
        sources=tuple(str(each.get("name") or each.get("key") or "") for each in sources),
        rows=tuple((year, tuple(each.get(year) for each in by_source), in_all.get(year)) for year in years),
        totals=tuple(figures.amount(each.get("total")) for each in sources),
        total=figures.amount(money.get("total")),
    )


def picture_of(table: MoneyTable) -> Chart | None:
    """A bar for each year, parted by source; None where no source prints its years."""
    sums = {year: sum((each for each in given if each is not None), Decimal(0)) for year, given, _total in table.rows}
    most = max(sums.values(), default=Decimal(0))
    if most <= 0 or not table.sources:
        return None
    language = formats.language()
    return chart(
        [
            Bar(
                year,
                sums[year] / most,
                formats.number(sums[year], language),
                parts=tuple((each or Decimal(0)) / most for each in given),
            )
            for year, given, _total in table.rows
        ]
    )
