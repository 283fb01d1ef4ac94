"""The head approves a programme for the register (H49): it is in force, public, and its reports have terms.

What does not add up warns and stops nothing: it is entered as it is printed. Nothing here commits.
"""

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.procedure import engine, numbers
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_

from ...requests.request.forms import missing
from ..models import Programme
from ..procedure.house_rules import RULE
from ..procedure.programme import FIRST_VERSION, NEXT_VERSION, PROGRAMMES
from ..procedure.states import IN_FORCE
from .forms import ProgrammeForm


def against_approving(programme: Programme, body: Body, actor: Actor) -> list[Reason]:
    """Its kind, title and language are known, and the version that it amends is still in force."""
    found = list(missing(programme.data, ProgrammeForm))
    before = programme.previous
    if before is not None and before.state != IN_FORCE:
        text = _(
            "The version that this one amends, %(number)s, is not in force any more: withdraw this draft.",
            number=before.public_number,
        )
        found.append(Reason(text, rule=RULE))
    return found


def which_version(programme: Programme, body: Body, actor: Actor) -> str:
    """Whether it takes the place of another version."""
    return FIRST_VERSION if programme.previous_id is None else NEXT_VERSION


def approve(programme: Programme, body: Body, act: Act) -> None:
    """It gets its number and is public; the version before it is replaced."""
    before = programme.previous
    programme.number = programme.number or numbers.next_number(PROGRAMMES.prefix)
    programme.submitted_at = programme.submitted_at or act.at
    programme.is_public = True
    programme.entered_on = programme.entered_on or (before.entered_on if before is not None else clock.today())
    act.body = {**act.body, "number": programme.number}
    if before is not None:
        act.body = {**act.body, "replaces": before.public_number}
        engine.follow(before, "replace", act, {"by": programme.number})
        before.next_report_on = None


def take_back(programme: Programme, body: Body, act: Act) -> None:
    """It is a draft again, of those who write it; the number that people may have quoted stays its own."""
    programme.is_public = False
    programme.entered_on, programme.next_report_on = None, None


SAID = N_(
    "Everybody reads it from now on. Where it names the days of its reports, their terms begin. What does not add up "
    "is shown beside it, and stops nothing."
)
APPROVE = Action(
    "approve",
    against=against_approving,
    carry_out=approve,
    undo=take_back,
    which=which_version,
    files=True,
    page=ActionPage(note=SAID, button=lambda programme: _("Check and approve")),
)
