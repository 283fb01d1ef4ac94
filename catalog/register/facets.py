"""The facets beside the Catalogue: of what is found, how many have each kind, recipient, state, party and region.

Counted by two statements over the services that are found.

What is kept: the counts, in this process, by what is asked for and the language. For whom: everybody, as all of it is
public. Until when: until the audit trail grows by another act.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import nlargest
from typing import Any

from flask import current_app

from qyzmet.audit import service as audit
from qyzmet.context import NOBODY
from qyzmet.procedure.wording import language, state_word
from qyzmet.search import lists
from qyzmet.search.lists import Statement
from qyzmet.search.words import Word
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_
from qyzmet.web.kept.memory import Kept

from ..entry import regions
from ..procedure.service import SERVICES
from .filters import NAMES, PARTIES, CatalogueFilters, Sort

# So many values of a facet are shown; of these the first few at once.
MOST, FIRST = 60, 8
# So much a process keeps; what a value takes is counted as so many bytes.
MOST_BYTES, VALUE_BYTES = 8 * 1024 * 1024, 200
_KEPT = "qyzmet_kept_facets"
TITLES = {
    "kind": N_("Kind of service"),
    "recipient": N_("Recipient"),
    "state": N_("State"),
    "customer": N_("Customer"),
    "operator": N_("Operator"),
    "supplier": N_("Supplier"),
    "region": N_("Region"),
}
_COLUMNS = ("kind", "recipient", "region", "state")
# One pass for what stands in a service's own rows, one for its parties.
_OWN = """
SELECT s.kind_key, s.recipient_key, s.region, p.state, count(*)
FROM ({found}) AS found JOIN service AS s ON s.id = found.id JOIN procedure AS p ON p.id = found.id
GROUP BY s.kind_key, s.recipient_key, s.region, p.state"""
_PARTIES = """
SELECT counted.party, o.bin, o.name_{language}, counted.many
FROM (
  SELECT pp.party, pp.organisation_id, count(*) AS many
  FROM ({found}) AS found JOIN procedure_party AS pp ON pp.procedure_id = found.id
  WHERE pp.party IN ('state_body', 'operator', 'supplier')
  GROUP BY pp.party, pp.organisation_id
) AS counted JOIN organisation AS o ON o.id = counted.organisation_id"""
_CLASSIFIERS = "SELECT classifier, key, name_{language} FROM classifier"
_NAMES_OF_PARTIES = {party.value: name for name, party in PARTIES.items()}


@dataclass(frozen=True)
class Choice:
    """One value of a facet, with how many services have it; choosing one that is chosen takes it away."""

    value: str
    text: str
    count: int
    chosen: bool
    href: str


@dataclass(frozen=True)
class Facet:
    """A facet, the most frequent values first."""

    name: str
    title: str
    choices: list[Choice]

    @property
    def first(self) -> list[Choice]:
        """What is shown at once."""
        return self.choices[:FIRST]

    @property
    def others(self) -> list[Choice]:
        """What stands behind «more»."""
        return self.choices[FIRST:]

    @property
    def chosen(self) -> Choice | None:
        """The value that is asked for."""
        return next((each for each in self.choices if each.chosen), None)


@dataclass
class Counts:
    """How many services are found, and of each facet how many have which value."""

    # The words as they were understood: looking up what is spelled nearly so takes time, too.
    words: list[Word]
    # The statements of first pages; what they miss costs time, never rows.
    statements: dict[tuple[Sort, int], Statement]
    total: int = 0
    values: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in TITLES})
    # What the values are called.
    names: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many values and names it holds, and one."""
        return 1 + sum(len(each) for found in (self.values, self.names) for each in found.values())


def counts_of(asked: CatalogueFilters) -> Counts:
    """Counted, or as it was counted since the last act."""
    if _KEPT not in current_app.extensions:
        current_app.extensions[_KEPT] = Kept[tuple[bytes, Counts]](MOST_BYTES)
    kept: Kept[tuple[bytes, Counts]] = current_app.extensions[_KEPT]
    key = (language(), *(asked.typed[name] for name in NAMES if name not in ("sort", *asked.errors)))
    trail = audit.end_of_trail()
    found = kept.find(key)
    if found is not None and found[0] == trail:
        asked.words, asked.statements = found[1].words, found[1].statements
        return found[1]
    counts = count(asked)
    kept.keep(key, (trail, counts), VALUE_BYTES * counts.size)
    return counts


def count(asked: CatalogueFilters) -> Counts:
    """Count now."""
    found = lists.statement_of(NOBODY, asked.query(), None, more=asked.conditions)
    counts = Counts(words=asked.words, statements=asked.statements)
    for each in lists.run(Statement(_OWN.format(found=found.sql), found.values), 5):
        row: list[Any] = list(each)
        many = int(row.pop())
        counts.total += many
        for name, value in zip(_COLUMNS, row, strict=True):
            if value:
                counts.values[name][value] += many
    _count_parties(counts, found)
    for each in lists.run(Statement(_CLASSIFIERS.format(language=language()), {}), 3):
        classifier, key, text = list(each)
        counts.names.setdefault(classifier, {})[key] = text
    counts.names["region"] = {each.key: each.name(language()) for each in regions.REGIONS}
    counts.names["state"] = {state: state_word(SERVICES, state) for state in SERVICES.states}
    return counts


def _count_parties(counts: Counts, found: Statement) -> None:
    """Of each party the organisations that are shown."""
    counted: dict[str, list[tuple[int, str, str]]] = {name: [] for name in PARTIES}
    for each in lists.run(Statement(_PARTIES.format(found=found.sql, language=language()), found.values), 4):
        party, number, called, many = list(each)
        counted[_NAMES_OF_PARTIES[party]].append((many, number, called))
    for name, organisations in counted.items():
        shown = nlargest(MOST, organisations)
        counts.values[name] = Counter({number: many for many, number, _called in shown})
        counts.names[name] = {number: called for _many, number, called in shown}


def facets(asked: CatalogueFilters, counts: Counts, path: str) -> list[Facet]:
    """The facets that have anything to choose, each choice with its address."""
    found = (Facet(name, _(TITLES[name]), list(_choices(name, asked, counts, path))) for name in TITLES)
    return [each for each in found if each.choices]


def _choices(name: str, asked: CatalogueFilters, counts: Counts, path: str) -> Iterator[Choice]:
    typed = asked.typed[name] if name not in asked.errors else ""
    values: list[tuple[Any, int]] = sorted(counts.values[name].items(), key=lambda each: (-each[1], each[0]))[:MOST]
    if typed and typed not in dict(values):
        values.insert(0, (typed, 0))
    for value, many in values:
        chosen = value == typed
        text = counts.names.get(name, {}).get(value, value)
        yield Choice(value, text, many, chosen, asked.href(path, **{name: "" if chosen else value}))
