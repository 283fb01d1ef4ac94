"""What kinds of protocols a Commission makes. Pure."""

from enum import StrEnum

from qyzmet.vocabulary import N_


class ProtocolKind(StrEnum):
    """Which protocol it is."""

    OPENING = "opening"
    EXAMINATION = "examination"
    DECISION = "decision"
    OUTCOME = "outcome"


PROTOCOL_TITLES: dict[ProtocolKind, str] = {
    ProtocolKind.OPENING: N_("Minutes of the opening of bids"),
    ProtocolKind.EXAMINATION: N_("Protocol of the examination of bids"),
    ProtocolKind.DECISION: N_("Protocol that names the supplier"),
    ProtocolKind.OUTCOME: N_("Protocol of a tender in which no supplier was chosen"),
}
