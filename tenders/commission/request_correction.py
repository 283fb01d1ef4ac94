"""H23: one working day to mend a formal defect of a bid, while the bids are examined. Nothing here commits."""

from collections.abc import Iterable, Mapping
from typing import Any

import wtforms

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.forms.choices import SelectChoice
from qyzmet.forms.fields import NotTaken, Own, Schema, TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.procedure import engine
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.procedure.wording import name_of
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_
from qyzmet.web import formats

from ...deadlines import service as deadlines
from ..bids import opened_bids
from ..models import Bid, Tender
from ..procedure.states import OPENED
from . import seats

RULE = "H23"
TERM = "correct"


class BidRef(Own, wtforms.SelectField):
    """The number of an opened bid, or None. The page offers those that can be meant."""

    unanswered: Any = N_("Choose a bid")

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, choices=[SelectChoice("", "")], validate_choice=False, **kwargs)

    def offer(self, bids: Iterable[tuple[str, str]]) -> None:
        """Let the page choose among these bids, each with what is said of it."""
        self.choices = [SelectChoice("", ""), *(SelectChoice(number, said) for number, said in bids)]

    def from_json(self, value: Any) -> Any:
        """A number, or null."""
        if value is not None and not isinstance(value, str):
            raise NotTaken(_l("A text is expected"))
        return value or None

    def process_data(self, value: Any) -> None:
        """Keep a number."""
        self.data = value[:40] if isinstance(value, str) and value else None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the choice."""
        self.process_data(str(valuelist[0]) if valuelist else None)

    def in_words(self) -> str:
        """The number."""
        return self.data or ""

    def describe(self, draft: bool) -> Schema:
        """A string."""
        return self.or_null({"type": "string", "maxLength": 40}, draft)


class CorrectionForm(Form):
    """H23: what a bidder is to mend."""

    bid = BidRef(_l("Bid"), [needed()])
    text = TextArea(_l("What is to be mended"), [needed()], most=10_000)


def running(tender: Tender) -> list[tuple[Bid, str]]:
    """The bids that are being mended, each with the end of its term in words; one that has passed holds nobody up."""
    found = []
    bids = opened_bids.unexamined(tender)
    terms = deadlines.open_by_procedure(bids, TERM)
    for bid in bids:
        for deadline in terms[bid.id]:
            if clock.now() < deadline.due_at:
                found.append((bid, formats.until(deadline.due_on, deadline.due_at)))
    return found


def against_asking(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """The bid was opened, waits for the examination, and is not being mended already."""
    found = seats.against_meeting(tender, actor)
    if found or not body:
        return found
    bid = opened_bids.by_number(tender, str(body.get("bid") or ""))
    if bid is None or bid.state != OPENED:
        return [Reason(_("There is no such bid that waits for the examination."), rule=RULE, field="bid")]
    if deadlines.open_deadlines(bid, TERM):
        return [Reason(_("The bidder has been asked already to mend this bid."), rule=RULE, field="bid")]
    return []


def ask(tender: Tender, body: Body, act: Act) -> None:
    """Ask the bidder; its term runs on the bid. What is to be mended stands there and not in the public history."""
    bid = opened_bids.by_number(tender, str(body["bid"]))
    if bid is None:
        raise LookupError(f"{tender.public_number} has no bid {body['bid']}")
    engine.follow(bid, "request_correction", act, {"text": body["text"]})
    act.body = {"bid": bid.public_number}


def _bids_to_choose_from(tender: Tender, form: CorrectionForm) -> Mapping[str, Any]:
    """The form offers the bids that wait for the examination; the page says which are being mended."""
    waiting = opened_bids.unexamined(tender)
    form.bid.offer((bid.public_number, f"{bid.public_number} · {name_of(bid.bidder)}") for bid in waiting)
    return {"running": running(tender)}


REQUEST_CORRECTION = Action(
    "request_correction",
    form=CorrectionForm,
    against=against_asking,
    carry_out=ask,
    page=ActionPage(template="tenders/commission/request_correction.html", facts=_bids_to_choose_from),
)
