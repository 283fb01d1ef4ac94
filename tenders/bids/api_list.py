"""The API's list of bids: those opened that the caller may know of, then the caller's own sealed ones."""

from qyzmet import clock, context
from qyzmet.api import lists, procedure_list
from qyzmet.api.kinds import ApiKind
from qyzmet.api.lists import ListParameters, Page
from qyzmet.search.conditions import TermState

from ..models import Bid
from . import against, sealed_bids

# Sealed ones come after all that has a row of its own: their cursors lie above every number of a row.
_ABOVE = 9 * 10**17


def page(kind: ApiKind, asked: ListParameters) -> Page:
    """One page of both, the oldest first of each."""
    opened: list[Bid] = []
    if asked.after is None or asked.after < _ABOVE:
        first = procedure_list.page(kind, asked)
        if first.next is not None:
            return first
        opened = [each for each in first.procedures if isinstance(each, Bid)]
    left = asked.limit - len(opened)
    beyond = max((asked.after or 0) - _ABOVE, 0)
    mine = [bid for bid in sealed_bids.mine(context.actor()) if sealed_bids.row_of(bid).id > beyond]
    wanted = [bid for bid in mine if _fits(bid, asked)]
    here = wanted[:left]
    more = len(wanted) > left
    # A page that opened bids fill goes on with the first sealed one.
    last = sealed_bids.row_of(here[-1]).id if here else beyond
    return Page([*opened, *here], lists.cursor(_ABOVE + last) if more else None)


def _fits(bid: Bid, asked: ListParameters) -> bool:
    """The filters of the list, asked of what no index knows."""
    submitted = None if bid.submitted_at is None else clock.almaty(bid.submitted_at).date()
    query = (asked.query or "").casefold()
    return (
        asked.state in (None, bid.state)
        # No term runs on a sealed bid.
        and asked.term in (None, TermState.NONE)
        and (asked.organisations is None or against.bidder_of(bid).id in asked.organisations)
        and (not query or query in bid.public_number.casefold() or query in bid.title.casefold())
        and (asked.submitted_from is None or (submitted is not None and submitted >= asked.submitted_from))
        and (asked.submitted_to is None or (submitted is not None and submitted <= asked.submitted_to))
    )
