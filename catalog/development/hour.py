"""¶ 92: the hour of the discussion, which its opening names. Positions may be written before it; what is decided rests
on what was discussed, so that nothing is decided before the hour.
"""

import datetime as dt

from qyzmet import clock
from qyzmet.procedure import editions
from qyzmet.procedure.actions import Body
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences.wording import until_text
from qyzmet.translating import gettext as _

from ...deadlines.calendar import in_force as calendars
from ..models import Development
from ..procedure.development import DEVELOPMENTS

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


def against_early(development: Development) -> list[Reason]:
    """What stands against deciding before it is discussed."""
    hour = of(development)
    if hour is None or clock.now() >= hour:
        return []
    text = _("It is discussed only then: %(at)s. Sign the protocol from that hour on.", at=until_text(hour))
    return [Reason(text, rule=RULE)]


def against_naming(development: Development, body: Body) -> list[Reason]:
    """An hour to come, within the term for discussing and deciding (H45.4)."""
    given = body.get("meets_at")
    if not given:
        return []
    hour = given if isinstance(given, dt.datetime) else dt.datetime.fromisoformat(str(given))
    if hour <= clock.now():
        return [Reason(_("Name a day and an hour that are still to come."), rule=RULE, field="meets_at")]
    latest = latest_for(development)
    if hour >= latest:
        text = _("It is discussed and decided by %(until)s (H45, house rule).", until=until_text(latest))
        return [Reason(text, rule="H45", field="meets_at")]
    return []


def latest_for(development: Development) -> dt.datetime:
    """H45.4: the instant by which a discussion that is opened now is held and decided."""
    days = editions.working_days(DEVELOPMENTS.term("decide"), development.edition_key)
    return calendars.current().explain(clock.today(), days).due_at
