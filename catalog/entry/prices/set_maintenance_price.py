"""¶ 103-2: after three years of the lease its price is based only on the cost of maintaining the code; other components
stay. The operator records the new amount; nothing changes by itself. Nothing here commits.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.documents import service as documents
from qyzmet.documents.fields import DocumentRef
from qyzmet.forms.dates import Date
from qyzmet.forms.fields import TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.forms.numbers import Money
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.kinds import TermRule
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_
from qyzmet.web import formats

from ....requests.assignment.choices import ObjectKind
from ...models import PriceGround, Service, ServicePrice
from .. import enter, transfer

RULE = "¶ 103-2"


class MaintenancePriceForm(Form):
    """The new price of the lease, and what it rests on."""

    price_lease = Money(_l("New price of the lease, in tenge"), [needed()])
    grounds = TextArea(_l("How the cost of maintaining the code was counted"), [needed()], most=10_000)
    document = DocumentRef(_l("Calculation"), [needed(_l("Attach the calculation"))])
    from_ = Date(_l("From which day it holds"), [needed()], name="from")


def against_setting(service: Service, body: Body, actor: Actor) -> list[Reason]:
    """Of a leased software product, from when three years of the lease are over; the lease does not get dearer."""
    day = transfer.due_from(service)
    if service.object != ObjectKind.SSP or day is None:
        return [Reason(_("Only the lease of a software product has such a price."), rule=RULE)]
    if not body:
        return []
    found = []
    from_on = dt.date.fromisoformat(str(body["from"]))
    if from_on < day:
        text = _("Three years of the lease are over on %(day)s only.", day=day.strftime("%d.%m.%Y"))
        found.append(Reason(text, rule=RULE, field="from"))
    if service.price_lease is not None and Decimal(str(body["price_lease"])) > service.price_lease:
        text = _("It rests on the cost of maintenance only: it is not above the price before.")
        found.append(Reason(text, rule=RULE, field="price_lease"))
    later = _dearer_later(service, Decimal(str(body["price_lease"])), from_on)
    if later is not None:
        text = _(
            "From %(day)s on a higher price of the lease is published already: publish this one for that day first.",
            day=later.from_on.strftime("%d.%m.%Y"),
        )
        found.append(Reason(text, rule=RULE, field="price_lease"))
    return found


def _dearer_later(service: Service, price: Decimal, from_on: dt.date) -> ServicePrice | None:
    """What is published for a later day with a lease above that price, the first of them."""
    days = sorted({row.from_on for row in service.prices if row.annulled_at is None and row.from_on > from_on})
    holding_then = (enter.price_on(service, day) for day in days)
    return next((row for row in holding_then if row and row.price_lease and row.price_lease > price), None)


def against_lease(service: Service, given: Mapping[str, Any], path: str, on: dt.date) -> Iterator[Reason]:
    """The price of the lease is not above that by the cost of maintenance, once this one holds on that day."""
    limit = holding(service, on)
    if limit is not None and given.get("price_lease") and Decimal(str(given["price_lease"])) > limit:
        text = _(
            "The lease rests on the cost of maintenance, %(limit)s: its price cannot be above it.",
            limit=formats.money(limit, formats.language()),
        )
        yield Reason(text, rule=RULE, field=f"{path}.price_lease" if path else "price_lease")


def holding(service: Service, on: dt.date) -> Decimal | None:
    """The price by the cost of maintenance that holds on that day for the lease of now; None where none does yet."""
    first = transfer.due_from(service)
    rows = [
        row
        for row in service.prices
        if row.ground is PriceGround.MAINTENANCE and row.annulled_at is None and first and first <= row.from_on <= on
    ]
    return max(rows, key=lambda row: (row.from_on, row.id)).price_lease if rows else None


def set_price(service: Service, body: Body, act: Act) -> None:
    """One more row of the history of prices; the price of the IC service stays."""
    documents.adopt(service, [str(body["document"])], parties_only=True)
    from_on = dt.date.fromisoformat(str(body["from"]))
    said: dict[str, Any] = {"grounds": str(body["grounds"]), "document": str(body["document"])}
    enter.set_prices(service, {"price_lease": body["price_lease"]}, PriceGround.MAINTENANCE, from_on, act, **said)


def take_back(service: Service, body: Body, act: Act) -> None:
    """The price no longer counts."""
    enter.annul_prices(service, act)


def _is_due(service: Service, actor: Actor) -> bool:
    day = transfer.due_from(service)
    return (
        day is not None
        and clock.today() >= day
        and not any(row.ground is PriceGround.MAINTENANCE and row.annulled_at is None for row in service.prices)
    )


MAINTENANCE_TERM = TermRule(
    "set_maintenance_price",
    counts_from=transfer.lease_start,
    waits=lambda service: service.lease_starts_on is None or service.object != ObjectKind.SSP,
    will_wait=lambda service, action: True,
)
SET_MAINTENANCE_PRICE = Action(
    "set_maintenance_price",
    form=MaintenancePriceForm,
    against=against_setting,
    carry_out=set_price,
    undo=take_back,
    awaited=_is_due,
    page=ActionPage(note=N_("The other components of the price stay (¶ 103-2)."), quiet=True),
)
