"""H48: a passport in force is changed by its next version alone; this one holds until that is approved."""

from qyzmet.context import Actor
from qyzmet.procedure import engine
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_, Party

from ..models import FunctionPassport
from ..procedure.passport import DRAFT, RULE
from .draft import begin
from .forms import AmendForm
from .versions import next_of


def against_amending(passport: FunctionPassport, body: Body, actor: Actor) -> list[Reason]:
    """One next version at a time is written."""
    next_one = next_of(passport)
    if next_one is None or next_one.state != DRAFT:
        return []
    text = _("The next version is being written already: %(number)s.", number=next_one.public_number)
    return [Reason(text, rule=RULE)]


def amend(passport: FunctionPassport, body: Body, act: Act) -> None:
    """The next version begins as a draft that says the same."""
    organisation = passport.party(Party.STATE_BODY)
    if organisation is None:
        raise LookupError("a passport without its state body")
    made = begin(
        organisation,
        family_id=passport.family,
        predecessor_id=passport.id,
        passport_version=passport.passport_version + 1,
    )
    engine.save(made, passport.data)
    act.body = {**act.body, "draft": made.draft_number}


AMEND = Action(
    "amend",
    form=AmendForm,
    against=against_amending,
    carry_out=amend,
    page=ActionPage(
        note=N_(
            "A draft of the next version begins, which says the same. This version holds until that one is approved."
        ),
    ),
)
