"""Law 45-1: nobody judges a bid in which they have an interest: by the lists of BIN and IIN, and by declaration."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from qyzmet.sentences.sentence import Said
from qyzmet.vocabulary import N_

from .commission import LAW, Commission


@dataclass(frozen=True, slots=True)
class Judge:
    """Somebody with a seat, as the lists know them: IIN, the BINs of the organisations worked for and owned."""

    person: str
    iin: str | None = None
    works_for: frozenset[str] = frozenset()
    owns: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Bidder:
    """A bidder by BIN: the other members of its group, the IINs of its people and of its owners."""

    bin: str
    group: tuple[str, ...] = ()
    people: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()

    @property
    def all_bins(self) -> tuple[str, ...]:
        """The bidder and the members of its group."""
        return (self.bin, *self.group)


class Tie(StrEnum):
    """What ties a judge to a bidder."""

    WORKS_FOR = "works_for"
    OWNS = "owns"


@dataclass(frozen=True, slots=True)
class Interest:
    """An interest that the lists show."""

    person: str
    bidder: str
    tie: Tie

    @property
    def said(self) -> Said:
        """The interest in words, without the IIN by which it was found."""
        text = {
            Tie.WORKS_FOR: N_("Works for the bidder or a member of its group: %(bidder)s"),
            Tie.OWNS: N_("Owns a share of the bidder or of a member of its group: %(bidder)s"),
        }[self.tie]
        return Said(text, {"bidder": self.bidder}, LAW)


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a judge declared, and when; a later one replaces it."""

    person: str
    interest: bool
    at: dt.datetime
    reason: str = ""


def interests(judges: Iterable[Judge], bidders: Iterable[Bidder]) -> Iterator[Interest]:
    """The interests that the lists show, by judge and bidder, each once."""
    known = list(bidders)
    for judge in judges:
        for bidder in known:
            bins = set(bidder.all_bins)
            if judge.works_for & bins or (judge.iin is not None and judge.iin in bidder.people):
                yield Interest(judge.person, bidder.bin, Tie.WORKS_FOR)
            if judge.owns & bins or (judge.iin is not None and judge.iin in bidder.owners):
                yield Interest(judge.person, bidder.bin, Tie.OWNS)


def newest(declarations: Iterable[Declaration]) -> dict[str, Declaration]:
    """The declaration of each person that stands."""
    found: dict[str, Declaration] = {}
    for declaration in declarations:
        known = found.get(declaration.person)
        if known is None or declaration.at >= known.at:
            found[declaration.person] = declaration
    return found


def stepped_aside(found: Iterable[Interest], declarations: Iterable[Declaration]) -> frozenset[str]:
    """Who must step aside: those in whom the lists find an interest, whatever they declared, and who declared one."""
    declared = {person for person, each in newest(declarations).items() if each.interest}
    return frozenset({interest.person for interest in found} | declared)


def undeclared(commission: Commission, declarations: Iterable[Declaration]) -> tuple[str, ...]:
    """Those of the Commission who have not declared yet, in its order."""
    known = newest(declarations)
    return tuple(person for person in commission.persons if person not in known)


def against_declaring(interest: bool, reason: str) -> Said | None:
    """An interest is declared with its reason; without one there is nothing to say."""
    if interest and not reason.strip():
        return Said(N_("Say what the interest is"), {}, LAW, "reason")
    if reason.strip() and not interest:
        text = N_("You say that there is no interest, and name one: answer “Yes”, or leave this empty")
        return Said(text, {}, LAW, "reason")
    return None
