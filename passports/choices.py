"""The answers that a function passport offers to choose from, in the names of the contract, with their titles."""

from enum import StrEnum

from qyzmet.translating import lazy_gettext as _l

from .rules import durations, steps


class Recipient(StrEnum):
    """Who receives the service."""

    NATURAL = "natural"
    LEGAL = "legal"


class PassportChannel(StrEnum):
    """The channel by which the recipient comes."""

    PORTAL = "portal"
    PAPER = "paper"


class FormOfService(StrEnum):
    """In what form the service is rendered."""

    ELECTRONIC_FULLY = "electronic_fully"
    ELECTRONIC_PARTLY = "electronic_partly"
    PAPER = "paper"


class StepKind(StrEnum):
    """What an entry among the steps is."""

    STEP = steps.STEP
    CONDITION = steps.CONDITION
    REFUSAL = steps.REFUSAL


class Unit(StrEnum):
    """In what a time is counted."""

    MINUTE = durations.MINUTE
    HOUR = durations.HOUR
    DAY = durations.DAY
    WORKING_DAY = durations.WORKING_DAY


RECIPIENTS = {Recipient.NATURAL: _l("Natural persons"), Recipient.LEGAL: _l("Legal persons")}
CHANNELS = {PassportChannel.PORTAL: _l("Through the portal"), PassportChannel.PAPER: _l("At the provider, on paper")}
FORMS = {
    FormOfService.ELECTRONIC_FULLY: _l("Electronic (fully automated)"),
    FormOfService.ELECTRONIC_PARTLY: _l("Electronic (partly automated)"),
    FormOfService.PAPER: _l("On paper"),
}
STEP_KINDS = {StepKind.STEP: _l("Step"), StepKind.CONDITION: _l("Condition"), StepKind.REFUSAL: _l("Refusal")}
UNITS = {
    Unit.MINUTE: _l("minutes"),
    Unit.HOUR: _l("hours"),
    Unit.DAY: _l("calendar days"),
    Unit.WORKING_DAY: _l("working days"),
}
# Who usually does the steps: these are translated, others are written out in the passport.
PERFORMERS = {
    "recipient": _l("Recipient of the service"),
    "clerk": _l("Clerk of the provider's office"),
    "executor": _l("Responsible executor"),
    "employee": _l("Employee of the provider"),
    "management": _l("Management of the provider"),
    "head": _l("Head of the provider"),
    "portal": _l("Portal of the “electronic government”"),
    "system": _l("Information system of the provider"),
}


def performer(by: str) -> str:
    """Who does a step, in the reader's language where it is one of those that are usual."""
    return str(PERFORMERS[by]) if by in PERFORMERS else by
