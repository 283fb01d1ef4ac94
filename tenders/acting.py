"""What every act on a tender brings along, whichever part of the course it belongs to: lists show what it rests on,
and those who follow such tenders are told.
"""

from collections.abc import Callable, Mapping

from qyzmet.procedure.kinds import Body, Change
from qyzmet.procedure.models import Act

from . import following, listed
from .models import Tender
from .procedure import TENDERS


def with_what_follows(changes: Mapping[str, Change]) -> dict[str, Change]:
    """The changes of the parts, each with what an act brings along; acts without a change of their own have that too.

    A sealed act brings nothing along: nobody is to see that it was taken.
    """
    sealed = {move.action for move in TENDERS.moves if move.sealed}
    acts = (action for action in TENDERS.actions() if action != "save" and action not in sealed)
    return dict(changes) | {action: _with(changes.get(action)) for action in acts}


def _with(change: Change | None) -> Callable[[Tender, Body, Act], None]:
    def carry_out(tender: Tender, body: Body, act: Act) -> None:
        if change is not None:
            change(tender, body, act)
        listed.keep(tender)
        what = following.what_of(tender, act)
        if what is not None:
            following.tell_followers(tender, what, state=act.to_state)

    return carry_out
