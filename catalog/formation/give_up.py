"""The supplier gives the creation up before the IC service is in production (H25); where the operator creates it
itself, the operator (¶ 88). The formation ends. Nothing here commits.
"""

from qyzmet.context import Actor
from qyzmet.forms.fields import TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import Party, Role

from ...requests.assignment import replacement
from ..models import Formation
from . import fall_away, mechanism


class GiveUpForm(Form):
    """Why the creation is given up."""

    reason = TextArea(_l("Reason"), [needed()], most=4000)


def not_theirs(formation: Formation, actor: Actor) -> Reason | None:
    """It is given up by whoever creates the IC service."""
    party = Party.OPERATOR if mechanism.is_by_operator(formation) else Party.SUPPLIER
    organisation = formation.party(party)
    if organisation is not None and Role.HEAD in actor.roles_in(organisation.id):
        return None
    return Reason(_("It is given up by whoever creates the IC service."), rule="H25")


def give_up(formation: Formation, body: Body, act: Act) -> None:
    """Back to the ranking of the tender; where there is none, the design assignment waits for what is decided."""
    fall_away.fall_away(formation, act, str(body.get("reason") or ""))


def _what_follows(formation: Formation) -> str:
    if replacement.only_develops(formation.assignment):
        return _(
            "The formation ends, and the additions to the contracts with it: the service stays as it is. The "
            "integrator reopens the design assignment or puts the development to discussion again, or the authorised "
            "body cancels it (H51, house rule)."
        )
    if mechanism.is_by_operator(formation):
        return _(
            "The formation ends. The integrator reopens the design assignment, or the authorised body cancels the "
            "creation."
        )
    return _("The formation ends, the contracts too, and the Commission names the next bid by rank (H25, house rule).")


GIVE_UP = Action(
    "give_up",
    form=GiveUpForm,
    not_for=not_theirs,
    carry_out=give_up,
    page=ActionPage(warns=True, quiet=True, above=_what_follows),
)
