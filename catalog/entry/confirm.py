"""H26: customer or integrator confirm every six months that the entry is true; else its page says that it may be out of
date. Nothing here commits.
"""

import datetime as dt

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.models import Act
from qyzmet.vocabulary import N_

from ...deadlines import service as deadlines
from ..models import Service

TERM = "confirm"
# As long before its end the term is a task.
_ASKED = dt.timedelta(30)
_CONFIRMING = ("enter", "renew", "confirm")


def confirm(service: Service, body: Body, act: Act) -> None:
    """The entry is true as it stands today."""
    service.confirmed_on = clock.today()


def take_back(service: Service, body: Body, act: Act) -> None:
    """It counts as confirmed when it was before: at the latest entering or confirming that still stands."""
    earlier = [each for each in standing_acts(service) if each.action in _CONFIRMING and each is not act]
    service.confirmed_on = clock.almaty(max(each.at for each in earlier)).date()


def is_due_soon(service: Service, actor: Actor) -> bool:
    """Whether somebody is asked to confirm it now: in the term's last month, and from then on until it is done."""
    soon = clock.now() + _ASKED
    return any(each.due_at <= soon for each in deadlines.open_deadlines(service, TERM))


def is_stale(service: Service) -> bool:
    """Whether nobody has confirmed the entry within the term."""
    return any(each.due_at <= clock.now() for each in deadlines.open_deadlines(service, TERM))


CONFIRM = Action(
    "confirm",
    carry_out=confirm,
    undo=take_back,
    awaited=is_due_soon,
    page=ActionPage(note=N_("You say that what stands in the Catalogue is true today.")),
)
