"""Handing over a draft to the head: the request or proposal itself, or the opinion on it (¶ 11). Nothing commits."""

from dataclasses import replace

from qyzmet.context import Actor
from qyzmet.procedure.actions import Body
from qyzmet.procedure.refusals import Reason
from qyzmet.procedure.whose_turn import hand_over
from qyzmet.translating import gettext as _

from ..models import Filed
from ..procedure.review import SUBMITTED


def against_handing_over(filed: Filed, body: Body, actor: Actor) -> list[Reason]:
    """It is not with the head already; of an opinion, there is a draft."""
    if filed.state == SUBMITTED and (filed.opinion is None or filed.opinion.given_at is not None):
        return [Reason(_("There is no draft of the opinion yet: draft it first."))]
    return hand_over.against_handing_over(filed, body, actor)


HAND_OVER = replace(hand_over.HAND_OVER, against=against_handing_over)
