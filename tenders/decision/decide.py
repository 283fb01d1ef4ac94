"""Naming the supplier (¶ 73; H22, H24, H25): the chair records the choice in a protocol, which the members then sign.

Nothing here commits.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # missing in the stubs

from qyzmet.context import Actor
from qyzmet.forms.fields import NotTaken, Own, Schema, TextArea, needed, optional
from qyzmet.forms.form import Form
from qyzmet.forms.lists import Rows
from qyzmet.forms.numbers import Integer
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences.sentence import Said
from qyzmet.sentences.wording import reason_of, reasons_of
from qyzmet.vocabulary import N_
from qyzmet.web import formats

from ..bids import opened_bids
from ..commission import protocols, ranking, seats
from ..models import Tender
from ..rules.protocol_kinds import ProtocolKind
from ..rules.votes import PROTOCOL_RULE, against_choice
from . import ballots, choice, no_supplier, protocol_data
from .ballots import MOST_VOTES, VoteForm

LONGEST_READINESS = 1000


class BidChoice(Own, wtforms.RadioField):
    """The number of a bid, or ""; a page offers those that can be chosen. Whether it can, the guard says."""

    unanswered: Any = _l("Choose a bid")

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, choices=[], validate_choice=False, **kwargs)
        self._words: dict[str, str] = {}

    def offer(self, bids: dict[str, str]) -> None:
        """Let a page choose among these numbers, each with its words; the first is chosen where nothing is."""
        self._words = bids
        self.choices = [SelectChoice(number, words) for number, words in bids.items()]

    def from_json(self, value: Any) -> str:
        """A number."""
        if not isinstance(value, str):
            raise NotTaken(_l("A text is expected"))
        return value

    def process_data(self, value: Any) -> None:
        """Keep a number, or what was sent for one."""
        self.data = value[:40] if isinstance(value, str) else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the choice."""
        self.process_data(str(valuelist[0]) if valuelist else "")

    def in_words(self) -> str:
        """The bid with its bidder, where it was offered."""
        return str(self._words.get(self.data, self.data))

    def describe(self, draft: bool) -> Schema:
        """A string such as B-7K2M9QXA4T."""
        return {"type": "string", "maxLength": 40}


class DecideForm(Form):
    """¶ 73: whom the protocol names, and within which term readiness is reported."""

    winner = BidChoice(_l("Bid that is chosen"), [needed()])
    ready_within_working_days = Integer(
        _l("Term for the notice of readiness for testing, in working days"),
        [needed()],
        least=1,
        most=LONGEST_READINESS,
        description=_l("Within so many working days the supplier reports that the product is ready for testing (¶ 73)"),
    )
    grounds = TextArea(
        _l("Grounds"),
        [optional()],
        most=4000,
        description=_l("Needed where another bid than the first by rank is chosen"),
    )
    votes = Rows(VoteForm, _l("Votes"), [optional()], most=MOST_VOTES, one=_l("Vote"))


def against_deciding(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """¶ 73; H22, H24, H25: what stands against naming this bid."""
    meeting = seats.against_meeting(tender, actor)
    if meeting:
        return meeting
    order = choice.can_be_chosen(tender)
    if not order:
        return [reason_of(no_supplier.lawful_now(tender).reason)]
    return reasons_of(_against_naming(tender, order, body))


def _against_naming(tender: Tender, order: list[str], body: Body) -> Iterator[Said]:
    winner, given = str(body.get("winner") or ""), ballots.votes_of(body)
    yield from ballots.against_undeclared(tender, given)
    yield from against_choice(
        order, winner, seats.commission_of(tender), given, seats.thirds(tender), seats.aside_of(tender)
    )
    if winner in order[1:] and not str(body.get("grounds") or "").strip():
        text = N_("Another bid than the first by rank is chosen: give the grounds")
        yield Said(text, {}, PROTOCOL_RULE, "grounds")


def decide(tender: Tender, body: Body, act: Act) -> None:
    """A new protocol; one that was not signed yet stays, marked, and is signed by nobody any more."""
    for earlier in protocols.of_kind(tender, ProtocolKind.DECISION):
        if earlier.published_at is None:
            earlier.annulled_at = act.at
    data = protocol_data.of_choice(tender, body)
    made = protocols.make(tender, ProtocolKind.DECISION, data, act, publish=False)
    act.body = {**act.body, "protocol": made.number}


def _begun(tender: Tender) -> Mapping[str, Any]:
    order = choice.can_be_chosen(tender)
    return {"winner": order[0] if order else "", "votes": ballots.blank_votes(tender)}


def _facts(tender: Tender, form: Any) -> Mapping[str, Any]:
    form.winner.offer(_choices(tender))
    return ballots.rows_and_voters(tender, form)


def _choices(tender: Tender) -> dict[str, str]:
    """The bids that can be chosen, each with its rank, its bidder, its total and its price."""
    items = ranking.of(tender).items
    totals = ranking.in_figures([item.total for item in items])
    ranked = {item.bid: (item.rank, total) for item, total in zip(items, totals, strict=True)}
    found = {}
    for number in choice.can_be_chosen(tender):
        bid, (rank, total) = opened_bids.by_number(tender, number), ranked[number]
        if bid is not None:
            found[number] = _(
                "%(rank)s. %(bid)s; points: %(total)s; price of the IC service: %(price)s",
                rank=rank,
                bid=choice.supplier_text(bid),
                total=total,
                price=formats.money(bid.price_service, formats.language()),
            )
    return found


DECIDE = Action(
    "decide",
    form=DecideForm,
    against=against_deciding,
    carry_out=decide,
    refuse_first=True,
    page=ActionPage(
        note=N_(
            "The protocol names the supplier once a quorum of the Commission has signed it. A protocol that was not "
            "signed yet is replaced by this one and stays to be seen."
        ),
        template="tenders/decision/decide.html",
        begun=_begun,
        facts=_facts,
    ),
)
