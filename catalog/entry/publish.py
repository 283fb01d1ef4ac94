"""Law 46: the operator publishes descriptions and prices of the IC service; earlier prices stay as a history.

Nothing here commits.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.forms.dates import Date
from qyzmet.forms.form import Form
from qyzmet.forms.lists import Group
from qyzmet.forms.numbers import Money
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Invalid, Reason
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_

from ..models import PriceGround, Service
from . import against_entry, enter, runs_on
from .form import DescriptionsForm
from .prices import lease_in_whole, set_maintenance_price
from .prices.contract_prices import prices_of_contracts

RULE = "Law 46"


class PublicationForm(Form):
    """What the operator publishes. What is left out stays as it is."""

    descriptions = Group(DescriptionsForm, _l("Description"))
    price_lease = Money(_l("Price of the lease, in tenge"))
    price_service = Money(_l("Price of the IC service, in tenge"))
    from_ = Date(_l("From which day the prices hold"), name="from", description=_l("Left open, from today."))


def against_publishing(service: Service, body: Body, actor: Actor) -> list[Reason]:
    """Prices are not above those of the contracts, and do not hold before the service stood in the Catalogue."""
    return list(_against(service, body)) if body else []


def _against(service: Service, body: Body) -> Iterator[Reason]:
    formation = runs_on.formation_of(service)
    if formation is not None:
        yield from against_entry.against_prices(body, "", prices_of_contracts(formation))
    from_on = _from(body)
    prices = enter.following_prices(service, body, from_on)
    yield from lease_in_whole.against_whole(body, "", prices, service.object)
    yield from set_maintenance_price.against_lease(service, body, "", from_on)
    if from_on < clock.almaty(service.created_at).date():
        text = _("The price cannot hold before the service stood in the Catalogue.")
        yield Reason(text, rule=RULE, field="from")


def _from(body: Body) -> dt.date:
    return dt.date.fromisoformat(str(body["from"])) if body.get("from") else clock.today()


def publish(service: Service, body: Body, act: Act) -> None:
    """The description is the newest, and the act keeps what stood there before; prices are one more row of history."""
    given = {key: text for key, text in (body.get("descriptions") or {}).items() if text}
    if not (given or body.get("price_lease") or body.get("price_service")):
        raise Invalid(_("Give a description or a price: there is nothing to publish."), rule=RULE)
    if given:
        before = service.data.get("descriptions") or {}
        act.body = {**act.body, "replaced": before}
        enter.keep(service, {"descriptions": {**before, **given}})
    if body.get("price_lease") or body.get("price_service"):
        enter.set_prices(service, body, PriceGround.PUBLISHED, _from(body), act)


def take_back(service: Service, body: Body, act: Act) -> None:
    """The prices that it gave no longer count, and the description before it stands again."""
    enter.annul_prices(service, act)
    if "replaced" in act.body:
        enter.keep(service, {"descriptions": act.body["replaced"]})


def _begun(service: Service) -> Mapping[str, Any]:
    return {name: service.data.get(name) for name in ("descriptions", "price_lease", "price_service")}


PUBLISH = Action(
    "publish",
    form=PublicationForm,
    half=True,
    against=against_publishing,
    carry_out=publish,
    undo=take_back,
    page=ActionPage(note=N_("Everybody reads it in the Catalogue. Earlier prices stay as a history."), begun=_begun),
)
