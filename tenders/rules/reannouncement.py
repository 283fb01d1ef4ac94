"""¶ 53-1: what is lawful where a tender names nobody.

The chain has three places: announcement, re-announcement with the same assignment, tender with the amended one. Only
"no bid came in" leads on along it. A bid that came in and was found not compliant came in all the same (H29): then the
tender is repeated at the same place, or cancelled, with grounds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from qyzmet.sentences.sentence import Said, Word
from qyzmet.vocabulary import N_

from ..procedure import states

NO_BIDS_RULE = "¶ 53-1"


class Place(IntEnum):
    """Where in the chain an announcement stands; the contract's `announcement`."""

    FIRST = 1
    SECOND = 2
    THIRD = 3


class Decision(StrEnum):
    """What the Commission can decide, in the actions of the contract."""

    REANNOUNCE = "reannounce"
    AMEND_AND_RERUN = "amend_and_rerun"
    REPEAT = "repeat"
    CANCEL = "cancel"


TITLES: dict[Decision, str] = {
    Decision.REANNOUNCE: N_("Announce the tender again"),
    Decision.AMEND_AND_RERUN: N_("Amend the design assignment and run the tender again"),
    Decision.REPEAT: N_("Repeat the tender"),
    Decision.CANCEL: N_("Cancel the tender"),
}

