"""Whether two ways of writing a legal act name the same one: a key from number and date, or from the title. Pure."""

from collections.abc import Mapping
from typing import Any

from qyzmet.look_alikes import fold
from qyzmet.search.words import stem, tokens

LONGEST = 200
# The signs that are a part of a number, in all the ways in which programs write them.
_SIGNS = {"/": "/", "\u2044": "/", "\u2215": "/"} | dict.fromkeys("-\u2010\u2011\u2012\u2013\u2014\u2212", "-")


def key_of(act: Mapping[str, Any]) -> str:
    """The key of an act as Annex 1 names it (`title`, `number`, `date`); "" for one that says too little.

    A number says which act it is only together with its date: there is a No. 140 in every year. Signs before it and
    spaces in it do not count, and a dash is a hyphen. Without a number it is the title's words.
    """
    number = "".join(_SIGNS.get(c, c) for c in fold(str(act.get("number") or "")) if c.isalnum() or c in _SIGNS)
    date = str(act.get("date") or "")
    if number and date:
        return f"{number}|{date}"[:LONGEST]
    title = " ".join(stem(token) for token in tokens(str(act.get("title") or "")))
    return title[:LONGEST]
