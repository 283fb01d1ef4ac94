"""¶ 36, Law 45-1, H22: the customer sets up the Commission, and replaces those who stepped aside. Nothing commits."""

import datetime as dt
from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy import select

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.notifications import service as notifications
from qyzmet.people.accounts import users
from qyzmet.people.models import Organisation, User
from qyzmet.procedure import editions
from qyzmet.procedure.actions import Body
from qyzmet.procedure.models import Act, ProcedureSeat
from qyzmet.procedure.refusals import Reason
from qyzmet.procedure.wording import name_of
from qyzmet.sentences import wording
from qyzmet.vocabulary import OrganisationKind, Party, Role, Seat
from qyzmet.web.sorting import contains, kazakh_key

from ...requests.ppp import projects
from ..bids import opened_bids, opened_row
from ..models import Tender
from ..procedure.states import CONSENTED, DRAFT, PUBLISHED
from ..rules import commission
from ..rules.commission import LAW, Commission, Due, Timing
from . import seats, step_aside

LEAST = "H22"
# In these roles people are offered to be chosen; a system may name anybody of the body.
_SITTING = frozenset({Role.HEAD, Role.SPECIALIST, Role.CLERK, Role.COMMISSION_MEMBER})
_MOST_FOUND = 20
# Whose people sit first, where somebody works for several.
_BODIES = (Party.STATE_BODY, Party.AUTHORISED_BODY, Party.INTEGRATOR, Party.OPERATOR)


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


def seat_for(user: User, tender: Tender) -> Organisation | None:
    """The body for which the person sits: of those that are parties the first, else another one; never a supplier."""
    today = clock.today()
    if user.left_on is not None and user.left_on < today:
        return None
    held = sorted((m for m in user.memberships if m.holds_on(today) and m.organisation.works), key=lambda m: m.id)
    mine = [m.organisation for m in held if m.organisation.kind is not OrganisationKind.SUPPLIER]
    parties = [tender.party(party) for party in _BODIES]
    return next((each for each in parties if each in mine), mine[0] if mine else None)


