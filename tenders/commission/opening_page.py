"""How the opened bids, the minutes and the examination are shown, with the forms of these acts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from qyzmet.procedure.wording import language, name_of
from qyzmet.sentences import wording
from qyzmet.vocabulary import SEAT_TITLES, Seat
from qyzmet.web import formats

from ..announcement import design_assignment
from ..bids import opened_bids
from ..models import Bid, Protocol, Tender
from ..procedure.states import OPENED, REJECTED
from ..rules import qualification
from ..rules.protocol_kinds import ProtocolKind
from ..rules.qualification import GROUNDS, STATEMENTS, Ground
from . import examine, open_bids, protocols, request_correction, seats


@dataclass(frozen=True)
class ShownBid:
    """An opened bid in a table."""

    bid: Bid
    supplier: str
    group: tuple[str, ...]
    # What the examination found: None before it.
    compliant: bool | None
    ground: str
    reason: str


def facts(tender: Tender) -> Mapping[str, Any]:
    """Minutes, bids and what the examination found; nothing before the opening."""
    if tender.opened_at is None:
        return {"at": None, "bids": [], "minutes": [], "not_opened": []}
    return {
        "at": tender.opened_at,
        "bids": [_shown(bid) for bid in opened_bids.all_of(tender)],
        "minutes": [_minutes(each) for each in protocols.of_kind(tender, ProtocolKind.OPENING)],
        "not_opened": [sealed.number for sealed in open_bids.unopened(tender)],
        "examined": any(protocols.of_kind(tender, ProtocolKind.EXAMINATION)),
    }


def _shown(bid: Bid) -> ShownBid:
    return ShownBid(
        bid=bid,
        supplier=name_of(opened_bids.supplier_of(bid)),
        group=opened_bids.group_of(bid),
        compliant=None if bid.state == OPENED else bid.state != REJECTED,
        ground=_(GROUNDS[Ground(bid.ground)]) if bid.ground else "",
        reason=bid.reason,
    )


def _minutes(protocol: Protocol) -> dict[str, Any]:
    """Minutes as the template reads them: names in the language of the page."""
    data = protocol.data
    people = [
        {
            "name": each["name"],
            "seat": _seat(each),
            "organisation": each.get("organisation", {}).get(language(), ""),
        }
        for each in data["present"]
    ]
    return {
        "number": protocol.number,
        "hash": protocol.hash,
        "made_at": protocol.made_at,
        "addition_to": data.get("addition_to"),
        "by": data["opened_by"]["name"],
        "present": people,
        "absent": [each["name"] for each in data.get("absent", [])],
        "bids": data["bids"],
        "names": {each["number"]: each["name"][language()] for each in data["bids"]},
        "not_opened": data["not_opened"],
        "unreadable": data["unreadable"],
        "envelopes": data.get("envelopes", []),
        "stepped_aside": len({each["user"] for each in data["stepped_aside"]}),
    }


def _seat(person: Mapping[str, Any]) -> str:
    title = SEAT_TITLES[Seat(person["seat"])] if "seat" in person else ""
    return _(title) if title else ""


def begun(tender: Tender) -> Mapping[str, Any]:
    """A row for each bid that the Commission judges; those above the ceiling the system rejects."""
    rejected = examine.above(tender)
    waiting = [bid.public_number for bid in opened_bids.unexamined(tender)]
    return {"results": [{"bid": number} for number in waiting if number not in rejected]}


def asked(tender: Tender, action: str, form: Any) -> Mapping[str, Any]:
    """Who may be present; which bids there are, with what the form needs to know of each."""
    if action == "open_bids":
        form.present.offer((row.user, _(SEAT_TITLES[row.seat])) for row in seats.holding(tender))
        return {}
    waiting = opened_bids.unexamined(tender)
    if action == "request_correction":
        form.bid.offer((bid.public_number, f"{bid.public_number} · {_shown(bid).supplier}") for bid in waiting)
        return {"running": request_correction.running(tender)}
    _complete(form.results, [row["bid"] for row in begun(tender)["results"]])
    lease, service = examine.ceilings_of(design_assignment.assignment_data(tender))
    return {
        "judged": {bid.public_number: _judged(bid) for bid in waiting},
        "above_ceiling": {
            number: [wording.text_of(each) for each in said] for number, said in examine.above(tender).items()
        },
        "ceiling_lease": lease,
        "ceiling_service": service,
    }


def _complete(rows: Any, numbers: list[str]) -> None:
    """Rows in which nothing was filled in were left out of what was posted: the page shows them again."""
    known = {entry.form.bid.data for entry in rows.entries}
    for number in numbers:
        if number not in known:
            rows.append_entry({"bid": number})


def _judged(bid: Bid) -> dict[str, Any]:
    missing = set(qualification.without_documents(bid.data.get("statements") or []))
    return {
        "shown": _shown(bid),
        "received": formats.instant(bid.received_at, formats.language()),
        "without_documents": [_(each.text) for each in STATEMENTS if each.key in missing],
    }
