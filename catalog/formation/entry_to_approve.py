"""What the authorised body approves or returns (Law 7(29), H17): the whole entry as it will stand in the Catalogue."""

from collections.abc import Iterator

from qyzmet.procedure.wording import name_of
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import Party
from qyzmet.web.fragments import drawn

from ...requests.assignment.choices import OBJECT_KINDS, ObjectKind
from ..entry import to_come
from ..models import Formation
from . import contents


def entry_to_approve(formation: Formation) -> str:
    """The entry above the form and the confirmation, as markup."""
    return drawn(
        "catalog/formation/_entry.html",
        rows=list(_rows(formation)),
        service=formation.service,
        version=formation.service.entry_version + 1 if formation.service is not None else 1,
    )


def _rows(formation: Formation) -> Iterator[contents.Row]:
    entry = formation.data.get("entry") or {}
    prices = to_come.prices_to_come(formation, entry)
    yield from contents.entry_rows(
        entry | {name: f"{price:.2f}" for name, price in prices.items() if price is not None}
    )
    titles = {Party.STATE_BODY: _("Customer"), Party.OPERATOR: _("Operator"), Party.SUPPLIER: _("Supplier")}
    for party, title in titles.items():
        found = to_come.party_to_come(formation, party)
        if found is not None:
            yield title, name_of(found), None
    kind = to_come.object_to_come(formation)
    if kind:
        yield _("What it runs on"), str(OBJECT_KINDS[ObjectKind(kind)]), None
