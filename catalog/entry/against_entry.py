"""What stands against an entry of the Catalogue (Law 46, ¶ 98): keys that no classifier has, prices above the contract,
a number that the register does not have, a relation to nothing, to itself, or in a circle.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from qyzmet.database import db
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.web import formats

from ...requests.services_register import register
from ..models import ClassifierName, RelationKind, Service, ServiceRelation
from ..procedure.states import RETIRED
from . import classifiers, relations

LAW = "Law 46"
# What only a service that lives can be to others.
ONLY_LIVING = (RelationKind.NEEDS, RelationKind.PART_OF)


def against(entry: Mapping[str, Any], path: str, service: Service | None = None) -> Iterator[Reason]:
    """What stands against the given keys of an entry; `path` is what its fields stand under: "entry" or "data"."""
    yield from _against_keys(entry, path)
    yield from _against_integrations(entry.get("integrations") or [], path)
    yield from _against_relations(entry.get("relations") or [], path, service)


def _against_keys(entry: Mapping[str, Any], path: str) -> Iterator[Reason]:
    for name, classifier in (("kind", ClassifierName.KIND), ("recipient", ClassifierName.RECIPIENT)):
        key = entry.get(name)
        if key and classifiers.find(classifier, str(key)) is None:
            known = ", ".join(row.key for row in classifiers.kept(classifier))
            text = _("The classifier has no “%(key)s”. It has: %(known)s.", key=key, known=known)
            yield Reason(text, rule=LAW, field=f"{path}.{name}")


def against_prices(entry: Mapping[str, Any], path: str, most: Mapping[str, Decimal | None]) -> Iterator[Reason]:
    """A price is not above that of the contract; where nothing is leased, there is no price of a lease."""
    for name in ("price_lease", "price_service"):
        given = Decimal(str(entry[name])) if entry.get(name) not in (None, "") else None
        limit = most.get(name)
        if given is None:
            continue
        if limit is None:
            text = _("No contract has such a price: leave it out.")
            yield Reason(text, rule="Law 45(3)", field=_field(path, name))
        elif given > limit:
            text = _(
                "The contract says %(limit)s: the price cannot be above it.",
                limit=formats.money(limit, formats.language()),
            )
            yield Reason(text, rule="Law 45(3)", field=_field(path, name))


def _field(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _against_integrations(rows: Sequence[Mapping[str, Any]], path: str) -> Iterator[Reason]:
    for index, row in enumerate(rows):
        number = row.get("register")
        if number and register.by_number(str(number)) is None:
            text = _("The register of services has no %(number)s.", number=number)
            yield Reason(text, rule="¶ 76-1", field=f"{path}.integrations.{index}.register")


def by_number(number: str) -> Service | None:
    """The service of that number."""
    return db.session.scalar(select(Service).where(Service.number == number))


def _against_relations(rows: Sequence[Mapping[str, Any]], path: str, service: Service | None) -> Iterator[Reason]:
    seen: set[tuple[str, str]] = set()
    if rows:
        relations.lock()
    for index, row in enumerate(rows):
        number, kind = str(row.get("service") or ""), str(row.get("kind") or "")
        field = f"{path}.relations.{index}.service"
        other = by_number(number)
        if not number:
            continue
        if other is None:
            yield Reason(_("There is no service %(number)s in the Catalogue.", number=number), rule=LAW, field=field)
        elif service is not None and other.id == service.id:
            yield Reason(_("A service has no relation to itself."), rule=LAW, field=field)
        elif (number, kind) in seen:
            yield Reason(_("This relation is said already."), rule=LAW, field=field)
        elif kind in ONLY_LIVING and other.state == RETIRED and not _is_said(service, other, kind):
            text = _("%(number)s is retired: nothing new can need it or be a part of it.", number=number)
            yield Reason(text, rule="Law 12(19)", field=field)
        elif service is not None and kind and reaches(other, service, RelationKind(kind)):
            text = _("This would make a circle: %(number)s already leads back to this service.", number=number)
            yield Reason(text, rule=LAW, field=field)
        seen.add((number, kind))


def _is_said(service: Service | None, other: Service, kind: str) -> bool:
    """Whether the service had this relation before, and the other was retired all the same."""
    return service is not None and any(row.kind == kind and row.other_id == other.id for row in service.relations)


def reaches(start: Service, goal: Service, kind: RelationKind) -> bool:
    """Whether relations of that kind lead from one service to another, over however many."""
    seen, ahead = {start.id}, [start.id]
    while ahead:
        query = select(ServiceRelation.other_id).where(
            ServiceRelation.service_id.in_(ahead), ServiceRelation.kind == kind
        )
        ahead = [each for each in db.session.scalars(query) if each not in seen]
        if goal.id in ahead:
            return True
        seen.update(ahead)
    return False
