"""The answers that Annex 1 and the opinion offer to choose from, in the names of the contract."""

from enum import StrEnum

from flask_babel import lazy_gettext as _l


class ProgrammeKind(StrEnum):
    """Row 2: whose programme foresees the service."""

    STATE = "state"
    SECTOR = "sector"
    TERRITORIAL = "territorial"


class Level(StrEnum):
    """Row 4: where the service is to work."""

    COUNTRY = "country"
    REGION = "region"
    DEPARTMENT = "department"


class UserKind(StrEnum):
    """Row 4: what the potential users are."""

    NATURAL = "natural"
    LEGAL = "legal"


class Restricted(StrEnum):
    """Row 7: restricted information in the function."""

    NONE = "none"
    OFFICIAL_USE = "official_use"
    STATE_SECRET = "state_secret"  # noqa: S105 - a kind of information, not a password.


class SystemKind(StrEnum):
    """Row 9: what an existing system is."""

    INFORMATION_SYSTEM = "information_system"
    DOCUMENT_FLOW = "document_flow"
    INTERNET_RESOURCE = "internet_resource"
    PORTAL = "portal"


class Covers(StrEnum):
    """Row 9: how much of the function a system automates."""

    WHOLE = "whole"
    PART = "part"


class Criterion(StrEnum):
    """¶ 11: the three criteria of the opinion."""

    EFFECTIVENESS = "effectiveness"
    FEASIBILITY = "feasibility"
    ABSENCE = "absence"


PROGRAMME_KINDS = {
    ProgrammeKind.STATE: _l("State programme"),
    ProgrammeKind.SECTOR: _l("Sector programme"),
    ProgrammeKind.TERRITORIAL: _l("Programme for the development of a territory"),
}
LEVELS = {
    Level.COUNTRY: _l("The country"),
    Level.REGION: _l("A region"),
    Level.DEPARTMENT: _l("A department"),
}
USER_KINDS = {UserKind.NATURAL: _l("Natural persons"), UserKind.LEGAL: _l("Legal persons")}
RESTRICTED = {
    Restricted.NONE: _l("None"),
    Restricted.OFFICIAL_USE: _l("Documents for official use"),
    Restricted.STATE_SECRET: _l("Information that is a state secret"),
}
SYSTEM_KINDS = {
    SystemKind.INFORMATION_SYSTEM: _l("Information system"),
    SystemKind.DOCUMENT_FLOW: _l("Document-flow system"),
    SystemKind.INTERNET_RESOURCE: _l("Internet resource"),
    SystemKind.PORTAL: _l("Departmental portal"),
}
COVERS = {Covers.WHOLE: _l("The whole function"), Covers.PART: _l("A part of the function")}
CRITERIA = {
    Criterion.EFFECTIVENESS: _l("Effectiveness"),
    Criterion.FEASIBILITY: _l("Feasibility"),
    Criterion.ABSENCE: _l("Absence of the same object or project"),
}
CRITERIA_MEANINGS = {
    Criterion.EFFECTIVENESS: _l(
        "Analysis of the normative acts that regulate the activity, at the stage of implementing the automation."
    ),
    Criterion.FEASIBILITY: _l(
        "Reaching the indicators of automation in conformity with the Requirements and the “БТ” (the order does not "
        "say what “БТ” is; probably the unified requirements)."
    ),
    Criterion.ABSENCE: _l(
        "No informatization object, no project already started and no IC service automates the same function."
    ),
}
BEST = 5
# What each score says, from 0 to 5; a local scale, as the order prints none.
LEVELS_OF = {
    Criterion.EFFECTIVENESS: (
        _l("No act regulates the function"),
        _l("The acts have to be adopted anew before anything can be automated"),
        _l("Most steps need a change of the acts first"),
        _l("Some steps need a change of the acts; the others can be automated now"),
        _l("The acts allow the automation; small changes may follow"),
        _l("The acts describe every step, who takes it and its time; nothing has to be changed"),
    ),
    Criterion.FEASIBILITY: (
        _l("The indicators cannot be reached"),
        _l("The indicators can be reached only with means that nobody has"),
        _l("Important conditions are missing: data, integration or resources"),
        _l("It can be done, with risks that the design assignment must remove"),
        _l("It can be done with what there is; a few questions are open"),
        _l("It can be done with what there is; nothing is open"),
    ),
    Criterion.ABSENCE: (
        _l("A system in use automates the same function wholly"),
        _l("A project already started will automate the same function"),
        _l("An existing service could be developed to do it"),
        _l("Existing systems automate a large part of it"),
        _l("Existing systems automate a small part, which will be used or replaced"),
        _l("Nothing automates the same function"),
    ),
}
