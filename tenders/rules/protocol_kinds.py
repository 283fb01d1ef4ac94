"""What kinds of protocols a Commission makes. Pure."""

from enum import StrEnum

from qyzmet.vocabulary import N_


class ProtocolKind(StrEnum):
    """Which protocol it is."""

    OPENING = "opening"
    EXAMINATION = "examination"
    DECISION = "decision"
    OUTCOME = "outcome"
    SILENCE = "silence"
    FORMING = "forming"


PROTOCOL_TITLES: dict[ProtocolKind, str] = {
    ProtocolKind.OPENING: N_("Minutes of the opening of bids"),
    ProtocolKind.EXAMINATION: N_("Protocol of the examination of bids"),
    ProtocolKind.DECISION: N_("Protocol that names the supplier"),
    ProtocolKind.OUTCOME: N_("Protocol of a tender in which no supplier was chosen"),
    ProtocolKind.SILENCE: N_("Protocol on a supplier who did not sign the contract in time"),
    ProtocolKind.FORMING: N_("Protocol on forming the IC service"),
}
# By which paragraph or house rule each is made; an outcome names its own.
PROTOCOL_RULES: dict[ProtocolKind, str] = {
    ProtocolKind.OPENING: "H3",
    ProtocolKind.EXAMINATION: "Law 45-2",
    ProtocolKind.DECISION: "¶ 73",
    ProtocolKind.OUTCOME: "¶ 53-1",
    ProtocolKind.SILENCE: "H25",
    ProtocolKind.FORMING: "¶ 85",
}
