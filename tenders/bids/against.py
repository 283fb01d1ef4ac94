"""What stands against the moves of a bid (¶ 47, 49; Law 45-2, 45-3; H23). Nothing here changes anything."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from qyzmet import clock, context
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.forms.binding import bind_json, errors_of
from qyzmet.people.models import Organisation
from qyzmet.procedure.actions import Body
from qyzmet.procedure.kinds import Guard
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences.sentence import Said
from qyzmet.sentences.wording import reason_of, reasons_of
from qyzmet.vocabulary import OrganisationKind, Party

from ...deadlines import service as deadlines
from ..models import Barred, Bid, Tender
from ..rules import qualification
from ..rules.criteria import Criterion, criteria_of, scorable
from ..rules.sealed_state import Acceptance, judged_at, too_late
from ..sealed_models import SealedBid, TakenPart
from .forms import BidForm, documents_in
from .sealed_content import blind_part

DATA = "data."


def acceptance_of(tender: Tender) -> Acceptance:
    """What of the tender decides over its sealed bids. Raises ValueError before it was published."""
    if tender.accepts_until is None:
        raise ValueError(f"{tender.public_number} takes no bids yet")
    return Acceptance(tender.state, tender.window, tender.accepts_until, tender.opened_at is not None)


def late(tender: Tender) -> Said | None:
    """¶ 47: why what is handed in now comes too late, saying when acceptance ended."""
    acceptance = acceptance_of(tender)
    return too_late(acceptance, judged_at(acceptance, context.received_at(), clock.now()))


def criteria(tender: Tender) -> tuple[Criterion, ...]:
    """The criteria of the frozen assignment that a bid answers; prices are compared, not answered."""
    rows = tender.frozen.data.get("criteria") if tender.frozen is not None else None
    return scorable(criteria_of(rows or ()))


def bidder_of(bid: Bid) -> Organisation:
    """The supplier whose bid it is. Raises LookupError where there is none, as of a bid that was never opened."""
    found = bid.party(Party.SUPPLIER)
    if found is None:
        raise LookupError(f"{bid.public_number} is nobody's bid")
    return found


def against_documents(bidder: Organisation, data: Mapping[str, Any], prefix: str = DATA) -> Iterator[Reason]:
    """A bid names documents of its bidder alone."""
    for key in ("statements", "answers"):
        for row, each in enumerate(data.get(key) or ()):
            for place, public_id in enumerate(each.get("documents") or ()):
                yield from _against_document(bidder, public_id, f"{prefix}{key}.{row}.documents.{place}")


def _against_document(bidder: Organisation, public_id: str, field: str) -> Iterator[Reason]:
    document = documents.find(public_id)
    if document is None or document.organisation_id != bidder.id:
        yield Reason(_("This is no document of the bidder: upload it yourself."), rule="¶ 49", field=field)


def against_bid(tender: Tender, bidder: Organisation, data: Mapping[str, Any]) -> list[Reason]:
    """What a bid lacks for being handed in: the form, statements, answers, documents, the group's members."""
    form = bind_json(BidForm, data)
    wrong = {} if form.validate() else errors_of(form, DATA)
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
    known = db.session.execute(select(Organisation.bin, Organisation.kind).where(Organisation.bin.in_(group)))
    kinds = {row.bin: row.kind for row in known}
    for place, member in enumerate(group):
        if kinds.get(member, OrganisationKind.SUPPLIER) is not OrganisationKind.SUPPLIER:
            yield Reason(_("This organisation is no supplier."), rule="¶ 49", field=f"{DATA}group.{place}")


def against_bidder(
    tender: Tender, bidder: str, data: Mapping[str, Any], *, on: dt.date, but_for: SealedBid | None = None
) -> list[Reason]:
    """Law 45-3, ¶ 49: nobody who is barred on the day of handing in bids, and nobody twice, alone or in a group."""
    group = list(data.get("group") or ())
    barred = qualification.against_barred(bidder, group, register_of((bidder, *group)), on)
    taken = qualification.against_second_bid(bidder, group, _taken(tender, (bidder, *group), but_for))
    return [reason_of(each, DATA) for each in (*barred, *taken)]


def register_of(suppliers: Iterable[str]) -> list[qualification.Barred]:
    """The entries of the register of the barred on these suppliers."""
    rows = db.session.execute(
        select(Organisation.bin, Barred.finding_on)
        .join(Barred, Barred.organisation_id == Organisation.id)
        .where(Organisation.bin.in_(list(suppliers)))
    )
    return [qualification.Barred(row.bin, row.finding_on) for row in rows]


def _taken(tender: Tender, suppliers: Iterable[str], but_for: SealedBid | None) -> set[str]:
    by_hash = {blind_part(tender, each): each for each in suppliers}
    found = select(TakenPart.supplier).where(TakenPart.tender_id == tender.id, TakenPart.supplier.in_(by_hash))
    if but_for is not None:
        found = found.where(TakenPart.bid_id != but_for.id)
    return {by_hash[each] for each in db.session.scalars(found)}


def against_correcting(bid: Bid, body: Body, actor: Actor) -> list[Reason]:
    """H23: the Commission has asked for it; the documents are the bidder's own."""
    if not any(each.term == "correct" for each in deadlines.open_deadlines(bid)):
        return [Reason(_("The Commission has asked this bidder to mend nothing."), rule="H23")]
    bidder = bidder_of(bid)
    return [
        reason
        for place, public_id in enumerate(body.get("documents") or ())
        for reason in _against_document(bidder, public_id, f"documents.{place}")
    ]


GUARDS: Mapping[str, Guard] = {"correct": against_correcting}


def documents_of(data: Mapping[str, Any]) -> dict[str, str]:
    """The SHA-256 of each document that a bid names, by its id, as far as the current actor can read them."""
    found = ((each, documents.find(each)) for each in documents_in(data))
    return {public_id: document.sha256 for public_id, document in found if document is not None}
