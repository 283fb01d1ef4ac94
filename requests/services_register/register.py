"""¶ 76-1: the register of services: the integrator keeps it, whoever is signed in reads it. Nothing here commits."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Select, select

from qyzmet import clock, context, rights
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.procedure.refusals import NotYours, Stale
from qyzmet.translating import gettext as _
from qyzmet.web.sorting import contains

from .choices import ServiceState
from .fields import id_of
from .models import IntegrationService

RULE = "¶ 76-1"
FIELDS = ("name", "owner", "address", "contract", "state")


def data_of(service: IntegrationService) -> dict[str, Any]:
    """What the form holds."""
    return {name: getattr(service, name) for name in FIELDS}


def permit() -> None:
    """Raises NotYours for whoever does not keep the register."""
    if rights.may_keep_register(context.actor()) is None:
        raise NotYours(_("The register of services is kept by the integrator's head and specialists."), rule=RULE)


def by_number(number: str) -> IntegrationService | None:
    """The service of that number."""
    row_id = id_of(number)
    return db.session.get(IntegrationService, row_id) if row_id is not None else None


def by_numbers(numbers: Iterable[str]) -> dict[str, IntegrationService]:
    """The services of those numbers that the register has, by the numbers."""
    ids = {number: id_of(number) for number in numbers}
    query = select(IntegrationService).where(IntegrationService.id.in_({each for each in ids.values() if each}))
    found = {each.id: each for each in db.session.scalars(query)}
    return {number: found[row_id] for number, row_id in ids.items() if row_id in found}


def states_of(numbers: Iterable[str]) -> Callable[[str], str | None]:
    """The states of the services with those numbers, read at once; None where the register does not have one."""
    found = by_numbers(numbers)
    return lambda number: found[number].state if number in found else None


def state_now(number: str) -> str | None:
    """The state of that service, which stays so until this transaction ends; None where the register has no such."""
    query = select(IntegrationService.state).where(IntegrationService.id == id_of(number))
    return db.session.scalar(query.with_for_update(read=True))


def found(query: str = "", state: str = "") -> Select[IntegrationService]:
    """The services whose name, owner or address holds the text, in that state if one is given; the oldest first."""
    asked = select(IntegrationService).order_by(IntegrationService.id)
    if query.strip():
        columns = (IntegrationService.name, IntegrationService.owner, IntegrationService.address)
        asked = asked.where(contains(query, *columns))
    return asked.where(IntegrationService.state == state) if state else asked


def working() -> list[tuple[str, str]]:
    """What a page may choose from: number and name of each service that works."""
    return [
        (each.number, f"{each.number} {each.name}")
        for each in db.session.scalars(found(state=ServiceState.WORKING.value))
    ]


def add(data: Mapping[str, Any]) -> IntegrationService:
    """Put a service into the register; `data` has passed the form. Raises NotYours."""
    permit()
    actor, now = context.actor(), clock.now()
    made = IntegrationService(
        **{name: data[name] for name in FIELDS},
        created_at=now,
        created_by_id=actor.user.id if actor.user else None,
        changed_at=now,
    )
    db.session.add(made)
    db.session.flush()
    audit.record("add_integration_service", chain=_chain(made), subject=made.number, after=data_of(made))
    return made


def change(service: IntegrationService, data: Mapping[str, Any], *, expected_version: int | None = None) -> None:
    """Change a service. Raises NotYours, and Stale where somebody else saved since `expected_version`."""
    permit()
    lock(service, expected_version)
    before = data_of(service)
    for name in FIELDS:
        setattr(service, name, data[name])
    after = data_of(service)
    if after == before:
        return
    service.changed_at = clock.now()
    db.session.flush()
    audit.record(
        "change_integration_service", chain=_chain(service), subject=service.number, before=before, after=after
    )


def lock(service: IntegrationService, expected_version: int | None = None) -> None:
    """Let nobody else change it until this transaction ends. Raises Stale where the version is another one."""
    db.session.flush()
    db.session.refresh(service, with_for_update=True)
    if expected_version is not None and service.version != expected_version:
        raise Stale(
            _(
                "This was changed in the meantime, by somebody else or by you in another tab. "
                "Look at the newest version."
            )
        )


def _chain(service: IntegrationService) -> str:
    return f"integration_service:{service.id}"
