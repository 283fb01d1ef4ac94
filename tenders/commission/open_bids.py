"""The opening of the bids (¶ 49; H3, H22): when and by whom, what it lets out, its minutes. Nothing here commits."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.forms.fields import needed
from qyzmet.forms.form import Form
from qyzmet.people.organisations.fields import PresentRefs
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.reading.read_once import read_once
from qyzmet.sealing import key_pairs
from qyzmet.sealing.faults import SealBroken
from qyzmet.sentences import wording
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_, SEAT_TITLES
from qyzmet.web import formats

from ..bids import envelopes, unseal
from ..bids.unseal import Opening
from ..models import Tender
from ..procedure.commission import BIDS_CAME, NO_BID_CAME
from ..rules import commission
from ..rules.commission import LAW
from ..sealed_models import SealedBid
from . import minutes, seats, step_aside


class OpeningForm(Form):
    """H22: who is present when the bids are opened."""

    present = PresentRefs(
        _l("Who of the Commission is present"),
        [needed()],
        description=_l("The chair, the secretary, and so many that there is a quorum."),
    )


def against_opening(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """H3: not before its hour; Law 45-1, H22: by chair and secretary with a quorum."""
    if tender.opening_at is not None and clock.now() < tender.opening_at:
        at = formats.instant(tender.opening_at, formats.language())
        return [Reason(_("Bids are opened from %(at)s on, and not before.", at=at), rule="H3")]
    missing = seats.against_missing(tender)
    if missing:
        return missing
    return _against_presence(tender, [str(each) for each in body.get("present") or []])


def _against_presence(tender: Tender, present: list[str]) -> list[Reason]:
    aside = seats.aside_of(tender)
    found = [
        Reason(_("This person stepped aside because of an interest."), rule=LAW, field=f"present.{index}")
        for index, person in enumerate(present)
        if person in aside
    ]
    there = commission.against_opening(seats.commission_of(tender), present, seats.thirds(tender))
    return found or wording.reasons_of(there)


def open_bids(tender: Tender, body: Body, act: Act) -> None:
    """Let the tender's key out, open what came in, and write the minutes. What does not open stops nothing.

    Whether any bid came is known only now: the act's case says it.
    """
    tender.opened_at = act.at
    found = _open(tender, act)
    registered = envelopes.of(tender)
    act.case = BIDS_CAME if found.opened or found.failed or registered else NO_BID_CAME
    interested = step_aside.step_aside(tender, found.opened, act)
    made = minutes.of_opening(tender, [str(each) for each in body["present"]], found, interested, act)
    act.body = {**act.body, "protocol": made.number, "bids": len(found.opened), "not_opened": len(found.failed)}


def _open(tender: Tender, act: Act) -> Opening:
    try:
        released = _released(tender)
    except SealBroken:
        return Opening(opened=[], failed=_none_opens(tender, act))
    return unseal.open_all(tender, released, act)


def _released(tender: Tender) -> key_pairs.Released:
    """The tender's private key. Raises SealBroken where it cannot be had: then nothing opens."""
    if tender.seal_public is None or tender.seal_wrapped is None:
        raise SealBroken
    return key_pairs.release(key_pairs.Pair(tender.seal_public, tender.seal_wrapped), str(tender.number))


def _none_opens(tender: Tender, act: Act) -> list[SealedBid]:
    """The key itself is lost: everything that was handed in is reported as not opened, and stays to be tried again."""
    query = select(SealedBid).where(SealedBid.tender_id == tender.id, SealedBid.addressed.is_not(None))
    found = list(db.session.scalars(query.order_by(SealedBid.number)))
    for sealed in found:
        sealed.failed_at = act.at
    envelopes.tell(tender)
    return found


@read_once
def unopened(tender: Tender) -> list[SealedBid]:
    """What came in and could not be opened."""
    return list(db.session.scalars(select(SealedBid).where(are_unopened([tender.id])).order_by(SealedBid.number)))


def are_unopened(tender_ids: Any) -> ColumnElement[bool]:
    """The condition on what came in for these tenders that it could not be opened."""
    return and_(SealedBid.tender_id.in_(tender_ids), SealedBid.failed_at.is_not(None), SealedBid.opened_at.is_(None))


def against_opening_remaining(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """There is something left to open."""
    if unopened(tender):
        return []
    return [Reason(_("Every bid that came in has been opened."), rule="H3")]


def open_remaining(tender: Tender, body: Body, act: Act) -> None:
    """Try those once more that could not be opened; an addition to the minutes says what came of it."""
    try:
        released = _released(tender)
    except SealBroken:
        found = Opening(opened=[], failed=unopened(tender))
    else:
        found = unseal.open_remaining(tender, released, act)
    interested = step_aside.step_aside(tender, found.opened, act)
    made = minutes.addition(tender, act, found=found, interested=interested)
    act.body = {**act.body, "protocol": made.number, "bids": len(found.opened), "not_opened": len(found.failed)}


def _who_may_be_present(tender: Tender, form: OpeningForm) -> Mapping[str, Any]:
    """The form offers those who hold a seat."""
    form.present.offer((row.user, _(SEAT_TITLES[row.seat])) for row in seats.holding(tender))
    return {}


OPEN_BIDS = Action(
    "open_bids",
    form=OpeningForm,
    against=against_opening,
    carry_out=open_bids,
    # Whether a bid came in is known when the bids are opened, and not before.
    found_by_doing=True,
    page=ActionPage(
        note=N_(
            "The bids are unsealed now, and this cannot be taken back. Whether any came in is known only then: where "
            "none did, no term for examining starts, and the Commission decides what follows. The minutes are "
            "published at once."
        ),
        template="tenders/commission/open_bids.html",
        facts=_who_may_be_present,
    ),
)
OPEN_REMAINING = Action("open_remaining", against=against_opening_remaining, carry_out=open_remaining)
