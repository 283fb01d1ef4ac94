"""The colour of each state of a development."""

from ..procedure.states import (
    CANCELLED,
    COMPLETED,
    DECIDED,
    DECLINED,
    DISCUSSING,
    DRAFT,
    OPINION_GIVEN,
    SUBMITTED,
)

TONES = {
    DRAFT: "neutral",
    SUBMITTED: "active",
    OPINION_GIVEN: "active",
    DISCUSSING: "active",
    DECIDED: "active",
    COMPLETED: "done",
    DECLINED: "ended",
    CANCELLED: "ended",
}
