"""The answers that a design assignment offers to choose from, in the names of the contract."""

from enum import StrEnum

from qyzmet.translating import lazy_gettext as _l


class Mechanism(StrEnum):
    """Part 1: how the IC service is created."""

    LEASE = "lease"
    OPERATOR = "operator"
    PPP = "ppp"


class ObjectKind(StrEnum):
    """Part 1: what is created."""

    SSP = "ssp"
    ICI = "ici"


class CriterionKind(StrEnum):
    """Part 12: how a criterion judges a bid."""

    PASS_FAIL = "pass_fail"  # noqa: S105 - a kind of criterion, not a password.
    SCORED = "scored"
    PRICE = "price"


class Participant(StrEnum):
    """Part 13: who may have a share in a step: the parties, and the Commission."""

    STATE_BODY = "state_body"
    AUTHORISED_BODY = "authorised_body"
    INTEGRATOR = "integrator"
    OPERATOR = "operator"
    SUPPLIER = "supplier"
    SECURITY_SERVICE = "security_service"
    COMMISSION = "commission"


MECHANISMS = {
    Mechanism.LEASE: _l("Lease from a supplier"),
    Mechanism.OPERATOR: _l("Creation by the operator itself (¶ 88)"),
    Mechanism.PPP: _l("Public-private partnership (PPP)"),
}
OBJECT_KINDS = {
    ObjectKind.SSP: _l("Service software product"),
    ObjectKind.ICI: _l("Object of the information-communication infrastructure (ICI)"),
}
CRITERION_KINDS = {
    CriterionKind.PASS_FAIL: _l("Met or not met"),
    CriterionKind.SCORED: _l("Scored with points"),
    CriterionKind.PRICE: _l("Price"),
}
PARTICIPANTS = {
    Participant.STATE_BODY: _l("State body"),
    Participant.AUTHORISED_BODY: _l("Authorised body"),
    Participant.INTEGRATOR: _l("Service integrator"),
    Participant.OPERATOR: _l("Operator"),
    Participant.SUPPLIER: _l("Supplier"),
    Participant.SECURITY_SERVICE: _l("State Technical Service"),
    Participant.COMMISSION: _l("Commission"),
}
# The responsibility matrix of part 13: the data's keys in its order, with what each means.
SHARES = {
    "responsible": _l("Responsible: does the step"),
    "accountable": _l("Accountable: answers for the step"),
    "consulted": _l("Consulted"),
    "informed": _l("Informed"),
}
# The letters of the matrix; they are known in every language as they are.
SHARE_LETTERS = {"responsible": "R", "accountable": "A", "consulted": "C", "informed": "I"}
