"""Law 45-1: who has an interest in a bidder judges no bid: found by the lists of BIN and IIN when the bids are opened.

Nothing here commits.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from qyzmet import clock
from qyzmet.database import db
from qyzmet.notifications import service as notifications
from qyzmet.notifications.models import Notification
from qyzmet.people.models import Membership, Organisation, User
from qyzmet.procedure.models import Act, ProcedureSeat
from qyzmet.sentences import wording
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_

from ..bids import opened_bids
from ..models import Bid, Tender, WithCommission
from ..rules import interests
from ..rules.interests import Bidder, Interest, Judge, Tie
from . import seats

# What the row of a seat keeps of an interest that the lists show; of a declared one it keeps the person's words.
_FOUND = "found"
_WORDS = {
    "stepped_aside": N_(
        "You have an interest in a bidder of tender %(number)s, so you no longer sit in its Commission (Law 45-1)."
    ),
    "seat_ended": N_("You no longer sit in the Commission of tender %(number)s."),
}


def step_aside(tender: Tender, bids: Iterable[Bid], act: Act) -> list[Interest]:
    """Take their seats from those in whom the lists find an interest in one of these bids, and tell them.

    Returns the interests that were found, for the minutes.
    """
    sitting = {row.user.public_id: row for row in seats.holding(tender)}
    found = interests_of([row.user for row in sitting.values()], bids)
    for interest in found:
        row = sitting[interest.person]
        row.interest, row.until = True, row.until or act.at
        row.reason = f"{_FOUND} {interest.tie.value} {interest.bidder}"
    aside = {interest.person for interest in found}
    tell(tender, [row.user for person, row in sitting.items() if person in aside], "stepped_aside")
    if found:
        opened_bids.seat_anew(tender)
    return found


def interests_of(people: Sequence[User], bids: Iterable[Bid]) -> list[Interest]:
    """What ties these people to the bidders, by the lists."""
    return list(interests.interests(map(_judge, people), _bidders(list(bids))))


def _judge(user: User) -> Judge:
    today = clock.today()
    held = [m for m in user.memberships if m.holds_on(today)]
    return Judge(person=user.public_id, iin=user.iin, works_for=frozenset(m.organisation.bin for m in held))


def _bidders(bids: Sequence[Bid]) -> Iterator[Bidder]:
    families = _families({each for bid in bids for each in (bid.bidder.bin, *opened_bids.group_of(bid))})
    for bid in bids:
        yield _bidder(bid, families)


def _bidder(bid: Bid, families: Mapping[str, Sequence[Organisation]]) -> Bidder:
    supplier, group = bid.bidder, opened_bids.group_of(bid)
    found = [each for number in (supplier.bin, *group) for each in families.get(number, ())]
    known = sorted(dict.fromkeys(found), key=lambda each: each.id)
    today = clock.today()
    return Bidder(
        bin=supplier.bin,
        group=tuple(dict.fromkeys([*group, *(each.bin for each in known if each.bin != supplier.bin)])),
        people=frozenset(m.user.iin for each in known for m in each.memberships if m.holds_on(today)),
        owners=frozenset(owner for each in known for owner in each.owners),
    )


def _families(bins: Collection[str]) -> dict[str, list[Organisation]]:
    """Each organisation of these BINs, with those that it succeeds, by its BIN.

    Who is reorganised is somebody else with another BIN, and its people may still be known under the old one.
    """
    people = selectinload(Organisation.memberships).selectinload(Membership.user)
    found = select(Organisation).options(people)
    families = {each.bin: [each] for each in db.session.scalars(found.where(Organisation.bin.in_(bins)))}
    new = [(number, each) for number, (each,) in families.items()]
    while new:
        succeeded = db.session.scalars(found.where(Organisation.successor_id.in_({each.id for _number, each in new})))
        by_successor: dict[int | None, list[Organisation]] = {}
        for each in succeeded:
            by_successor.setdefault(each.successor_id, []).append(each)
        new = [
            (number, earlier)
            for number, each in new
            for earlier in by_successor.get(each.id, ())
            if earlier not in families[number]
        ]
        for number, earlier in new:
            families[number].append(earlier)
    return families


def why(row: ProcedureSeat) -> str:
    """Why somebody stepped aside, in the language of the page: what the lists show, or their own words."""
    kept = row.reason.split(" ")
    if len(kept) == 3 and kept[0] == _FOUND and kept[1] in list(Tie):
        return wording.text_of(Interest(row.user.public_id, kept[2], Tie(kept[1])).said)
    return row.reason


def written(found: Iterable[Interest]) -> list[dict[str, Any]]:
    """Interests as the minutes keep them."""
    return [{"user": each.person, "bidder": each.bidder, "tie": each.tie.value} for each in found]


def tell(procedure: WithCommission, people: Iterable[User], kind: str) -> None:
    """Tell those who have no seat any more: what the procedure tells its Commission does not reach them."""
    facts = {"number": procedure.public_number, "title": procedure.title, "path": procedure.path}
    notifications.tell(people, kind, facts, procedure)


def _text(notification: Notification) -> str:
    return _(_WORDS[notification.kind], number=notification.facts["number"])


WRITERS = dict.fromkeys(_WORDS, _text)
