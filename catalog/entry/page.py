"""How a service of the Catalogue is shown: its state, what happens now, its whole life."""

from collections.abc import Mapping, Sequence
from typing import Any

from qyzmet import clock
from qyzmet.documents import service as documents
from qyzmet.documents.sealed_models import AnyDocument
from qyzmet.forms.binding import bind_json
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.pages.kinds import LongForm, PagesKind
from qyzmet.procedure.wording import name_of
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_, Party
from qyzmet.web import formats

from ...passports.comparison.of_service import passport_of
from ...requests.assignment import led_to
from ...requests.assignment.choices import OBJECT_KINDS
from ...requests.services_register import register
from ..models import ClassifierName, Service
from ..procedure.states import ACTIVE, BEING_REPLACED, RETIRED, SUPPLIER_FAILED, SUSPENDED
from . import api, classifiers, confirm, enter, life, relations, service_name
from .prices import price_chart
from .prices.price_grounds import PRICE_GROUNDS
from .save import KeptForm
from .sections import SECTIONS

_WHO = {Party.STATE_BODY: N_("Customer"), Party.OPERATOR: N_("Operator"), Party.SUPPLIER: N_("Supplier")}
TONES = {
    ACTIVE: "active",
    SUPPLIER_FAILED: "active",
    SUSPENDED: "neutral",
    BEING_REPLACED: "active",
    RETIRED: "ended",
}


def now_text(service: Service) -> str:
    """Who does what now."""
    return {
        ACTIVE: _("The service runs. The integrator keeps the entry, the operator publishes description and price."),
        SUPPLIER_FAILED: _("The supplier has failed: the operator runs the service on, with migration of the data."),
        SUSPENDED: " ".join(
            (_("The service is suspended."), _why(service, "suspend"), _("The integrator or the customer resumes it."))
        ),
        BEING_REPLACED: _("The supplier is being replaced; the operator runs the service on."),
        RETIRED: " ".join((_("The service is retired."), _why(service, "retire"))),
    }[service.state]


def _why(service: Service, action: str) -> str:
    """Since when and why, by the newest act of that name."""
    act = next((each for each in reversed(standing_acts(service)) if each.action == action), None)
    if act is None:
        return ""
    day = formats.date(clock.almaty(act.at).date(), formats.language())
    reason = str(act.body.get("reason") or "").rstrip().removesuffix(".")
    return _("Since %(day)s, with the reason: “%(reason)s”.", day=day, reason=reason)


def _prices(service: Service) -> list[dict[str, Any]]:
    """The history of the prices, the newest first: each with what it rests on."""
    return [
        {"row": row, "ground": _(PRICE_GROUNDS[row.ground]), "holds": row is enter.price_now(service)}
        for row in sorted(service.prices, key=lambda row: (row.from_on, row.id), reverse=True)
        if row.annulled_at is None
    ]


def _chart(service: Service) -> dict[str, Any] | None:
    """Lease and service as stepped lines over time; None while there is but one price."""
    rows = [row for row in service.prices if row.annulled_at is None]
    amounts = [amount for row in rows for amount in (row.price_lease, row.price_service) if amount is not None]
    days = [row.from_on for row in rows]
    if len(set(days)) < 2 or not amounts:
        return None
    first, last, most = min(days), max(*days, clock.today()), max(amounts)

    def drawn(name: str) -> str:
        given = [(row.from_on, getattr(row, name)) for row in rows]
        prices = [price_chart.Price(day, amount) for day, amount in given if amount is not None]
        return price_chart.steps(prices, first, last, most)

    return {
        "first": first,
        "last": last,
        "most": most,
        "lease": drawn("price_lease"),
        "service": drawn("price_service"),
        "width": price_chart.WIDTH,
        "height": price_chart.HEIGHT,
    }


def _runs(service: Service) -> list[tuple[str, str]]:
    parties = (Party.STATE_BODY, Party.OPERATOR, Party.SUPPLIER)
    return [(_(_WHO[each]), name_of(found)) for each in parties if (found := service.party(each)) is not None]


def facts(service: Service) -> Mapping[str, Any]:
    """The entry in words, its prices and relations, and whether it may be out of date."""
    return {
        "stale": confirm.is_stale(service),
        "names": classifiers.names_of(service),
        "said": _in_language(service.data.get("descriptions")),
        "entry": service.data,
        "objects": OBJECT_KINDS,
        "prices": _prices(service),
        "price": enter.price_now(service),
        "chart": _chart(service),
        "runs": _runs(service),
        "relations": relations.both_ways(service),
        "registered": {each: register.by_number(each) for each in _registered(service)},
        "passport": passport_of(service.source_id),
        "said_documents": _documents(service),
    }


def _in_language(texts: Any) -> tuple[str, str]:
    """The text in the language of the page, and its language; in another where this one has none."""
    given = texts or {}
    order = (formats.language(), "kk", "ru", "en")
    return next(((str(given[key]), key) for key in order if given.get(key)), ("", formats.language()))


def _documents(service: Service) -> list[tuple[str, AnyDocument]]:
    """What the documents of the entry are, and the documents."""
    rows = service.data.get("documents") or []
    found = ((str(row["name"]), documents.readable_of(service, str(row["document"]))) for row in rows)
    return [(name, document) for name, document in found if document is not None]


def _registered(service: Service) -> list[str]:
    return [str(row["register"]) for row in service.data.get("integrations") or [] if row.get("register")]


def offer(service: Service, form: Any) -> None:
    """What the sections let one choose from."""
    if "kind" in form:
        form.kind.offer(classifiers.choices(ClassifierName.KIND))
    if "recipient" in form:
        form.recipient.offer(classifiers.choices(ClassifierName.RECIPIENT))
    if "integrations" in form:
        working = register.working()
        for row in form.integrations.entries:
            row.form.register.offer(working)


def _kept(service: Service) -> Mapping[str, Any]:
    """What the integrator keeps, to be read through: with the names of what was chosen."""
    whole = bind_json(KeptForm, service.data)
    offer(service, whole)
    return {"whole": whole}


def _replacement(service: Service) -> Sequence[Procedure | None]:
    """By what the supplier is being replaced (¶ 92, 109): its formation, its tender, its design assignment."""
    return led_to.furthest_first(api.assignment_of(service) if service.state == BEING_REPLACED else None)


SERVICES = PagesKind(
    api=api.SERVICES,
    tones=TONES,
    now_text=now_text,
    timeline=life.line,
    template="catalog/entry/show.html",
    called=service_name.in_language,
    untitled=N_("Service without a name yet"),
    list_title=N_("Catalogue"),
    form=LongForm(
        title=N_("What the integrator keeps of the entry"),
        sections=SECTIONS,
        section_template="procedure/section.html",
        check_template="catalog/entry/check.html",
        offer=offer,
        facts=_kept,
    ),
    facts=facts,
    goes_on_in=_replacement,
    order=("confirm", "publish", "transfer"),
)
