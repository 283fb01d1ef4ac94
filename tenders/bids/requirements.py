"""What a bid must hold to be taken, and from whom (¶ 49; Law 45-2, 45-3). Nothing here changes anything."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import select

from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.forms.binding import bind_json, lacks_of
from qyzmet.people.models import Organisation
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences.wording import reason_of, reasons_of
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import OrganisationKind

from ..barred import entries
from ..models import Tender
from ..rules import qualification
from ..rules.criteria import Criterion, criteria_of, scorable
from ..sealed_models import SealedBid
from .bid_form import BidForm
from .sealed.taken_part import who_takes_part

DATA = "data."


def criteria(tender: Tender) -> tuple[Criterion, ...]:
    """The criteria of the frozen assignment that a bid answers; prices are compared, not answered."""
    rows = tender.frozen.data.get("criteria") if tender.frozen is not None else None
    return scorable(criteria_of(rows or ()))


def against_bid(tender: Tender, bidder: Organisation, data: Mapping[str, Any]) -> list[Reason]:
    """What a bid lacks for being handed in: the form, statements, answers, documents, the group's members."""
    form = bind_json(BidForm, data)
    wrong = {} if form.validate() else lacks_of(form, DATA)
    found = [Reason(text, rule="¶ 49", field=path) for path, texts in wrong.items() for text in texts]
    group = list(data.get("group") or ())
    said = [
        *qualification.against_statements(data.get("statements") or ()),
        *qualification.against_group(bidder.bin, group),
        *qualification.against_answers([(each.key, each.name) for each in criteria(tender)], data.get("answers") or ()),
    ]
    found += [reason for reason in reasons_of(said, DATA) if reason.field not in wrong]
    found += [reason for reason in against_documents(bidder, data) if reason.field not in wrong]
    return found + list(_against_members(group))


def _against_members(group: list[str]) -> Iterator[Reason]:
    if not group:
        return
    known = db.session.execute(select(Organisation.bin, Organisation.kind).where(Organisation.bin.in_(group)))
    kinds = {row.bin: row.kind for row in known}
    for place, member in enumerate(group):
        if kinds.get(member, OrganisationKind.SUPPLIER) is not OrganisationKind.SUPPLIER:
            yield Reason(
                _("This organisation is no supplier."), rule=qualification.ONE_BID_RULE, field=f"{DATA}group.{place}"
            )


def against_documents(bidder: Organisation, data: Mapping[str, Any]) -> Iterator[Reason]:
    """A bid names documents of its bidder alone."""
    lists = [(key, list(data.get(key) or ())) for key in ("statements", "answers")]
    documents.read_ahead(name for _key, rows in lists for each in rows for name in each.get("documents") or ())
    for key, rows in lists:
        for row, each in enumerate(rows):
            yield from against_others_documents(bidder, each.get("documents") or (), f"{DATA}{key}.{row}.documents")


def against_others_documents(bidder: Organisation, public_ids: Iterable[str], field: str) -> Iterator[Reason]:
    """Each of these documents that is not the bidder's own, at its place in the list of that name."""
    for place, public_id in enumerate(public_ids):
        document = documents.find(public_id)
        if document is None or document.organisation_id != bidder.id:
            text = _("This is no document of the bidder: upload it yourself.")
            yield Reason(text, rule="¶ 49", field=f"{field}.{place}")


def against_bidder(
    tender: Tender, bidder: str, data: Mapping[str, Any], *, on: dt.date, but_for: SealedBid | None = None
) -> list[Reason]:
    """Law 45-3, ¶ 49: nobody who is barred on the day of handing in bids, and nobody who stands in a bid already.

    Of the group's members it says what the register of the barred says, which is public, and nothing of their bids.
    """
    group = list(data.get("group") or ())
    barred = qualification.against_barred(bidder, group, entries.of_suppliers((bidder, *group)), on)
    taken = qualification.against_second_bid(bidder, (), who_takes_part(tender, (bidder,), but_for))
    return [reason_of(each, DATA) for each in (*barred, *taken)]
