"""¶ 92: the hour of the discussion, which its opening names. Positions may be written before it: where all three have
stated theirs, they were heard, and the development may be decided before the hour too.
"""

import datetime as dt

from qyzmet import clock
from qyzmet.procedure.actions import Body
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _

from ..models import Development

RULE = "¶ 92"


def of(development: Development) -> dt.datetime | None:
    """When it is discussed, by the opening that stands; None before it is opened."""
    acts = reversed(standing_acts(development))
    opened = next((act for act in acts if act.action == "discuss" and act.body.get("meets_at")), None)
    return dt.datetime.fromisoformat(opened.body["meets_at"]) if opened is not None else None


def is_to_come(development: Development) -> bool:
    """Whether the hour of the discussion is still to come."""
    hour = of(development)
    return hour is not None and clock.now() < hour


def against_naming(development: Development, body: Body) -> list[Reason]:
    """An hour to come."""
    given = body.get("meets_at")
    if not given:
        return []
    hour = given if isinstance(given, dt.datetime) else dt.datetime.fromisoformat(str(given))
    if hour <= clock.now():
        return [Reason(_("Name a day and an hour that are still to come."), rule=RULE, field="meets_at")]
    return []
