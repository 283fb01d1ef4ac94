"""What does not agree in a programme, in words: a sentence for the rule, the place as people read it, both numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_
from qyzmet.web import formats

from ..rules.checks import Check

RULES: dict[str, str] = {
    "total_years": N_("The total is not the sum of the years"),
    "total_sources": N_("The total is not the sum of the sources"),
    "source_years": N_("The total of a source is not the sum of its years"),
    "year_sources": N_("A year is not the sum of its sources"),
    "sub_programmes": N_("The sub-programmes together are not the whole"),
    "years_in_term": N_("A year lies outside the term"),
    "text_financing": N_("The passport and the section on resources differ"),
    "text_tasks": N_("A task of the passport is not the same in the text"),
    "indicator_values": N_("An indicator is named without values"),
    "annex_held": N_("An annex is named and not held"),
    "annex_number": N_("Two annexes have one number"),
    "budgets": N_("A source with money is not among the budgets that take part"),
    "act_number": N_("The approving act has no number: this is a draft"),
    "act_date": N_("The approving act has no date: this is a draft"),
    "cited_point": N_("A request cites a point that the programme does not have"),
}
_WORDS: dict[str, str] = {
    "financing": N_("Money"),
    "total": N_("Total"),
    "years": N_("Years"),
    "sources": N_("Source of money"),
    "goals": N_("Goal"),
    "tasks": N_("Task"),
    "measures": N_("Measure"),
    "money": N_("Money"),
    "indicators": N_("Indicator"),
    "values": N_("Values by year"),
    "annexes": N_("Annex"),
    "number": N_("Number"),
    "date": N_("Date"),
    "act": N_("Approving act"),
    "text": N_("Text"),
    "sub_programmes": N_("Sub-programme"),
}
# Of these both sides are numbers of items, not figures.
_ITEMS = ("text_tasks",)


@dataclass(frozen=True)
class Said:
    """A finding as pages and papers show it."""

    rule: str
    title: str
    place: str
    printed: str
    counted: str
    difference: str

    @property
    def in_words(self) -> str:
        """Where it is and what stands there, in a line: a name that the place cuts short is said whole, and once."""
        cut = _cut(self.printed)
        place = self.place.replace(cut, self.printed) if cut else self.place
        line = place if not self.printed or self.printed in place else f"{place} – {self.printed}"
        return f"{line} / {self.counted}" if self.counted and self.rule != "indicator_values" else line


def said(check: Check, data: Mapping[str, Any]) -> Said:
    """The finding in words."""
    return Said(
        rule=check.rule,
        title=_(RULES[check.rule]),
        place=check.place if check.rule == "cited_point" else _place(check.place, data),
        printed=_items(check.printed) if _counts_items(check) else _figure(check.printed),
        counted=_items(check.counted) if _counts_items(check) else _figure(check.counted),
        difference=_figure(check.difference),
    )


def _counts_items(check: Check) -> bool:
    return check.rule in _ITEMS and check.difference is not None


def _items(value: str | None) -> str:
    return _("items: %(number)s", number=value) if value is not None else ""


def _figure(value: str | None) -> str:
    """A figure as people read it, behind its name too; words as they are."""
    if value is None:
        return ""
    name, colon, figure = value.rpartition(": ")
    try:
        return f"{name}{colon}{formats.number(Decimal(figure), formats.language())}"
    except InvalidOperation:
        return value


def _place(path: str, data: Mapping[str, Any]) -> str:
    """“Money › Source of money: city budget › 2014” for financing.sources.0.years.2014."""
    steps: list[str] = []
    here: Any = data
    for part in path.split("."):
        if isinstance(here, list) and part.isdigit() and int(part) < len(here):
            here = here[int(part)]
            name = _name(here, int(part))
            steps[-1] = f"{steps[-1]}: {name}" if steps else name
            continue
        here = here.get(part) if isinstance(here, Mapping) else None
        if part in ("years", "values") and path.rpartition(".")[2] != part:
            continue
        steps.append(_(_WORDS[part]) if part in _WORDS else part)
    return " › ".join(steps)


def _name(value: Any, place: int) -> str:
    if not isinstance(value, Mapping):
        return str(place + 1)
    for key in ("name", "title", "text"):
        if value.get(key):
            # What has a number is known by it; a text would be long.
            if key == "text" and value.get("key"):
                return str(value["key"])
            return _cut(" ".join(str(value[key]).split()))
    return str(value.get("key") or place + 1)


def _cut(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"
