"""The sections of a long form: the rows of Annex 1, the parts of ¶ 19, those of a local form. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """One section: its number, its heading and hint as the order prints them, their translations, what fills it.

    `official` and `official_hint` are Kazakh, and "" where the order prints none; `title` and `hint` are msgids; `keys`
    are those of the data.
    """

    number: int
    official: str
    official_hint: str
    title: str
    hint: str
    keys: tuple[str, ...]
    # An empty one is complete, unless a check says that it is needed here.
    may_be_empty: bool = False


def numbered(sections: Iterable[Section], number: int) -> Section:
    """The section of that number. Raises KeyError for one that the form does not have."""
    for each in sections:
        if each.number == number:
            return each
    raise KeyError(number)


def filled_by(sections: Iterable[Section], path: str) -> Section | None:
    """The section that a field of the data belongs to, by its path (`data.acts.0.title` or `acts`)."""
    key = path.removeprefix("data.").split(".", 1)[0]
    return next((each for each in sections if key in each.keys), None)
