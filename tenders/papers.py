"""Which papers a tender and a bid have: announcement, design assignment, protocols, contract; the bid and its receipt.

Who may know of a procedure may print it; of its protocols those that they may read.
"""

from collections.abc import Iterator
from functools import partial

from qyzmet.printing.printable import Papers, Printable, Sheet, papers
from qyzmet.vocabulary import N_

from . import deciding_api, printed_announcement, printed_bid, printed_contract, printed_protocols
from .models import Tender

PROTOCOL = "protocol"
_ONCE = papers(
    {
        "announcement": Sheet(N_("Announcement"), printed_announcement.announcement),
        "assignment": Sheet(
            N_("Design assignment"), printed_announcement.assignment, printed_announcement.has_assignment
        ),
        "contract": Sheet(N_("Contract"), printed_contract.contract, printed_contract.has_contract),
    }
)


def _of(tender: Tender) -> Iterator[Printable]:
    yield from _ONCE.of(tender)
    for each in deciding_api.visible(tender):
        title = printed_protocols.title_of(each)
        yield Printable(f"{PROTOCOL}-{each.number}", title, partial(printed_protocols.protocol, each))


TENDERS = Papers(_ONCE.keys, _of, numbered=(PROTOCOL,))
BIDS = papers(
    {
        "bid": Sheet(N_("Bid"), printed_bid.bid),
        "receipt": Sheet(N_("Receipt"), printed_bid.receipt, printed_bid.has_receipt),
    }
)
