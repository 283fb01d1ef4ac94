"""Naming the supplier (¶ 73; H24, H25): the chair proposes the choice in a protocol, on which the Commission votes.

Nothing here commits.
"""

from collections.abc import Mapping
from typing import Any

import wtforms
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # missing in the stubs

from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.forms.fields import NotTaken, Own, Schema, TextArea, depends, needed
from qyzmet.forms.form import Form
from qyzmet.forms.numbers import Integer
from qyzmet.procedure import engine
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act, ProcedureParty
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences.wording import reason_of, reasons_of
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_, Party
from qyzmet.web import formats

from ..bids import opened_bids
from ..commission import ranking, seats
from ..commission.voting import proposals
from ..models import Bid, Tender
from ..procedure.states import COMPLIANT
from ..rules.protocol_kinds import ProtocolKind
from ..rules.votes import against_choice
from . import choice, no_supplier, protocol_data

LONGEST_READINESS = 1000


class BidChoice(Own, wtforms.RadioField):
    """The number of a bid, or ""; a page offers those that can be chosen. Whether it can, the guard says."""

    unanswered: Any = N_("Choose a bid")

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
        [depends()],
        most=4000,
        description=_l("Needed where another bid than the first by rank is chosen"),
    )


def against_deciding(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """¶ 73; H22, H24, H25: what stands against naming this bid."""
    meeting = seats.against_meeting(tender, actor)
    if meeting:
        return meeting
    order = choice.can_be_chosen(tender)
    if not order:
        return [reason_of(no_supplier.lawful_now(tender).reason)]
    if not body:
        return []
    return reasons_of(against_choice(order, str(body.get("winner") or ""), str(body.get("grounds") or "")))


def propose(tender: Tender, body: Body, act: Act) -> None:
    """Record what the chair proposes, with all that it rests on."""
    proposals.propose(tender, ProtocolKind.DECISION, protocol_data.of_choice(tender, body), act)


def name_supplier(tender: Tender, body: Body, act: Act) -> None:
    """What was carried is in force: the bids learn who was chosen, and the supplier becomes a party of the tender."""
    protocol = proposals.put_in_force(tender, act)
    number = str(protocol.data["winner"]["bid"])
    for bid in opened_bids.all_of(tender):
        said = {"protocol": protocol.number}
        if bid.public_number == number:
            engine.follow(bid, "choose", act, said)
            _make_party(tender, bid)
        elif bid.state == COMPLIANT:
            engine.follow(bid, "pass_by", act, said)
    db.session.flush()


def _make_party(tender: Tender, bid: Bid) -> None:
    """The bidder is the tender's supplier; whoever was before, and fell away, is its party no more."""
    supplier = bid.bidder
    for row in [row for row in tender.party_rows if row.party is Party.SUPPLIER and row.organisation != supplier]:
        tender.party_rows.remove(row)
        db.session.delete(row)
    if tender.party(Party.SUPPLIER) is None:
        tender.party_rows.append(ProcedureParty(party=Party.SUPPLIER, organisation=supplier))
    db.session.flush()


def _begun(tender: Tender) -> Mapping[str, Any]:
    order = choice.can_be_chosen(tender)
    return {"winner": order[0] if order else ""}


def _facts(tender: Tender, form: Any) -> Mapping[str, Any]:
    form.winner.offer(_choices(tender))
    return {}


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
    carry_out=propose,
    in_force=name_supplier,
    awaited=proposals.none_is_open,
    page=ActionPage(
        note=N_(
            "The protocol names the supplier once the votes of the Commission have carried it. A proposal that was "
            "open before is withdrawn by this one."
        ),
        hidden=proposals.hides,
        untold=proposals.untold,
        template="tenders/decision/decide.html",
        begun=_begun,
        facts=_facts,
    ),
)
