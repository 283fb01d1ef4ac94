"""Entering an IC service in the Catalogue, or the next version of its entry, when the authorised body approves it
(Law 7(29), 12(19); H17). Nothing here commits.
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from qyzmet import clock
from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.people.models import Organisation, User
from qyzmet.procedure import engine, numbers
from qyzmet.procedure.models import Act, Procedure, ProcedureParty
from qyzmet.vocabulary import Channel, Party

from ...requests.assignment import replacement
from ...requests.request.choices import Level
from ...tenders.decision import contracts
from ...tenders.procedure.contracts import ContractKind
from ..models import Formation, PriceGround, RelationKind, Service, ServicePrice, ServiceRelation, ServiceSupplier
from ..procedure.service import SERVICES
from . import regions
from .against_entry import by_number
from .supplier import replacing

PRICES = ("price_lease", "price_service")


def enter(formation: Formation, entry: Mapping[str, Any], cause: Act) -> Service:
    """A new service, or the next version of the one that was developed or whose supplier was replaced."""
    service = formation.service
    if service is None:
        service = _made(formation, cause)
        formation.service = service
        following = "enter"
    else:
        service.entry_version += 1
        following = "renew"
    _take_over(service, formation, entry, cause)
    engine.follow(service, following, cause, {"formation": formation.public_number})
    return service


def _made(formation: Formation, cause: Act) -> Service:
    made = Service(
        kind=SERVICES.kind,
        draft_number=numbers.draft_number(SERVICES.prefix),
        number=numbers.next_number(SERVICES.prefix),
        state=SERVICES.first,
        edition_key=formation.edition_key,
        channel=Channel.PORTAL,
        title=formation.title,
        data={},
        created_by=db.session.get_one(User, cause.user_id),
        created_at=clock.now(),
        submitted_at=clock.now(),
        is_public=True,
        source=formation.assignment.source,
        region=_region(formation.assignment.source),
        confirmed_on=clock.today(),
    )
    for row in formation.party_rows:
        made.party_rows.append(ProcedureParty(party=row.party, organisation=row.organisation))
    db.session.add(made)
    db.session.flush()
    return made


def _region(source: Procedure | None) -> str:
    """Annex 1, row 4: the key of the region that its request names; "" where it is no region's alone."""
    scope = (source.data.get("scope") if source is not None else None) or {}
    return regions.key_of(str(scope.get("territory") or "")) if scope.get("level") == Level.REGION else ""


def _take_over(service: Service, formation: Formation, entry: Mapping[str, Any], cause: Act) -> None:
    """The entry is the service's; what it runs on, who supplies it and for how much is the formation's."""
    run_on(service, formation)
    service.confirmed_on = clock.today()
    keep(service, entry)
    ended = ("price_lease",) if service.lease_starts_on is None else ()
    set_prices(service, entry, PriceGround.CONTRACT, clock.today(), cause, ended=ended)


def run_on(service: Service, formation: Formation) -> None:
    """From now on it runs on what this formation made, by its supplier and lease.

    What is developed by additions (¶ 92, H51), or by the operator itself (¶ 88), of a leased service takes the place of
    no lease and of no supplier.
    """
    if not brings_lease(service, formation):
        return
    start = lease_start(formation)
    if start != service.lease_starts_on:
        service.transferred_on = None
    service.object, service.mechanism, service.lease_starts_on = formation.object, formation.mechanism, start
    _change_supplier(service, formation)


def brings_lease(service: Service, formation: Formation) -> bool:
    """Whether the lease, or that there is none, is the formation's from now on; else that of the service stays.

    Where another replacement is under way meanwhile, what the operator develops is not what replaces.
    """
    if replacement.only_develops(formation.assignment):
        return formation.party(Party.SUPPLIER) is None
    stays = formation.tender is None and service.lease_starts_on is not None
    return not stays or replacing.replaces(formation.assignment.source)


def lease_start(formation: Formation) -> dt.date | None:
    """H18: the first day of the lease, by its contract; None where nothing is leased."""
    if formation.tender is None:
        return None
    stands = contracts.standing(formation.tender)
    found = stands.get(ContractKind.LEASE) or stands.get(ContractKind.PPP)
    return found.starts_on if found is not None else None


def _change_supplier(service: Service, formation: Formation) -> None:
    supplier = formation.party(Party.SUPPLIER)
    current = next((row for row in reversed(service.suppliers) if row.until is None), None)
    if supplier is not None and current is not None and current.organisation_id == supplier.id:
        return
    if current is not None:
        current.until = clock.today()
    if supplier is None:
        # The operator has replaced the product by its own (¶ 88).
        _part_from(service, [row for row in service.party_rows if row.party is Party.SUPPLIER])
        return
    service.suppliers.append(ServiceSupplier(organisation=supplier, formation=formation, since=clock.today()))
    _make_party(service, supplier)


def _make_party(service: Service, supplier: Organisation) -> None:
    others = [row for row in service.party_rows if row.party is Party.SUPPLIER and row.organisation != supplier]
    _part_from(service, others)
    if service.party(Party.SUPPLIER) is None:
        service.party_rows.append(ProcedureParty(party=Party.SUPPLIER, organisation=supplier))
    db.session.flush()


