"""The pages of bids beside those that every kind has: how one begins, its receipt, and the check of a receipt."""

from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from qyzmet import context, rights
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.documents.models import Document, DocumentUse
from qyzmet.procedure.models import ProcedureParty
from qyzmet.procedure.pages import page_parts
from qyzmet.procedure.pages.loading import load
from qyzmet.procedure.refusals import NotYours
from qyzmet.procedure.wording import name_of
from qyzmet.sentences.wording import text_of, until_text
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import Party

from ..models import Bid, Tender
from ..procedure.states import PUBLISHED, WITHDRAWN
from . import acceptance, sections
from . import receipt as bid_receipts
from .bid_form import documents_in
from .draft import draft
from .sealed import sealed_bids

_LONGEST_HASH = 64


def bid(number: str) -> ResponseReturnValue:
    """What a bid is, and the button that begins one; whoever has one is led to it."""
    tender, actor = load(number), context.actor()
    if not isinstance(tender, Tender) or tender.accepts_until is None:
        raise NotFound
    live = [each for each in sealed_bids.of_tender(tender, actor) if each.state != WITHDRAWN]
    if request.method == "POST":
        if live:
            return redirect(live[-1].path)
        made = draft(tender.public_number, {})
        db.session.commit()
        return redirect(made.path)
    late = acceptance.late(tender)
    return render_template(
        "tenders/bids/start.html",
        tender=tender,
        mine=[*_opened(tender, actor), *live],
        role=rights.may_start_bid(actor),
        late=text_of(late) if late is not None else None,
        open=tender.state == PUBLISHED and late is None,
        until=until_text(tender.accepts_until),
        parts=sections.PARTS,
    )


def _opened(tender: Tender, actor: Actor) -> list[Bid]:
    own = select(ProcedureParty.procedure_id).where(
        ProcedureParty.party == Party.SUPPLIER, ProcedureParty.organisation_id.in_(rights.works_in(actor))
    )
    return list(db.session.scalars(select(Bid).where(Bid.tender_id == tender.id, Bid.id.in_(own)).order_by(Bid.id)))


def receipt(number: str) -> ResponseReturnValue:
    """What the bidder can prove: number, tender, instant and hash of what was handed in."""
    found = load(number)
    given = bid_receipts.of(found) if isinstance(found, Bid) else None
    if given is None:
        raise NotFound
    if not any(m.organisation_id == found.bidder.id for m in context.actor().memberships):
        raise NotYours(_("A receipt is its bidder's."), rule="¶ 49")
    return render_template(
        "tenders/bids/receipt.html",
        procedure=found,
        receipt=given,
        tender=found.tender,
        organisation=name_of(page_parts.whose(found)),
    )


def verify() -> ResponseReturnValue:
    """After the opening: whether a bid with this receipt was opened, in which tender and received when.

    Of a receipt that belongs to no opened bid nothing is said, whatever it is: not even that there is none.
    """
    asked = "".join(request.args.get("hash", "").split()).lower()
    return render_template(
        "tenders/bids/verify.html", asked=asked[:_LONGEST_HASH], found=_by_receipt(asked) if asked else None
    )


def _by_receipt(asked: str) -> dict[str, Any] | None:
    if len(asked) != _LONGEST_HASH or not asked.isascii() or not asked.isalnum():
        return None
    found = db.session.scalars(select(Bid).where(Bid.receipt_hash == asked)).first()
    if found is None:
        return None
    return {
        "tender": found.tender,
        "received_at": found.received_at,
        "instant": bid_receipts.instant(found.received_at),
        "fits": bid_receipts.still_fits(found, _hashes(found)),
    }


def _hashes(found: Bid) -> dict[str, str]:
    """The SHA-256 of the documents that were handed in with it, whoever asks."""
    used = db.session.scalars(select(Document).join(DocumentUse).where(DocumentUse.procedure_id == found.id))
    known = {document.public_id: document.sha256 for document in used}
    return {each: known[each] for each in documents_in(found.data) if each in known}
