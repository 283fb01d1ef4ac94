"""Where a need stands on its way from the agreement to the Catalogue, in the words of the public register. Pure.

The stages are coarser than the states of the procedures that it goes through: who objected, whether a test was passed
at once and how the Commission votes are the affair of those who take part.
"""

from collections.abc import Mapping
from enum import StrEnum

from qyzmet.vocabulary import N_

from ...requests.procedure import assignment as assignments
from ...requests.procedure import review
from ...tenders.procedure import states as tenders
from ..procedure import states as formations


class Stage(StrEnum):
    """The stages, in their order; the values stand in addresses."""

    AGREED = "agreed"
    DEVELOPING = "assignment"
    APPROVING = "approval"
    ANNOUNCING = "announcement"
    BIDS = "bids"
    EXAMINING = "examination"
    UNDECIDED = "undecided"
    CONTRACTS = "contracts"
    CREATING = "creation"
    TESTING = "tests"
    FORMING = "forming"
    COMMISSIONING = "production"
    ENTERING = "entry"
    ENTERED = "catalogue"
    CANCELLED = "cancelled"


TITLES: Mapping[Stage, str] = {
    Stage.AGREED: N_("Agreed; the integrator is to be notified"),
    Stage.DEVELOPING: N_("Design assignment being developed"),
    Stage.APPROVING: N_("Design assignment before approval"),
    Stage.ANNOUNCING: N_("Tender being prepared"),
    Stage.BIDS: N_("Tender accepts bids"),
    Stage.EXAMINING: N_("Bids being examined"),
    Stage.UNDECIDED: N_("What follows is being decided"),
    Stage.CONTRACTS: N_("Contracts being concluded"),
    Stage.CREATING: N_("IC service being created"),
    Stage.TESTING: N_("IC service being tested"),
    Stage.FORMING: N_("Forming being decided"),
    Stage.COMMISSIONING: N_("Being put into production"),
    Stage.ENTERING: N_("Entry in the Catalogue being prepared"),
    Stage.ENTERED: N_("In the Catalogue"),
    Stage.CANCELLED: N_("Creation cancelled"),
}
ENDED = frozenset({Stage.ENTERED, Stage.CANCELLED})
# Of a development these read otherwise.
_OF_DEVELOPMENTS: Mapping[Stage, str] = {
    Stage.CREATING: N_("IC service being developed"),
    Stage.CANCELLED: N_("Development cancelled"),
}
TONES: Mapping[Stage, str] = {
    stage: {Stage.ENTERED: "done", Stage.CANCELLED: "ended"}.get(stage, "active") for stage in Stage
}

# Of a request or proposal: what is not named here was not agreed to, or stands further on.
SOURCES: Mapping[str, Stage] = {
    review.AGREED: Stage.AGREED,
    review.COMPLETED: Stage.ENTERED,
    review.CANCELLED: Stage.CANCELLED,
}
# Of a development that was decided (¶ 92, H32): from then on it goes the way of a need.
DEVELOPMENTS: Mapping[str, Stage] = {
    formations.DECIDED: Stage.AGREED,
    formations.COMPLETED: Stage.ENTERED,
    formations.CANCELLED: Stage.CANCELLED,
}
SHOWN = frozenset({*SOURCES, *DEVELOPMENTS, review.CREATION_ORDERED})
ASSIGNMENTS: Mapping[str, Stage] = {
    assignments.DRAFT: Stage.DEVELOPING,
    assignments.PROPOSED: Stage.APPROVING,
    assignments.CONSENTED: Stage.APPROVING,
    assignments.SECURITY_AGREED: Stage.APPROVING,
    assignments.APPROVED: Stage.ANNOUNCING,
}
# Of a published tender; in the other states the design assignment says how it goes on.
TENDERS: Mapping[str, Stage] = {
    tenders.PUBLISHED: Stage.BIDS,
    **dict.fromkeys((tenders.CLOSED, tenders.EXAMINING, tenders.SCORING, tenders.RANKED), Stage.EXAMINING),
    **dict.fromkeys((tenders.NO_BIDS, tenders.NONE_COMPLIANT), Stage.UNDECIDED),
    **dict.fromkeys((tenders.DECIDED, tenders.CONTRACTED), Stage.CONTRACTS),
}
FORMATIONS: Mapping[str, Stage] = {
    **dict.fromkeys((formations.CREATED, formations.EQUIPPED), Stage.CREATING),
    **dict.fromkeys(
        (formations.READY_REPORTED, formations.TESTED, formations.ENVIRONMENT_ALLOCATED, formations.SECURITY_TESTED),
        Stage.TESTING,
    ),
    **dict.fromkeys((formations.PASSED, formations.MEETING_CALLED), Stage.FORMING),
    formations.FORMING_DECIDED: Stage.COMMISSIONING,
    **dict.fromkeys(
        (
            formations.COMMISSIONED,
            formations.INTEGRATOR_NOTIFIED,
            formations.AUTHORITY_NOTIFIED,
            formations.INCLUDED,
        ),
        Stage.ENTERING,
    ),
}
_OF_KINDS: Mapping[str, Mapping[str, Stage]] = {
    "requests": SOURCES,
    "proposals": SOURCES,
    "developments": DEVELOPMENTS,
    "assignments": ASSIGNMENTS,
    "tenders": TENDERS,
    "formations": FORMATIONS,
}
# The terms that the register leaves out, and so do public numbers. It tells of terms, but these are kept only where a
# step of the parties did not succeed at once: their names would tell what the stages do not, that a request was
# incomplete, that the design assignment met an objection, that a test was not passed or the Commission sent the product
# back, that it did not decide, that an entry was returned.
NOT_TOLD = ("complete", "revise", "mend", "call_again", "mend_entry")
# The term that goes before others that end sooner: time itself ends the acceptance of bids.
TOLD_FIRST = "accept_bids"


def title_of(stage: Stage, *, develops: bool) -> str:
    """What the stage is called (msgid), of a development where one stands there."""
    return (_OF_DEVELOPMENTS if develops else TITLES).get(stage, TITLES[stage])


def stage_in(kind: str, state: str) -> Stage | None:
    """Where a need stands by the state of one of the procedures it goes through; None where that alone does not say."""
    return _OF_KINDS[kind].get(state)
