"""Replacing a bid that was handed in, until the end of acceptance (¶ 49), and after an amendment (H30, house rule).

Nothing here commits.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from qyzmet.context import Actor
from qyzmet.documents import sealed_documents
from qyzmet.forms.form import Form
from qyzmet.forms.lists import Group
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_

from ..models import Bid
from . import filling
from .bid_form import BidForm, documents_in
from .group.members import not_for_members
from .hand_in import against_handing_in, forbids, hand_in
from .sealed import sealed_bids


class ReplaceForm(Form):
    """What of a bid is replaced. A system may send some of its keys: the others stay as they are."""

    data_ = Group(BidForm, _l("The bid"), name="data")

    def process(self, formdata: Any = None, obj: Any = None, data: Any = None, **kwargs: Any) -> None:  # type: ignore[override]  # as Form.
        """Fill the fields; of JSON those alone that were given."""
        super().process(formdata, obj, data, **kwargs)
        kept = (data or {}).get("data_")
        if formdata or kept is None:
            return
        inner = self.data_.form
        inner.partial = True
        for name in [name for name in inner._fields if name not in kept]:
            del inner[name]

    def check(self) -> Iterator[tuple[str, str]]:
        """Something is given."""
        if self.given is not None and "data" not in self.given:
            yield "data", _("Fill in “%(label)s”", label=self.data_.label.text)


def against_replacing(bid: Bid, body: Body, actor: Actor) -> list[Reason]:
    """As of submitting, of the bid as it would be. A group confirms what it can read: afterwards (H39)."""
    return against_handing_in(bid, _replaced(bid, body), with_its_group=False)


def _replaced(bid: Bid, body: Body) -> dict[str, Any]:
    return {**bid.data, **(body.get("data") or {})}


def replace(bid: Bid, body: Body, act: Act) -> None:
    """What was handed in before no longer counts: other suppliers may take part, other documents are opened."""
    content, data = sealed_bids.content_of(bid), _replaced(bid, body)
    gone = set(documents_in(content.data)) - set(documents_in(data))
    sealed_documents.withdraw_address(sorted(gone), content.bidder, bid.tender.public_number)
    hand_in(bid, data, act)


def _as_it_is(bid: Bid) -> Mapping[str, Any]:
    """A bid is replaced by what it is now, changed."""
    blank: dict[str, Any] = {"price_lease": None, "price_service": None, "group": [], "statements": [], "answers": []}
    return {"data": blank | bid.data}


def _rows(bid: Bid, form: ReplaceForm) -> Mapping[str, Any]:
    """A row for each statement and criterion, and the words beside them."""
    inner = form.data_.form
    filling.offer(bid, inner)
    filling.invite(inner)
    return filling.words(bid)


def _joins_anew(bid: Bid) -> str:
    """H39: what becomes of a group when what its members have confirmed is changed."""
    if not bid.data.get("group"):
        return ""
    return _(
        "If you change the group or a price, every member has to join anew, and then you confirm the bid: until "
        "then it is not in, and it lapses at the end of acceptance."
    )


REPLACE = Action(
    "replace",
    not_for=not_for_members,
    form=ReplaceForm,
    against=against_replacing,
    forbids=forbids,
    carry_out=replace,
    page=ActionPage(
        above=_joins_anew,
        note=N_("The bid that was handed in before no longer counts. You get a new receipt with a new instant."),
        template="tenders/bids/replace.html",
        begun=_as_it_is,
        facts=_rows,
    ),
)
