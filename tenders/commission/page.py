"""How a tender's page shows the Commission, the opening and the examination, and who does what until the ranking."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from qyzmet import clock
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.models import Act, ProcedureSeat
from qyzmet.procedure.pages import page_parts
from qyzmet.procedure.wording import language, name_of
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import SEAT_TITLES, Party, Seat
from qyzmet.web import formats

from ...deadlines import service as deadlines
from ..bids import envelopes, opened_bids
from ..models import Bid, Protocol, Tender
from ..procedure.states import (
    AMENDING,
    CANCELLED,
    CLOSED,
    EXAMINING,
    NO_BIDS,
    NONE_COMPLIANT,
    OPENED,
    RANKED,
    REANNOUNCED,
    REJECTED,
    SCORING,
)
from ..rules.commission import Timing
from ..rules.protocol_kinds import ProtocolKind
from ..rules.qualification import GROUNDS, Ground
from . import open_bids, protocols, ranking_page, request_correction, seats, step_aside, visibility

_ENDED = (AMENDING, CANCELLED, NO_BIDS, NONE_COMPLIANT, REANNOUNCED)


def _closed(tender: Tender) -> str:
    if not seats.is_set_up(tender):
        return _("The acceptance of bids has ended. The head of the customer sets up the Commission, which opens them.")
    if tender.opening_at is not None and clock.now() < tender.opening_at:
        at = formats.instant(tender.opening_at, formats.language())
        return _("The acceptance of bids has ended. The chair and the secretary open the bids from %(at)s on.", at=at)
    return _("The chair and the secretary of the Commission open the bids.")


def _examining(tender: Tender) -> str:
    closed = sum(1 for each in envelopes.of(tender) if each.entered_at is None)
    if closed:
        return _("The integrator's clerk enters what the envelopes hold; then the Commission examines the bids.")
    if request_correction.running(tender):
        return _("Bidders mend formal defects of their bids; then the Commission examines the bids.")
    return _("The Commission examines which bids are compliant: the chair proposes, each member votes.")


def _scoring(tender: Tender) -> str:
    return _(
        "The members score the bids, each alone: nobody sees the others' points until all have scored or the chair "
        "closes the scoring."
    )


# By the state: who does what now.
NOW: Mapping[str, Callable[[Tender], str]] = {CLOSED: _closed, EXAMINING: _examining, SCORING: _scoring}


def steps(tender: Tender) -> list[dict[str, Any]]:
    """The Commission, the opening, the examination, the ranking."""
    acts = standing_acts(tender)
    set_up, opened = _last(acts, "set_commission"), _last(acts, "open_bids")
    examined = next((act for act in reversed(acts) if act.action == "examine" and act.to_state != EXAMINING), None)
    ranked = next((act for act in reversed(acts) if act.from_state == SCORING and act.to_state == RANKED), None)
    examine = next(iter(deadlines.open_deadlines(tender, "examine")), None)
    made = [
        _step(tender, _("Commission set up"), "¶ 36", Party.STATE_BODY, set_up, "set_commission"),
        _step(tender, _("Bids opened"), "H3", Party.COMMISSION, opened, "open_bids"),
        page_parts.step(
            tender, _("Bids examined"), "Law 45-2", Party.COMMISSION, examined, None if examined else examine, opened
        ),
        page_parts.step(
            tender,
            _("Bids scored and ranked"),
            "¶ 19",
            Party.COMMISSION,
            ranked,
            examine if examined and not ranked else None,
            examined,
        ),
    ]
    if set_up is None and seats.is_set_up(tender):
        made[0] |= {"state": "done", "note": _("carried over from the earlier announcement")}
    for step in made:
        if tender.state in _ENDED and step["state"] == "next":
            step["state"] = "skipped"
    return made


def _last(acts: list[Act], action: str) -> Act | None:
    return next((act for act in reversed(acts) if act.action == action), None)


def _step(tender: Tender, text: str, rule: str, party: Party, act: Act | None, term: str) -> dict[str, Any]:
    running = None if act is not None else next(iter(deadlines.open_deadlines(tender, term)), None)
    return page_parts.step(tender, text, rule, party, act, running)


def facts(tender: Tender) -> Mapping[str, Any]:
    """What this part's template shows."""
    return {"commission": _commission(tender), "opened": _opened(tender), "ranked": ranking_page.facts(tender)}


@dataclass(frozen=True)
class ShownSeat:
    """Somebody's seat: what it is, for whom, whether they have declared, why they act no more."""

    name: str
    seat: str
    organisation: str
    # Declared no interest, still to declare, stepped aside; None where the reader is not told.
    declared: str | None
    tone: str
    why: str


def _commission(tender: Tender) -> Mapping[str, Any]:
    """The Commission as far as the reader may see it, and how its setting up stands to ¶ 36."""
    may_see = visibility.may_see_commission(tender)
    return {
        "visible": may_see,
        "seats": [_seat(tender, row) for row in seats.rows_of(tender)] if may_see else [],
        "set_up": seats.is_set_up(tender),
        "late": _timing_of_act(tender) == Timing.LATE.value,
        "aside": bool(seats.aside_of(tender)),
    }


def _timing_of_act(tender: Tender) -> str | None:
    acts = [act for act in tender.acts if act.action == "set_commission"]
    return str(acts[0].body.get("timing")) if acts else None


def _seat(tender: Tender, row: ProcedureSeat) -> ShownSeat:
    if row.until is not None:
        declared, tone = _("stepped aside"), "ended"
    elif row.interest is None:
        declared, tone = _("has still to declare"), "soon"
    else:
        declared, tone = _("no interest"), "done"
    told = row.until is not None and visibility.may_see_interests(tender)
    return ShownSeat(
        name=row.user.full_name,
        seat=_(SEAT_TITLES[row.seat]),
        organisation=name_of(row.organisation),
        declared=declared,
        tone=tone,
        why=step_aside.why(row) if told else "",
    )


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


def _opened(tender: Tender) -> Mapping[str, Any]:
    """Minutes, bids and what the examination found; nothing before the opening."""
    if tender.opened_at is None:
        return {"at": None, "bids": [], "minutes": [], "not_opened": [], "readable": frozenset()}
    return {
        "at": tender.opened_at,
        "bids": [_bid(bid) for bid in opened_bids.all_of(tender)],
        "minutes": [_minutes(each) for each in protocols.of_kind(tender, ProtocolKind.OPENING)],
        "not_opened": [sealed.number for sealed in open_bids.unopened(tender)],
        "readable": visibility.readable_bids(tender),
        "examined": any(each.published_at for each in protocols.of_kind(tender, ProtocolKind.EXAMINATION)),
    }


def _bid(bid: Bid) -> ShownBid:
    return ShownBid(
        bid=bid,
        supplier=name_of(bid.bidder),
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
            "seat": _seat_title(each),
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
        "signed": [{"name": each.user.full_name, "at": each.at} for each in protocol.signatures],
        "present": people,
        "absent": [each["name"] for each in data.get("absent", [])],
        "bids": data["bids"],
        "names": {each["number"]: each["name"][language()] for each in data["bids"]},
        "not_opened": data["not_opened"],
        "unreadable": data["unreadable"],
        "envelopes": data.get("envelopes", []),
        "stepped_aside": len({each["user"] for each in data["stepped_aside"]}),
    }


def _seat_title(person: Mapping[str, Any]) -> str:
    title = SEAT_TITLES[Seat(person["seat"])] if "seat" in person else ""
    return _(title) if title else ""
