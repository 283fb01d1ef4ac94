"""Entering what a registered envelope holds, after the opening and before witnesses of the Commission (¶ 49; H9).

Nothing here commits.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.forms.fields import Text, needed
from qyzmet.forms.form import Form
from qyzmet.forms.lists import Group
from qyzmet.people.models import Organisation
from qyzmet.people.organisations import organisations
from qyzmet.people.organisations.fields import PresentRefs
from qyzmet.procedure import engine
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences.wording import reason_of, reasons_of
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import Channel, OrganisationKind, Seat

from ...requests.proposal.forms import Bin
from ..bids import envelopes, opened_bids, receipt, requirements
from ..bids.bid_form import BidForm, documents_in
from ..bids.sealed import sealed_bids
from ..bids.unseal import Opening
from ..commission import minutes, step_aside
from ..models import Bid, Tender
from ..rules import qualification

RULE = "¶ 49"
# Who may vouch for what was in an envelope: one of these must have been there.
WITNESSES = frozenset({Seat.CHAIR, Seat.SECRETARY})


class EnterForm(Form):
    """¶ 49: what an envelope holds, entered after the opening before witnesses."""

    envelope = Text(_l("Number of the envelope"), [needed()], most=20)
    supplier = Bin(_l("BIN of the supplier"), [needed()])
    data_ = Group(BidForm, _l("The bid"), name="data")
    present = PresentRefs(
        _l("Who of the Commission is present"), [needed()], description=_l("The chair or the secretary at least.")
    )


def against_entering(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """A registered envelope, once, of a supplier who has no bid yet, before witnesses of the Commission."""
    if not any(each.entered_at is None for each in envelopes.of(tender)):
        return [Reason(_("There is no envelope whose content is still to be entered."), rule=RULE)]
    if not body:
        return []
    envelope = envelopes.by_number(tender, str(body.get("envelope") or ""))
    if envelope is None:
        return [Reason(_("There is no such envelope of this tender."), rule=RULE, field="envelope")]
    if envelope.entered_at is not None:
        return [Reason(_("The content of this envelope was entered already."), rule=RULE)]
    supplier = _supplier(body)
    if supplier is None:
        text = _("There is no supplier with this BIN here: it registers first, or an administrator enters it.")
        return [Reason(text, rule=RULE, field="supplier")]
    data = body.get("data") or {}
    facts = [
        *requirements.against_bidder(tender, supplier.bin, data, on=clock.almaty(envelope.received_at).date()),
        *_against_second(tender, supplier, data),
    ]
    against = [reason for reason in facts if reason.field is None]
    group = qualification.against_group(supplier.bin, list(data.get("group") or ()))
    return against or [*facts, *reasons_of(group, requirements.DATA), *_against_presence(tender, body)]


def _supplier(body: Body) -> Organisation | None:
    found = organisations.by_bin(str(body.get("supplier") or ""))
    return found if found is not None and found.kind is OrganisationKind.SUPPLIER else None


def _against_second(tender: Tender, supplier: Organisation, data: Mapping[str, Any]) -> list[Reason]:
    """Those who take part in what came out of other envelopes; what came sealed is known by its hashes."""
    taken: set[str] = set()
    bids = db.session.scalars(select(Bid).where(Bid.tender_id == tender.id, Bid.channel == Channel.PAPER))
    for bid in bids:
        taken |= {bid.bidder.bin, *(bid.data.get("group") or ())}
    said = qualification.against_second_bid(supplier.bin, list(data.get("group") or ()), taken)
    return [reason_of(each, requirements.DATA) for each in said]


def _against_presence(tender: Tender, body: Body) -> list[Reason]:
    sitting = {seat.user.public_id: seat.seat for seat in tender.seats if seat.until is None}
    present = [str(each) for each in body.get("present") or ()]
    strangers = [
        Reason(_("This person has no seat in the Commission."), rule=RULE, field="present")
        for person in dict.fromkeys(present)
        if person not in sitting
    ]
    if strangers:
        return strangers[:1]
    if not any(sitting[person] in WITNESSES for person in present):
        text = _("An envelope is opened in the presence of the chair or the secretary at least (house rule).")
        return [Reason(text, rule=RULE, field="present")]
    return []


def enter(tender: Tender, body: Body, act: Act) -> None:
    """Make a bid of what the envelope holds, in the name of the clerk who enters it.

    The minutes get an addition, and the bidder is compared with the lists of interests (Law 45-1).
    """
    envelope, supplier = envelopes.by_number(tender, str(body["envelope"])), _supplier(body)
    if envelope is None or supplier is None:
        raise LookupError(str(body["envelope"]))  # The guard has seen to it.
    number, data = sealed_bids.new_number(), dict(body["data"])
    given = receipt.make(number, tender.public_number, data, envelope.received_at)
    bid = opened_bids.new_bid(tender, supplier, number, data, Channel.PAPER)
    bid.created_by, bid.created_at = act.taker, act.at
    bid.submitted_at = bid.received_at = envelope.received_at
    bid.receipt_hash, bid.receipt_salt = given.hash, given.salt
    envelope.entered_at, envelope.present = act.at, list(dict.fromkeys(str(each) for each in body["present"]))
    db.session.add(bid)
    db.session.flush()
    opened_bids.seat(tender, [bid])
    bid.envelope_id = envelope.id
    documents.adopt(bid, documents_in(data))
    engine.follow(bid, "enter", act, {"envelope": envelope.number, "receipt": given.hash})
    # The public history of the tender tells which envelope, and before whom; the bid itself is the Commission's.
    act.body = {"envelope": envelope.number, "bid": number, "present": envelope.present}
    present = [str(each) for each in body.get("present") or []]
    interested = step_aside.step_aside(tender, [bid], act)
    minutes.addition(tender, act, found=Opening(opened=[bid], failed=[]), interested=interested, present=present)


ENTER_ENVELOPE = Action(
    "enter_envelope",
    form=EnterForm,
    against=against_entering,
    carry_out=enter,
    # Its page is views.py.
    page=ActionPage(own="envelopes"),
)
