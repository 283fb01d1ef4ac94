"""¶ 98: the operator notifies the integrator, within three working days of the protocol's signing; its copy goes along.

Nothing here commits.
"""

from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.vocabulary import N_

from ..models import Formation
from . import put_into_production


def add_copy(formation: Formation, body: Body, act: Act) -> None:
    """The copy of the protocol stands in the act."""
    signed = put_into_production.signed_protocol(formation)
    act.body = {"protocol": signed.body["protocol"] if signed is not None else None}


NOTIFY_INTEGRATOR = Action(
    "notify_integrator",
    carry_out=add_copy,
    page=ActionPage(note=N_("The copy of the protocol of putting into production goes along (¶ 98).")),
)
