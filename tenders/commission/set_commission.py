"""¶ 36, Law 45-1, H22: the customer sets up the Commission; it replaces those who stepped aside or left, and a chair
who is absent. Nothing commits.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

from flask import request

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.forms.choices import Select
from qyzmet.forms.fields import depends, needed
from qyzmet.forms.form import Form
from qyzmet.people.accounts import users
from qyzmet.people.organisations.fields import UserRef, UserRefs
from qyzmet.procedure import editions
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.kinds import TermRule
from qyzmet.procedure.models import Act, ProcedureSeat
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences import wording
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_, OrganisationKind, Party, Seat

from ...requests.ppp import projects
from ..announcement import dates
from ..bids import opened_bids
from ..models import Bid, Tender, WithCommission
from ..procedure.states import CONSENTED, DRAFT, PUBLISHED
from ..rules import commission
from ..rules.commission import LAW, Commission, Due, Timing
from . import candidates, seats, step_aside

LEAST = "H22"


class Replaced(StrEnum):
    """Why somebody is replaced."""

    STEPPED_ASIDE = "stepped_aside"
    LEFT = "left"
    ABSENT = "absent"


_REASONS = {
    Replaced.STEPPED_ASIDE: _l("Somebody stepped aside because of an interest"),
    Replaced.LEFT: _l("Somebody has left the body for which they sit"),
    Replaced.ABSENT: _l("The chair is absent"),
}


class CommissionForm(Form):
    """¶ 36, Law 45-1: who sits in the Commission, and where somebody is replaced, why."""

    chair = UserRef(
        _l("Chair"),
        [needed()],
        description=_l("The customer's first head, or somebody of the customer whom the head authorises. Votes."),
    )
    secretary = UserRef(_l("Secretary"), [needed()], description=_l("Keeps the minutes. Has no vote."))
    members = UserRefs(
        _l("Members"),
        [needed()],
        one=_l("Member"),
        description=_l(
            "From the customer, the authorised body, the integrator and other interested bodies. With the chair they "
            "are an odd number."
        ),
    )
    reason = Select(
        _l("Why somebody is replaced"),
        [depends()],
        kind=Replaced,
        titles=_REASONS,
        description=_l("Needed once the acceptance of bids has ended"),
    )


def timing_of(tender: Tender) -> Due:
    """How setting up the Commission now stands to ¶ 36."""
    is_ppp = tender.assignment.mechanism == projects.PPP
    return commission.when_set_up(
        clock.now(),
        ppp=is_ppp,
        accepts_until=tender.accepts_until,
        obligations_on=_obligations_on(tender) if is_ppp else None,
    )


def _obligations_on(tender: Tender) -> dt.date | None:
    papers = [
        act
        for act in projects.recorded(tender.assignment)
        if act.body.get("basis") == projects.BudgetBasis.STATE_OBLIGATIONS
    ]
    return dt.date.fromisoformat(str(papers[-1].body["received_on"])) if papers else None


def acceptance_ended(tender: Tender) -> bool:
    """Whether bids are taken no more: from then on nobody is picked for known bids."""
    if tender.state in (DRAFT, CONSENTED):
        return False
    return tender.state != PUBLISHED or (tender.accepts_until is not None and clock.now() >= tender.accepts_until)


def against_setting_up(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """What stands against the Commission as named: when it is set up, who it is, whom it replaces."""
    due = timing_of(tender)
    if due.timing is Timing.TOO_EARLY:
        return [wording.reason_of(due.said)]
    only_replacing = acceptance_ended(tender) and seats.is_set_up(tender)
    if not body:
        return []
    found = against_composition(tender, body)
    if not found and only_replacing:
        found = against_replacing(tender, body, opened_bids.all_of(tender))
    return found


def against_composition(procedure: WithCommission, body: Body) -> list[Reason]:
    """Law 45-1, H22: who is named works for a body that sends members; they are odd, and enough."""
    found = list(_against_people(procedure, body))
    if found:
        return found
    named = proposed(body)
    least = int(editions.house_rule(LEAST, procedure.edition_key))
    found = wording.reasons_of(commission.against_composition(named, least))
    return found + wording.reasons_of(commission.unrepresented(_kinds(procedure, named)))


def against_replacing(procedure: WithCommission, body: Body, judged: Sequence[Bid]) -> list[Reason]:
    """Law 45-1: only who stepped aside, has left or, of the chair, is absent is replaced; nobody comes in who has an
    interest in one of the bids that are judged.
    """
    named, replaceable = proposed(body), _replaceable(procedure, body)
    found = _against_reason(procedure, named, body)
    found += wording.reasons_of(commission.against_replacing(seats.commission_of(procedure), named, replaceable))
    return [*found, *_against_returning(procedure, named, judged)]


def _replaceable(procedure: WithCommission, body: Body) -> frozenset[str]:
    """Those whose seats may be given to others: who stepped aside, who left, and the chair who is absent."""
    absent = {seats.commission_of(procedure).chair} if body.get("reason") == Replaced.ABSENT else set()
    return seats.aside_of(procedure) | seats.gone(procedure) | absent


def _against_reason(procedure: WithCommission, named: Commission, body: Body) -> list[Reason]:
    """The reason is true: somebody stepped aside or left, or it is the chair who is replaced."""
    reason = body.get("reason")
    if not reason:
        return [Reason(_("Say why somebody is replaced."), rule=LAW, field="reason")]
    holds = {
        Replaced.STEPPED_ASIDE: bool(seats.aside_of(procedure)),
        Replaced.LEFT: bool(seats.gone(procedure)),
        Replaced.ABSENT: named.chair != seats.commission_of(procedure).chair,
    }
    if holds[Replaced(reason)]:
        return []
    texts = {
        Replaced.STEPPED_ASIDE: _("Nobody has stepped aside."),
        Replaced.LEFT: _("Nobody has left the body for which they sit."),
        Replaced.ABSENT: _("Name another chair: it is the absent chair who is replaced."),
    }
    return [Reason(texts[Replaced(reason)], rule=LAW, field="reason")]


def proposed(body: Body) -> Commission:
    """The Commission that the body names."""
    return Commission(str(body["chair"]), str(body["secretary"]), tuple(map(str, body["members"])))


def _paths(body: Body) -> Iterator[tuple[str, str]]:
    yield "chair", str(body.get("chair") or "")
    yield "secretary", str(body.get("secretary") or "")
    yield from ((f"members.{index}", str(each or "")) for index, each in enumerate(body.get("members") or []))


def _against_people(procedure: WithCommission, body: Body) -> Iterator[Reason]:
    """Everybody works for a body that sends members, and the chair for the customer."""
    customer = procedure.party(Party.STATE_BODY)
    for path, person in _paths(body):
        user = users.by_public_id(person)
        if user is None or candidates.seat_for(user, procedure) is None:
            text = _("Choose somebody who works for a body that sends members: suppliers send none.")
            yield Reason(text, rule=LAW, field=path)
        elif path == "chair" and candidates.seat_for(user, procedure) is not customer:
            text = _("The chair is the customer's first head, or somebody of the customer whom the head authorises.")
            yield Reason(text, rule=LAW, field=path)


def _kinds(procedure: WithCommission, named: Commission) -> Iterator[OrganisationKind]:
    for person in named.voters:
        user = users.by_public_id(person)
        organisation = candidates.seat_for(user, procedure) if user is not None else None
        if organisation is not None:
            yield organisation.kind


def _against_returning(procedure: WithCommission, named: Commission, judged: Sequence[Bid]) -> Iterator[Reason]:
    """Who stepped aside does not come back, and who has an interest in a bid that was opened does not come in."""
    aside = seats.aside_of(procedure)
    sitting = {row.user.public_id for row in seats.holding(procedure)}
    for path, person in _paths({"chair": named.chair, "secretary": named.secretary, "members": named.members}):
        user = users.by_public_id(person)
        if person in aside:
            yield Reason(_("This person stepped aside because of an interest."), rule=LAW, field=path)
        elif user is not None and person not in sitting:
            for interest in step_aside.interests_of([user], judged):
                yield Reason(wording.text_of(interest.said), rule=LAW, field=path)


def set_up(tender: Tender, body: Body, act: Act) -> None:
    """Give the seats, and note how that stands to ¶ 36."""
    act.body = {**act.body, "timing": timing_of(tender).timing.value}
    give_seats(tender, body, act)
    opened_bids.seat_anew(tender)


def give_seats(procedure: WithCommission, body: Body, act: Act) -> None:
    """Who keeps a seat keeps the declaration, who comes anew has still to declare."""
    named = proposed(body)
    before = {row.user.public_id: row for row in seats.holding(procedure)}
    kept = {
        person
        for person, row in before.items()
        if named.seat_of(person) is row.seat and candidates.seat_for(row.user, procedure) is row.organisation
    }
    _end(procedure, kept, named, act)
    for person in named.persons:
        user = users.by_public_id(person)
        organisation = candidates.seat_for(user, procedure) if user is not None else None
        if person in kept or user is None or organisation is None:
            continue
        row = ProcedureSeat(user=user, organisation=organisation, seat=_seat(named, person), since=act.at)
        earlier = before.get(person)
        if earlier is not None:
            row.interest, row.declared_at = earlier.interest, earlier.declared_at
        procedure.seats.append(row)


def _seat(named: Commission, person: str) -> Seat:
    return named.seat_of(person) or Seat.MEMBER


def _end(procedure: WithCommission, kept: set[str], named: Commission, act: Act) -> None:
    """End the seats of all who do not keep theirs, and tell those who have none any more."""
    told = []
    for row in seats.rows_of(procedure):
        if row.until is None and row.user.public_id in kept:
            continue
        if row.until is None and named.seat_of(row.user.public_id) is None:
            told.append(row.user)
        row.until = row.until or act.at
        row.replaced_at = act.at
    step_aside.tell(procedure, told, "seat_ended")


def as_it_is(procedure: WithCommission) -> Mapping[str, Any]:
    """The Commission as it is, places of those who stepped aside left open; or as many places as it needs at least."""
    least = int(editions.house_rule(LEAST, procedure.edition_key))
    if not seats.is_set_up(procedure):
        return {"chair": None, "secretary": None, "members": [None] * (least - 1)}
    replaceable = seats.aside_of(procedure) | seats.gone(procedure)
    by_seat: dict[Seat, list[str | None]] = {seat: [] for seat in Seat}
    for row in seats.rows_of(procedure):
        person = row.user.public_id
        by_seat[row.seat].append(None if person in replaceable else person)
    return {
        "chair": by_seat[Seat.CHAIR][0],
        "secretary": by_seat[Seat.SECRETARY][0],
        "members": by_seat[Seat.MEMBER],
    }


def _choices_and_timing(tender: Tender, form: CommissionForm) -> Mapping[str, Any]:
    """People to choose from, and the timing of ¶ 36 in words."""
    return {
        **choices(tender, form),
        "timing": wording.text_of(timing_of(tender).said),
        "only_replacing": acceptance_ended(tender) and seats.is_set_up(tender),
    }


def choices(procedure: WithCommission, form: CommissionForm) -> Mapping[str, Any]:
    """Offer people to choose from, and say who stepped aside."""
    # What is searched for widens the lists and is no part of the form.
    searched = request.values.get("searched", "")[:200]
    groups = candidates.offered(procedure, searched)
    for field in (form.chair, form.secretary, *form.members.entries):
        field.offer(groups)
    aside = [row.user.full_name for row in seats.rows_of(procedure) if row.until is not None]
    return {"searched": searched, "aside": aside}


def _needs_people(tender: Tender, actor: Actor) -> bool:
    """From the announcement on there is to be one, without gaps; before it there may be."""
    if seats.is_set_up(tender):
        return bool(seats.aside_of(tender) | seats.gone(tender))
    return tender.state not in (DRAFT, CONSENTED)


def needs_no_term(tender: Tender) -> bool:
    """¶ 36: the Commission of a PPP project has no last day: it is set up after the proposal on state obligations.

    One that was set up already, or was carried over in the family, needs no term either.
    """
    return tender.mechanism == projects.PPP or seats.is_set_up(tender)


# ¶ 36: an ordinary project's Commission is set up by the last day of the acceptance of bids, however long that lasts.
COMMISSION_TERM = TermRule(
    "set_commission",
    counts_from=dates.window_began,
    not_before=dates.window_ends,
    waits=needs_no_term,
    # The acts that start it show the dates of the acceptance, and the term is the same.
    will_wait=lambda tender, action: True,
)
SET_COMMISSION = Action(
    "set_commission",
    form=CommissionForm,
    against=against_setting_up,
    awaited=_needs_people,
    carry_out=set_up,
    page=ActionPage(
        note=N_(
            "Each person is told and declares whether they have an interest. After the acceptance of bids has ended, "
            "only those who stepped aside or left are replaced, and a chair who is absent."
        ),
        template="tenders/commission/set_commission.html",
        begun=as_it_is,
        facts=_choices_and_timing,
    ),
)
