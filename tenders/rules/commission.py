"""Law 45-1, ¶ 36, H22: the Commission: who it is, when it is set up, when it can meet."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qyzmet.sentences.sentence import Said, Word
from qyzmet.vocabulary import N_, PARTY_TITLES, OrganisationKind, Party, Seat

SET_UP_RULE = "¶ 36"
LAW = "Law 45-1"
HOUSE = "H22"

# Law 45-1 names these; other interested bodies may send members too.
REPRESENTED = (OrganisationKind.STATE_BODY, OrganisationKind.AUTHORISED_BODY, OrganisationKind.INTEGRATOR)


@dataclass(frozen=True, slots=True)
class Commission:
    """Persons by their seats. The chair votes like the members, the secretary does not vote."""

    chair: str
    secretary: str
    members: tuple[str, ...]

    @property
    def voters(self) -> tuple[str, ...]:
        """Those who vote, the chair first."""
        return (self.chair, *self.members)

    @property
    def persons(self) -> tuple[str, ...]:
        """Everybody with a seat."""
        return (self.chair, self.secretary, *self.members)

    def seat_of(self, person: str) -> Seat | None:
        """The person's seat, None for somebody who has none."""
        if person == self.chair:
            return Seat.CHAIR
        if person == self.secretary:
            return Seat.SECRETARY
        return Seat.MEMBER if person in self.members else None


def against_composition(commission: Commission, least: int) -> Iterator[Said]:
    """H22: different persons, an odd number of voters, and no fewer than `least`."""
    seen: set[str] = {commission.chair}
    if commission.secretary == commission.chair:
        yield Said(N_("The secretary has no vote, so the chair cannot be the secretary"), {}, LAW, "secretary")
    seen.add(commission.secretary)
    for index, member in enumerate(commission.members):
        if member in seen:
            yield Said(N_("Each person has one seat in the Commission"), {}, LAW, f"members.{index}")
        seen.add(member)
    voters = len(set(commission.voters))
    if voters % 2 == 0:
        yield Said(
            N_("The number of those who vote, the chair among them, must be odd; now it is %(number)s"),
            {"number": voters},
            HOUSE,
            "members",
        )
    if voters < least:
        yield Said(
            N_("At least %(least)s vote in a Commission, the chair among them; now it is %(number)s"),
            {"least": least, "number": voters},
            HOUSE,
            "members",
        )


def unrepresented(kinds: Iterable[OrganisationKind]) -> Iterator[Said]:
    """Law 45-1: which of the bodies that send members has none, given the kinds of the voters' organisations."""
    present = set(kinds)
    for kind in REPRESENTED:
        if kind not in present:
            body = Word(PARTY_TITLES[Party(kind)])
            yield Said(N_("Nobody in the Commission is from: %(body)s"), {"body": body}, LAW, "members")


class Timing(StrEnum):
    """When a Commission is set up, as ¶ 36 sees it."""

    TOO_EARLY = "too_early"
    IN_TIME = "in_time"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Due:
    """How a setting up stands to ¶ 36, and why."""

    timing: Timing
    said: Said


def when_set_up(
    at: dt.datetime, *, ppp: bool, accepts_until: dt.datetime | None, obligations_on: dt.date | None
) -> Due:
    """¶ 36: an ordinary project's no later than acceptance ends; a PPP project's after the positive proposal.

    `obligations_on` is the day of the budget commission's proposal on state obligations. Late is not refused: without a
    Commission there would be no lawful way on, so the term stays open, overdue, until there is one.
    """
    if ppp:
        if obligations_on is None:
            text = N_(
                "The Commission of a PPP project is set up after the positive proposal on state obligations, which is "
                "not recorded yet"
            )
            return Due(Timing.TOO_EARLY, Said(text, {}, "¶ 36 2)"))
        text = N_("Set up after the positive proposal on state obligations of %(day)s")
        return Due(Timing.IN_TIME, Said(text, {"day": obligations_on}, "¶ 36 2)"))
    if accepts_until is not None and at >= accepts_until:
        text = N_("The Commission should have been set up before the acceptance of bids ended, at %(until)s")
        return Due(Timing.LATE, Said(text, {"until": accepts_until}, "¶ 36 1)"))
    return Due(Timing.IN_TIME, Said(N_("Set up before the acceptance of bids ends"), {}, "¶ 36 1)"))


def against_replacing(old: Commission, new: Commission, aside: Collection[str]) -> Iterator[Said]:
    """Once acceptance has ended only those who stepped aside, left or are absent are replaced: `aside`.

    Nobody is picked for known bids.
    """
    for person in old.persons:
        if person not in aside and new.seat_of(person) is not old.seat_of(person):
            yield Said(
                N_(
                    "After the acceptance of bids has ended, only those who stepped aside or left are replaced, and a "
                    "chair who is absent"
                ),
                {},
                LAW,
                "members",
            )
            return


def is_quorum(present: int, all_of: int, thirds: int) -> bool:
    """H22: whether so many of so many are a quorum of so many thirds, counted exactly."""
    return present > 0 and 3 * present >= thirds * all_of


def needed(all_of: int, thirds: int) -> int:
    """The least number that is a quorum."""
    return max(1, -(-thirds * all_of // 3))


def against_opening(commission: Commission, present: Sequence[str], thirds: int) -> Iterator[Said]:
    """The chair and the secretary open the bids, with a quorum of the Commission's persons.

    An opening takes no vote, so the secretary is counted with the others.
    """
    there = set(present)
    for index, person in enumerate(present):
        if commission.seat_of(person) is None:
            yield Said(N_("This person has no seat in the Commission"), {}, LAW, f"present.{index}")
        elif person in present[:index]:
            yield Said(N_("This person is named twice"), {}, LAW, f"present.{index}")
    if commission.chair not in there:
        yield Said(N_("Bids are opened by the chair and the secretary: the chair is not present"), {}, LAW, "present")
    if commission.secretary not in there:
        yield Said(
            N_("Bids are opened by the chair and the secretary: the secretary is not present"), {}, LAW, "present"
        )
    attending, persons = len(there & set(commission.persons)), len(set(commission.persons))
    if not is_quorum(attending, persons, thirds):
        yield no_quorum(attending, persons, thirds, "present")


def no_quorum(attending: int, all_of: int, thirds: int, path: str | None) -> Said:
    """Said where too few are there."""
    text = N_("There is no quorum: %(present)s of %(all)s; at least %(least)s are needed")
    return Said(text, {"present": attending, "all": all_of, "least": needed(all_of, thirds)}, HOUSE, path)
