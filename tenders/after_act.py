"""What every act on a tender brings along, whichever part of the course it belongs to: lists show what it rests on,
and those who follow such tenders are told.
"""

from qyzmet.procedure.actions import Body
from qyzmet.procedure.models import Act

from .announcement import design_assignment
from .models import Tender
from .register import following


def keep_and_tell(tender: Tender, body: Body, act: Act) -> None:
    """Keep what lists show of it, and tell its followers what the act means to them."""
    design_assignment.keep_in_row(tender)
    what = following.what_of(tender, act)
    if what is not None:
        following.tell_followers(tender, what, state=act.to_state)
