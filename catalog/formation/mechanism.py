"""By whom the IC service is created: a supplier under a lease or in a PPP, or the operator itself (¶ 88); and what is
created: a software product or an ICI object.
"""

from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _

from ...requests.assignment.choices import Mechanism, ObjectKind
from ..models import Formation


def is_by_operator(formation: Formation) -> bool:
    """¶ 88: whether the operator creates the IC service itself, without supplier and Commission."""
    return formation.mechanism == Mechanism.OPERATOR


def is_product(formation: Formation) -> bool:
    """Whether a software product is created, which has source code; else an ICI object."""
    return formation.object == ObjectKind.SSP


def only_with_supplier(formation: Formation) -> list[Reason]:
    """What stands against an act that only a formation with a supplier knows."""
    if not is_by_operator(formation):
        return []
    text = _("The operator creates this IC service itself: there is no supplier and no Commission (¶ 88).")
    return [Reason(text, rule="¶ 88")]


def only_by_operator(formation: Formation) -> list[Reason]:
    """What stands against an act that only a formation by the operator itself knows."""
    if is_by_operator(formation):
        return []
    return [Reason(_("A supplier creates this IC service: the operator does not equip it itself."), rule="¶ 88")]
