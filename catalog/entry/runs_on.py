"""Which formation made what an IC service runs on now: not one that is still under way, or that came to nothing."""

from qyzmet.procedure.annulment import standing_acts

from ...requests.assignment import replacement
from ..models import Formation, Service
from ..procedure.states import AUTHORITY_NOTIFIED, COMMISSIONED, INCLUDED, INTEGRATOR_NOTIFIED

_IN_PRODUCTION = (COMMISSIONED, INTEGRATOR_NOTIFIED, AUTHORITY_NOTIFIED, INCLUDED)


def formation_of(service: Service) -> Formation | None:
    """The newest that was put into production (¶ 87); None for a service that was entered otherwise."""
    return next(iter(formations_of(service)), None)


def formations_of(service: Service) -> list[Formation]:
    """The same, and before it, where it added to the contracts (¶ 92, H51), those to which it did: the newest first."""
    found: list[Formation] = []
    for each in reversed(service.formations):
        if _is_in_production(each):
            found.append(each)
            if not replacement.only_develops(each.assignment):
                break
    return found


def _is_in_production(formation: Formation) -> bool:
    """By its state, or by the signature that is being carried out and gives it that state."""
    return formation.state in _IN_PRODUCTION or any(
        act.action == "commission" and act.to_state == COMMISSIONED for act in standing_acts(formation)
    )
