"""Services of the API: the Catalogue, which needs no token."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from qyzmet.api.json_schemas import TEXT, TEXT_OR_NULL, whole
from qyzmet.api.kinds import ApiKind
from qyzmet.database import db
from qyzmet.procedure.models import Procedure

from ...requests.assignment import led_to
from ...requests.models import DesignAssignment
from ...requests.procedure.assignment import CANCELLED
from ..models import Development, Service
from ..procedure.states import BEING_REPLACED, DECIDED
from ..register import api as register
from . import confirm, enter, papers
from .kind import KIND
from .save import KeptForm
from .supplier import replacing

_LIST = {"type": "array"}


def extras(service: Service, action: str | None) -> Mapping[str, Any]:
    """What it runs on, its suppliers one after another, its relations, and whether it is confirmed."""
    return {
        "object": service.object,
        "mechanism": service.mechanism,
        "region": service.region or None,
        "entry_version": service.entry_version,
        "stale": confirm.is_stale(service),
        "suppliers": [
            {
                "supplier": row.organisation.bin,
                "since": row.since.isoformat(),
                "until": row.until.isoformat() if row.until is not None else None,
                "failed": row.failed,
            }
            for row in service.suppliers
        ],
        "related": [{"kind": row.kind.value, "service": row.other.public_number} for row in service.relations],
        "formations": [each.public_number for each in service.formations],
    }


def assignment_of(service: Service) -> DesignAssignment | None:
    """The newest of those that it was created, developed or replaced by; not one that came to nothing."""
    standing = [each for each in service.assignments if each.state != CANCELLED]
    found = [*standing, *(each.assignment for each in service.formations[-1:]), *_decided(service)]
    return max(found, key=lambda each: each.id, default=None)


def _decided(service: Service) -> Iterator[DesignAssignment]:
    """By which a development replaces the supplier (¶ 92): it has no formation of the service for a long time."""
    if service.state != BEING_REPLACED:
        return
    query = select(Development).where(Development.service_id == service.id, Development.state == DECIDED)
    for development in db.session.scalars(query):
        assignment = led_to.assignment_of(development)
        if assignment is not None and replacing.replaces(development):
            yield assignment


def _links(service: Service) -> Mapping[str, Procedure | None]:
    formation = service.formations[-1] if service.formations else None
    return {
        "request": service.source,
        "assignment": assignment_of(service),
        "tender": formation.tender if formation is not None else None,
        "formation": formation,
    }


def data_now(service: Service) -> Mapping[str, Any]:
    """The entry with the prices that hold today: one may have been published for a day that has come since."""
    return {**service.data, **enter.prices_now(service)}


SERVICES = ApiKind(
    kind=KIND,
    data_form=KeptForm,
    data_now=data_now,
    create=None,
    extras=extras,
    extra_schemas={
        "object": {**TEXT, "description": "ssp or ici"},
        "mechanism": {**TEXT, "description": "lease, operator or ppp"},
        "region": {**TEXT_OR_NULL, "description": "Where it works in one region alone: its key in the classifiers"},
        "entry_version": {"type": "integer", "description": "A development completes with the next one"},
        "stale": {"type": "boolean", "description": "H26: nobody has confirmed the entry within the term"},
        "suppliers": {
            **_LIST,
            "description": "The suppliers one after another",
            "items": whole(supplier=TEXT, since=TEXT, until=TEXT_OR_NULL, failed={"type": "boolean"}),
        },
        "related": {
            **_LIST,
            "description": "How it stands to other services",
            "items": whole(kind=TEXT, service=TEXT),
        },
        "formations": {**_LIST, "description": "The formations that led to it, the oldest first", "items": TEXT},
    },
    links=_links,
    filters=register.FILTERS,
    conditions=register.conditions_of,
    papers=papers.SERVICES,
)
