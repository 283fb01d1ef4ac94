"""¶ 19: what stands against proposing a design assignment. Found from its data alone; the register is asked for.

What single fields need and allow is said in assignment/forms.py; here stand the rules over several of them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.web import formats

from ...services_register.choices import ServiceState
from ..choices import MECHANISMS, OBJECT_KINDS, CriterionKind, Mechanism, ObjectKind
from ..forms import missing
from ..state_property import against_property, rule_of_the_whole

RULE = "¶ 19"
WHOLE = Decimal(100)
Data = Mapping[str, Any]
# The state of a service by its number; None for a number that the register does not have.
Lookup = Callable[[str], str | None]


def against_proposing(data: Data, state_of: Lookup, adds_to: Data | None = None) -> list[Reason]:
    """All parts are complete and fit together, and the register has the services that part 6 names.

    `adds_to` is to what contracts a development without replacing the supplier adds (¶ 92, H51).
    """
    return [
        *missing(data),
        *needed_by_mechanism(data, selects=adds_to is None),
        *(against_another_service(data, adds_to) if adds_to is not None else ()),
        *against_prices(data),
        *against_property(data),
        *against_processes(data),
        *against_criteria(data.get("criteria") or []),
        *against_integrations(data.get("integrations") or [], state_of),
    ]


def mechanism_of(data: Data) -> str | None:
    """The mechanism of part 1, if it was chosen."""
    mechanism = _group(data, "general").get("mechanism")
    return mechanism if isinstance(mechanism, str) else None


def against_another_service(data: Data, adds_to: Data) -> Iterator[Reason]:
    """H51: what only develops a service stays as that is: leased or the operator's own, a product or an ICI object."""
    general = _group(data, "general")
    mechanism, kind = general.get("mechanism"), general.get("object")
    if mechanism is not None and mechanism != adds_to["mechanism"]:
        text = _(
            "The development replaces no supplier, so the IC service is created as it is now: choose “%(mechanism)s”",
            mechanism=MECHANISMS[Mechanism(adds_to["mechanism"])],
        )
        yield Reason(text, rule="H51", field="data.general.mechanism")
    if kind is not None and adds_to["object"] and kind != adds_to["object"]:
        text = _(
            "The development replaces no supplier, so what it runs on stays: choose “%(object)s”",
            object=OBJECT_KINDS[ObjectKind(adds_to["object"])],
        )
        yield Reason(text, rule="H51", field="data.general.object")


def needed_by_mechanism(data: Data, *, selects: bool = True) -> Iterator[Reason]:
    """A lease needs its price, its length and criteria; a PPP project its state support; ¶ 88 needs none of these.

    Where the operator creates the service itself nothing is leased and no tender is held (H16). Where no supplier is
    selected (`selects`), additions to the contracts are signed: there are no criteria, and the lease goes on.
    """
    mechanism = mechanism_of(data)
    if mechanism not in (Mechanism.LEASE, Mechanism.PPP):
        return
    terms = _group(data, "contract_terms")
    if data.get("ceiling_lease") is None:
        yield Reason(_("Give the ceiling price of the lease"), rule=RULE, field="data.ceiling_lease")
    if selects and terms.get("lease_months") is None:
        yield Reason(_("Say how long the lease lasts"), rule=RULE, field="data.contract_terms.lease_months")
    if selects and not data.get("criteria"):
        yield Reason(_("Add the criteria by which the supplier is selected"), rule=RULE, field="data.criteria")
    if mechanism == Mechanism.PPP and not terms.get("state_support"):
        yield Reason(
            _("For a PPP project name the expected kinds and volumes of state support"),
            rule=RULE,
            field="data.contract_terms.state_support",
        )


def against_prices(data: Data) -> Iterator[Reason]:
    """Prices are above zero, and the lease, a component of the service's price, is not above the whole."""
    lease, service = _decimal(data.get("ceiling_lease")), _decimal(data.get("ceiling_service"))
    for key, price in (("ceiling_lease", lease), ("ceiling_service", service)):
        if price is not None and price <= 0:
            yield Reason(_("The price must be above zero"), rule=RULE, field=f"data.{key}")
    if lease is not None and service is not None and lease > service:
        yield Reason(
            _(
                "The lease is a part of the price of the IC service: its ceiling cannot be above %(service)s",
                service=formats.money(service, formats.language(), exact=True),
            ),
            rule=rule_of_the_whole(data),
            field="data.ceiling_lease",
        )


