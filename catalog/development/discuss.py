"""¶ 92: the integrator opens a discussion with customer, authorised body and operator, and each states its position, on
the development and on replacing the supplier. Nothing here commits.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from qyzmet.context import Actor
from qyzmet.forms.choices import Choice
from qyzmet.forms.dates import Instant
from qyzmet.forms.fields import TextArea, depends, needed
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import Party, Role

from ..models import Development
from ..procedure.development import HEARD
from ..procedure.states import OPINION_GIVEN
from . import hour

RULE = "¶ 92"


class Position(StrEnum):
    """For or against the development."""

    FOR = "for"
    AGAINST = "against"


POSITIONS = {Position.FOR: _l("For the development"), Position.AGAINST: _l("Against the development")}


class DiscussionForm(Form):
    """The integrator says when it is discussed; each other its position."""

    meets_at = Instant(_l("Day and hour of the discussion"), [depends()])
    position = Choice(_l("Position"), [depends()], kind=Position, titles=POSITIONS)
    text = TextArea(_l("In words, on the development and on replacing the supplier"), [depends()], most=10_000)


def against_discussing(development: Development, body: Body, actor: Actor) -> list[Reason]:
    """Whoever opens the discussion says when, an hour to come; whoever is heard says the position with its words.

    Once the integrator has signed a protocol, what is said stands in it: the others sign or refuse it.
    """
    if development.decision_signatures:
        text = _("The protocol of the decision is being signed: sign it, or refuse it and the discussion goes on.")
        return [Reason(text, rule=RULE)]
    if not body:
        return []
    opens = development.state == OPINION_GIVEN
    asked = (
        {"meets_at": _("Say when it is discussed.")}
        if opens
        else {
            "position": _("Say whether you are for or against."),
            "text": _("Say why."),
        }
    )
    others = {"meets_at", "position", "text"} - set(asked)
    found = [Reason(text, rule=RULE, field=name) for name, text in asked.items() if not body.get(name)]
    found += [
        Reason(_("This is not yours to say here: leave it out."), rule=RULE, field=name)
        for name in sorted(others)
        if body.get(name)
    ]
    return found or (hour.against_naming(development, body) if opens else [])


def positions(development: Development) -> dict[Party, Act]:
    """The newest position of each who was heard since it was put to discussion, the last time that it was."""
    acts = standing_acts(development)
    again = max((act.id for act in acts if act.action == "discuss_again"), default=0)
    return {act.party: act for act in acts if act.action == "discuss" and act.body.get("position") and act.id > again}


def unheard(development: Development) -> list[Party]:
    """Who has not stated a position yet."""
    heard = positions(development)
    return [party for party in HEARD if party not in heard]


def _is_awaited(development: Development, actor: Actor) -> bool:
    if development.state == OPINION_GIVEN:
        return True
    if development.decision_signatures:
        return False
    for party in unheard(development):
        organisation = development.party(party)
        if organisation is not None and actor.roles_in(organisation.id) & {Role.HEAD, Role.SPECIALIST}:
            return True
    return False


def _facts(development: Development, form: Any) -> Mapping[str, Any]:
    """Each is asked what is theirs to say: the integrator when it is discussed, the others for their position."""
    opens = development.state == OPINION_GIVEN
    for name in ("position", "text") if opens else ("meets_at",):
        if name in form:
            del form[name]
    for field in form:
        field.flags.required = True
        field.validators = [needed()]
    return {}


DISCUSS = Action(
    "discuss",
    form=DiscussionForm,
    against=against_discussing,
    awaited=_is_awaited,
    page=ActionPage(facts=_facts),
)
