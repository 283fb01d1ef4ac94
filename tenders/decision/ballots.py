"""The votes that a decision of the Commission rests on (Law 45-1; H22): asked, read, judged, kept for its protocol."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from qyzmet.forms.choices import YesNo
from qyzmet.forms.fields import Text, TextArea, needed, optional
from qyzmet.forms.form import Form
from qyzmet.people.accounts import users
from qyzmet.procedure.actions import Body
from qyzmet.sentences.sentence import Said
from qyzmet.vocabulary import N_

from ..commission import seats
from ..models import Tender
from ..procedure.states import NO_BIDS
from ..rules.commission import LAW
from ..rules.votes import Vote, against_deciding, tally

# As many as a Commission can have.
MOST_VOTES = 101


class VoterRef(Text):
    """A person with a vote, `U-4`; a page carries it in a hidden input and shows the name."""

    carried = True

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, most=40, **kwargs)

    def in_words(self) -> str:
        """The person's name."""
        return name_of_user(self.data) if self.data else ""


class VoteForm(Form):
    """How somebody voted. Who took no part has no row."""

    user = VoterRef(_l("Member"), [needed()])
    for_ = YesNo(_l("For the decision"), [needed()], name="for")
    dissent = TextArea(
        _l("Dissenting opinion"),
        [optional()],
        most=4000,
        description=_l("The protocol keeps it, and names who holds it"),
    )


def blank_votes(tender: Tender) -> list[Mapping[str, Any]]:
    """A row for each who votes, the chair first: what the page of a decision begins with."""
    return [{"user": person.public_id} for person in seats.voters_of(tender)]


def rows_and_voters(tender: Tender, form: Any) -> Mapping[str, Any]:
    """What the template's macro `votes` draws: the rows of the form, and the names of those who vote."""
    voters = {person.public_id: person.full_name for person in seats.voters_of(tender)}

    def vote_rows() -> list[Any]:
        """The rows as they were typed, and a blank one for each who has none: an absent member's is left blank."""
        there = {entry.form.user.data for entry in form.votes.entries}
        for person in voters:
            if person not in there:
                form.votes.append_entry({"user": person})
        return list(form.votes.entries)

    return {"vote_rows": vote_rows, "voters": voters}


def votes_of(body: Body) -> list[Vote]:
    """The votes as a body gives them."""
    return [
        Vote(str(row.get("user") or ""), row.get("for") is True, str(row.get("dissent") or ""))
        for row in body.get("votes") or ()
    ]


def against_undeclared(tender: Tender, votes: Sequence[Vote]) -> Iterator[Said]:
    """Law 45-1: whoever votes on bids has declared to have no interest."""
    missing = _undeclared(tender)
    for index, vote in enumerate(votes):
        if vote.person in missing:
            text = N_("This person has not declared yet whether there is an interest, and cannot vote before that")
            yield Said(text, {}, LAW, f"votes.{index}.user")


def _undeclared(tender: Tender) -> frozenset[str]:
    """Those who have still to declare whether they have an interest; where no bid came in nobody is asked."""
    if tender.state == NO_BIDS:
        return frozenset()
    return frozenset(person.public_id for person in seats.undeclared(tender))


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


def _named(persons: Iterable[str]) -> list[dict[str, str]]:
    return [{"user": person, "name": name_of_user(person)} for person in persons]


def name_of_user(person: str) -> str:
    """The name of a person of that id; the id where there is none."""
    user = users.by_public_id(person)
    return user.full_name if user is not None else person
