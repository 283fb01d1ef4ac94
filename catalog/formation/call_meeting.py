"""¶ 83: the integrator calls the meeting of the Commission, within two working days of the notice that the tests are
passed: day, place and agenda; again where it did not meet or did not decide (H45). Nothing here commits.
"""

import datetime as dt

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.forms.dates import Instant
from qyzmet.forms.fields import TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.procedure import editions
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.kinds import TermRule
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences.wording import until_text
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_

from ...deadlines.calendar import in_force as calendars
from ...tenders.commission import seats
from ..models import Formation
from ..procedure.formation import FORMATIONS
from ..procedure.states import MEETING_CALLED
from . import mechanism

RULE = "¶ 83"


class MeetingForm(Form):
    """When and where the Commission meets, and on what it decides."""

    meets_at = Instant(_l("Day and hour of the meeting"), [needed()])
    place = TextArea(_l("Place"), [needed()], most=1000)
    agenda = TextArea(
        _l("Agenda"), most=4000, description=_l("Left open, it is the decision on forming the IC service (¶ 85).")
    )


def against_calling(formation: Formation, body: Body, actor: Actor) -> list[Reason]:
    """A day to come, within the term for the meeting; called again only once the day named before has come."""
    found = [*mechanism.only_with_supplier(formation), *seats.against_missing(formation)]
    if found:
        return found
    if formation.state == MEETING_CALLED and formation.meets_at is not None and formation.meets_at > clock.now():
        return [Reason(_("The Commission is called for a day that is still to come."), rule="H45")]
    meets_at = _instant(body)
    if meets_at is None:
        return []
    if meets_at <= clock.now():
        return [Reason(_("Name a day and an hour that are still to come."), rule=RULE, field="meets_at")]
    latest = latest_meeting(formation)
    if meets_at >= latest:
        text = _("The Commission meets by %(until)s (H45, house rule).", until=until_text(latest))
        return [Reason(text, rule="H45", field="meets_at")]
    return []


def _instant(body: Body) -> dt.datetime | None:
    given = body.get("meets_at")
    return given if isinstance(given, dt.datetime) else dt.datetime.fromisoformat(str(given)) if given else None


def latest_meeting(formation: Formation) -> dt.datetime:
    """H45: the instant by which a meeting that is called now is held."""
    days = editions.working_days(FORMATIONS.term("meet"), formation.edition_key)
    return calendars.current().explain(clock.today(), days).due_at


def call(formation: Formation, body: Body, act: Act) -> None:
    """Keep when it meets; everybody is invited by the notice of the act."""
    formation.meets_at = _instant(body)


def _from_the_meeting(formation: Formation, act: Act) -> dt.datetime:
    """H45: from the day that the call names."""
    return formation.meets_at or act.at


def is_waited_for(formation: Formation, actor: Actor) -> bool:
    """Not on the day itself, on which the Commission decides; from the next one on it is called again (H45)."""
    if formation.state != MEETING_CALLED or formation.meets_at is None:
        return True
    return clock.almaty(formation.meets_at).date() < clock.today()


CALL_AGAIN_TERM = TermRule("call_again", counts_from=_from_the_meeting)
CALL_MEETING = Action(
    "call_meeting",
    form=MeetingForm,
    against=against_calling,
    carry_out=call,
    awaited=is_waited_for,
    page=ActionPage(
        note=N_("Everybody who takes part is invited. Without a quorum, or without a decision, it is called again.")
    ),
)
