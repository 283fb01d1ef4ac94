"""¶ 80-1: the operator allocates the regular operating environment for the conformity tests. Nothing here commits."""

from qyzmet.context import Actor
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.refusals import Reason
from qyzmet.vocabulary import N_

from ...models import Formation
from .. import mechanism
from .infrastructure_for_testing import EnvironmentForm


def against_allocating(formation: Formation, body: Body, actor: Actor) -> list[Reason]:
    """Where the operator creates the IC service itself, the platform is equipped already."""
    return mechanism.only_with_supplier(formation)


ALLOCATE_ENVIRONMENT = Action(
    "allocate_environment",
    form=EnvironmentForm,
    against=against_allocating,
    page=ActionPage(
        note=N_("It is the regular environment in which the service will run, not the one for the supplier's testing.")
    ),
)