def _part_from(service: Service, rows: list[ProcedureParty]) -> None:
    for row in rows:
        service.party_rows.remove(row)
        db.session.delete(row)
    db.session.flush()


def keep(service: Service, entry: Mapping[str, Any]) -> None:
    """The given keys of the entry replace those kept, and the row shows what lists ask for."""
    service.data = {**service.data, **entry}
    names = service.data.get("names") or {}
    service.name_kk, service.name_ru, service.name_en = (str(names.get(key) or "") for key in ("kk", "ru", "en"))
    service.title = service.name_kk or service.title
    service.titles = {key: str(name) for key, name in names.items() if name} or None
    service.kind_key = str(service.data.get("kind") or "")
    service.recipient_key = str(service.data.get("recipient") or "")
    _relate(service, service.data.get("relations") or [])
    documents.adopt(service, named_documents(service.data))
    db.session.flush()


def named_documents(entry: Mapping[str, Any]) -> list[str]:
    """The ids of the documents that an entry names."""
    return [str(row["document"]) for row in entry.get("documents") or [] if row.get("document")]


def _relate(service: Service, wanted: list[Mapping[str, Any]]) -> None:
    named = {(RelationKind(str(row["kind"])), str(row["service"])) for row in wanted if row.get("service")}
    for row in list(service.relations):
        if (row.kind, row.other.public_number) in named:
            named.discard((row.kind, row.other.public_number))
        else:
            service.relations.remove(row)
            db.session.delete(row)
    db.session.flush()
    for kind, number in sorted(named):
        other = by_number(number)
        if other is not None:
            service.relations.append(ServiceRelation(kind=kind, other=other))


def set_prices(
    service: Service,
    given: Mapping[str, Any],
    ground: PriceGround,
    from_on: dt.date,
    act: Act,
    *,
    grounds: str = "",
    document: str | None = None,
    ended: tuple[str, ...] = (),
) -> None:
    """One more row of the history of prices; what is not given stays, but for what has `ended`: a lease that is over.

    The row of the service has what holds now.
    """
    prices = following_prices(service, given, from_on, ended)
    service.prices.append(
        ServicePrice(
            from_on=from_on,
            ground=ground,
            grounds=grounds,
            document=document,
            at=act.at,
            act=act,
            price_lease=prices["price_lease"],
            price_service=prices["price_service"],
        )
    )
    db.session.flush()
    keep_facts(service)


def following_prices(
    service: Service, given: Mapping[str, Any], from_on: dt.date, ended: tuple[str, ...] = ()
) -> dict[str, Decimal | None]:
    """What is not given is what holds on that day: another price may have been set for a day before it."""
    stands = price_on(service, from_on)
    stay = {name: getattr(stands, name, None) for name in PRICES if name not in ended}
    return {name: amount(given.get(name)) or stay.get(name) for name in PRICES}


def annul_prices(service: Service, act: Act) -> None:
    """The act that gave prices was annulled: its row stays and no longer counts."""
    for row in service.prices:
        if row.act_id == act.id:
            row.annulled_at = clock.now()
    keep_facts(service)


def price_now(service: Service) -> ServicePrice | None:
    """The newest row of the history that holds today; where none does yet, the first that will."""
    return price_on(service, clock.today())


def price_on(service: Service, day: dt.date) -> ServicePrice | None:
    """The same for another day."""
    counted = [row for row in service.prices if row.annulled_at is None]
    holding = [row for row in counted if row.from_on <= day]
    return max(holding, key=lambda row: (row.from_on, row.id), default=next(iter(counted), None))


def prices_now(service: Service) -> dict[str, str | None]:
    """The prices that hold today, as texts."""
    now = price_now(service)
    return {name: _text(getattr(now, name)) if now is not None else None for name in PRICES}


def keep_facts(service: Service) -> None:
    """The row and the entry have what others keep of it: the parties, the prices that hold now and their history."""
    now = price_now(service)
    service.price_lease = now.price_lease if now is not None else None
    service.price_service = now.price_service if now is not None else None
    parties = {"customer": Party.STATE_BODY, "operator": Party.OPERATOR, "supplier": Party.SUPPLIER}
    found = {name: service.party(party) for name, party in parties.items()}
    service.data = {
        **service.data,
        **{name: organisation.bin if organisation is not None else None for name, organisation in found.items()},
        **prices_now(service),
        "confirmed_on": service.confirmed_on.isoformat(),
        "prices": [
            {
                "from": row.from_on.isoformat(),
                "price_lease": _text(row.price_lease),
                "price_service": _text(row.price_service),
                "ground": row.ground.value,
            }
            for row in service.prices
            if row.annulled_at is None
        ],
    }
    db.session.flush()


def amount(given: Any) -> Decimal | None:
    """A price as it is kept, of one that was given as text."""
    return Decimal(str(given)).quantize(Decimal("0.01")) if given not in (None, "") else None


def _text(price: Decimal | None) -> str | None:
    return f"{price:.2f}" if price is not None else None
