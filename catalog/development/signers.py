"""Who signs the protocol of a development's decision, and who has (H32)."""

from qyzmet.context import Actor
from qyzmet.vocabulary import Party, Role

from ..models import Development
from ..procedure.development import HEARD

SIGNERS = (Party.INTEGRATOR, *HEARD)


def signed_by(development: Development) -> set[Party]:
    """Who has signed the protocol that stands."""
    return {Party(each) for each in development.decision_signatures}


def signs_as(development: Development, actor: Actor) -> Party | None:
    """As whom the actor's head would sign after the integrator; None for all others."""
    for party in HEARD:
        organisation = development.party(party)
        if organisation is not None and Role.HEAD in actor.roles_in(organisation.id):
            return party
    return None
