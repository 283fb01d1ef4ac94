"""The words of the Rules that every room uses: who takes part, in which role, under which edition.

Standard library only: rules modules of the rooms may import this and nothing heavier.
"""

from enum import StrEnum


def N_(text: str) -> str:  # noqa: N802 - the customary name of the mark, which the extractor looks for.
    """Mark a text as translatable where it is data; it is translated when it is shown."""
    return text


class OrganisationKind(StrEnum):
    """What an organisation is under the Rules."""

    STATE_BODY = "state_body"
    AUTHORISED_BODY = "authorised_body"
    INTEGRATOR = "integrator"
    OPERATOR = "operator"
    SUPPLIER = "supplier"
    SECURITY_SERVICE = "security_service"


class Role(StrEnum):
    """What a person may do for an organisation."""

    HEAD = "head"
    SPECIALIST = "specialist"
    CLERK = "clerk"
    COMMISSION_MEMBER = "commission_member"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Party(StrEnum):
    """Whose side a move or a term is on. A procedure says which organisation is which party of it."""

    STATE_BODY = "state_body"
    AUTHORISED_BODY = "authorised_body"
    INTEGRATOR = "integrator"
    OPERATOR = "operator"
    SUPPLIER = "supplier"
    SECURITY_SERVICE = "security_service"
    # No organisation: people whom the customer names, each with a seat.
    COMMISSION = "commission"


class Seat(StrEnum):
    """What a person is in a Commission (Law 45-1): the chair votes like a member, the secretary does not vote."""

    CHAIR = "chair"
    SECRETARY = "secretary"
    MEMBER = "member"


class Channel(StrEnum):
    """How a paper came: through the portal or on paper, registered by a clerk (H12)."""

    PORTAL = "portal"
    PAPER = "paper"


# Of these kinds there is one organisation at a time; a successor takes its place.
SINGLE_KINDS = frozenset(
    {
        OrganisationKind.AUTHORISED_BODY,
        OrganisationKind.INTEGRATOR,
        OrganisationKind.OPERATOR,
        OrganisationKind.SECURITY_SERVICE,
    }
)

# Those who do an organisation's everyday work in the procedures, and so see its papers.
WORKING_ROLES = frozenset({Role.HEAD, Role.SPECIALIST, Role.CLERK})

KIND_TITLES: dict[OrganisationKind, str] = {
    OrganisationKind.STATE_BODY: N_("State body"),
    OrganisationKind.AUTHORISED_BODY: N_("Authorised body"),
    OrganisationKind.INTEGRATOR: N_("Service integrator"),
    OrganisationKind.OPERATOR: N_("Operator"),
    OrganisationKind.SUPPLIER: N_("Supplier"),
    OrganisationKind.SECURITY_SERVICE: N_("State Technical Service"),
}

CHANNEL_TITLES: dict[Channel, str] = {
    Channel.PORTAL: N_("through the portal"),
    Channel.PAPER: N_("on paper"),
}

PARTY_TITLES: dict[Party, str] = {
    **{Party(kind): title for kind, title in KIND_TITLES.items()},
    Party.COMMISSION: N_("Commission"),
}

SEAT_TITLES: dict[Seat, str] = {
    Seat.CHAIR: N_("Chair"),
    Seat.SECRETARY: N_("Secretary"),
    Seat.MEMBER: N_("Member"),
}

ROLE_TITLES: dict[Role, str] = {
    Role.HEAD: N_("Head"),
    Role.SPECIALIST: N_("Specialist"),
    Role.CLERK: N_("Clerk"),
    Role.COMMISSION_MEMBER: N_("Commission member"),
    Role.AUDITOR: N_("Auditor"),
    Role.ADMINISTRATOR: N_("Administrator"),
}
