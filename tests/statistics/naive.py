"""The statistics counted as anybody would: one procedure after another, with no query that adds up."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import select

from qyzmet import clock
from qyzmet.catalog.models import Formation, Service
from qyzmet.catalog.under_way.models import Need
from qyzmet.catalog.under_way.stages import NOT_TOLD
from qyzmet.database import db
from qyzmet.deadlines.models import Deadline
from qyzmet.procedure.models import Procedure
from qyzmet.requests.models import DesignAssignment
from qyzmet.statistics.numbers import Numbers
from qyzmet.tenders.models import Bid, Tender
from qyzmet.vocabulary import Party


@dataclass
class Counted:
    """What there is to say, each by what it is counted by."""

    # (kind, term, organisation, year): how many, on time, days taken, days allowed.
    steps: dict[tuple[str, str, int | None, int], list[int]] = field(default_factory=dict)
    states: Counter[tuple[str, str]] = field(default_factory=Counter)
    opened: Counter[int] = field(default_factory=Counter)
    services: Counter[str] = field(default_factory=Counter)
    needs: Counter[str] = field(default_factory=Counter)
    prices: list[Decimal] = field(default_factory=lambda: [Decimal(0)] * 5)


def count(
    knows: Callable[[Procedure], bool],
    year: int | None = None,
    organisation: int | None = None,
    tells: Callable[[Procedure, str], bool] = lambda procedure, term: False,
) -> Counted:
    """Everything of the procedures that `knows` lets through, and of others the steps that `tells` does."""
    found = Counted()
    for procedure in db.session.scalars(select(Procedure)).all():
        if not knows(procedure):
            for deadline in db.session.scalars(select(Deadline).where(Deadline.procedure_id == procedure.id)).all():
                if tells(procedure, deadline.term):
                    _add_step(found, procedure, deadline)
            continue
        for deadline in db.session.scalars(select(Deadline).where(Deadline.procedure_id == procedure.id)).all():
            _add_step(found, procedure, deadline)
        parties = {row.organisation_id for row in procedure.party_rows}
        if organisation is not None and organisation not in parties:
            continue
        begun = procedure.submitted_at
        of_year = year is None or (begun is not None and clock.almaty(begun).year == year)
        if of_year and procedure.kind != "bids":
            found.states[procedure.kind, procedure.state] += 1
        if of_year and isinstance(procedure, Service) and procedure.state != "retired":
            found.services[procedure.kind_key] += 1
        if isinstance(procedure, Tender):
            _add_tender(found, procedure, year)
    if tells is register_tells:
        _add_needs(found, year, organisation)
    return found


def _add_needs(found: Counted, year: int | None, organisation: int | None) -> None:
    for need in db.session.scalars(select(Need)).all():
        customer = db.session.get_one(Procedure, need.id).party(Party.STATE_BODY)
        of_customer = organisation is None or (customer is not None and customer.id == organisation)
        if of_customer and year in (None, clock.almaty(need.agreed_at).year):
            found.needs[need.stage] += 1


def register_tells(procedure: Procedure, term: str) -> bool:
    """Whether the public register of running procedures tells the days of the step."""
    source: Procedure = procedure.assignment if isinstance(procedure, Formation) else procedure
    source = source.source if isinstance(source, DesignAssignment) else source
    return db.session.get(Need, source.id) is not None and term not in NOT_TOLD


def _add_step(found: Counted, procedure: Procedure, deadline: Deadline) -> None:
    if deadline.took is None or deadline.closed_at is None:
        return
    year = clock.almaty(deadline.closed_at).year
    row = found.steps.setdefault((procedure.kind, deadline.term, deadline.owner_organisation_id, year), [0] * 4)
    in_time = deadline.closed_at < deadline.due_at
    for place, value in enumerate((1, int(in_time), deadline.took, deadline.working_days)):
        row[place] += value


def _add_tender(found: Counted, tender: Tender, year: int | None) -> None:
    if tender.opened_at is None or (year is not None and clock.almaty(tender.opened_at).year != year):
        return
    bids = db.session.scalars(select(Bid).where(Bid.tender_id == tender.id)).all()
    found.opened[len(bids)] += 1
    for bid in bids:
        lease, service = tender.ceiling_lease, tender.ceiling_service
        if bid.state == "winner" and lease is not None and service is not None:
            added = (Decimal(1), bid.price_lease, lease, bid.price_service, service)
            found.prices = [one + other for one, other in zip(found.prices, added, strict=True)]


def as_counted(numbers: Numbers) -> Counted:
    """What the set queries found, in the same form."""
    found = Counted()
    for each in numbers.steps:
        key = (each.kind, each.term, each.organisation, each.year)
        assert key not in found.steps
        found.steps[key] = [each.done, each.on_time, each.took, each.allowed]
    found.states.update({(each.kind, each.state): each.count for each in numbers.standing.states})
    found.opened.update({each.bids: each.count for each in numbers.bidding.opened})
    found.needs.update({each.stage: each.count for each in numbers.standing.needs})
    found.services.update({each.kind: each.count for each in numbers.standing.services})
    prices = numbers.bidding.prices
    sums = (prices.lease, prices.lease_ceiling, prices.service, prices.service_ceiling)
    found.prices = [Decimal(prices.count), *(each or Decimal(0) for each in sums)]
    return found
