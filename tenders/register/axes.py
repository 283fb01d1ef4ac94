"""What a list of tenders may be asked for besides what every list is: phase, customer, object, mechanism, days.

Axes of qyzmet/search/axes.py over the room's own table. Which rows a reader may know of is asked elsewhere.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from qyzmet.search import axes
from qyzmet.search.axes import Axis, Member
from qyzmet.vocabulary import Party

from ..procedure.states import PUBLISHED
from ..procedure.tender import TENDERS
from ..rules.phases import STATES, Phase


def phase(asked: Phase, now: dt.datetime) -> Axis:
    """It is in this phase at that instant (rules/phases.py).

    What takes bids or is examined stands at the beginning of every list, so that nothing is won by gathering it.
    """
    if asked is Phase.ACCEPTING:
        return Axis(_published(f"accepts_until > :{_NOW}"), values=_values(now))
    states = _states(STATES[asked])
    if asked is not Phase.EXAMINED:
        return states
    over = _published(f"accepts_until <= :{_NOW}")
    return Axis(f"({states.holds}) OR ({over})", values={**states.values, **_values(now)})


def not_accepting(now: dt.datetime) -> Axis:
    """It does not take bids at that instant: not yet, or not any more."""
    return Axis(f"NOT ({_published(f'accepts_until > :{_NOW}')})", values=_values(now))


_NOW = "phase_now"


def _published(window: str) -> str:
    row = Member("tender", f"{{t}}.{window}", by_id=True)
    return f"procedure.state = :{PUBLISHED} AND {axes.there(row)}"


def _values(now: dt.datetime) -> dict[str, Any]:
    return {PUBLISHED: PUBLISHED, _NOW: now}


def _states(states: Iterable[str]) -> Axis:
    return axes.states([(TENDERS.kind, state) for state in states])


def customers(organisation_ids: Iterable[int]) -> Axis:
    """One of these organisations is the customer."""
    values = {f"customer{place}": each for place, each in enumerate(sorted(set(organisation_ids)))}
    if not values:
        return Axis("1 = 0")
    party = f"{{t}}.party = '{Party.STATE_BODY.value}'"
    members = tuple(Member("procedure_party", f"{{t}}.organisation_id = :{each} AND {party}") for each in values)
    listed = ", ".join(f":{name}" for name in values)
    every = Member("procedure_party", f"{{t}}.organisation_id IN ({listed}) AND {party}")
    return Axis(axes.there(every), members, values)


def objects(asked: str) -> Axis:
    """What is to be created: ssp or ici."""
    return _column("object", asked)


def mechanisms(asked: str) -> Axis:
    """How it is to be created: lease or ppp."""
    return _column("mechanism", asked)


def _column(name: str, asked: str) -> Axis:
    """Too few values for an index of its own to be worth it."""
    row = Member("tender", f"{{t}}.{name} = :of_{name}", by_id=True)
    return Axis(axes.there(row), values={f"of_{name}": asked})


def ends(first: dt.date | None, last: dt.date | None) -> Axis:
    """The last day for bids lies within these: a window that ends at 24:00 of a day has it as its last."""
    conditions, values = [], {}
    if first is not None:
        conditions.append("{t}.accepts_until > :ends_from")
        values["ends_from"] = axes.begin_of(first)
    if last is not None:
        conditions.append("{t}.accepts_until <= :ends_to")
        values["ends_to"] = axes.end_of(last)
    member = Member("tender", " AND ".join(conditions), few=True, by_id=True)
    return Axis(axes.there(member), (member,), values)


def published(first: dt.date | None, last: dt.date | None) -> Axis:
    """It was published within these days."""
    within, values = axes.between("{t}.published_at", "published", first, last)
    member = Member("tender", within, few=True, by_id=True)
    return Axis(axes.there(member), (member,), values)
