"""The extract of the Catalogue: what stands there of a service on the day of printing. Everybody may print it."""

from collections.abc import Iterator
from typing import Any

from qyzmet.printing.frame import edition, fingerprint, hashes_of, paper
from qyzmet.printing.paper import Block, Facts, Heading, Item, Items, Paper
from qyzmet.printing.printable import Sheet, papers
from qyzmet.procedure.kinds import table_of
from qyzmet.procedure.wording import name_of, state_word
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_, Party
from qyzmet.web import formats

from ...requests.assignment.choices import OBJECT_KINDS, ObjectKind
from ..models import Service
from . import classifiers, enter, relations
from .prices.price_grounds import PRICE_GROUNDS

TITLE = N_("Extract from the Catalogue of IC services")


def extract(service: Service) -> Paper:
    """The entry in every language, its prices with their history, its suppliers and relations."""
    integrator = service.party(Party.INTEGRATOR)
    return paper(
        service,
        _(TITLE),
        list(_blocks(service)),
        at=service.acts[-1].at,
        author=name_of(integrator),
        facts=list(_facts(service)),
        marks=[_("Local form")],
        fingerprint=fingerprint({"number": service.number, "state": service.state, "data": service.data}),
    )


def _facts(service: Service) -> Iterator[tuple[str, str]]:
    names = classifiers.names_of(service)
    yield _("Number"), service.public_number
    yield _("State"), state_word(table_of(service), service.state)
    yield _("Kind of service"), names["kind"]
    yield _("Who receives it"), names["recipient"]
    if names["region"]:
        yield _("Region"), names["region"]
    yield _("Customer"), name_of(service.party(Party.STATE_BODY))
    yield _("Operator"), name_of(service.party(Party.OPERATOR))
    yield _("Supplier"), name_of(service.party(Party.SUPPLIER))
    yield _("What it runs on"), str(OBJECT_KINDS[ObjectKind(service.object)])
    yield _("Version of the entry"), str(service.entry_version)
    yield _("Confirmed on"), formats.date(service.confirmed_on, formats.language())
    yield _("Edition of the Rules"), edition(service)


def _blocks(service: Service) -> Iterator[Block]:
    entry = service.data
    for key, title in (("names", _("Name of the IC service")), ("descriptions", _("Description"))):
        said = entry.get(key) or {}
        languages = (("kk", _("In Kazakh")), ("ru", _("In Russian")), ("en", _("In English")))
        rows = tuple((word, str(said[each])) for each, word in languages if said.get(each))
        if rows:
            yield Heading(title)
            yield Facts(rows)
    yield Heading(_("Contents"))
    yield Facts(tuple((title, text) for title, text in _said(entry) if text))
    named = [row for row in entry.get("documents") or [] if row.get("document")]
    if named:
        hashes = hashes_of([str(row["document"]) for row in named])
        yield Heading(_("Documents of the service"))
        yield Items(tuple(Item(str(row["name"]), f"SHA-256: {hashes.get(row['document'], '')}") for row in named))
    prices = [row for row in service.prices if row.annulled_at is None]
    if prices:
        yield Heading(_("History of the prices"))
        yield Items(tuple(Item(_price(row, service), _(PRICE_GROUNDS[row.ground])) for row in prices))
    if service.suppliers:
        yield Heading(_("Suppliers"))
        yield Items(tuple(Item(name_of(row.organisation), _period(row)) for row in service.suppliers))
    related = relations.both_ways(service)
    if related:
        yield Heading(_("Relations to other services"))
        yield Items(tuple(Item(f"{how} {other.public_number}", name) for how, other, name in related))


def _said(entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("How to get it"), str(entry.get("how_to_get") or "")
    yield _("Contact for support"), str(entry.get("support") or "")
    yield _("Level of service"), str(entry.get("service_level") or "")
    yield _("Class of information security"), str(entry.get("security_class") or "")
    integrations = entry.get("integrations") or []
    yield (
        _("Integrations"),
        "; ".join(" ".join(filter(None, (str(each["name"]), each.get("register")))) for each in integrations),
    )


def _price(row: Any, service: Service) -> str:
    language = formats.language()
    amounts = ((_("IC service"), row.price_service), (_("Lease"), row.price_lease))
    said = "; ".join(f"{word}: {formats.money(amount, language)}" for word, amount in amounts if amount is not None)
    holds = f" ({_('holds now')})" if row is enter.price_now(service) else ""
    return f"{formats.date(row.from_on, language)}: {said}{holds}"


def _period(row: Any) -> str:
    language = formats.language()
    since = formats.date(row.since, language)
    if row.until is None:
        return _("since %(day)s", day=since)
    said = formats.date_range(row.since, row.until, language)
    return f"{said}, {_('failed (¶ 109)')}" if row.failed else said


SERVICES = papers({"extract": Sheet(TITLE, extract)})