_NO_BIDS: dict[Place, tuple[Decision, str]] = {
    Place.FIRST: (
        Decision.REANNOUNCE,
        N_(
            "No bid came in within the period of the announcement: the Commission decides to announce the tender "
            "again, with the same design assignment"
        ),
    ),
    Place.SECOND: (
        Decision.AMEND_AND_RERUN,
        N_(
            "No bid came in within the period of the re-announcement: the Commission decides to amend the design "
            "assignment and to run the tender again"
        ),
    ),
    Place.THIRD: (
        Decision.CANCEL,
        N_(
            "No bid came in within the period of the tender with the amended design assignment: the Commission decides "
            "to cancel the creation or development of the IC service"
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """How a tender ended.

    `came_in` counts the bids that came in and were not withdrawn before the end, `compliant` those found compliant.
    `may_choose` says whether a bid can still be chosen: none of them fell away, stayed below a pass mark, or is a
    single one that is not accepted (H24): then `single_refused`. `declined` says that the customer or the operator
    declined the contract with a supplier that was named (H36).
    """

    place: Place
    came_in: int
    compliant: int = 0
    may_choose: bool = False
    single_refused: bool = False
    declined: bool = False


@dataclass(frozen=True, slots=True)
class Lawful:
    """The lawful decisions with their paragraph and reason. The first is proposed; two leave a choice, with grounds.

    `names` says that a supplier can be named as well.
    """

    decisions: tuple[Decision, ...]
    reason: Said
    names: bool = False

    @property
    def proposed(self) -> Decision | None:
        """What the system proposes: the one lawful decision, None where the Commission has a choice of its own."""
        return self.decisions[0] if len(self.decisions) == 1 else None


def came_in(bid_states: Iterable[str]) -> int:
    """How many bids came in (H29): neither drafts, nor withdrawn before the end, nor left unconfirmed (H30)."""
    not_in = {states.DRAFT, states.WITHDRAWN, states.UNCONFIRMED}
    return sum(state not in not_in for state in bid_states)


def lawful(facts: Facts) -> Lawful:
    """What the Commission can decide after a tender that names nobody. Raises ValueError for facts that cannot be."""
    if not 0 <= facts.compliant <= facts.came_in or (facts.may_choose and not facts.compliant):
        raise ValueError("more bids are compliant, or can be chosen, than came in")
    if facts.came_in == 0:
        decision, why = _NO_BIDS[facts.place]
        return Lawful((decision,), Said(why, {"place": int(facts.place)}, NO_BIDS_RULE))
    if facts.declined and facts.may_choose:
        why = N_(
            "The customer or the operator declined the contract: the Commission names a supplier once more, repeats "
            "the tender at the same place in the chain, or cancels it, with grounds"
        )
        return Lawful((Decision.REPEAT, Decision.CANCEL), Said(why, {"place": int(facts.place)}, "H36"), names=True)
    if facts.may_choose:
        said = Said(N_("A compliant bid can be chosen: the Commission names the supplier"), {}, "¶ 73")
        return Lawful((), said, names=True)
    if facts.compliant == 0:
        why, rule = (
            N_(
                "Bids came in and none is compliant. That is not “no bids” (¶ 53-1 speaks of bids that came in): the "
                "Commission repeats the tender at the same place in the chain, or cancels it, with grounds"
            ),
            "H29",
        )
    elif facts.single_refused:
        why, rule = (
            N_(
                "One bid is compliant, and by house rule H24 a single one is not accepted: the Commission repeats the "
                "tender at the same place in the chain, or cancels it, with grounds"
            ),
            "H24",
        )
    else:
        why, rule = (
            N_(
                "Compliant bids came in, and none is left to choose: the Commission repeats the tender at the same "
                "place in the chain, or cancels it, with grounds"
            ),
            "H25",
        )
    return Lawful((Decision.REPEAT, Decision.CANCEL), Said(why, {"place": int(facts.place)}, rule))


def against(decision: Decision, facts: Facts) -> Said | None:
    """Why a decision is refused, saying what is lawful instead; None for a lawful one."""
    found = lawful(facts)
    if decision in found.decisions:
        return None
    refused = Word(TITLES[decision])
    if found.proposed is not None:
        return Said(
            N_("“%(decision)s” is not lawful here. The one lawful decision is: “%(lawful)s”"),
            {"decision": refused, "lawful": Word(TITLES[found.proposed])},
            found.reason.rule,
        )
    return Said(N_("“%(decision)s” is not lawful here"), {"decision": refused}, found.reason.rule)


def next_place(place: Place, decision: Decision) -> Place | None:
    """Where in the chain the next announcement stands; None where there is none (cancelled)."""
    if decision is Decision.CANCEL:
        return None
    if decision is Decision.REPEAT:
        return place
    return Place(place + 1)


def after_material_amendment(place: Place) -> Place:
    """H30: a material amendment starts the window again and does not lead on along the chain."""
    return place


@dataclass(frozen=True, slots=True)
class Versions:
    """Versions of the design assignment: the one to be published, the newest approved one, the previous tender's."""

    published: int
    approved: int | None
    previous: int | None = None


def against_publishing(place: Place, versions: Versions, *, repeats: bool = False) -> Said | None:
    """What stands against publishing at this place of the chain with this version of the assignment; None if nothing.

    `repeats` says that the tender repeats one at the same place.
    """
    facts = {"version": versions.published}
    if versions.approved is None or versions.published > versions.approved:
        return Said(N_("Version %(version)s of the design assignment is not approved"), facts, "¶ 42")
    if versions.published < versions.approved:
        return Said(
            N_("Version %(version)s of the design assignment is not the newest approved one: that is %(approved)s"),
            {**facts, "approved": versions.approved},
            "¶ 42",
        )
    if versions.previous is None or repeats:
        return None
    if place is Place.THIRD and versions.published <= versions.previous:
        return Said(
            N_(
                "The third announcement needs a newer approved version of the design assignment than the second's, "
                "which was %(previous)s"
            ),
            {"previous": versions.previous},
            NO_BIDS_RULE,
        )
    if place is Place.SECOND and versions.published != versions.previous:
        return Said(
            N_("The re-announcement has the same design assignment as the announcement: version %(previous)s"),
            {"previous": versions.previous},
            "H28",
        )
    return None


def against_amending(version: int, approved: int | None, *, material: bool) -> Said | None:
    """H30: a material amendment needs a version of the assignment approved after the one that was published."""
    if not material or (approved is not None and approved > version):
        return None
    return Said(
        N_(
            "A material amendment needs a newly approved design assignment; the tender was published with version "
            "%(version)s"
        ),
        {"version": version},
        "H30",
        "material",
    )
