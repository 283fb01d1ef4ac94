"""¶ 49, H9: sealed envelopes on paper or a carrier: registered unopened, entered after the opening before witnesses.

Until the opening the clerk who registered one knows of it, and nobody else: no act, no audit record, no notice. Nothing
here commits.
"""

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from qyzmet import clock, context
from qyzmet.audit import service as audit
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.people.models import Organisation, User
from qyzmet.people.organisations import organisations
from qyzmet.procedure import engine
from qyzmet.procedure.actions import Body
from qyzmet.procedure.kinds import Change, Guard
from qyzmet.procedure.models import Act
from qyzmet.procedure.numbers import ALPHABET
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences.wording import reason_of, reasons_of
from qyzmet.vocabulary import Channel, OrganisationKind, Seat

from ..bids import against as bid_rules
from ..bids import opened_row, sealed_bids
from ..bids import receipt as bid_receipts
from ..bids.forms import documents_in
from ..models import Bid, Tender
from ..rules import qualification
from ..rules.window import in_time, late
from ..sealed_models import Envelope

RULE = "¶ 49"
_LENGTH = 8
# Who may vouch for what was in an envelope: one of these must have been there.
WITNESSES = frozenset({Seat.CHAIR, Seat.SECRETARY})


def of(tender: Tender) -> list[Envelope]:
    """Every registered envelope of the tender, in the order in which they came. For what follows the opening."""
    return list(
        db.session.scalars(
            select(Envelope).where(Envelope.tender_id == tender.id).order_by(Envelope.received_at, Envelope.number)
        )
    )


def registered_by(tender: Tender, user: User | None) -> list[Envelope]:
    """Those that this person registered, the newest first: all that they may know of before the opening."""
    if user is None:
        return []
    return list(
        db.session.scalars(
            select(Envelope)
            .where(Envelope.tender_id == tender.id, Envelope.registered_by_id == user.id)
            .order_by(Envelope.id.desc())
        )
    )


def by_number(tender: Tender, number: str) -> Envelope | None:
    """The tender's envelope of that number."""
    # As it is now: another clerk may have entered it since it was read.
    return db.session.scalars(
        select(Envelope)
        .where(Envelope.tender_id == tender.id, Envelope.number == number)
        .execution_options(populate_existing=True)
    ).one_or_none()


def tell(tender: Tender) -> None:
    """At the opening: what the clerks registered goes into the audit trail, of which nothing was to be seen before."""
    for each in of(tender):
        audit.record(
            "register_envelope",
            chain=engine.chain_of(tender),
            subject=tender.public_number,
            after={**each.shown(), "registered_at": each.registered_at.isoformat()},
        )


def _received_at(body: Body) -> dt.datetime | None:
    given = body.get("received_at")
    return dt.datetime.fromisoformat(str(given)) if given else None


def against_registering(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """H9: it came before the office closed on the last day, after the publication, and not in the future."""
    received_at = _received_at(body)
    if received_at is None or tender.paper_until is None or tender.published_at is None:
        return []
    if not in_time(received_at, clock.now()) and received_at != clock.now():
        text = _("This instant has not come yet: write when the envelope was received.")
        return [Reason(text, rule=RULE, field="received_at")]
    if received_at < tender.published_at:
        text = _("The tender was published later: an envelope cannot have come before.")
        return [Reason(text, rule=RULE, field="received_at")]
    # ¶ 49 speaks of paper and carriers; until when the office takes them says H9.
    return reasons_of([late(received_at, tender.paper_until, "H9")])


def _register(tender: Tender, body: Body, act: Act) -> None:
    received_at = _received_at(body)
    if received_at is None or act.user is None:
        raise LookupError("an envelope has an instant and a clerk")  # The form has seen to it.
    envelope = Envelope(
        number="E-" + "".join(secrets.choice(ALPHABET) for _place in range(_LENGTH)),
        tender=tender,
        carrier=str(body["carrier"]),
        received_at=received_at,
        registered_by=act.user,
        registered_at=clock.now(),
    )
    db.session.add(envelope)
    db.session.flush()


def against_entering(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """A registered envelope, once, of a supplier who has no bid yet, before witnesses of the Commission."""
    if not any(each.entered_at is None for each in of(tender)):
        return [Reason(_("There is no envelope whose content is still to be entered."), rule=RULE)]
    if not body:
        return []
    envelope = by_number(tender, str(body.get("envelope") or ""))
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
        *bid_rules.against_bidder(tender, supplier.bin, data, on=clock.almaty(envelope.received_at).date()),
        *_against_second(tender, supplier, data),
    ]
    against = [reason for reason in facts if reason.field is None]
    group = qualification.against_group(supplier.bin, list(data.get("group") or ()))
    return against or [*facts, *reasons_of(group, bid_rules.DATA), *_against_presence(tender, body)]


def _supplier(body: Body) -> Organisation | None:
    found = organisations.by_bin(str(body.get("supplier") or ""))
    return found if found is not None and found.kind is OrganisationKind.SUPPLIER else None


def _against_second(tender: Tender, supplier: Organisation, data: Mapping[str, Any]) -> list[Reason]:
    """Those who take part in what came out of other envelopes; what came sealed is known by its hashes."""
    taken: set[str] = set()
    bids = db.session.scalars(select(Bid).where(Bid.tender_id == tender.id, Bid.channel == Channel.PAPER))
    for bid in bids:
        taken |= {bid_rules.bidder_of(bid).bin, *(bid.data.get("group") or ())}
    said = qualification.against_second_bid(supplier.bin, list(data.get("group") or ()), taken)
    return [reason_of(each, bid_rules.DATA) for each in said]


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


def _enter(tender: Tender, body: Body, act: Act) -> None:
    """Make a bid of what the envelope holds, in the name of the clerk who enters it."""
    envelope, supplier = by_number(tender, str(body["envelope"])), _supplier(body)
    if envelope is None or supplier is None:
        raise LookupError(str(body["envelope"]))  # The guard has seen to it.
    number, data = sealed_bids.new_number(), dict(body["data"])
    hashes = bid_rules.documents_of(data)
    receipt = bid_receipts.make(number, tender.public_number, data, hashes, envelope.received_at)
    bid = opened_row.new_bid(tender, supplier, number, data, Channel.PAPER)
    bid.created_by, bid.created_at = act.taker, act.at
    bid.submitted_at = bid.received_at = envelope.received_at
    bid.receipt_hash, bid.receipt_salt = receipt.hash, receipt.salt
    envelope.entered_at, envelope.present = act.at, list(dict.fromkeys(str(each) for each in body["present"]))
    db.session.add(bid)
    db.session.flush()
    bid.envelope_id = envelope.id
    documents.adopt(bid, documents_in(data))
    engine.follow(bid, "enter", act, {"envelope": envelope.number, "receipt": receipt.hash})
    # The public history of the tender tells which envelope, and before whom; the bid itself is the Commission's.
    act.body = {"envelope": envelope.number, "bid": number, "present": envelope.present}


def newest(tender: Tender) -> Envelope | None:
    """What the current actor has registered last."""
    return next(iter(registered_by(tender, context.actor().user)), None)


GUARDS: Mapping[str, Guard] = {"register_envelope": against_registering, "enter_envelope": against_entering}
CHANGES: Mapping[str, Change] = {"register_envelope": _register, "enter_envelope": _enter}
