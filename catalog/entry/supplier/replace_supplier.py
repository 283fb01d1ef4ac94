"""¶ 92, 109: the supplier of a service is replaced, by a new design assignment, a tender and a formation.

With the commissioning of the new product the entry is active again. Nothing here commits.
"""

from qyzmet.procedure import engine, kinds
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act, Procedure
from qyzmet.vocabulary import N_

from ....requests.assignment import order
from ....requests.procedure.assignment_states import APPROVED
from ...models import Development, Formation, Service
from ...procedure.states import BEING_REPLACED, COMMISSIONED, SUPPLIER_FAILED, SUSPENDED
from .. import enter
from ..suspend import ReasonForm
from . import replacing

# By the state before the replacement, which state a cancelled one returns to; else it was active.
_FALLS: dict[str | None, str] = {
    SUPPLIER_FAILED: "replacement_falls_after_failure",
    SUSPENDED: "replacement_falls_while_suspended",
}


def begin(service: Service, body: Body, act: Act) -> None:
    """The integrator is to develop a new design assignment, whose number the act keeps."""
    service.state_before = service.state
    made = order.order(service, act)
    act.body = {**act.body, "assignment": made.public_number}


def cancel(service: Service, body: Body, act: Act) -> None:
    """The beginning was annulled: what it had begun is cancelled."""
    order.cancel(service, act)


def replace_after_decision(service: Service, cause: Act) -> None:
    """¶ 92: a development decided it; the design assignment is the development's. What counts on the supplier that goes
    learns of it.
    """
    service.state_before = service.state
    kinds.let_know(service, engine.follow(service, "replace", cause, {}))


def follow_assignment(service_of: Procedure, act: Act, annulled: Act | None) -> None:
    """¶ 53-1, 88: the tender was cancelled, or the creation by the operator, and with it the design assignment: the
    service stands as before.
    """
    source = getattr(service_of, "source", None)
    service = source.service if isinstance(source, Development) else source
    is_over = act.action == "end" or (act.action == "cancel" and act.from_state == APPROVED)
    if not is_over or not isinstance(service, Service) or service.state != BEING_REPLACED:
        return
    if not replacing.replaces(source):
        return
    following = _FALLS.get(service.state_before, "replacement_falls")
    engine.follow(service, following, act, {"assignment": service_of.public_number})


def follow_formation(formation: Procedure, act: Act, annulled: Act | None) -> None:
    """The new product is in production: the service is active again, with its new supplier."""
    if not isinstance(formation, Formation) or act.to_state != COMMISSIONED:
        return
    service = formation.service
    if service is not None and service.state == BEING_REPLACED and replacing.replaces(formation.assignment.source):
        enter.run_on(service, formation)
        engine.follow(service, "reactivate", act, {"formation": formation.public_number})


REPLACE_SUPPLIER = Action(
    "replace_supplier",
    form=ReasonForm,
    carry_out=begin,
    undo=cancel,
    page=ActionPage(
        note=N_("A new design assignment is developed; a replacement concludes a new contract of the lease only.")
    ),
)
