"""¶ 82, H8: notice that the tests are passed: of a software product by the supplier, of an ICI object by the operator.

From receiving it the integrator has two working days to call the Commission (¶ 83). Nothing here commits.
"""

from qyzmet.context import Actor
from qyzmet.procedure.actions import Action, Body
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import Party, Role

from ...models import Formation
from .. import mechanism


def not_theirs(formation: Formation, actor: Actor) -> Reason | None:
    """Whose notice it is depends on what was created; nobody's where the operator creates it itself (the guard)."""
    if mechanism.is_by_operator(formation):
        return None
    party = Party.SUPPLIER if mechanism.is_product(formation) else Party.OPERATOR
    organisation = formation.party(party)
    if organisation is not None and actor.roles_in(organisation.id) & {Role.HEAD, Role.SPECIALIST}:
        return None
    if party is Party.SUPPLIER:
        text = _("For a software product the supplier gives notice that the tests are passed (H8, house rule).")
        return Reason(text, rule="H8")
    return Reason(_("For an ICI object the operator gives notice that the tests are passed (¶ 82)."), rule="¶ 82")


def against_notifying(formation: Formation, body: Body, actor: Actor) -> list[Reason]:
    """Where the operator creates the IC service itself, nobody is told and no Commission is called."""
    return mechanism.only_with_supplier(formation)


NOTIFY_PASSED = Action("notify_passed", against=against_notifying, not_for=not_theirs)
