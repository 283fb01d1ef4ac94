"""What a bid says (¶ 49; Law 45-2): one form for pages and the API, in the names of the contract.

Annex 4 is not printed in the order: a local form.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import wtforms
from wtforms.validators import StopValidation, ValidationError

from qyzmet.documents.fields import DocumentRefs
from qyzmet.forms.fields import NotTaken, Own, Schema, Text, TextArea, depends, needed
from qyzmet.forms.form import Form
from qyzmet.forms.lists import FieldList, Rows
from qyzmet.forms.numbers import Money
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l

from ...requests.proposal.forms import Bin
from ..rules import qualification

MOST_MEMBERS = 20
MOST_FILES = 30


class Price(Money):
    """A price in tenge: more than nothing."""

    def judge(self) -> None:
        """More than nothing."""
        if self.data <= Decimal(0):
            raise ValidationError(_l("A price is more than nothing"))


class Bins(FieldList):
    """A list of BINs, each once."""

    def __init__(self, label: Any = None, validators: Any = None, *, most: int = MOST_MEMBERS, **kwargs: Any) -> None:
        super().__init__(Bin(_l("BIN of the member"), [needed()]), label, validators, most, kwargs)

    def describe(self, draft: bool) -> Schema:
        """An array of BINs."""
        return self.describe_list({"type": "string", "pattern": "^[0-9]{12}$"}, draft)


class Confirmed(Own, wtforms.BooleanField):
    """A box to tick; true or false in JSON."""

    def from_json(self, value: Any) -> bool | None:
        """true, false or null."""
        if value is not None and not isinstance(value, bool):
            raise NotTaken(_l("true or false is expected"))
        return value

    def to_json(self) -> bool:
        """Whether it is ticked."""
        return bool(self.data)

    def is_empty(self) -> bool:
        """Whether it is not ticked."""
        return not self.data

    def in_words(self) -> str:
        """Yes or no."""
        return _("Yes") if self.data else _("No")

    def describe(self, draft: bool) -> Schema:
        """A boolean."""
        return {"type": ["boolean", "null"]}


class Carried(Text):
    """A key that a page carries in a hidden input: alone it fills in no row."""

    widget = wtforms.widgets.HiddenInput()
    carried = True

    def pre_validate(self, form: Any) -> None:
        """Needed of every row, in drafts too: without it nobody knows what the row is about."""
        if not self.data and not self.process_errors:
            raise StopValidation(self.asks())
        super().pre_validate(form)


class StatementForm(Form):
    """Law 45-2: what the bidder states, and the documents that show it."""

    key = Carried(_l("Statement"), [needed()], most=40)
    confirmed = Confirmed(_l("The bidder states this"), [depends()])
    documents = DocumentRefs(_l("Documents that show it"), most=MOST_FILES, one=_l("Document"))

    def called(self) -> str:
        """By the statement."""
        return next((_(each.text) for each in qualification.STATEMENTS if each.key == self.key.data), "")


class AnswerForm(Form):
    """What the bidder answers to a criterion of the design assignment."""

    criterion = Carried(_l("Criterion"), [needed()], most=40)
    text = TextArea(_l("Answer"), [needed()])
    documents = DocumentRefs(_l("Documents"), most=MOST_FILES, one=_l("Document"))
    # The criterion's name, where the tender is known.
    asked = ""

    def called(self) -> str:
        """By the criterion."""
        return self.asked or self.criterion.data or ""


class BidForm(Form):
    """A bid: prices, the group if there is one, statements, answers by criteria."""

    price_lease = Price(_l("Price of the lease of the product or object, tenge"), [needed()])
    price_service = Price(_l("Price of the IC service, tenge"), [needed()])
    group = Bins(
        _l("Other members of the group"),
        one=_l("Member"),
        description=_l("If several suppliers bid together: the BINs of the others. Who bids alone leaves this open."),
    )
    statements = Rows(StatementForm, _l("Statements on the qualification"), [depends()], one=_l("Statement"), most=20)
    answers = Rows(AnswerForm, _l("Answers by the criteria"), [depends()], one=_l("Answer"))


def documents_in(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids of all documents that a bid's data name, each once, in their order."""
    rows = [*(data.get("statements") or ()), *(data.get("answers") or ())]
    return tuple(dict.fromkeys(each for row in rows for each in row.get("documents") or ()))
