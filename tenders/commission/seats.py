"""Law 45-1: who sits in a tender's Commission now: its rows, those who stepped aside, those who have not declared.

Rows with `replaced_at` are history. Of the others, those with `until` have stepped aside or were found to have an
interest: they act no more, and are counted among those of whom a quorum is needed until somebody takes their place.
Nothing here commits.
"""

from typing import Any

from qyzmet import clock, rights
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.people.models import User
from qyzmet.procedure import editions
from qyzmet.procedure.models import ProcedureSeat
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences import wording
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import Seat

from ..models import WithCommission
from ..rules.commission import LAW, Commission, is_quorum, no_quorum

QUORUM = "H22.2"
_ORDER = (Seat.CHAIR, Seat.SECRETARY, Seat.MEMBER)


def rows_of(procedure: WithCommission) -> list[ProcedureSeat]:
    """The Commission's rows: chair, secretary, members in the order in which they were named."""
    found = [row for row in procedure.seats if row.replaced_at is None]
    return sorted(found, key=lambda row: (_ORDER.index(row.seat), row.id))


def is_set_up(procedure: WithCommission) -> bool:
    """Whether the customer has set up a Commission, here or in an earlier announcement of the family."""
    return bool(rows_of(procedure))


def commission_of(procedure: WithCommission) -> Commission:
    """The Commission in the rules' words, persons as "U-4", those who stepped aside and were not replaced among them.

    Raises LookupError where none is set up.
    """
    rows = rows_of(procedure)
    if not rows:
        raise LookupError(f"{procedure.public_number} has no Commission")
    by_seat = {seat: tuple(row.user.public_id for row in rows if row.seat is seat) for seat in Seat}
    return Commission(by_seat[Seat.CHAIR][0], by_seat[Seat.SECRETARY][0], by_seat[Seat.MEMBER])


def aside_of(procedure: WithCommission) -> frozenset[str]:
    """Those of the Commission who stepped aside and were not replaced, as "U-4"."""
    return frozenset(row.user.public_id for row in rows_of(procedure) if row.until is not None)


def holding(procedure: WithCommission) -> list[ProcedureSeat]:
    """The rows of those who hold their seats."""
    return [row for row in rows_of(procedure) if row.until is None]


def written(procedure: WithCommission) -> list[dict[str, Any]]:
    """Who sits in the Commission, as a protocol keeps it."""
    return [
        {
            "user": row.user.public_id,
            "name": row.user.full_name,
            "seat": row.seat.value,
            "organisation": row.organisation.bin,
        }
        for row in rows_of(procedure)
    ]


def voters_of(procedure: WithCommission) -> list[User]:
    """Those who vote and score now, the chair first: without the secretary and without those who stepped aside."""
    return [row.user for row in holding(procedure) if row.seat is not Seat.SECRETARY]


def undeclared(procedure: WithCommission) -> list[User]:
    """Those who have not yet declared whether they have an interest."""
    return [row.user for row in holding(procedure) if row.interest is None]


def gone(procedure: WithCommission) -> frozenset[str]:
    """Those who no longer belong to the organisation for which they sit: they cannot act and may be replaced."""
    return frozenset(row.user.public_id for row in holding(procedure) if not belongs(row))


def belongs(row: ProcedureSeat) -> bool:
    """Whether the person still has a role in the organisation for which they sit."""
    today = clock.today()
    if row.user.left_on is not None and row.user.left_on < today:
        return False
    return any(m.organisation_id == row.organisation_id and m.holds_on(today) for m in row.user.memberships)


def thirds(procedure: WithCommission) -> int:
    """H22.2: how many thirds of a Commission make its quorum."""
    return int(editions.house_rule(QUORUM, procedure.edition_key))


def against_missing(procedure: WithCommission) -> list[Reason]:
    """What stands against any act of a Commission that was never set up."""
    if is_set_up(procedure):
        return []
    return [Reason(_("There is no Commission yet: the head of the customer sets it up first."), rule="¶ 36")]


def against_undeclared(procedure: WithCommission, actor: Actor) -> list[Reason]:
    """Who has not declared whether they have an interest judges no bid."""
    row = rights.seat_of(actor, procedure)
    if row is None or row.interest is not None:
        return []
    return [Reason(_("Declare first whether you have an interest in a bidder: until then you judge no bid."), rule=LAW)]


def against_meeting(procedure: WithCommission, actor: Actor) -> list[Reason]:
    """What stands against deciding: no Commission, the actor undeclared, too few left for a quorum of the voters."""
    missing = against_missing(procedure)
    if missing:
        return missing
    commission, aside = commission_of(procedure), aside_of(procedure)
    able = [person for person in commission.voters if person not in aside]
    found = against_undeclared(procedure, actor)
    if not is_quorum(len(able), len(commission.voters), thirds(procedure)):
        said = no_quorum(len(able), len(commission.voters), thirds(procedure), "members")
        found.append(
            Reason(
                _(
                    "%(quorum)s The customer replaces those who stepped aside.",
                    quorum=wording.text_of(said),
                ),
                rule=said.rule,
            )
        )
    return found


def copy_seats(previous: WithCommission, procedure: WithCommission) -> None:
    """¶ 36: the Commission carries over within the family of announcements. Everybody declares anew: bidders differ.

    Who stepped aside for the earlier bidders sits again; who left their organisation does not.
    """
    for row in rows_of(previous):
        if row.until is None and not belongs(row):
            continue
        procedure.seats.append(
            ProcedureSeat(user=row.user, organisation=row.organisation, seat=row.seat, since=clock.now())
        )
    db.session.flush()


def carry_over(previous: WithCommission, procedure: WithCommission) -> None:
    """The Commission that named the supplier decides on forming too (¶ 85): the same people, who have declared already.

    The supplier is one of the bidders of whom they said that they have no interest; who stepped aside stays aside.
    """
    for row in rows_of(previous):
        procedure.seats.append(
            ProcedureSeat(
                user=row.user,
                organisation=row.organisation,
                seat=row.seat,
                since=clock.now(),
                interest=row.interest,
                until=row.until,
                reason=row.reason,
            )
        )
    db.session.flush()
