"""The votes that a decision of the Commission rests on (Law 45-1; H22): read, judged and kept for its protocol."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from qyzmet.people.accounts import users
from qyzmet.procedure.actions import Body
from qyzmet.sentences.sentence import Said
from qyzmet.vocabulary import N_

from ..commission import seats
from ..models import Tender
from ..procedure.states import NO_BIDS
from ..rules.commission import LAW
from ..rules.votes import Vote, against_deciding, tally


def votes_of(body: Body) -> list[Vote]:
    """The votes as a body gives them."""
    return [
        Vote(str(row.get("user") or ""), row.get("for") is True, str(row.get("dissent") or ""))
        for row in body.get("votes") or ()
    ]


def undeclared(tender: Tender) -> frozenset[str]:
    """Those who have still to declare whether they have an interest; where no bid came in nobody is asked."""
    if tender.state == NO_BIDS:
        return frozenset()
    return frozenset(person.public_id for person in seats.undeclared(tender))


def against_undeclared(tender: Tender, votes: Sequence[Vote]) -> Iterator[Said]:
    """Law 45-1: whoever votes on bids has declared to have no interest."""
    missing = undeclared(tender)
    for index, vote in enumerate(votes):
        if vote.person in missing:
            text = N_("This person has not declared yet whether there is an interest, and cannot vote before that")
            yield Said(text, {}, LAW, f"votes.{index}.user")


def against_resolving(tender: Tender, body: Body) -> Iterator[Said]:
    """What stands against a decision by vote: votes that do not count, no quorum, no majority."""
    votes = votes_of(body)
    yield from against_undeclared(tender, votes)
    yield from against_deciding(seats.commission_of(tender), votes, seats.thirds(tender), seats.aside_of(tender))


def kept(tender: Tender, body: Body) -> dict[str, Any]:
    """The votes and how they were counted, as a protocol keeps them."""
    votes = votes_of(body)
    counted = tally(seats.commission_of(tender), votes, seats.thirds(tender), seats.aside_of(tender))
    return {
        "votes": [
            {"user": vote.person, "name": name_of_user(vote.person), "for": vote.in_favour, "dissent": vote.dissent}
            for vote in votes
        ],
        "tally": {
            "for": list(counted.in_favour),
            "against": list(counted.against),
            "quorum": counted.quorum,
            "by_chair": counted.by_chair,
        },
        "aside": _named(sorted(seats.aside_of(tender))),
    }


def seats_kept(tender: Tender) -> list[dict[str, str]]:
    """The Commission as it is now, as a protocol keeps it."""
    return [
        {
            "user": seat.user.public_id,
            "name": seat.user.full_name,
            "seat": seat.seat.value,
            "organisation": seat.organisation.bin,
        }
        for seat in seats.rows_of(tender)
    ]


def _named(persons: Iterable[str]) -> list[dict[str, str]]:
    return [{"user": person, "name": name_of_user(person)} for person in persons]


def name_of_user(person: str) -> str:
    """The name of a person of that id; the id where there is none."""
    user = users.by_public_id(person)
    return user.full_name if user is not None else person


def blank_votes(tender: Tender) -> list[Mapping[str, Any]]:
    """A row for each who votes, the chair first: what the page of a decision begins with."""
    return [{"user": person.public_id} for person in seats.voters_of(tender)]
