"""Which formation made what an IC service runs on now: not one that is still under way, or that came to nothing."""

from qyzmet.procedure.annulment import standing_acts

from ...requests.assignment import replacement
from ..models import Formation, Service
from ..procedure.states import AUTHORITY_NOTIFIED, COMMISSIONED, INCLUDED, INTEGRATOR_NOTIFIED

_IN_PRODUCTION = (COMMISSIONED, INTEGRATOR_NOTIFIED, AUTHORITY_NOTIFIED, INCLUDED)


def formation_of(service: Service) -> Formation | None:
    """The newest that was put into production (¶ 87); None for a service that was entered otherwise."""
    return next((each for each in reversed(service.formations) if is_in_production(each)), None)


def leased_by(service: Service) -> list[Formation]:
    """What is leased now: the newest formation with a tender, and before it those that added to its contracts since
    (¶ 92, H51), the newest first; none where nothing is. What the operator itself develops (¶ 88) is no lease.
    """
    added: list[Formation] = []
    for each in reversed(service.formations):
        if is_in_production(each) and each.tender is not None:
            return [*added, each]
        if is_in_production(each) and replacement.only_develops(each.assignment):
            added.append(each)
    return []


def is_in_production(formation: Formation) -> bool:
    """Whether it was put into production: by its state, or by the signature that is being carried out just now."""
    return formation.state in _IN_PRODUCTION or any(
        act.action == "commission" and act.to_state == COMMISSIONED for act in standing_acts(formation)
    )
