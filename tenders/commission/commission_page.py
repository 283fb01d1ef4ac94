"""How the Commission is shown, and the form by which the customer sets it up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _

from qyzmet.procedure import editions
from qyzmet.procedure.wording import name_of
from qyzmet.sentences import wording
from qyzmet.vocabulary import SEAT_TITLES, Seat

from ..models import Tender
from ..rules.commission import Timing
from . import seats, set_commission, step_aside, visibility


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


def facts(tender: Tender) -> Mapping[str, Any]:
    """The Commission as far as the reader may see it, and how its setting up stands to ¶ 36."""
    may_see = visibility.commission(tender)
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


def _seat(tender: Tender, row: Any) -> ShownSeat:
    if row.until is not None:
        declared, tone = _("stepped aside"), "ended"
    elif row.interest is None:
        declared, tone = _("has still to declare"), "soon"
    else:
        declared, tone = _("no interest"), "done"
    told = row.until is not None and visibility.declared_interests(tender)
    return ShownSeat(
        name=row.user.full_name,
        seat=_(SEAT_TITLES[row.seat]),
        organisation=name_of(row.organisation),
        declared=declared,
        tone=tone,
        why=step_aside.why(row) if told else "",
    )


def begun(tender: Tender) -> Mapping[str, Any]:
    """The Commission as it is, places of those who stepped aside left open; or as many places as it needs at least."""
    least = int(editions.house_rule(set_commission.LEAST, tender.edition_key))
    if not seats.is_set_up(tender):
        return {"chair": None, "secretary": None, "members": [None] * (least - 1)}
    replaceable = seats.aside_of(tender) | seats.gone(tender)
    by_seat: dict[Seat, list[str | None]] = {seat: [] for seat in Seat}
    for row in seats.rows_of(tender):
        person = row.user.public_id
        by_seat[row.seat].append(None if person in replaceable else person)
    return {
        "chair": by_seat[Seat.CHAIR][0],
        "secretary": by_seat[Seat.SECRETARY][0],
        "members": by_seat[Seat.MEMBER],
    }


def asked(tender: Tender, form: Any) -> Mapping[str, Any]:
    """People to choose from, and the timing of ¶ 36 in words."""
    searched = request.values.get("searched", "")[:200]
    groups = set_commission.offered(tender, searched)
    for field in (form.chair, form.secretary, *form.members.entries):
        field.offer(groups)
    return {
        "searched": searched,
        "timing": wording.text_of(set_commission.timing_of(tender).said),
        "only_replacing": set_commission.acceptance_ended(tender) and seats.is_set_up(tender),
        "aside": [row.user.full_name for row in seats.rows_of(tender) if row.until is not None],
    }
