"""Law 45-1, H22, H43: what the votes of a Commission decide on what its chair has proposed. Pure.

Each votes for oneself, once. Only those count who have declared that they have no interest and have not stepped aside;
the quorum is of all seats with a vote, so that who is missing is missed.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from qyzmet.sentences.sentence import Said
from qyzmet.vocabulary import N_

from .commission import HOUSE, Commission, is_quorum, no_quorum

PROTOCOL_RULE = "¶ 73"
TIE_RULE = "H43"


class Result(StrEnum):
    """How the vote on a proposal stands."""

    OPEN = "open"
    CARRIED = "carried"
    FALLEN = "fallen"


@dataclass(frozen=True, slots=True)
class Vote:
    """How somebody voted, with a dissent that the protocol keeps."""

    person: str
    in_favour: bool
    dissent: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes counted. `carried` is the majority, the chair's vote between equals; `quorum` whether they decide."""

    in_favour: tuple[str, ...]
    against: tuple[str, ...]
    quorum: bool
    carried: bool
    by_chair: bool

    @property
    def cast(self) -> int:
        """How many votes count."""
        return len(self.in_favour) + len(self.against)

    @property
    def decides(self) -> bool:
        """Whether the Commission has agreed to the proposal."""
        return self.quorum and self.carried


def tally(commission: Commission, votes: Iterable[Vote], thirds: int, able: Collection[str]) -> Tally:
    """Count the votes of those who are able to vote: who has declared and has not stepped aside."""
    cast = {vote.person: vote.in_favour for vote in votes if vote.person in commission.voters and vote.person in able}
    in_favour = tuple(person for person in commission.voters if cast.get(person) is True)
    against = tuple(person for person in commission.voters if cast.get(person) is False)
    equal = bool(cast) and len(in_favour) == len(against)
    return Tally(
        in_favour=in_favour,
        against=against,
        quorum=is_quorum(len(cast), len(commission.voters), thirds),
        carried=len(in_favour) > len(against) or (equal and commission.chair in in_favour),
        by_chair=equal and commission.chair in cast,
    )


def result(
    commission: Commission, votes: Iterable[Vote], thirds: int, able: Collection[str], *, closed: bool = False
) -> Result:
    """Whether the proposal is in force, has fallen, or waits for votes.

    It waits until everybody who is able to has voted, or the chair closes the voting. Without a quorum it falls then,
    and so it does without a majority.
    """
    given = tuple(votes)
    counted = tally(commission, given, thirds, able)
    voted = {vote.person for vote in given}
    waits = any(person in able and person not in voted for person in commission.voters)
    if waits and not closed:
        return Result.OPEN
    return Result.CARRIED if counted.decides else Result.FALLEN


def against_voting(in_favour: bool, dissent: str) -> Said | None:
    """Whoever votes against says why: the protocol keeps it."""
    if in_favour or dissent.strip():
        return None
    return Said(N_("Who votes against says why: give the dissenting opinion"), {}, HOUSE, "dissent")


def against_closing(
    commission: Commission, votes: Iterable[Vote], thirds: int, able: Collection[str]
) -> Iterator[Said]:
    """The chair closes the voting once a quorum has voted, the chair among them."""
    counted = tally(commission, votes, thirds, able)
    if commission.chair not in (*counted.in_favour, *counted.against):
        yield Said(N_("The chair votes first, and closes the voting then"), {}, HOUSE)
    if not counted.quorum:
        yield no_quorum(counted.cast, len(commission.voters), thirds, None)


def against_choice(order: Iterable[str], winner: str, grounds: str) -> Iterator[Said]:
    """What stands against naming a bid: `order` is the ranking without those who fell away.

    Another one than the first by rank needs grounds.
    """
    ranked = tuple(order)
    if winner not in ranked:
        yield Said(N_("This bid is not among those that can be chosen"), {}, PROTOCOL_RULE, "winner")
    elif winner != ranked[0] and not grounds.strip():
        text = N_("Another bid than the first by rank is chosen: give the grounds")
        yield Said(text, {}, PROTOCOL_RULE, "grounds")
