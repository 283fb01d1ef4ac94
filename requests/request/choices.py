"""The answers that Annex 1 offers to choose from, in the names of the contract."""

from enum import StrEnum

from qyzmet.translating import lazy_gettext as _l


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
