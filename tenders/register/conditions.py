"""What a list of tenders may be asked for besides what every list is: phase, customer, object, mechanism, days.

Conditions of qyzmet/search/conditions.py over the room's own table. Which rows a reader may know of is asked elsewhere.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from qyzmet.search import conditions
from qyzmet.search.conditions import Condition, Index
from qyzmet.vocabulary import Party

from ..procedure.states import PUBLISHED
from ..procedure.tender import TENDERS
from ..rules.phases import STATES, Phase


def phase(asked: Phase, now: dt.datetime) -> Condition:
    """It is in this phase at that instant (rules/phases.py).

    What takes bids or is examined stands at the beginning of every list, so that nothing is won by gathering it.
    """
    if asked is Phase.ACCEPTING:
        return Condition(_published(f"accepts_until > :{_NOW}"), values=_values(now))
    states = _states(STATES[asked])
    if asked is not Phase.EXAMINED:
        return states
    over = _published(f"accepts_until <= :{_NOW}")
    return Condition(f"({states.sql}) OR ({over})", values={**states.values, **_values(now)})


def not_accepting(now: dt.datetime) -> Condition:
    """It does not take bids at that instant: not yet, or not any more."""
    return Condition(f"NOT ({_published(f'accepts_until > :{_NOW}')})", values=_values(now))


_NOW = "phase_now"


def _published(window: str) -> str:
    row = Index("tender", f"{{t}}.{window}", by_id=True)
    return f"procedure.state = :{PUBLISHED} AND {conditions.exists(row)}"


def _values(now: dt.datetime) -> dict[str, Any]:
    return {PUBLISHED: PUBLISHED, _NOW: now}


def _states(states: Iterable[str]) -> Condition:
    return conditions.states([(TENDERS.kind, state) for state in states])


def customers(organisation_ids: Iterable[int]) -> Condition:
    """One of these organisations is the customer."""
    values = {f"customer{place}": each for place, each in enumerate(sorted(set(organisation_ids)))}
    if not values:
        return Condition("1 = 0")
    party = f"{{t}}.party = '{Party.STATE_BODY.value}'"
    indexes = tuple(Index("procedure_party", f"{{t}}.organisation_id = :{each} AND {party}") for each in values)
    listed = ", ".join(f":{name}" for name in values)
    every = Index("procedure_party", f"{{t}}.organisation_id IN ({listed}) AND {party}")
    return Condition(conditions.exists(every), indexes, values)


def objects(asked: str) -> Condition:
    """What is to be created: ssp or ici."""
    return _column("object", asked)


def mechanisms(asked: str) -> Condition:
    """How it is to be created: lease or ppp."""
    return _column("mechanism", asked)


def _column(name: str, asked: str) -> Condition:
    """Too few values for an index of its own to be worth it."""
    row = Index("tender", f"{{t}}.{name} = :of_{name}", by_id=True)
    return conditions.of_row(row, {f"of_{name}": asked})


def ends(first: dt.date | None, last: dt.date | None) -> Condition:
    """The last day for bids lies within these: a window that ends at 24:00 of a day has it as its last."""
    within, values = [], {}
    if first is not None:
        within.append("{t}.accepts_until > :ends_from")
        values["ends_from"] = conditions.begin_of(first)
    if last is not None:
        within.append("{t}.accepts_until <= :ends_to")
        values["ends_to"] = conditions.end_of(last)
    index = Index("tender", " AND ".join(within), few=True, by_id=True)
    return conditions.of_row(index, values, gathered=True)


def published(first: dt.date | None, last: dt.date | None) -> Condition:
    """It was published within these days."""
    within, values = conditions.between("{t}.published_at", "published", first, last)
    index = Index("tender", within, few=True, by_id=True)
    return conditions.of_row(index, values, gathered=True)
