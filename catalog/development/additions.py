"""¶ 92, H51: a development that does not replace the supplier: what its design assignment adds to, and how it is put to
discussion again, where nothing comes of the additions, or the supplier or the service is there no more (¶ 109).

Nothing here commits.
"""

from decimal import Decimal
from typing import Any

from sqlalchemy import select

from qyzmet.database import db
from qyzmet.procedure import engine
from qyzmet.procedure.actions import Action, Body
from qyzmet.procedure.models import Act, Procedure
from qyzmet.vocabulary import Party

from ...requests.assignment import led_to, replacement
from ...requests.assignment.choices import Mechanism
from ...requests.assignment.without_tender import additions
from ...requests.models import DesignAssignment
from ...requests.procedure.assignment_states import APPROVED
from ..entry import enter, runs_on
from ..entry.prices.contract_prices import prices_of_contracts
from ..formation import begin
from ..models import Development, Service
from ..procedure.states import AUTHORITY_NOTIFIED, COMMISSIONED, DECIDED, ENDED, INTEGRATOR_NOTIFIED
from .offer_price import offers

# What takes the supplier, or the service itself, from a development that counts on it.
_TAKES_AWAY = frozenset({"record_failure", "replace", "retire"})
_IN_PRODUCTION = frozenset({COMMISSIONED, INTEGRATOR_NOTIFIED, AUTHORITY_NOTIFIED})


def ordered_with(development: Development) -> dict[str, Any]:
    """What the order of the design assignment says besides: what it adds to, and who signs an addition as supplier."""
    service = development.service
    supplier = service.party(Party.SUPPLIER)
    kept = additions.adds_to(
        _mechanism(service, leased=supplier is not None),
        service.object,
        _prices(service),
        {party.value: Decimal(str(act.body["amount"])) for party, act in offers(development).items()},
    )
    return {"adds_to": kept, "supplier": supplier}


def _mechanism(service: Service, *, leased: bool) -> str:
    if not leased:
        return Mechanism.OPERATOR.value
    return service.mechanism if service.mechanism in (Mechanism.LEASE, Mechanism.PPP) else Mechanism.LEASE.value


def _prices(service: Service) -> dict[str, Decimal | None]:
    """What the contracts cost that are in force; of a service that was entered otherwise, what is published."""
    formation, now = runs_on.formation_of(service), enter.price_now(service)
    by_contract = prices_of_contracts(formation) if formation is not None else {}
    return {
        name: by_contract.get(f"price_{name}") or getattr(now, f"price_{name}", None) for name in ("lease", "service")
    }


def is_by_additions(assignment: DesignAssignment | None) -> bool:
    """Whether the development is carried out by additions to contracts."""
    return assignment is not None and replacement.only_develops(assignment)


def follow_service(service: Procedure, act: Act, annulled: Act | None) -> None:
    """¶ 109: the supplier failed or is replaced, or the service is retired: what counts on them is discussed again.

    What is in production already goes on to its entry, unless the service is retired.
    """
    if not isinstance(service, Service) or act.action not in _TAKES_AWAY or annulled is not None:
        return
    query = select(Development).where(Development.service_id == service.id, Development.state == DECIDED)
    for development in db.session.scalars(query.order_by(Development.id)).all():
        assignment = led_to.assignment_of(development)
        if assignment is None or not is_by_additions(assignment):
            continue
        # Whoever signs the last addition at this moment is waited for: its formation falls, too.
        engine.lock(assignment)
        formation = begin.newest_of(assignment)
        body = {"service": service.public_number}
        if formation is not None and formation.state in _IN_PRODUCTION and act.action != "retire":
            continue
        if formation is not None and formation.state != ENDED:
            engine.follow(formation, "supplier_falls", act, body)
        # Before its approval nothing rests on it but the order, which falls with the decision.
        falls = "supplier_falls" if assignment.state == APPROVED else "cancel"
        engine.follow(assignment, falls, act, body)
        engine.follow(development, "discuss_again", act, body)


def forget_decision(development: Development, body: Body, act: Act) -> None:
    """What was decided is not carried out: there is no protocol until the integrator's head signs another."""
    development.decision, development.decision_hash, development.decision_signatures = None, None, {}


DISCUSS_AGAIN = Action("discuss_again", carry_out=forget_decision)
