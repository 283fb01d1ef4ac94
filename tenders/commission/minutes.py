"""The minutes of an opening: who was present, what was opened and what was not, prices as read out. Nothing commits."""

from collections.abc import Iterable
from typing import Any

from qyzmet.people.accounts import users
from qyzmet.people.models import Organisation, User
from qyzmet.procedure.models import Act, ProcedureSeat

from ..bids import envelopes, opened_bids
from ..bids.unseal import Opening
from ..models import Bid, Protocol, Tender
from ..rules.interests import Interest
from ..rules.protocol_kinds import ProtocolKind
from . import protocols, seats, step_aside


def of_opening(tender: Tender, present: list[str], found: Opening, interested: list[Interest], act: Act) -> Protocol:
    """The minutes of the opening, published at once."""
    rows = seats.rows_of(tender)
    data = {
        "opened_at": act.at.isoformat(),
        "opened_by": _person(act.taker),
        "present": [_seated(row) for row in rows if row.user.public_id in present],
        "absent": [_seated(row) for row in rows if row.user.public_id not in present],
        "stepped_aside": step_aside.written(interested),
        **_opened(found),
        "envelopes": [each.shown() for each in envelopes.of(tender)],
        "questions": [{"id": each.public_id, "text": each.text, "answer": each.answer} for each in tender.questions],
    }
    return protocols.make(tender, ProtocolKind.OPENING, data, act, publish=True)


def addition(
    tender: Tender, act: Act, *, found: Opening, interested: list[Interest], present: Iterable[str] = ()
) -> Protocol:
    """What was opened or entered later, as an addition to the minutes; they themselves never change."""
    first = protocols.of_kind(tender, ProtocolKind.OPENING)[0]
    people = [users.by_public_id(each) for each in present]
    data = {
        "addition_to": first.number,
        "opened_at": act.at.isoformat(),
        "opened_by": _person(act.taker),
        "present": [_person(each) for each in people if each is not None],
        "stepped_aside": step_aside.written(interested),
        **_opened(found),
    }
    return protocols.make(tender, ProtocolKind.OPENING, data, act, publish=True)


def _opened(found: Opening) -> dict[str, Any]:
    return {
        "bids": [shown(bid) for bid in sorted(found.opened, key=lambda each: (each.received_at, each.public_number))],
        "not_opened": sorted(sealed.number for sealed in found.failed),
        # Documents of opened bids that could not be read, by the number of the bid.
        "unreadable": {number: list(names) for number, names in sorted(found.unreadable.items())},
    }


def shown(bid: Bid) -> dict[str, Any]:
    """A bid as it is read out: whose it is, its prices, when it came in, its receipt."""
    return {
        "number": bid.public_number,
        "supplier": bid.bidder.bin,
        "name": _names(bid.bidder),
        "group": list(opened_bids.group_of(bid)),
        "price_lease": f"{bid.price_lease:.2f}",
        "price_service": f"{bid.price_service:.2f}",
        "receipt": bid.receipt_hash,
        "received_at": bid.received_at.isoformat(),
        "in_envelope": bid.envelope_id is not None,
    }


def _names(organisation: Organisation) -> dict[str, str]:
    return {language: organisation.name(language) for language in ("kk", "ru", "en")}


def _person(user: User) -> dict[str, Any]:
    return {"user": user.public_id, "name": user.full_name}


def _seated(row: ProcedureSeat) -> dict[str, Any]:
    return {**_person(row.user), "seat": row.seat.value, "organisation": _names(row.organisation)}
