"""The Catalogue as a page and as a file: for everybody, by words, facets and order, all of it in the address."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from qyzmet.search import table_file
from qyzmet.translating import gettext as _
from qyzmet.web.paging import Page, whole_number

from . import facets, filters, order
from .filters import CatalogueFilters
from .rows import ServiceRow

PAGE = 20
PATH = "/catalog/"
FEED = "/catalog/feed.atom"
# On the front page there are so many.
SHOWN_ON_FRONT = 3


def index() -> ResponseReturnValue:
    """The list, a page at a time, what is asked for kept in every link."""
    asked = filters.read(request.args)
    after = request.args.get("after", "")
    page = _page(asked, after)
    counts = facets.counts_of(asked)
    return render_template(
        "catalog/register/index.html",
        filters=asked,
        rows=page.rows,
        total=counts.total,
        facets=facets.facets(asked, counts, PATH),
        sorts=filters.SORTS,
        nearly=any(word.nearly for word in asked.words),
        first_href=asked.href(PATH) if after else None,
        next_href=asked.href(PATH, after=str(page.rows[-1].id)) if page.more else None,
        file_hrefs={form.value: asked.href(f"/catalog/list.{form}") for form in table_file.Form},
        feed_href=asked.href(FEED, sort=""),
    )


def _page(asked: CatalogueFilters, after: str) -> Page[ServiceRow]:
    """The page behind the service that the address names; 404 where there is none."""
    key = whole_number(after) if after else None
    if after and key is None:
        raise NotFound
    try:
        return order.page(asked, PAGE, after=key)
    except order.NoSuchPlace:
        raise NotFound from None


def newest() -> Page[ServiceRow]:
    """The few that were entered last, for the front page."""
    return order.page(filters.read({}), SHOWN_ON_FRONT)


def export(form: str) -> ResponseReturnValue:
    """What is found as a file for spreadsheets, in the list's order."""
    asked = filters.read(request.args)

    def read(size: int, last: ServiceRow | None) -> Page[ServiceRow]:
        return order.page(asked, size, after=last.id if last is not None else None)

    head = [_("Number"), _("Name of the IC service"), _("What it does"), _("State")]
    head += [_("Kind of service"), _("Recipient"), _("Region")]
    head += [_("Customer"), _("BIN of the customer"), _("Operator"), _("BIN of the operator")]
    head += [_("Supplier"), _("BIN of the supplier"), _("Price of the lease"), _("Price of the IC service")]
    head += [_("In the Catalogue since"), _("Confirmed on")]
    return table_file.download("catalogue", table_file.Form(form), head, read, _cells)


def _cells(row: ServiceRow) -> table_file.Line:
    digits = table_file.Digits
    return [
        row.number,
        row.name,
        row.about,
        row.state_word,
        row.kind,
        row.recipient,
        row.region,
        row.customer,
        digits(row.customer_bin),
        row.operator,
        digits(row.operator_bin),
        row.supplier,
        digits(row.supplier_bin),
        row.price_lease,
        row.price_service,
        row.entered_at,
        row.confirmed_on,
    ]
