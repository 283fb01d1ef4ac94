"""What a rule said, kept as JSON in no language, so that each reader reads it in theirs.

A fact that is not a text or a whole number says what it is: {"number": "13/3"}, {"money": "100.00"}. Pure.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from qyzmet.sentences.sentence import Fact, Said, Word, exact

Json = dict[str, Any]

_READ: dict[str, Callable[[Any], Fact]] = {
    "number": Fraction,
    "numbers": lambda each: tuple(map(Fraction, each)),
    "money": Decimal,
    "date": dt.date.fromisoformat,
    "at": dt.datetime.fromisoformat,
    "word": Word,
}


def to_json(said: Said) -> Json:
    """A sentence as it is kept. Its place in a body is left out: there is none any more."""
    return {
        "text": said.text,
        "facts": {key: _kept(fact) for key, fact in said.facts.items()},
        "rule": said.rule,
    }


def from_json(kept: Mapping[str, Any]) -> Said:
    """The sentence again, as `to_json` kept it."""
    return Said(kept["text"], {key: _read(fact) for key, fact in kept["facts"].items()}, kept["rule"])


def _kept(fact: Fact) -> Any:
    if isinstance(fact, Word):
        return {"word": fact.text}
    if isinstance(fact, Fraction):
        return {"number": exact(fact)}
    if isinstance(fact, tuple):
        return {"numbers": [exact(each) for each in fact]}
    if isinstance(fact, Decimal):
        return {"money": format(fact, "f")}
    if isinstance(fact, dt.datetime):
        return {"at": fact.isoformat()}
    if isinstance(fact, dt.date):
        return {"date": fact.isoformat()}
    return fact


def _read(kept: Any) -> Fact:
    if not isinstance(kept, dict):
        return kept  # type: ignore[no-any-return]  # a text or a whole number.
    ((kind, value),) = kept.items()
    return _READ[kind](value)
