"""What the decisions of the Commission and the contract carry: one form each for pages and the API."""

from typing import Any

import wtforms
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # missing in the stubs

from qyzmet.documents.fields import DocumentRef
from qyzmet.forms.choices import Choices, YesNo
from qyzmet.forms.dates import Date
from qyzmet.forms.fields import NotTaken, Own, Schema, Text, TextArea, needed, optional
from qyzmet.forms.form import Form
from qyzmet.forms.lists import Rows
from qyzmet.forms.numbers import Integer, Money

from ...requests.proposal.forms import Bin
from ..rules.contract_terms import TITLES, ContractParty
from .votes import name_of_user

# As many as a Commission can have.
MOST_VOTES = 101
LONGEST_READINESS = 1000


class VoterRef(Text):
    """A person with a vote, `U-4`; a page carries it in a hidden input and shows the name."""

    carried = True

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, most=40, **kwargs)

    def in_words(self) -> str:
        """The person's name."""
        return name_of_user(self.data) if self.data else ""


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


class ResolveForm(Form):
    """¶ 53-1, H29: a decision where nobody is named: grounds and votes."""

    grounds = TextArea(_l("Grounds"), [needed()], most=4000)
    votes = Rows(VoteForm, _l("Votes"), [needed()], most=MOST_VOTES, one=_l("Vote"))


class DeclineForm(Form):
    """H25: why the supplier declines the contract."""

    reason = TextArea(_l("Reason"), [needed()], most=4000)


class SilenceForm(Form):
    """H25: what the chair says of a supplier who did not sign in time."""

    note = TextArea(_l("Note"), [optional()], most=4000)


class ContractForm(Form):
    """Law 45(3): the terms, given by the customer, who signs first. The other parties give nothing: they sign."""

    price_lease = Money(_l("Price of the lease"), [optional()])
    price_service = Money(_l("Price of the IC service"), [optional()])
    starts_on = Date(_l("First day of the contract"), [optional()])
    ends_on = Date(_l("Last day of the contract"), [optional()])
    document = DocumentRef(_l("The contract"), [optional()], description=_l("Only the parties of the tender read it"))
    parties = Choices(
        _l("Parties of the contract"),
        [optional()],
        kind=ContractParty,
        titles={party: _l(title) for party, title in TITLES.items()},
    )


class BarredForm(Form):
    """Law 45-3: an entry of the register of the barred."""

    supplier = Bin(_l("BIN of the supplier"), [needed()])
    finding_on = Date(_l("Day of the court's finding"), [needed()])
    document = DocumentRef(_l("The court's decision"), [needed()])


class StrikeForm(Form):
    """An entry that was made by mistake is struck out, and stays to be seen."""

    grounds = TextArea(_l("Grounds"), [needed()], most=4000)
