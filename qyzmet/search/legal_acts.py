"""Whether two ways of writing a legal act name the same one: a key from number and date, or from the title. Pure."""

from collections.abc import Mapping
from typing import Any

from qyzmet.search.words import fold, stem, tokens

LONGEST = 200


def key_of(act: Mapping[str, Any]) -> str:
    """The key of an act as Annex 1 names it (`title`, `number`, `date`); "" for one that says too little.

    A number says which act it is only together with its date: there is a No. 140 in every year. Signs before it and
    spaces in it do not count. Without a number it is the title's words.
    """
    number = "".join(c for c in fold(str(act.get("number") or "")) if c.isalnum() or c in "/-")
    date = str(act.get("date") or "")
    if number and date:
        return f"{number}|{date}"[:LONGEST]
    title = " ".join(stem(token) for token in tokens(str(act.get("title") or "")))
    return title[:LONGEST]
