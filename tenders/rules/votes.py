"""H22, Law 45-1: what the votes and signatures of a Commission decide; dissent is noted."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from qyzmet.sentences.sentence import Said
from qyzmet.vocabulary import N_, Seat

from .commission import HOUSE, LAW, Commission, is_quorum, no_quorum

PROTOCOL_RULE = "¶ 73"


@dataclass(frozen=True, slots=True)
class Vote:
    """How somebody voted, with a dissent that the protocol keeps."""

    person: str
    in_favour: bool
    dissent: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes counted. `carried` is the majority, the chair's voice between equals; `quorum` whether they decide."""

    in_favour: tuple[str, ...]
    against: tuple[str, ...]
    quorum: bool
    carried: bool
    by_chair: bool

    @property
    def decides(self) -> bool:
        """Whether the Commission has decided so."""
        return self.quorum and self.carried


def against_votes(commission: Commission, votes: Sequence[Vote], aside: Collection[str] = ()) -> Iterator[Said]:
    """Each vote is of somebody who votes, once, and not of somebody who stepped aside."""
    for index, vote in enumerate(votes):
        path = f"votes.{index}.user"
        seat = commission.seat_of(vote.person)
        if seat is None:
            yield Said(N_("This person has no seat in the Commission"), {}, LAW, path)
        elif seat is Seat.SECRETARY:
            yield Said(N_("The secretary does not vote"), {}, LAW, path)
        elif vote.person in aside:
            yield Said(N_("This person stepped aside because of an interest and does not vote"), {}, LAW, path)
        if vote.person in (earlier.person for earlier in votes[:index]):
            yield Said(N_("This person's vote is given twice"), {}, LAW, path)


def tally(commission: Commission, votes: Iterable[Vote], thirds: int, aside: Collection[str] = ()) -> Tally:
    """Count the votes of those who vote; a person's last one counts. The quorum is of all who have a vote."""
    cast = {vote.person: vote.in_favour for vote in votes if vote.person in commission.voters}
    for person in aside:
        cast.pop(person, None)
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


def against_deciding(
    commission: Commission, votes: Sequence[Vote], thirds: int, aside: Collection[str] = ()
) -> Iterator[Said]:
    """What stands against a decision by vote: votes that do not count, no quorum, no majority."""
    yield from against_votes(commission, votes, aside)
    counted = tally(commission, votes, thirds, aside)
    cast = len(counted.in_favour) + len(counted.against)
    if not counted.quorum:
        yield no_quorum(cast, len(commission.voters), thirds, "votes")
    elif not counted.carried:
        yield _no_majority(counted)


def _no_majority(counted: Tally) -> Said:
    facts = {"for": len(counted.in_favour), "against": len(counted.against)}
    return Said(N_("There is no majority; voices for: %(for)s, against: %(against)s"), facts, HOUSE, "votes")


def against_choice(
    order: Sequence[str],
    winner: str,
    commission: Commission,
    votes: Sequence[Vote],
    thirds: int,
    aside: Collection[str] = (),
) -> Iterator[Said]:
    """What stands against naming a bid: `order` is the ranking without those who fell away.

    The first by rank needs no majority of its own: the scores and the signatures under the protocol carry it, unless
    the votes given are against it. Another one needs a recorded vote, and whoever is against says why.
    """
    if winner not in order:
        yield Said(N_("This bid is not among those that can be chosen"), {}, PROTOCOL_RULE, "winner")
        return
    if winner == order[0]:
        yield from against_votes(commission, votes, aside)
        counted = tally(commission, votes, thirds, aside)
        if votes and not counted.carried:
            yield _no_majority(counted)
        return
    yield from against_deciding(commission, votes, thirds, aside)
    for index, vote in enumerate(votes):
        if not vote.in_favour and not vote.dissent.strip():
            yield Said(
                N_("The decision differs from the ranking, so whoever votes against it says why"),
                {},
                HOUSE,
                f"votes.{index}.dissent",
            )


def has_signed_quorum(commission: Commission, signed: Iterable[str], thirds: int) -> bool:
    """Whether those who signed the protocol are a quorum of the voters: then it is decided."""
    return is_quorum(len(set(signed) & set(commission.voters)), len(set(commission.voters)), thirds)
