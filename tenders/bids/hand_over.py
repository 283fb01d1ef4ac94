"""Handing over the draft of a bid to the head (¶ 49): under the seal, like the draft itself. Nothing here commits.

Nobody is told by e-mail: a message outside of the seal would show that there is a bid.
"""

from dataclasses import replace

from qyzmet.procedure.actions import ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.whose_turn import hand_over
from qyzmet.vocabulary import N_

from ..models import Bid
from .group.members import not_for_members


def keep_the_word(bid: Bid, body: Body, act: Act) -> None:
    """The keeper keeps the act, with its word, apart from the history that the opening will show."""
    act.body = {"note": str(body.get("note") or "")}


HAND_OVER = replace(
    hand_over.HAND_OVER,
    not_for=not_for_members,
    carry_out=keep_the_word,
    page=ActionPage(
        note=N_(
            "Your head finds it first under “My work”. No e-mail is sent: nothing outside of the seal tells of a bid. "
            "Whoever changes the draft takes it back."
        ),
        said=N_(
            "Your head finds it first under “My work”. No e-mail is sent: nothing outside of the seal tells of a bid."
        ),
    ),
)