def against_processes(data: Data) -> Iterator[Reason]:
    """A product's processes say who carries them out and how often: at each lowest level, or above it for all below."""
    if _group(data, "general").get("object") == ObjectKind.SSP:
        yield from _unsaid(data.get("processes") or [], "data.processes", roles=False, volume=False)


def _unsaid(rows: Sequence[Data], path: str, *, roles: bool, volume: bool) -> Iterator[Reason]:
    for index, row in enumerate(rows):
        here = f"{path}.{index}"
        has_roles = roles or bool(row.get("roles"))
        has_volume = volume or row.get("number_per_year") is not None
        if children := row.get("children"):
            yield from _unsaid(children, f"{here}.children", roles=has_roles, volume=has_volume)
            continue
        if not has_roles:
            yield Reason(_("Say which roles carry it out"), rule=RULE, field=f"{here}.roles")
        if not has_volume:
            yield Reason(_("Say how many there are a year"), rule=RULE, field=f"{here}.number_per_year")


def against_criteria(criteria: Sequence[Data]) -> Iterator[Reason]:
    """Weights add to exactly 100, one price at most, each key once, scales that can be scored by."""
    keys = [str(each.get("key") or "") for each in criteria]
    for index, key in enumerate(keys):
        if key and key in keys[:index]:
            yield Reason(
                _("Two criteria have the same key: %(key)s.", key=key), rule=RULE, field=f"data.criteria.{index}.key"
            )
    prices = [index for index, each in enumerate(criteria) if each.get("kind") == CriterionKind.PRICE]
    for index in prices[1:]:
        yield Reason(_("There is one price criterion at most"), rule=RULE, field=f"data.criteria.{index}.kind")
    for index, each in enumerate(criteria):
        yield from _against_scale(each, f"data.criteria.{index}")
    yield from _against_weights(criteria)


def _against_scale(criterion: Data, path: str) -> Iterator[Reason]:
    weight, best = _decimal(criterion.get("weight")), _decimal(criterion.get("scale_max"))
    mark = _decimal(criterion.get("pass_mark"))
    if weight is not None and weight <= 0:
        yield Reason(_("The weight must be above zero"), rule=RULE, field=f"{path}.weight")
    if best is not None and best <= 0:
        yield Reason(_("The highest score must be above zero"), rule=RULE, field=f"{path}.scale_max")
    if mark is not None and best is not None and mark > best:
        yield Reason(_("The pass mark cannot be above the highest score"), rule=RULE, field=f"{path}.pass_mark")


def weight_sum(criteria: Sequence[Data]) -> Decimal:
    """What the weights of the scored criteria and of the price add to; an open weight counts nothing."""
    return sum(
        (
            weight
            for each in criteria
            if each.get("kind") in (CriterionKind.SCORED, CriterionKind.PRICE)
            and (weight := _decimal(each.get("weight"))) is not None
        ),
        Decimal(0),
    )


def _against_weights(criteria: Sequence[Data]) -> Iterator[Reason]:
    weighed = [each for each in criteria if each.get("kind") in (CriterionKind.SCORED, CriterionKind.PRICE)]
    if criteria and not weighed:
        yield Reason(
            _("Without a scored criterion or the price, bids cannot be ranked: add one"),
            rule=RULE,
            field="data.criteria",
        )
    elif weighed and weight_sum(criteria) != WHOLE:
        yield Reason(
            _(
                "The weights of the scored criteria and of the price must add to exactly 100. They add to %(sum)s",
                sum=formats.number(weight_sum(criteria), formats.language()),
            ),
            rule=RULE,
            field="data.criteria",
        )


def against_integrations(integrations: Sequence[Data], state_of: Lookup) -> Iterator[Reason]:
    """¶ 76-1: integrations are tested over services of the register, so those that are named are in it and work."""
    for index, each in enumerate(integrations):
        number = each.get("register")
        if not number:
            continue
        state, field = state_of(str(number)), f"data.integrations.{index}.register"
        if state is None:
            yield Reason(
                _("The register of services has no such service: %(number)s", number=number), rule="¶ 76-1", field=field
            )
        elif state != ServiceState.WORKING:
            yield Reason(
                _("This service of the register is not in use: %(number)s", number=number), rule="¶ 76-1", field=field
            )


def _group(data: Data, key: str) -> Data:
    value = data.get(key)
    return value if isinstance(value, Mapping) else {}


def _decimal(value: Any) -> Decimal | None:
    """A number that is kept as text; None where there is none, or where a draft holds something else."""
    if not isinstance(value, str):
        return None
    try:
        return Decimal(value)
    except InvalidOperation:
        return None