def against_setting_up(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """What stands against the Commission as named: when it is set up, who it is, whom it replaces."""
    due = timing_of(tender)
    if due.timing is Timing.TOO_EARLY:
        return [wording.reason_of(due.said)]
    replaceable = seats.aside_of(tender) | seats.gone(tender)
    only_replacing = acceptance_ended(tender) and seats.is_set_up(tender)
    if only_replacing and not replaceable:
        text = _("After the acceptance of bids has ended, only those who stepped aside are replaced, and nobody has.")
        return [Reason(text, rule=LAW)]
    if not body:
        return []
    found = list(_against_people(tender, body))
    if found:
        return found
    named = proposed(body)
    least = int(editions.house_rule(LEAST, tender.edition_key))
    found = wording.reasons_of(commission.against_composition(named, least))
    found += wording.reasons_of(commission.unrepresented(_kinds(tender, named)))
    if only_replacing:
        found += wording.reasons_of(commission.against_replacing(seats.commission_of(tender), named, replaceable))
        found += _against_returning(tender, named)
    return found


def proposed(body: Body) -> Commission:
    """The Commission that the body names."""
    return Commission(str(body["chair"]), str(body["secretary"]), tuple(map(str, body["members"])))


def _paths(body: Body) -> Iterator[tuple[str, str]]:
    yield "chair", str(body.get("chair") or "")
    yield "secretary", str(body.get("secretary") or "")
    yield from ((f"members.{index}", str(each or "")) for index, each in enumerate(body.get("members") or []))


def _against_people(tender: Tender, body: Body) -> Iterator[Reason]:
    """Everybody works for a body that sends members, and the chair for the customer."""
    customer = tender.party(Party.STATE_BODY)
    for path, person in _paths(body):
        user = users.by_public_id(person)
        if user is None or seat_for(user, tender) is None:
            text = _("Choose somebody who works for a body that sends members: suppliers send none.")
            yield Reason(text, rule=LAW, field=path)
        elif path == "chair" and seat_for(user, tender) is not customer:
            text = _("The chair is the customer's first head, or somebody of the customer whom the head authorises.")
            yield Reason(text, rule=LAW, field=path)


def _kinds(tender: Tender, named: Commission) -> Iterator[OrganisationKind]:
    for person in named.voters:
        user = users.by_public_id(person)
        organisation = seat_for(user, tender) if user is not None else None
        if organisation is not None:
            yield organisation.kind


def _against_returning(tender: Tender, named: Commission) -> Iterator[Reason]:
    """Who stepped aside does not come back, and who has an interest in a bid that was opened does not come in."""
    aside = seats.aside_of(tender)
    sitting = {row.user.public_id for row in seats.holding(tender)}
    judged = opened_bids.all_of(tender)
    for path, person in _paths({"chair": named.chair, "secretary": named.secretary, "members": named.members}):
        user = users.by_public_id(person)
        if person in aside:
            yield Reason(_("This person stepped aside because of an interest."), rule=LAW, field=path)
        elif user is not None and person not in sitting:
            for interest in step_aside.interests_of([user], judged):
                yield Reason(wording.text_of(interest.said), rule=LAW, field=path)


def set_up(tender: Tender, body: Body, act: Act) -> None:
    """Give the seats: who keeps one keeps the declaration, who comes anew has still to declare."""
    named = proposed(body)
    act.body = {**act.body, "timing": timing_of(tender).timing.value}
    before = {row.user.public_id: row for row in seats.holding(tender)}
    kept = {
        person
        for person, row in before.items()
        if named.seat_of(person) is row.seat and seat_for(row.user, tender) is row.organisation
    }
    _end(tender, kept, named, act)
    for person in named.persons:
        user = users.by_public_id(person)
        organisation = seat_for(user, tender) if user is not None else None
        if person in kept or user is None or organisation is None:
            continue
        row = ProcedureSeat(user=user, organisation=organisation, seat=_seat(named, person), since=act.at)
        earlier = before.get(person)
        if earlier is not None:
            row.interest, row.declared_at = earlier.interest, earlier.declared_at
        tender.seats.append(row)
    opened_row.seat_anew(tender)


def _seat(named: Commission, person: str) -> Seat:
    return named.seat_of(person) or Seat.MEMBER


def _end(tender: Tender, kept: set[str], named: Commission, act: Act) -> None:
    """End the seats of all who do not keep theirs, and tell those who have none any more."""
    told = []
    for row in seats.rows_of(tender):
        if row.until is None and row.user.public_id in kept:
            continue
        if row.until is None and named.seat_of(row.user.public_id) is None:
            told.append(row.user)
        row.until = row.until or act.at
        row.replaced_at = act.at
    step_aside.tell(tender, told, "seat_ended")


def offered(tender: Tender, searched: str) -> dict[str, list[User]]:
    """People to choose from, by their body: of the tender's parties, and of bodies whose name or BIN is asked for."""
    bodies = [body for body in (tender.party(party) for party in _BODIES) if body is not None]
    bodies += [each for each in _bodies_named(searched) if each not in bodies]
    found = {}
    for body in bodies:
        people = notifications.people_of(body, _SITTING)
        found[name_of(body)] = sorted(people, key=lambda user: kazakh_key(user.full_name))
    return found


def _bodies_named(searched: str) -> list[Organisation]:
    if not searched.strip():
        return []
    columns = (Organisation.name_kk, Organisation.name_ru, Organisation.name_en, Organisation.bin)
    query = (
        select(Organisation)
        .where(
            contains(searched, *columns),
            Organisation.kind != OrganisationKind.SUPPLIER,
            Organisation.closed_on.is_(None),
            Organisation.checked_at.is_not(None),
        )
        .order_by(Organisation.id)
        .limit(_MOST_FOUND)
    )
    return list(db.session.scalars(query))
